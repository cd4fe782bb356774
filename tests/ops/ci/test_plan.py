"""Comments of what the engine and `academy cost` really print."""

import json
from pathlib import Path
from typing import cast

import pytest

from ops.ci.check import read_cost
from ops.ci.comment import SECTION_MAX_LENGTH, Cost, Report, render
from ops.ci.plan import read_plan
from ops.cost.costs import costs_of
from ops.cost.document import as_json
from ops.problem import Problem
from ops.stacks import find_stack

OUTPUTS = Path(__file__).parents[1] / "gate" / "outputs"
"""What `pulumi preview --json` has really printed; the gate's tests say how it was recorded."""


@pytest.fixture(scope="module")
def cost() -> Cost:
    """Of initial, beside a base branch whose database cost 4.00 USD less."""
    now = json.dumps(as_json(costs_of(find_stack("initial")), None))
    before = json.loads(now)
    (database,) = (line for line in before["lines"] if line["line"] == "RDS")
    database["usd"]["expected"] -= 4
    return read_cost(now, json.dumps(before))


def recorded(name: str) -> str:
    return (OUTPUTS / f"{name}.json").read_text(encoding="utf-8")


def comment_of(text: str, *costs: Cost) -> str:
    plan, findings, _ = read_plan("initial", text)
    return render(Report(title="Check", plans=(plan,), refused=findings, costs=costs))


def test_a_preview_without_changes_says_so(cost: Cost) -> None:
    lines = comment_of(recorded("clean"), cost).splitlines()
    assert lines[:3] == ["### Check", "", "- **Safe:** no resource changes."]
    assert "| initial | 0 | 0 | 0 | 0 | 10 |" in lines
    assert not any("<details>" in line for line in lines)


def test_a_first_preview_is_counted_and_folded(cost: Cost) -> None:
    lines = comment_of(recorded("create"), cost).splitlines()
    assert lines[2] == "- **Safe:** nothing is replaced or deleted."
    assert "| initial | 8 | 0 | 0 | 0 | 0 |" in lines
    fold = lines[lines.index("<details><summary>initial: 8 changes</summary>") :]
    assert "- create `aws:ec2/vpc:Vpc network`" in fold
    assert not any("secret" in line for line in lines)


def test_money_is_what_the_stack_costs_and_the_line_that_differs(cost: Cost) -> None:
    lines = comment_of(recorded("clean"), cost).splitlines()
    total = sum(cost.after.values())
    assert lines[3] == f"- **initial:** {total:,.2f} USD a month (+4.00), of 129.00 USD"
    rows = [line for line in lines[lines.index("| initial, USD a month | before | after | difference |") :] if line]
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| RDS", "| Total"]
    assert all(row.endswith(" | +4.00 |") for row in rows[2:])


def test_a_replacement_of_what_holds_something_is_refused_with_its_property(cost: Cost) -> None:
    text = comment_of(recorded("replace"), cost)
    assert text.splitlines()[2] == "- **Not safe to merge:** 4 losses that the gate refuses."
    assert "- replace `aws:ec2/vpc:Vpc network`: `cidrBlock (10.0.0.0/16 -> 10.1.0.0/16)` (initial)" in text
    assert "- replace `aws:sns/topic:Topic alarms`: `name` (initial)" in text
    assert "academy-alerts" not in text
    places = [text.index(each) for each in ("Not safe", "USD a month", "The gate refuses", "Replaced or", "| plan |")]
    assert places == sorted(places)


def test_a_preview_that_failed_shows_the_engines_words(cost: Cost) -> None:
    text = comment_of(recorded("failed"), cost)
    assert text.splitlines()[2] == "- **Not safe to merge:** 1 loss that the gate refuses; no plan of initial."
    said = text.partition("**initial failed:**\n\n```text\n")[2].partition("\n```\n")[0]
    assert said.startswith('Preview failed: resource "urn:pulumi:prod::academy')
    assert "cannot be deleted" in said


def test_a_plan_too_long_for_one_comment_keeps_its_counts_its_losses_and_its_money(cost: Cost) -> None:
    document = cast("dict[str, list[dict[str, str]]]", json.loads(recorded("create")))
    steps = document["steps"]
    document["steps"] = [
        *steps,
        *(
            {**step, "urn": f"{step['urn']}-{copy}"}
            for copy in range(200)
            for step in steps
            if "::aws:" in step["urn"] or "$aws:" in step["urn"]
        ),
        *json.loads(recorded("delete"))["steps"][-1:],
    ]
    text = comment_of(json.dumps(document), cost)
    assert SECTION_MAX_LENGTH / 2 < len(text) <= SECTION_MAX_LENGTH
    assert "| initial | 1607 | 0 | 0 | 1 | 0 |" in text
    assert "\n- delete `aws:sqs/queue:Queue kept` (initial)\n" in text
    assert "USD a month (+4.00)" in text
    assert "more: the run's summary has them all" in text
    assert text.rstrip().endswith("</details>")


@pytest.mark.parametrize("text", ["", "{", '{"steps": ['])
def test_what_is_no_preview_is_an_error_and_never_a_plan_without_changes(text: str) -> None:
    with pytest.raises(Problem, match=r"^10k is (empty|not JSON, or cut off)"):
        read_plan("10k", text)
