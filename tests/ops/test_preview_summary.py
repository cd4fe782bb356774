"""What a preview comes to, in at most 80 columns."""

from pathlib import Path

import pytest

from ops.preview_summary import summary, warnings
from ops.stacks import StackFile, find_stack
from sandbox.recording import ROOT
from sandbox.results import Result, Step

QUEUE = "aws:sqs/queue:Queue"
BUCKET = "aws:s3/bucket:Bucket"


def step(op: str, token: str, name: str, *, protected: bool = False) -> Step:
    return Step(
        phase="pre",
        op=op,
        urn=f"urn:pulumi:initial::academy::{token}::{name}",
        type=token,
        replace_keys=(),
        diff={},
        was_protected=False,
        is_protected=protected,
        old_inputs={},
        new_inputs={},
    )


def stack_file(folder: Path, **instead: str) -> StackFile:
    """The file of `initial`, with lines instead of others: `alerts`, `domain`, `release`."""
    text = (ROOT / "Pulumi.initial.yaml").read_text()
    for key, value in instead.items():
        found = {
            "alerts": "    emails: [] #",
            "domain": "  academy:domain: {} #",
            "release": "  academy:release: {} #",
        }[key]
        assert found in text
        text = text.replace(found, f"{found.partition(':')[0] if key == 'alerts' else f'  academy:{key}'}: {value} #")
    (folder / "Pulumi.initial.yaml").write_text(text)
    return StackFile(name="initial", path=folder / "Pulumi.initial.yaml")


ALL_SET = {
    "alerts": "[ops@academy.example]",
    "domain": "{name: academy.example, zone_id: Z0123456789ABCDEFGHIJ}",
    "release": "{api: '1.4.0', video: '1.4.0', ai: '1.4.0', messaging: '1.4.0'}",
}


def test_the_summary_counts_what_happens_and_what_is_protected(tmp_path: Path) -> None:
    result = Result(
        steps=(
            step("create", "pulumi:providers:aws", "default"),
            step("same", "pulumi:pulumi:Stack", "academy-initial"),
            step("create", QUEUE, "a", protected=True),
            step("create", QUEUE, "b", protected=True),
            step("same", BUCKET, "c", protected=True),
            step("update", BUCKET, "d"),
            step("create-replacement", QUEUE, "e"),
            step("replace", QUEUE, "e"),
            step("delete-replaced", QUEUE, "e"),
            step("delete", "aws:ec2/eip:Eip", "f"),
        )
    )
    assert summary(stack_file(tmp_path, **ALL_SET), result).splitlines() == [
        "In short, initial:",
        "  plan       2 to create, 1 to update, 1 to replace, 1 to delete, 2 unchanged",
        "  protected  3: 2 queues, 1 bucket",
    ]


def test_a_plan_of_nothing_says_so(tmp_path: Path) -> None:
    lines = summary(stack_file(tmp_path, **ALL_SET), Result()).splitlines()
    assert lines[1:] == ["  plan       nothing", "  protected  nothing"]


def test_a_type_without_a_word_of_its_own_goes_by_its_token(tmp_path: Path) -> None:
    result = Result(steps=(step("create", "aws:ec2/eip:Eip", "a", protected=True),))
    assert summary(stack_file(tmp_path, **ALL_SET), result).endswith("protected  1: 1 aws:ec2/eip:Eip")


@pytest.mark.parametrize("name", ["initial", "10k"])
def test_the_shipped_stacks_say_what_is_to_be_set_within_80_columns(name: str) -> None:
    lines = summary(find_stack(name), Result()).splitlines()
    assert max(len(line) for line in lines) <= 80
    told = " ".join(line.strip() for line in lines)
    for key in ("academy:alerts.emails", "academy:domain", "academy:release.api, .video, .ai"):
        assert key in told
    assert (".pgbouncer" in told) == (name == "10k")


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ({}, []),
        ({"alerts": "[]"}, ["nobody is told of an alarm: set academy:alerts.emails"]),
        ({"domain": "{}"}, ["no domain, the site has CloudFront's own name: set academy:domain"]),
        (
            {"release": "{api: '1.4.0', video: '1.4.0', ai: '1.4.0'}"},
            ["no build of messaging, so no tasks: set academy:release.messaging"],
        ),
        (
            {"release": "{api: '1.4.0', video: '1.4.0'}"},
            ["no build of ai and messaging, so no tasks: set academy:release.ai and .messaging"],
        ),
    ],
)
def test_each_thing_that_is_not_set_is_one_warning_with_its_key(
    tmp_path: Path, missing: dict[str, str], told: list[str]
) -> None:
    assert list(warnings(stack_file(tmp_path, **{**ALL_SET, **missing}))) == told
