"""What `academy cost --against` tells of two stacks."""

import re
from decimal import Decimal

from ops.cost.compare import Comparison, compare
from ops.cost.costs import Costs
from pricing.model import Line
from tests.ops.cost.screen import shown_difference


def test_every_line_that_differs_has_reasons_that_sum_to_the_difference(comparison: Comparison) -> None:
    assert [each.line for each in comparison.lines] == list(Line)
    differing = [each for each in comparison.lines if each.difference]
    assert len(differing) >= 7
    for each in comparison.lines:
        assert sum((reason.difference for reason in each.reasons), Decimal(0)) == each.difference
        assert bool(each.reasons) == bool(each.difference)


def test_the_lines_differences_sum_to_the_totals(comparison: Comparison) -> None:
    before, after = comparison.before.bill.total.expected, comparison.after.bill.total.expected
    assert sum(each.difference for each in comparison.lines) == after - before > 400


def test_reasons_name_what_changed_the_largest_first(comparison: Comparison) -> None:
    database = next(each for each in comparison.lines if each.line is Line.RDS)
    first = database.reasons[0]
    # db.t4g.medium in two zones: 730 x 0.203
    assert (first.resource, first.what, first.before, first.after) == (
        "database",
        "db.t4g.medium, Multi-AZ",
        Decimal(0),
        Decimal("148.19"),
    )
    sizes = [abs(reason.difference) for reason in database.reasons]
    assert sizes == sorted(sizes, reverse=True)


def test_a_reason_says_how_much_more_of_the_same_there_is(comparison: Comparison) -> None:
    compute = next(each for each in comparison.lines if each.line is Line.COMPUTE)
    api = next(each for each in compute.reasons if (each.resource, each.what) == ("api", "vCPU, Fargate, arm"))
    # Half a vCPU: 2 x 730 h, and 4 x 730 h with 2 more for 5 of 24 hours: (2920 + 304.17) / 2
    assert api.quantities == "730 -> 1,612.08 vCPU-hour"


def test_nothing_differs_from_itself(large: Costs) -> None:
    same = compare(large, large)
    assert [each.reasons for each in same.lines] == [()] * len(Line)
    assert {each.difference for each in same.lines} == {Decimal(0)}


def test_both_stacks_and_the_difference_stand_side_by_side(comparison: Comparison) -> None:
    lines = shown_difference(comparison)
    totals = [each.bill.total.expected for each in (comparison.before, comparison.after)]
    total = next(line for line in lines if line.startswith("Total"))
    assert total.split()[1:] == [f"{totals[0]}", f"{totals[1]}", f"{totals[1] - totals[0]:+}"]
    assert "Secrets Manager" in "\n".join(lines)
    assert any(re.search(r"^  database: db\.t4g\.medium, Multi-AZ +0\.00 +148\.19 +\+148\.19$", line) for line in lines)
    assert any(re.search(r"~[+-]\d", line) for line in lines)


def test_no_line_of_it_is_longer_than_the_terminal(comparison: Comparison) -> None:
    lines = shown_difference(comparison)
    assert max(len(line) for line in lines) <= 80
    assert not any("…" in line for line in lines)
