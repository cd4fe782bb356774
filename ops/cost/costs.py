"""Everything that is told of what a stack costs, worked out once."""

from dataclasses import dataclass, replace
from decimal import Decimal

from ops.capture import unreleased
from ops.priced import graph_of, price
from ops.stacks import StackFile, read_profile
from pricing.left_out import left_out
from pricing.model import Bill, Graph
from pricing.prices import load_prices
from pricing.steps import PricedStep, priced_steps


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What a stack costs in a month, every charge to the cent."""

    stack: StackFile
    graph: Graph
    bill: Bill
    before_approval: Bill | None
    """Where there is a flat-rate plan: what a month costs until a person approves it."""
    steps: tuple[PricedStep, ...]
    budget_usd: Decimal
    unreleased: tuple[str, ...]
    """Images of which the stack file releases no build; what runs them is priced all the same."""
    left_out: tuple[str, ...]

    @property
    def left_usd(self) -> Decimal:
        """What the budget leaves of what is expected; less than nothing where it is exceeded."""
        return self.budget_usd - self.bill.total.expected

    @property
    def over_budget(self) -> bool:
        """Whether more is expected than the budget allows."""
        return self.left_usd < 0


def costs_of(stack: StackFile) -> Costs:
    """Price a stack file: one run of the program, no AWS.

    Raises:
        Problem: the file is wrong, or something has no price.
    """
    graph = graph_of(stack)
    return Costs(
        stack=stack,
        graph=graph,
        bill=price(graph),
        before_approval=price(replace(graph, plan_approved=False)) if graph.has_plan else None,
        steps=tuple(priced_steps(graph, load_prices())),
        budget_usd=Decimal(read_profile(stack).monitoring.budget_usd),
        unreleased=tuple(unreleased(stack)),
        left_out=tuple(left_out(graph)),
    )
