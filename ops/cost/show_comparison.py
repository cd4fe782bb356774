"""What people see of how two stacks' costs differ."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.cost.compare import Comparison, LineDifference, Reason
from ops.cost.layout import MARKED, added, dollars, marked, table
from ops.cost.show import show_summary


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Every line of both stacks, and under it the charges that make the difference."""
    before, after = comparison.before, comparison.after
    show_summary(after, console)
    rows = table(console)
    rows.add_column("USD a month, expected", ratio=1)
    for name in (before.stack.name, after.stack.name, "difference"):
        rows.add_column(Text(name), justify="right", no_wrap=True)
    for line in comparison.lines:
        _add(rows, line)
    rows.add_section()
    one, two = before.bill.total.expected, after.bill.total.expected
    rows.add_row("Total", dollars(one), dollars(two), added(two - one), style="bold")
    console.print(rows)
    if any(reason.doubtful for line in comparison.lines for reason in line.reasons):
        console.print()
        console.print(MARKED)


def _add(rows: Table, line: LineDifference) -> None:
    amounts = dollars(line.before), dollars(line.after), added(line.difference)
    rows.add_row(line.line.value, *amounts, style="bold")
    for reason in line.reasons:
        difference = marked(added(reason.difference), doubtful=reason.doubtful)
        rows.add_row(_words(reason), dollars(reason.before), dollars(reason.after), difference)


def _words(reason: Reason) -> Padding:
    """Set in from the line that they belong to."""
    quantities = f" ({reason.quantities})" if reason.quantities else ""
    return Padding(Text(f"{reason.resource}: {reason.what}{quantities}"), (0, 0, 0, 2))
