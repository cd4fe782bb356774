"""`academy cost`: what people see of it, and the exit status that follows."""

from ops.cost.compare import compare
from ops.cost.costs import costs_of
from ops.cost.document import as_json
from ops.cost.show import show
from ops.cost.show_comparison import show_comparison
from ops.stacks import find_stack
from ops.terminal import stdout, tell_error, tell_json


def cost(name: str, against: str | None, *, budget: bool, as_one_document: bool) -> int:
    """Tell what a stack (a name or a file) costs, and where `against` is given how that differs from another.

    Gives the exit status: 1 when `budget` is asked for and more is expected than it allows, else 0.

    Raises:
        Problem: there is no such stack, its file is wrong, or something has no price.
    """
    stack, other_stack = find_stack(name), find_stack(against) if against else None
    costs = costs_of(stack)
    comparison = compare(costs_of(other_stack), costs) if other_stack else None
    if as_one_document:
        tell_json(as_json(costs, comparison))
    elif comparison is not None:
        show_comparison(comparison, stdout)
    else:
        show(costs, stdout)
    if budget and costs.over_budget:
        tell_error(
            f"{costs.stack.path.name}: {costs.bill.total.expected:,.2f} USD a month are expected, "
            f"{-costs.left_usd:,.2f} more than academy:monitoring.budget_usd ({costs.budget_usd})"
        )
        return 1
    return 0
