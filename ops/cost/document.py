"""The one JSON document of `academy cost --json`; docs/cost.md explains it."""

from collections.abc import Iterator
from decimal import Decimal

from ops.cost.compare import Comparison, LineDifference
from ops.cost.costs import Costs
from ops.cost.show import LARGEST
from pricing.model import Charge, Line
from pricing.money import HOURS, Range, cents
from pricing.requirement import REQUIREMENT, asked_total

SCHEMA_VERSION = 1


def as_json(costs: Costs, comparison: Comparison | None) -> dict[str, object]:
    """A stack's costs, and how they differ from another's where that was asked for.

    USD to the cent, so that charges sum to lines and lines to the total; quantities as they are.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "stack": costs.stack.name,
        "daily_users": costs.graph.usage.daily_users,
        "hours": int(HOURS),
        "priced_as_released": list(costs.unreleased),
        "budget_usd": _number(costs.budget_usd),
        "within_budget": not costs.over_budget,
        "asked_usd": _number(asked_total(costs.graph.usage.daily_users)),
        "total_usd": _range(costs.bill.total),
        "before_plan_approval": _before_approval(costs),
        "lines": list(_lines(costs)),
        "largest": [_resource(name, usd) for name, usd in costs.bill.largest(LARGEST)],
        "steps": [
            {"key": f"academy:{each.key}", "step": each.words, "usd": _number(cents(each.usd))} for each in costs.steps
        ],
        "charges": [_charge(each) for each in costs.bill.charges],
        "left_out": list(costs.left_out),
        "against": None if comparison is None else _comparison(comparison),
    }


def _before_approval(costs: Costs) -> dict[str, object] | None:
    before = costs.before_approval
    if before is None:
        return None
    return {"total_usd": _range(before.total), "cloudfront_usd": _range(before.lines[Line.CLOUDFRONT])}


def _lines(costs: Costs) -> Iterator[dict[str, object]]:
    for line, usd in costs.bill.lines.items():
        asked = REQUIREMENT[line].for_users(costs.graph.usage.daily_users)
        yield {
            "line": line.value,
            "asked_usd": None if asked is None else _number(asked),
            "usd": _range(usd),
            "why": REQUIREMENT[line].why(costs.graph.usage.daily_users),
            "doubtful": any(each.doubtful for each in costs.bill.charges if each.line is line),
        }


def _resource(name: str, usd: Range) -> dict[str, object]:
    type_, _, resource = name.partition(" ")
    return {"type": type_, "resource": resource, "usd": _range(usd)}


def _charge(each: Charge) -> dict[str, object]:
    return {
        "line": each.line.value,
        "type": each.type,
        "resource": each.resource,
        "what": each.what,
        "quantity": _range(each.quantity),
        "unit": each.unit,
        "prices": list(each.price_keys),
        "confidence": each.confidence,
        "doubtful": each.doubtful,
        "free": each.free,
        "usd": _range(each.usd),
    }


def _comparison(comparison: Comparison) -> dict[str, object]:
    before, after = comparison.before.bill.total.expected, comparison.after.bill.total.expected
    return {
        "stack": comparison.before.stack.name,
        "before_usd": _number(before),
        "after_usd": _number(after),
        "difference_usd": _number(after - before),
        "lines": [_line_difference(each) for each in comparison.lines],
    }


def _line_difference(line: LineDifference) -> dict[str, object]:
    return {
        "line": line.line.value,
        "before_usd": _number(line.before),
        "after_usd": _number(line.after),
        "difference_usd": _number(line.difference),
        "reasons": [
            {
                "resource": each.resource,
                "what": each.what,
                "quantities": each.quantities,
                "before_usd": _number(each.before),
                "after_usd": _number(each.after),
                "difference_usd": _number(each.difference),
                "doubtful": each.doubtful,
            }
            for each in line.reasons
        ],
    }


def _range(amount: Range) -> dict[str, float]:
    return {"low": _number(amount.low), "expected": _number(amount.expected), "high": _number(amount.high)}


def _number(amount: Decimal) -> float:
    return float(amount)
