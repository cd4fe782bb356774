"""What people see of a stack's costs: the total beside the budget first, then what it is made of."""

from collections.abc import Iterable
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.cost.costs import Costs
from ops.cost.layout import MARKED, Bar, added, dollars, marked, table, tell_pairs
from pricing.model import Charge, Line
from pricing.money import Range, total
from pricing.requirement import REQUIREMENT, asked_total

LARGEST = 10


def show(costs: Costs, console: Console) -> None:
    """All of it, in as many columns as the console has."""
    show_summary(costs, console)
    _lines(costs, console)
    users = costs.graph.usage.daily_users
    whys = ((line.value, asked.why(users)) for line, asked in REQUIREMENT.items())
    tell_pairs(console, "Why a line differs from what was asked for", whys)
    _largest(costs, console)
    _steps(costs, console)
    charges = costs.bill.charges
    free = dict.fromkeys((f"{each.resource}: {each.what}", each.free) for each in charges if each.free)
    tell_pairs(console, "Free, and taken off already", free)
    _doubtful(costs, console)
    tell_pairs(console, "Not in it", (("-", each) for each in costs.left_out))
    _verdict(costs, console)


def show_summary(costs: Costs, console: Console) -> None:
    """The total beside the budget, and between what it may be."""
    expected, low, high = (dollars(each) for each in _three(costs.bill.total))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row("stack", Text(f"{costs.stack.name}, for {costs.graph.usage.daily_users:,} people a day"))
    grid.add_row("expected", f"{expected} USD a month", style="bold")
    grid.add_row("budget", _budget(costs), style="bold red" if costs.over_budget else "")
    grid.add_row("", Bar(share=costs.bill.total.expected / costs.budget_usd, ground=True))
    grid.add_row("low", f"{low} USD: half the usage, and the fewest tasks")
    grid.add_row("high", f"{high} USD: twice the usage, and the most tasks around the clock")
    before = costs.before_approval
    if before is not None:
        now, then = (bill.lines[Line.CLOUDFRONT].expected for bill in (costs.bill, before))
        grid.add_row("CloudFront", f"{dollars(now)} USD once a person has approved its plan")
        grid.add_row("", f"{dollars(then)} USD until then, which makes {dollars(before.total.expected)} USD in all")
    if costs.unreleased:
        grid.add_row("as if released", ", ".join(costs.unreleased))
    console.print(grid)
    console.print()


def _budget(costs: Costs) -> str:
    percent = round(costs.bill.total.expected / costs.budget_usd * 100)
    left = f"{dollars(-costs.left_usd)} USD over it" if costs.over_budget else f"{dollars(costs.left_usd)} USD left"
    return f"{costs.budget_usd:,} USD a month, {left} ({percent} %)"


def _three(amount: Range) -> tuple[Decimal, Decimal, Decimal]:
    return amount.expected, amount.low, amount.high


def _lines(costs: Costs, console: Console) -> None:
    rows = table(console)
    rows.add_column("line", no_wrap=True)
    for name in ("asked for", "expected", "low", "high"):
        rows.add_column(name, justify="right", no_wrap=True)
    rows.add_column("", ratio=1)
    users = costs.graph.usage.daily_users
    most = max(amount.expected for amount in costs.bill.lines.values()) or Decimal(1)
    for line, amount in costs.bill.lines.items():
        asked = REQUIREMENT[line].for_users(users)
        doubtful = any(each.doubtful for each in costs.bill.charges if each.line is line)
        figures = _figures(amount, doubtful=doubtful)
        rows.add_row(line.value, "-" if asked is None else f"{asked:,}", *figures, Bar(share=amount.expected / most))
    rows.add_section()
    figures = _figures(costs.bill.total, doubtful=any(costs.bill.doubtful()))
    rows.add_row("Total", f"{asked_total(users):,}", *figures, style="bold")
    console.print(rows)
    console.print()


def _figures(amount: Range, *, doubtful: bool) -> tuple[str, str, str]:
    expected, low, high = (dollars(each) for each in _three(amount))
    return marked(expected, doubtful=doubtful), low, high


def _largest(costs: Costs, console: Console) -> None:
    rows = table(console, f"The {LARGEST} largest resources")
    rows.add_column("resource", no_wrap=True)
    rows.add_column("type", ratio=1, overflow="fold")
    rows.add_column("a month", justify="right", no_wrap=True)
    for resource, amount in costs.bill.largest(LARGEST):
        type_, _, name = resource.partition(" ")
        rows.add_row(Text(name), Text(type_), dollars(amount.expected))
    console.print(rows)
    console.print()


def _steps(costs: Costs, console: Console) -> None:
    rows = table(console, "What a step of a key costs")
    rows.add_column("academy:", no_wrap=True)
    rows.add_column("step", ratio=1)
    rows.add_column("a month", justify="right", no_wrap=True)
    for step in costs.steps:
        rows.add_row(step.key, step.words, added(step.usd))
    console.print(rows)
    console.print()


def _doubtful(costs: Costs, console: Console) -> None:
    charges = [*costs.bill.doubtful()]
    usd = dollars(total(each.usd for each in charges).expected)
    tell_pairs(console, f"{MARKED}: {usd} USD in all", _by_price(charges))


def _by_price(charges: Iterable[Charge]) -> list[tuple[str, str]]:
    """Each price in doubt, and what is charged at it."""
    found: dict[str, list[str]] = {}
    for each in charges:
        for key in each.price_keys:
            found.setdefault(key, []).append(each.what)
    return [(key, ", ".join(dict.fromkeys(words))) for key, words in found.items()]


def _verdict(costs: Costs, console: Console) -> None:
    word = "over" if costs.over_budget else "within"
    expected = dollars(costs.bill.total.expected)
    console.print(f"{expected} USD a month expected, {word} the budget of {costs.budget_usd:,} USD", style="bold")
