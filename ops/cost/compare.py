"""How what two stacks cost differs, line by line, and which charges make the difference."""

from dataclasses import dataclass
from decimal import Decimal

from ops.cost.costs import Costs
from pricing.model import Bill, Charge, Line
from pricing.money import cents, total


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A charge that is not the same in both stacks, expected USD a month."""

    resource: str
    what: str
    quantities: str
    """How much of it there is before and after, with its unit; nothing where only one of the stacks has it."""
    before: Decimal
    after: Decimal
    doubtful: bool
    """Whether its price is an estimate or of low confidence."""

    @property
    def difference(self) -> Decimal:
        """What it adds."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class LineDifference:
    """A line of both bills, expected USD a month; its reasons sum to its difference, the largest first."""

    line: Line
    before: Decimal
    after: Decimal
    reasons: tuple[Reason, ...]

    @property
    def difference(self) -> Decimal:
        """What it adds."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two stacks' costs, and every line of both."""

    before: Costs
    after: Costs
    lines: tuple[LineDifference, ...]


def compare(before: Costs, after: Costs) -> Comparison:
    """What it costs to go from one stack to the other."""
    return Comparison(before=before, after=after, lines=tuple(_line(line, before.bill, after.bill) for line in Line))


def _line(line: Line, before: Bill, after: Bill) -> LineDifference:
    reasons = [each for each in _reasons(line, before, after) if each.difference]
    reasons.sort(key=lambda each: (-abs(each.difference), each.resource, each.what))
    return LineDifference(
        line=line,
        before=before.lines[line].expected,
        after=after.lines[line].expected,
        reasons=tuple(reasons),
    )


def _reasons(line: Line, before: Bill, after: Bill) -> list[Reason]:
    then, now = _by_words(line, before), _by_words(line, after)
    return [_reason(then.get(key, []), now.get(key, [])) for key in {**then, **now}]


def _by_words(line: Line, bill: Bill) -> dict[tuple[str, str, str], list[Charge]]:
    found: dict[tuple[str, str, str], list[Charge]] = {}
    for each in bill.charges:
        if each.line is line:
            found.setdefault((each.type, each.resource, each.what), []).append(each)
    return found


def _reason(before: list[Charge], after: list[Charge]) -> Reason:
    both = [*after, *before]
    return Reason(
        resource=both[0].resource,
        what=both[0].what,
        quantities=_quantities(before, after),
        before=_usd(before),
        after=_usd(after),
        doubtful=any(each.doubtful for each in both),
    )


def _usd(charges: list[Charge]) -> Decimal:
    return total(each.usd for each in charges).expected


def _quantities(before: list[Charge], after: list[Charge]) -> str:
    if not before or not after:
        return ""
    then, now = (_amount(some) for some in (before, after))
    return f"{then} -> {now} {_short(after[0].unit)}" if then != now else ""


def _amount(charges: list[Charge]) -> str:
    amount = f"{cents(sum((each.quantity.expected for each in charges), Decimal(0))):,f}"
    return amount.rstrip("0").rstrip(".")


def _short(unit: str) -> str:
    """A unit without what prices.json says about it, which may be a number of something: `x 1000 GET`."""
    words = unit.partition(" (")[0].partition(", ")[0]
    return f"x {words}" if words[0].isdigit() else words
