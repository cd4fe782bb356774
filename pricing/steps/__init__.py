"""What one step of a key costs: the same graph with that one thing larger, priced again."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pricing.model import Graph
from pricing.prices import Prices
from pricing.rules import bill
from pricing.steps.change import Step
from pricing.steps.database import database_steps
from pricing.steps.edge import cdn_steps, media_steps, monitoring_steps
from pricing.steps.network import network_steps
from pricing.steps.services import service_steps
from pricing.steps.usage import usage_steps


@dataclass(frozen=True, kw_only=True)
class PricedStep:
    """A step and what it adds to the month that is expected."""

    key: str
    """As it stands in the stack file, without `academy:`."""
    words: str
    usd: Decimal
    """Less than nothing where a step saves."""


def priced_steps(graph: Graph, prices: Prices) -> list[PricedStep]:
    """Every step that this graph can take, in the order of the stack file, with its price.

    Raises:
        Unpriced, UnknownPrice: the graph itself has no price.
    """
    now = bill(graph, prices).total.expected
    return [
        PricedStep(key=step.key, words=step.words, usd=bill(step.grown, prices).total.expected - now)
        for step in steps(graph, prices)
    ]


def steps(graph: Graph, prices: Prices) -> Iterator[Step]:
    """Every step that a released stack's graph can take, in the order of the stack file."""
    yield from network_steps(graph)
    yield from database_steps(graph, prices)
    yield from service_steps(graph)
    yield from media_steps(graph)
    yield from cdn_steps(graph)
    yield from monitoring_steps(graph)
    yield from usage_steps(graph)
