"""Steps of `usage`: what more people, and more of what they do, cost as the stack is."""

from collections.abc import Iterator
from dataclasses import replace

from pricing.model import Graph
from pricing.rules.machines import GROUP
from pricing.steps.change import Step

_MORE = (
    ("daily_users", 100, "+100 people"),
    ("api_requests_per_user", 10, "+10 requests"),
    ("cdn_mib_per_user", 10, "+10 MiB"),
    ("media_upload_gib", 10, "+10 GiB a month"),
    ("media_months", 1, "+1 month"),
    ("log_mib_per_day", 100, "+100 MiB a day"),
    ("outbound_gib", 10, "+10 GiB a month"),
    ("registry_gib", 1, "+1 GiB"),
)


def usage_steps(graph: Graph) -> Iterator[Step]:
    """Every step of this section."""
    for name, amount, words in _MORE:
        yield _more(graph, name, amount, words)
    if graph.of_type(GROUP):
        yield _more(graph, "gpu_hours", 10, "+10 hours a month")


def _more(graph: Graph, name: str, amount: int, words: str) -> Step:
    used = graph.usage.model_copy(update={name: getattr(graph.usage, name) + amount})
    return Step(key=f"usage.{name}", words=words, grown=replace(graph, usage=used))
