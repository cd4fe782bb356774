"""What a pull request's comment says, and in which order."""

import dataclasses
import re

import pytest

from ops.ci.comment import SECTION_MAX_LENGTH, Change, Cost, Plan, Report, clipped, render

STACK = "urn:pulumi:initial::academy::"
DATABASE = f"{STACK}academy:data:Database$aws:rds/instance:Instance::database"
SERVICE = f"{STACK}academy:compute:Services$aws:ecs/service:Service::api"


def report(*plans: Plan) -> Report:
    return Report(title="Check", plans=plans)


def test_a_change_of_nothing_says_so() -> None:
    text = render(report(Plan(title="initial", same=265)))
    assert "- **Safe:** no resource changes." in text
    assert "| initial | 0 | 0 | 0 | 0 | 265 |" in text
    assert "<details>" not in text


def test_what_is_only_created_is_counted_and_folded() -> None:
    text = render(report(Plan(title="10k", changes=(Change(op="create", urn=SERVICE),))))
    assert "| 10k | 1 | 0 | 0 | 0 | 0 |" in text
    assert "<details><summary>10k: 1 change</summary>" in text
    assert "Replaced or deleted" not in text
    assert "- **Safe:** nothing is replaced or deleted." in text


def test_what_merging_does_not_do_counts_for_nothing_in_the_verdict() -> None:
    growing = Plan(title="growing", changes=(Change(op="delete", urn=SERVICE),), merging=False)
    text = render(report(Plan(title="initial", same=265), growing))
    assert "- **Safe:** no resource changes." in text
    assert "- delete `aws:ecs/service:Service api` (growing)" in text


def test_what_goes_and_holds_nothing_is_told_from_what_is_lost() -> None:
    text = render(report(Plan(title="initial", changes=(Change(op="delete", urn=SERVICE),))))
    assert "- **Nothing that holds data or identity is lost;** 1 replaced or deleted, listed below." in text


def test_a_loss_that_was_allowed_is_said_before_all_else() -> None:
    plan = Plan(title="initial", changes=(Change(op="delete", urn=DATABASE),))
    text = render(dataclasses.replace(report(plan), allowed=(f"{DATABASE} would be deleted",)))
    assert "- **Loses what it is allowed to:** 1 loss that .github/gate-allow names." in text
    assert "**Lost, and allowed by .github/gate-allow:**" in text


def test_the_first_five_lines_say_whether_it_is_safe_and_what_it_costs() -> None:
    costs = tuple(
        Cost(stack=stack, before={"RDS": 10.0}, after={"RDS": usd}, budget_usd=100)
        for stack, usd in (("10k", 12.5), ("initial", 1010.0))
    )
    failing = dataclasses.replace(
        report(Plan(title="10k", errors=("no",))),
        refused=("a", "b"),
        failures=("make test ended with failure",),
        costs=costs,
    )
    assert render(failing).splitlines()[:5] == [
        "### Check",
        "",
        "- **Not safe to merge:** 2 losses that the gate refuses; no plan of 10k; 1 failure.",
        "- **10k:** 12.50 USD a month (+2.50), of 100.00 USD",
        "- **initial:** 1,010.00 USD a month (+1,000.00), of 100.00 USD **over budget**",
    ]


def test_what_is_lost_stands_before_everything_else_that_is_planned() -> None:
    changes = (
        Change(op="update", urn=SERVICE, why=("desiredCount",)),
        Change(op="replace", urn=DATABASE, why=("identifier",)),
    )
    gated = dataclasses.replace(report(Plan(title="10k", changes=changes)), refused=(f"{DATABASE}: identifier",))
    text = render(gated)
    places = [text.index(each) for each in ("The gate refuses", "Replaced or deleted", "| plan |", "<details>")]
    assert places == sorted(places)
    assert "- replace `aws:rds/instance:Instance database`: `identifier` (10k)" in text
    assert gated.failed


