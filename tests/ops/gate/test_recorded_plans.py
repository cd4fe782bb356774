"""What the gate says of plans that the real engine made."""

import json
from pathlib import Path

import pytest

from ops.gate.command import gate
from ops.gate.reading import read
from ops.gate.rules import judge
from ops.problem import Problem
from tests.ops.gate.plans import EVENTS, TIER, recorded

BUCKET = f"{TIER}$aws:s3/bucket:Bucket::media"
QUEUE = f"{TIER}$aws:sqs/queue:Queue"
SUBNET = f"{TIER}$aws:ec2/subnet:Subnet"
VPC = f"{TIER}$aws:ec2/vpc:Vpc::network"
TOPIC = f"{TIER}$aws:sns/topic:Topic::alarms"

IN_IT = "it is what the database, the load balancer and tasks are in"
UNKNOWN_VPC = "vpcId (vpc-01ee7e6e3b39c85fc -> known after the change)"
REPLACED = {
    VPC: "would be replaced because of cidrBlock (10.0.0.0/16 -> 10.1.0.0/16); it is what everything is in",
    f"{SUBNET}::network-a": (
        f"would be replaced because of cidrBlock (10.0.1.0/24 -> 10.1.1.0/24) and {UNKNOWN_VPC}; {IN_IT}"
    ),
    f"{SUBNET}::network-c": (
        f"would be replaced because of cidrBlock (10.0.2.0/24 -> 10.1.2.0/24) and {UNKNOWN_VPC}; {IN_IT}"
    ),
    TOPIC: "would be replaced because of name ([secret] -> [secret]); it has subscriptions that people confirmed",
}


def said(name: str) -> dict[str, str]:
    """URN -> what the gate says of it, in a plan that did not fail."""
    plan = read(recorded(name), name)
    assert plan.errors == ()
    findings = judge(plan.steps)
    assert len({finding.urn for finding in findings}) == len(findings)
    return {finding.urn: finding.text.removeprefix(finding.urn).strip() for finding in findings}


def test_a_plan_without_changes_passes() -> None:
    assert said("clean.json") == {}


def test_a_task_definitions_next_revision_passes() -> None:
    assert said("release.json") == {}


@pytest.mark.parametrize("name", ["replace.json", EVENTS])
def test_each_replacement_is_told_once_with_the_properties_that_force_it(name: str) -> None:
    assert said(name) == REPLACED


def test_a_deletion_is_told_and_that_aws_keeps_what_pulumi_lets_go_of() -> None:
    assert said("delete.json") == {
        f"{QUEUE}::jobs": "would be deleted; it holds jobs",
        f"{QUEUE}::kept": "would be deleted, though AWS keeps it; it holds jobs",
    }


def test_lost_protection_is_told_though_the_resource_stays_the_same() -> None:
    assert said("unprotect.json") == {BUCKET: "would lose its protection (protect)"}


def test_a_failed_preview_is_an_error_with_the_engines_words_and_names_what_it_would_have_lost() -> None:
    plan = read(recorded("failed.json"), "failed.json")

    assert len(plan.errors) == 1
    assert f'resource "{BUCKET}" cannot be deleted\nbecause it is protected' in plan.errors[0]
    assert [finding.urn for finding in judge(plan.steps)] == [BUCKET]


@pytest.mark.parametrize("name", ["clean.json", "release.json", "replace.json", "delete.json", "unprotect.json"])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_an_error_wherever_it_was(name: str, part: float) -> None:
    text = recorded(name)
    with pytest.raises(Problem, match="plan is not JSON, or cut off"):
        read(text[: int(len(text) * part)], "plan")


def test_a_stream_of_events_that_was_cut_off_is_an_error_after_each_of_its_lines() -> None:
    lines = recorded(EVENTS).splitlines(keepends=True)
    summary = next(number for number, line in enumerate(lines) if "summaryEvent" in line)
    assert summary > 10
    for number in range(1, summary + 1):
        with pytest.raises(Problem, match="has no summaryEvent, so the preview did not end"):
            read("".join(lines[:number]), "plan")
    with pytest.raises(Problem, match=r"plan, line 5, is not what it should be at its top \(Invalid JSON"):
        read("".join(lines[:5])[:-100], "plan")


def run(name: str, folder: Path, *allow: str, as_json: bool = False) -> int:
    file = folder / "plan"
    file.write_text(recorded(name))
    return gate(str(file), allow, as_json=as_json)


def test_the_exit_status_is_1_unless_each_loss_is_allowed_by_its_urn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("clean.json", tmp_path) == 0
    assert capsys.readouterr().out == "no changes: nothing is lost\n"

    assert run("delete.json", tmp_path, f"{QUEUE}::jobs") == 1
    told = capsys.readouterr()
    assert told.out == f"allowed: {QUEUE}::jobs would be deleted; it holds jobs\n"
    assert told.err == f"error: {QUEUE}::kept would be deleted, though AWS keeps it; it holds jobs\n"

    assert run("delete.json", tmp_path, f"{QUEUE}::jobs", f"{QUEUE}::kept") == 0
    assert capsys.readouterr().out.endswith("2 to delete: nothing is lost but that\n")


def test_a_file_that_windows_wrote_is_read_and_one_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "plan"
    file.write_text(recorded("clean.json"), encoding="utf-8-sig")
    assert gate(str(file), (), as_json=False) == 0
    file.write_text(recorded("clean.json"), encoding="utf-16")
    with pytest.raises(Problem, match="plan is not UTF-8 text"):
        gate(str(file), (), as_json=False)
    with pytest.raises(Problem, match="nowhere can't be read: No such file or directory"):
        gate(str(tmp_path / "nowhere"), (), as_json=False)


def test_allowing_what_is_not_lost_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("clean.json", tmp_path, VPC) == 1
    assert run("delete.json", tmp_path, f"{QUEUE}::jobs", f"{QUEUE}::kept", f"{QUEUE}::job") == 1
    assert capsys.readouterr().err == (
        f"error: --allow {VPC}: the plan loses nothing of it\n"
        f"error: --allow {QUEUE}::job: the plan loses nothing of it\n"
    )


def test_a_failed_preview_fails_whatever_is_allowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("failed.json", tmp_path, BUCKET) == 1
    assert f'holds no plan to go by: Preview failed: resource "{BUCKET}"' in capsys.readouterr().err


def test_json_holds_each_finding_with_its_properties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("replace.json", tmp_path, TOPIC, as_json=True) == 1

    told = json.loads(capsys.readouterr().out)
    assert told["passed"] is False
    assert told["changes"] == {"replace": 4}
    by_urn = {finding["urn"]: finding for finding in told["findings"]}
    assert by_urn.keys() == REPLACED.keys()
    assert [urn for urn, finding in by_urn.items() if finding["allowed"]] == [TOPIC]
    assert by_urn[VPC]["type"] == "aws:ec2/vpc:Vpc"
    assert by_urn[VPC]["name"] == "network"
    assert by_urn[VPC]["loss"] == "replaced"
    assert by_urn[VPC]["properties"] == [
        {"path": "cidrBlock", "old": "10.0.0.0/16", "new": "10.1.0.0/16", "unknown": False}
    ]
