"""`academy cost`: what a stack costs in a month, by line and by step, beside the requirement and the budget."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from rich import box
from rich.markup import escape
from rich.table import Table

from ops.capture import unreleased
from ops.priced import graph_of, price
from ops.stacks import StackFile, read_profile
from ops.terminal import stdout, tell_error, tell_json
from pricing.model import Bill, Charge, Graph, Line
from pricing.money import HOURS, Range, cents
from pricing.prices import load_prices
from pricing.requirement import REQUIREMENT, asked_total
from pricing.steps import PricedStep, priced_steps

SCHEMA_VERSION = 1
LARGEST = 10
_BAR = 24
"""Characters of the longest bar."""


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Everything that the command tells of one stack."""

    stack: StackFile
    graph: Graph
    bill: Bill
    before_approval: Bill | None
    """Where there is a flat-rate plan: what CloudFront costs until a person approves it."""
    steps: tuple[PricedStep, ...]
    budget_usd: Decimal

    @property
    def over(self) -> bool:
        """Whether what is expected is more than the budget."""
        return cents(self.bill.total.expected) > self.budget_usd


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
    )


def cost(stack: StackFile, against: StackFile | None, *, json: bool, budget: bool) -> int:
    """Tell what a stack costs. With `budget` the exit status is 1 when more is expected than the budget allows."""
    costs = costs_of(stack)
    other = costs_of(against) if against else None
    if json:
        document = as_json(costs)
        tell_json(document if other is None else {**document, "against": difference(costs, other)})
    elif other is None:
        _tell(costs)
    else:
        _tell_difference(costs, other)
    if budget and costs.over:
        over = cents(costs.bill.total.expected) - costs.budget_usd
        tell_error(f"{stack.name} is {over} USD a month over its budget of {costs.budget_usd} USD")
        return 1
    return 0


def _tell(costs: Costs) -> None:
    _heading(costs)
    _lines(costs)
    _largest(costs)
    _steps(costs)
    _closing(costs)


def _heading(costs: Costs) -> None:
    usage = costs.graph.usage
    stdout.print(
        f"[bold]{escape(costs.stack.name)}[/], {usage.daily_users:,} people a day, USD a month of {HOURS} hours"
    )
    missing = unreleased(costs.stack)
    if missing:
        stdout.print(f"priced as if released: {', '.join(missing)}")
    stdout.print()


def _lines(costs: Costs) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("line", no_wrap=True)
    for name in ("asked", "expected", "low", "high"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    most = max(amount.expected for amount in costs.bill.lines.values())
    for line, amount in costs.bill.lines.items():
        asked = REQUIREMENT[line].for_users(costs.graph.usage.daily_users)
        bar = "█" * round(amount.expected / most * _BAR) if most else ""
        table.add_row(line.value, _asked(asked), *_amounts(amount), bar)
    table.add_section()
    total = f"{asked_total(costs.graph):,}"
    table.add_row("[bold]Total[/]", total, *_amounts(costs.bill.total), _gauge(costs), style="bold")
    stdout.print(table)
    stdout.print("Why a line differs from what was asked for:")
    for line, asked in REQUIREMENT.items():
        stdout.print(f"  {line.value}: {asked.why}")
    stdout.print()


def _gauge(costs: Costs) -> str:
    share = round(costs.bill.total.expected / costs.budget_usd * 100) if costs.budget_usd else 0
    return f"{share} % of {costs.budget_usd}"


def _largest(costs: Costs) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=f"The {LARGEST} largest", title_justify="left")
    table.add_column("resource", overflow="fold")
    table.add_column("expected", justify="right", no_wrap=True)
    for name, amount in costs.bill.largest(LARGEST):
        table.add_row(escape(name), f"{cents(amount.expected):,}")
    stdout.print(table)


def _steps(costs: Costs) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="What a step costs", title_justify="left")
    table.add_column("academy:", no_wrap=True)
    table.add_column("step")
    table.add_column("a month", justify="right", no_wrap=True)
    for step in costs.steps:
        table.add_row(step.key, step.words, f"{cents(step.usd):+,}")
    stdout.print(table)


def _closing(costs: Costs) -> None:
    if costs.before_approval is not None:
        before = cents(costs.before_approval.total.expected)
        edge = cents(costs.before_approval.lines[Line.CLOUDFRONT].expected)
        stdout.print(f"Until the plan is approved CloudFront is paid as it is used: {edge:,}, and {before:,} in all.")
    for each in _free(costs.bill):
        stdout.print(f"free: {each}", markup=False)
    doubtful = sorted({each.what for each in costs.bill.doubtful()})
    if doubtful:
        stdout.print(f"estimated, or not Seoul's own list price: {', '.join(doubtful)}", markup=False)
    word = "over" if costs.over else "within"
    total = cents(costs.bill.total.expected)
    stdout.print(f"{total:,} USD expected, {word} the budget of {costs.budget_usd} USD", style="bold")


