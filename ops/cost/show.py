"""What people see of a stack's costs: the total beside the budget first, then what it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.cost.compare import Comparison, LineDifference, Reason
from ops.cost.costs import Costs
from pricing.model import Bill, Charge, Line
from pricing.money import Range, cents
from pricing.requirement import REQUIREMENT, asked_total

LARGEST = 10

MARK = "~"
"""Before an amount of which a part is at an estimated price, or at one of low confidence."""

_LONGEST_BAR = 40
"""Characters, however wide the terminal is."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A share of what room there is; what exceeds it is cut off."""

    share: Decimal
    ground: bool = False
    """Whether the rest is drawn too."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many characters as the column has."""
        room = min(options.max_width, _LONGEST_BAR)
        full, empty = ("#", ".") if options.ascii_only else ("█", "░")
        long = min(room, round(self.share * room))
        yield Text(full * long + (empty * (room - long) if self.ground else ""))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """It does with little, and takes what is left."""
        return Measurement(1, min(options.max_width, _LONGEST_BAR))


def show(costs: Costs, console: Console) -> None:
    """All of it, in as many columns as the console has."""
    _summary(costs, console)
    _lines(costs, console)
    _pairs("Why a line differs from what was asked for", _whys(), console)
    _largest(costs, console)
    _steps(costs, console)
    _pairs("Free, and taken off already", _free(costs.bill), console)
    _notes(costs, console)
    _verdict(costs, console)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Every line of both stacks, and under it the charges that make the difference."""
    before, after = comparison.before, comparison.after
    _summary(after, console)
    table = _table(console)
    table.add_column("USD a month, expected", ratio=1)
    for name in (before.stack.name, after.stack.name, "difference"):
        table.add_column(Text(name), justify="right", no_wrap=True)
    for line in comparison.lines:
        _add_difference(table, line)
    table.add_section()
    one, two = before.bill.total.expected, after.bill.total.expected
    table.add_row("Total", f"{one:,}", f"{two:,}", f"{two - one:+,}", style="bold")
    console.print(table)
    _mark(any(reason.doubtful for line in comparison.lines for reason in line.reasons), console)


def _add_difference(table: Table, line: LineDifference) -> None:
    table.add_row(line.line.value, f"{line.before:,}", f"{line.after:,}", f"{line.difference:+,}", style="bold")
    for reason in line.reasons:
        table.add_row(
            _reason(reason),
            f"{reason.before:,}",
            f"{reason.after:,}",
            _marked(reason.doubtful, f"{reason.difference:+,}"),
        )


def _reason(reason: Reason) -> Padding:
    """Its words, set in from the line that it belongs to."""
    quantities = f" ({reason.quantities})" if reason.quantities else ""
    return Padding(Text(f"{reason.resource}: {reason.what}{quantities}"), (0, 0, 0, 2))


def _summary(costs: Costs, console: Console) -> None:
    total, usage = costs.bill.total, costs.graph.usage
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row("stack", Text(f"{costs.stack.name}, for {usage.daily_users:,} people a day"))
    grid.add_row("expected", f"{_usd(total.expected)} USD a month", style="bold")
    grid.add_row("budget", _budget(costs))
    grid.add_row("", Bar(share=total.expected / costs.budget_usd, ground=True))
    grid.add_row("range", f"{_usd(total.low)} USD with half the usage to {_usd(total.high)} USD with twice as much")
    if costs.before_approval is not None:
        before = costs.before_approval
        edge = f"CloudFront {_usd(before.lines[Line.CLOUDFRONT].expected)} USD as it is used"
        grid.add_row("until the plan", Text(f"is approved: {_usd(before.total.expected)} USD, {edge}"))
    if costs.unreleased:
        grid.add_row("as if released", ", ".join(costs.unreleased))
    console.print(grid)
    console.print()


def _budget(costs: Costs) -> str:
    percent = cents(costs.bill.total.expected / costs.budget_usd * 100).quantize(Decimal(1))
    left = f"{-costs.left_usd:,} USD over it" if costs.over_budget else f"{_usd(costs.left_usd)} USD left"
    return f"{_usd(costs.budget_usd)} USD a month, {left} ({percent} %)"


def _lines(costs: Costs, console: Console) -> None:
    table = _table(console)
    table.add_column("line", no_wrap=True)
    for name in ("asked for", "expected", "low", "high"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", ratio=1)
    most = max(amount.expected for amount in costs.bill.lines.values()) or Decimal(1)
    for line, amount in costs.bill.lines.items():
        asked = REQUIREMENT[line].for_users(costs.graph.usage.daily_users)
        doubtful = any(each.doubtful for each in costs.bill.charges if each.line is line)
        figures = _figures(amount, doubtful=doubtful)
        table.add_row(line.value, "-" if asked is None else f"{asked:,}", *figures, Bar(share=amount.expected / most))
    table.add_section()
    figures = _figures(costs.bill.total, doubtful=any(costs.bill.doubtful()))
    table.add_row("Total", f"{asked_total(costs.graph):,}", *figures, style="bold")
    console.print(table)


def _figures(amount: Range, *, doubtful: bool) -> tuple[str, str, str]:
    return _marked(doubtful, f"{amount.expected:,}"), f"{amount.low:,}", f"{amount.high:,}"


def _marked(doubtful: bool, amount: str) -> str:
    return f"{MARK}{amount}" if doubtful else amount


def _whys() -> list[tuple[str, str]]:
    return [(line.value, asked.why) for line, asked in REQUIREMENT.items()]


def _largest(costs: Costs, console: Console) -> None:
    table = _table(console, title=f"The {LARGEST} largest resources")
    table.add_column("resource", no_wrap=True)
    table.add_column("type", ratio=1, overflow="fold")
    table.add_column("expected", justify="right", no_wrap=True)
    for resource, amount in costs.bill.largest(LARGEST):
        type_, _, name = resource.partition(" ")
        table.add_row(Text(name), Text(type_), f"{amount.expected:,}")
    console.print(table)


def _steps(costs: Costs, console: Console) -> None:
    table = _table(console, title="What a step of a key costs")
    table.add_column("academy:", no_wrap=True)
    table.add_column("step", ratio=1)
    table.add_column("a month", justify="right", no_wrap=True)
    for step in costs.steps:
        table.add_row(step.key, step.words, f"{cents(step.usd):+,}")
    console.print(table)


def _free(bill: Bill) -> list[tuple[str, str]]:
    return list(dict.fromkeys((each.what, each.free) for each in bill.charges if each.free))


def _notes(costs: Costs, console: Console) -> None:
    doubtful = [*costs.bill.doubtful()]
    _mark(bool(doubtful), console)
    if doubtful:
        _pairs("", _by_price(doubtful), console)
    _pairs("Not in it", [("-", each) for each in costs.left_out], console)


def _by_price(charges: Iterable[Charge]) -> list[tuple[str, str]]:
    """Each price in doubt, and what is charged at it."""
    found: dict[str, list[str]] = {}
    for each in charges:
        for key in each.price_keys:
            found.setdefault(key, []).append(each.what)
    return [(key, ", ".join(dict.fromkeys(words))) for key, words in found.items()]


def _mark(marked: bool, console: Console) -> None:
    if marked:
        console.print(f"{MARK} A part is at a price that is estimated, second-hand or another region's.")


def _verdict(costs: Costs, console: Console) -> None:
    word = "over" if costs.over_budget else "within"
    total = costs.bill.total.expected
    console.print(f"{_usd(total)} USD a month expected, {word} the budget of {_usd(costs.budget_usd)} USD", style="bold")


def _table(console: Console, title: str | None = None) -> Table:
    return Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        width=min(console.width, 80 + _LONGEST_BAR),
        title=title,
        title_justify="left",
        title_style="bold",
    )


def _pairs(title: str, rows: Iterable[tuple[str, str]], console: Console) -> None:
    """Two columns, of which the second is wrapped within itself."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for name, words in rows:
        grid.add_row(Text(name), Text(words))
    if title:
        console.print(Text(title, style="bold"))
    console.print(grid)
    console.print()
