"""What `academy cost` tells a person of each shipped stack."""

import dataclasses
import re
from decimal import Decimal

import pytest

from ops.cost.costs import Costs
from tests.ops.cost.screen import shown

# The requirement's own tables, and in which line of ours each figure stands.
ASKED = {
    "initial": {"Compute": 60, "ALB": 20, "RDS": 15, "S3": 11, "CloudFront": 20, "SQS": 2, "CloudWatch": 1},
    "10k": {"Compute": 200, "ALB": 20, "RDS": 80, "S3": 100, "CloudFront": 250, "SQS": 10, "CloudWatch": 10},
}
OURS = ("NAT and public addresses", "Secrets Manager", "ECR", "GPU")

_ROW = re.compile(r"(.+?)  +([\d,]+|-) +~?([\d,.]+) +([\d,.]+) +([\d,.]+) *(█*)$")


def rows(lines: list[str]) -> dict[str, re.Match[str]]:
    """The table by line: name, asked for, expected, low, high, bar."""
    found = [match for line in lines if (match := _ROW.match(line))]
    return {match[1]: match for match in found}


def section(lines: list[str], title: str) -> list[str]:
    """What stands under a title, up to the next empty line."""
    start = next(number for number, line in enumerate(lines) if line.startswith(title)) + 1
    return lines[start : lines.index("", start)]


def test_every_line_of_the_requirement_stands_beside_ours(costs: Costs) -> None:
    table = rows(shown(costs))
    asked = {name: int(table[name][2]) for name in ASKED[costs.stack.name]}
    assert asked == ASKED[costs.stack.name]
    assert {name: table[name][2] for name in OURS} == dict.fromkeys(OURS, "-")
    assert table["Total"][2] == {"initial": "129", "10k": "670"}[costs.stack.name]


def test_the_lines_that_are_shown_sum_to_the_total_that_is_shown(costs: Costs) -> None:
    table = rows(shown(costs))
    for column in (3, 4, 5):
        amounts = {name: Decimal(row[column].replace(",", "")) for name, row in table.items()}
        total = amounts.pop("Total")
        assert sum(amounts.values()) == total > 100


def test_every_line_says_why_it_differs(costs: Costs) -> None:
    whys = section(shown(costs), "Why a line differs")
    named = [line for line in whys if not line.startswith(" ")]
    assert [re.split(r"  +", line)[0] for line in named] == [*ASKED[costs.stack.name], *OURS]
    assert all(re.split(r"  +", line)[1] for line in named)


def test_the_total_stands_beside_the_budget_at_the_top_and_at_the_bottom(costs: Costs) -> None:
    lines, total = shown(costs), f"{costs.bill.total.expected:,.2f} USD a month"
    budget = {"initial": 129, "10k": 670}[costs.stack.name]
    assert lines[1].split("  ") == ["expected", "", "", "", total]
    assert lines[2].strip().startswith(f"budget          {budget} USD a month, ")
    assert lines[2].endswith(f" USD left ({round(costs.bill.total.expected / budget * 100)} %)")
    assert lines[-1] == f"{total} expected, within the budget of {budget} USD"


def test_a_month_over_the_budget_says_so_and_by_how_much(initial: Costs) -> None:
    lines = shown(dataclasses.replace(initial, budget_usd=Decimal(100)))
    over = initial.bill.total.expected - 100
    assert f"100 USD a month, {over} USD over it ({round(initial.bill.total.expected)} %)" in lines[2]
    assert lines[3].strip() == "█" * 40
    assert lines[-1].endswith(" expected, over the budget of 100 USD")


def test_the_largest_line_has_the_longest_bar_and_bars_grow_with_the_amount(costs: Costs) -> None:
    table = rows(shown(costs))
    table.pop("Total")
    by_amount = sorted(table.values(), key=lambda row: Decimal(row[3].replace(",", "")))
    bars = [len(row[6]) for row in by_amount]
    assert bars == sorted(bars)
    assert bars[-1] >= 10
    assert bars[0] == 0


def test_the_ten_largest_resources_are_listed_from_the_largest(costs: Costs) -> None:
    largest = section(shown(costs), "The 10 largest resources")[2:]
    amounts = [Decimal(line.split()[-1]) for line in largest]
    assert len(largest) == 10
    assert amounts == sorted(amounts, reverse=True)
    assert "aws:rds/instance:Instance" in largest[0] + largest[1]


def test_what_a_step_of_a_key_costs_is_listed(costs: Costs) -> None:
    steps = [re.split(r"  +", line) for line in section(shown(costs), "What a step of a key costs")[2:]]
    task = {"initial": "+20.23", "10k": "+13.13"}[costs.stack.name]
    assert ["api.tasks.min", "+1 task", task] in steps
    assert {step[0].partition(".")[0] for step in steps} >= {"network", "database", "api", "workers", "usage"}


def test_what_is_free_is_listed_with_its_amount(costs: Costs) -> None:
    free = [re.split(r"  +", line) for line in section(shown(costs), "Free, and taken off already")]
    assert ["log groups: log ingestion", "5 GB a month, account-wide"] in free
    assert ["alarms: alarm metrics", "10 alarm metrics, account-wide"] in free


def test_a_plan_is_priced_as_approved_and_the_month_before_approval_is_shown_too(large: Costs, initial: Costs) -> None:
    assert large.before_approval is not None
    lines = shown(large)
    assert "CloudFront      200.00 USD once a person has approved its plan" in lines
    before = large.before_approval
    edge = next(usd for line, usd in before.lines.items() if line.value == "CloudFront")
    # 15,910 GB, of which 1,024 are free: by the gigabyte that is several times the plan.
    assert edge.expected > 1500
    assert f"{edge.expected:,.2f} USD until then, which makes {before.total.expected:,.2f} USD in all" in lines[7]
    assert initial.before_approval is None
    assert not any("approved" in line for line in shown(initial))


def test_amounts_at_prices_in_doubt_are_marked_and_their_prices_listed(costs: Costs) -> None:
    lines = shown(costs)
    marked = {line.split()[0] for line in lines if re.search(r"~\d", line)}
    assert {"Compute", "S3", "Total"} <= marked
    assert {"ALB", "RDS", "CloudFront", "SQS"} & marked == set()
    start = next(number for number, line in enumerate(lines) if line.startswith("~ A part of it is at a price"))
    prices = "\n".join(lines[start : start + 12])
    assert re.search(r"^fargate_spot\.linux_arm\.vcpu_hour  +vCPU, Fargate Spot, arm$", prices, re.MULTILINE)


def test_what_nothing_is_released_of_is_said_to_be_priced_all_the_same(large: Costs) -> None:
    assert "as if released  api, video, ai, messaging, pgbouncer" in shown(large)
    assert not any(line.startswith("as if") for line in shown(dataclasses.replace(large, unreleased=())))


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_no_line_is_longer_than_the_terminal_and_nothing_is_cut(costs: Costs, columns: int) -> None:
    lines = shown(costs, columns)
    assert max(len(line) for line in lines) <= columns
    assert not any("…" in line for line in lines)


def test_a_terminal_without_unicode_gets_bars_of_plain_characters(initial: Costs) -> None:
    text = "\n".join(shown(initial, encoding="ascii"))
    assert text.isascii()
    assert "####" in text