def test_a_failed_preview_shows_what_the_engine_said() -> None:
    failed = report(Plan(title="10k", errors=('Pulumi.10k.yaml is invalid:\n  academy:network.nat is "no"',)))
    text = render(failed)
    assert "**10k failed:**" in text
    assert "- **Not safe to merge:** no plan of 10k." in text
    assert '```text\nPulumi.10k.yaml is invalid:\n  academy:network.nat is "no"\n```' in text
    assert "Safe:" not in text
    assert failed.failed


def test_a_plan_too_long_for_one_comment_loses_its_details_and_nothing_that_is_lost() -> None:
    many = tuple(Change(op="create", urn=f"{SERVICE}-{number}", why=("x" * 60,)) for number in range(2000))
    text = render(report(Plan(title="10k", changes=(*many, Change(op="delete", urn=DATABASE)))))
    assert len(text) <= SECTION_MAX_LENGTH
    assert "- delete `aws:rds/instance:Instance database` (10k)" in text
    assert "more: the run's summary has them all" in text
    assert text.count("<details>") == text.count("</details>") == 1


@pytest.mark.parametrize("count", [1, 500, 5000])
def test_no_number_of_losses_and_errors_makes_a_comment_that_github_refuses(count: int) -> None:
    lost = tuple(Change(op="delete", urn=f"{DATABASE}-{number}", why=("y" * 80,)) for number in range(count))
    plan = Plan(title="10k", changes=lost, errors=("e" * 100,) * count)
    text = render(dataclasses.replace(report(plan), refused=("z" * 200,) * count))
    assert len(text) <= SECTION_MAX_LENGTH
    assert len([line for line in text.splitlines() if line.startswith("```")]) % 2 == 0


def test_a_cut_closes_the_fold_and_the_block_that_it_falls_into() -> None:
    text = "\n<details><summary>plan</summary>\n\n```text\n" + "line\n" * 900 + "```\n\n</details>\n"
    cut = clipped(text, 2000)
    assert len(cut) <= 2500
    assert cut.index("line\n```\n\n</details>\n") > 1000
    assert cut.endswith("(too long for one comment: the run's summary has it all)\n")
    assert clipped(text, len(text)) == text


def test_dollars_are_compared_line_by_line_and_only_where_they_differ() -> None:
    before = {"Compute": 60.0, "RDS": 20.0, "SQS": 1.5}
    after = {"Compute": 76.58, "RDS": 20.0, "SQS": 1.5}
    cost = Cost(stack="initial", before=before, after=after, budget_usd=129)
    text = render(dataclasses.replace(report(Plan(title="initial")), costs=(cost,)))
    assert "- **initial:** 98.08 USD a month (+16.58), of 129.00 USD\n" in text
    assert "| Compute | 60.00 | 76.58 | +16.58 |" in text
    assert "| Total | 81.50 | 98.08 | +16.58 |" in text
    assert "| RDS |" not in text


def test_a_stack_over_its_budget_says_so() -> None:
    cost = Cost(stack="initial", before=None, after={"Compute": 130.0}, budget_usd=129)
    text = render(dataclasses.replace(report(Plan(title="initial")), costs=(cost,)))
    assert "- **initial:** 130.00 USD a month, of 129.00 USD **over budget**" in text
    assert "nothing to compare with" in text


def test_what_a_pull_request_can_write_does_not_become_markup() -> None:
    evil = "@everyone <img src=x> **bold** | [link](http://e.example) `code`\n# heading"
    plan = Plan(title=evil, changes=(Change(op="delete", urn=f"{STACK}{evil}", why=(evil,)),))
    text = render(dataclasses.replace(report(plan), notices=(evil,), refused=(evil,), failures=(evil,)))
    outside_code = re.sub(r"`[^`\n]*`", "", text.replace("\\`", ""))
    assert [each for each in ("@everyone", "<img") if each in outside_code] == []
    # GitHub reads no Markdown on the line of an HTML block.
    markdown = "\n".join(line for line in outside_code.splitlines() if not line.startswith("<details>"))
    assert [each for each in (" [link]", " **bold") if each in markdown] == []
    assert "\n# heading" not in text
    assert [line for line in text.splitlines() if line.startswith("| ") and line.count(" | ") > 5] == []
