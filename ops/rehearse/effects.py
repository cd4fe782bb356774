"""What AWS does about a change: a table of resource types and their properties, with the page that says so."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ops.rehearse.report import Effect, Impact

EVERY = "*"
"""Stands for all properties of a type that have no entry of their own."""

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"

_LABELS = frozenset({"tags", "tagsAll"})


@dataclass(frozen=True, kw_only=True)
class Known:
    """One entry: what AWS does, in a line for people, and where AWS says it."""

    impact: Impact
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Update:
    """The inputs before and after, for entries that depend on them."""

    olds: Mapping[str, object]
    news: Mapping[str, object]


Entry = Known | Callable[[Update], Known]
Table = Mapping[str, Mapping[str, Entry]]

LABELS = Known(
    impact=Impact.NONE,
    text="only labels change",
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
)


def documentation(token: str) -> str:
    """The page of a resource type, like `aws:rds/instance:Instance`."""
    module, _, kind = token.removeprefix("aws:").partition("/")
    return f"https://www.pulumi.com/registry/packages/aws/api-docs/{module}/{kind.partition(':')[0].lower()}/"


def effects(table: Table, token: str, properties: Iterable[str], update: Update) -> tuple[Effect, ...]:
    """What AWS does about the changed top-level properties of a resource; what has the same effect is one."""
    found: dict[Known, list[str]] = {}
    for name in properties:
        found.setdefault(_known(table, token, name, update), []).append(name)
    return tuple(
        Effect(impact=known.impact, properties=tuple(names), text=known.text, url=known.url)
        for known, names in found.items()
    )


def _known(table: Table, token: str, name: str, update: Update) -> Known:
    entries = table.get(token, {})
    entry = entries.get(name) or (LABELS if name in _LABELS else entries.get(EVERY))
    if entry is None:
        text = "not known: read the resource's documentation"
        return Known(impact=Impact.UNKNOWN, text=text, url=documentation(token))
    return entry if isinstance(entry, Known) else entry(update)