def _free(bill: Bill) -> list[str]:
    return list(dict.fromkeys(f"{each.what}: {each.free}" for each in bill.charges if each.free))


def _tell_difference(costs: Costs, other: Costs) -> None:
    stdout.print(f"[bold]{escape(costs.stack.name)}[/] against {escape(other.stack.name)}, expected USD a month\n")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("line", no_wrap=True)
    for name in (other.stack.name, costs.stack.name, "difference"):
        table.add_column(escape(name), justify="right", no_wrap=True)
    for line in Line:
        table.add_row(line.value, *_three(other.bill.lines[line], costs.bill.lines[line]))
    table.add_section()
    table.add_row("Total", *_three(other.bill.total, costs.bill.total), style="bold")
    stdout.print(table)
    for line in Line:
        reasons = _reasons(line, costs.bill, other.bill)
        if reasons:
            stdout.print(f"{line.value}:", markup=False)
        for reason in reasons:
            stdout.print(f"  {reason}", markup=False)


def _three(before: Range, now: Range) -> tuple[str, str, str]:
    one, two = cents(before.expected), cents(now.expected)
    return f"{one:,}", f"{two:,}", f"{two - one:+,}"


def _reasons(line: Line, bill: Bill, other: Bill) -> list[str]:
    """What makes the difference, largest first: each charge by resource and words, on both sides."""
    now, before = _by_words(line, bill), _by_words(line, other)
    changes = [(key, before.get(key, Decimal(0)), now.get(key, Decimal(0))) for key in {**before, **now}]
    differing = [(key, one, two) for key, one, two in changes if cents(one) != cents(two)]
    differing.sort(key=lambda change: (-abs(change[2] - change[1]), change[0]))
    return [f"{key}: {cents(one):,} -> {cents(two):,} ({cents(two) - cents(one):+,})" for key, one, two in differing]


def _by_words(line: Line, bill: Bill) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for each in bill.charges:
        if each.line is line:
            key = f"{each.resource}, {each.what}"
            amounts[key] = amounts.get(key, Decimal(0)) + each.usd.expected
    return amounts


def difference(costs: Costs, other: Costs) -> dict[str, object]:
    """What `--against` adds to the JSON document."""
    return {
        "stack": other.stack.name,
        "total": _json_range(other.bill.total),
        "lines": [
            {
                "line": line.value,
                "before": _json_usd(other.bill.lines[line].expected),
                "after": _json_usd(costs.bill.lines[line].expected),
                "reasons": _reasons(line, costs.bill, other.bill),
            }
            for line in Line
        ],
    }


def as_json(costs: Costs) -> dict[str, object]:
    """The JSON document of a stack's costs; amounts in USD to the cent, quantities as they are."""
    before = costs.before_approval
    return {
        "schema_version": SCHEMA_VERSION,
        "stack": costs.stack.name,
        "daily_users": costs.graph.usage.daily_users,
        "budget_usd": float(costs.budget_usd),
        "within_budget": not costs.over,
        "priced_as_released": unreleased(costs.stack),
        "total": _json_range(costs.bill.total),
        "before_plan_approval": None if before is None else _json_range(before.total),
        "lines": list(_json_lines(costs)),
        "largest": [{"resource": name, "usd": _json_range(usd)} for name, usd in costs.bill.largest(LARGEST)],
        "steps": [{"key": f"academy:{s.key}", "step": s.words, "usd": _json_usd(s.usd)} for s in costs.steps],
        "charges": [_json_charge(each) for each in costs.bill.charges],
    }


def _json_lines(costs: Costs) -> Iterator[dict[str, object]]:
    for line, usd in costs.bill.lines.items():
        asked = REQUIREMENT[line].for_users(costs.graph.usage.daily_users)
        yield {
            "line": line.value,
            "asked_usd": None if asked is None else float(asked),
            "usd": _json_range(usd),
            "why": REQUIREMENT[line].why,
        }


def _json_charge(each: Charge) -> dict[str, object]:
    return {
        "line": each.line.value,
        "type": each.type,
        "resource": each.resource,
        "what": each.what,
        "quantity": {name: float(getattr(each.quantity, name)) for name in ("low", "expected", "high")},
        "unit": each.unit,
        "prices": list(each.price_keys),
        "confidence": each.confidence,
        "free": each.free,
        "usd": _json_range(each.usd),
    }


def _json_range(amount: Range) -> dict[str, float]:
    return {"low": _json_usd(amount.low), "expected": _json_usd(amount.expected), "high": _json_usd(amount.high)}


def _json_usd(amount: Decimal) -> float:
    return float(cents(amount))


def _amounts(amount: Range) -> tuple[str, str, str]:
    return f"{cents(amount.expected):,}", f"{cents(amount.low):,}", f"{cents(amount.high):,}"


def _asked(amount: Decimal | None) -> str:
    return "-" if amount is None else f"{amount:,}"
