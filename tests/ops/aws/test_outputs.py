"""A stack's outputs: what the program exports is what commands read, and what is missing is named."""

import json
from pathlib import Path

import pytest

from ops.aws.outputs import Located, StackOutputs, parse_outputs, read_outputs
from ops.problem import Problem
from ops.stacks import StackFile
from sandbox.recording import ROOT, record_program

LOCATED = {"account_id": "123456789012", "region": "ap-northeast-2", "environment": "prod"}
PROD = StackFile(name="prod", path=ROOT / "Pulumi.initial.yaml")


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands on the PATH as pulumi: a script that each test writes."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "pulumi"


def script(file: Path, *lines: str) -> None:
    file.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    file.chmod(0o755)


def test_the_model_has_what_the_program_exports_and_nothing_else() -> None:
    exported = [{*record_program(stack).exports} for stack in ("initial", "10k")]
    # What a stack without a plan or a GPU worker exports as nothing, Pulumi leaves out.
    assert exported[0] | exported[1] | {"gpu_cluster_name"} == {*StackOutputs.model_fields}
    required = {name for name, field in StackOutputs.model_fields.items() if field.is_required()}
    assert required <= exported[0] & exported[1]


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_the_outputs_of_both_stacks_are_read(stack: str) -> None:
    outputs = parse_outputs(StackOutputs, json.dumps(record_program(stack).exports), stack)
    assert outputs.account_id == "123456789012"
    assert (outputs.plan_subscription_arn is None) == (stack == "initial")


def test_everything_that_is_missing_is_named_with_the_command_that_writes_it() -> None:
    with pytest.raises(
        Problem,
        match="the outputs of stack prod lack environment, region: `pulumi up` writes every output when it comes",
    ):
        parse_outputs(Located, '{"account_id": "123456789012"}', "stack prod")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"account_id":', "the outputs of prod are not JSON"),
        ("[]", "the outputs of prod are no JSON object: want what `pulumi stack output --json` prints"),
        ("{}", "the outputs of prod lack account_id, environment, region"),
        (
            json.dumps({**LOCATED, "region": ["ap-northeast-2"]}),
            "the outputs of prod have something else than this program writes as region",
        ),
        (
            json.dumps({**LOCATED, "region": ""}),
            "the outputs of prod have something else than this program writes as region",
        ),
    ],
)
def test_something_else_than_outputs_is_a_problem(text: str, problem: str) -> None:
    with pytest.raises(Problem, match=problem):
        parse_outputs(Located, text, "prod")


def test_a_file_is_read_instead_of_the_state(tmp_path: Path, pulumi: Path) -> None:
    script(pulumi, "echo asked >&2; exit 1")
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(LOCATED), encoding="utf-8")
    assert read_outputs(Located, PROD, file).account_id == "123456789012"
    with pytest.raises(Problem, match=r"none.json can't be read: No such file or directory"):
        read_outputs(Located, PROD, tmp_path / "none.json")


def test_pulumi_is_asked_for_the_stack_and_never_for_its_secrets(tmp_path: Path, pulumi: Path) -> None:
    script(pulumi, f'echo "$@" > {tmp_path}/asked', f"echo '{json.dumps(LOCATED)}'")
    assert read_outputs(Located, PROD, None).region == "ap-northeast-2"
    asked = (tmp_path / "asked").read_text(encoding="utf-8").split()
    assert asked == ["stack", "output", "--json", "--non-interactive", "--stack", "prod"]


def test_what_pulumi_refuses_is_passed_on_in_one_line(pulumi: Path) -> None:
    script(pulumi, "echo \"error: no stack named 'prod' found\" >&2", "exit 255")
    with pytest.raises(Problem, match="pulumi gives no outputs of stack prod: no stack named 'prod' found; log in to"):
        read_outputs(Located, PROD, None)


def test_without_pulumi_the_way_around_it_is_told(pulumi: Path) -> None:
    with pytest.raises(
        Problem, match=r"pulumi, which is not on the PATH: install it .* or give the outputs with --outputs"
    ):
        read_outputs(Located, PROD, None)


def test_outputs_of_another_environment_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({**LOCATED, "environment": "staging"}), encoding="utf-8")
    with pytest.raises(
        Problem, match=r"Pulumi\.initial\.yaml is for prod, and the outputs are of staging: nothing was done"
    ):
        read_outputs(Located, PROD, file)
