"""What a person sees of costs, as lines."""

from collections.abc import Callable
from io import BytesIO, TextIOWrapper

from rich.console import Console

from ops.cost.compare import Comparison
from ops.cost.costs import Costs
from ops.cost.show import show
from ops.cost.show_comparison import show_comparison

COLUMNS = 80


def shown(costs: Costs, columns: int = COLUMNS, encoding: str = "utf-8") -> list[str]:
    """The lines that a person sees of a stack."""
    return _lines(lambda console: show(costs, console), columns, encoding)


def shown_difference(comparison: Comparison) -> list[str]:
    """The lines that a person sees of two stacks."""
    return _lines(lambda console: show_comparison(comparison, console), COLUMNS, "utf-8")


def _lines(tell: Callable[[Console], None], columns: int, encoding: str) -> list[str]:
    raw = BytesIO()
    file = TextIOWrapper(raw, encoding=encoding, write_through=True)
    tell(Console(file=file, width=columns, highlight=False))
    return [line.rstrip() for line in raw.getvalue().decode(encoding).splitlines()]
