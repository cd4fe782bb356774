"""`academy verify` as people run it, on a stack before its first release."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.cli import app
from ops.problem import Problem
from tests.ops.aws_side import AwsSide


@pytest.fixture
def outputs(first_up: AwsSide, outputs_file: Path) -> Path:
    """The outputs of a stack whose site doesn't answer."""
    first_up.outputs |= {"site_address": "https://127.0.0.1:1", "api_address": "https://127.0.0.1:1/api"}
    return first_up.write_outputs(outputs_file)


def test_people_read_what_is_well_and_what_is_not(outputs: Path) -> None:
    result = CliRunner().invoke(app, ["verify", "initial", "--outputs", str(outputs)])

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == (
        "services: ok (ai: not released yet: no tasks; api: not released yet: no tasks; "
        "messaging: not released yet: no tasks; video: not released yet: no tasks)"
    )
    assert [line for line in result.stderr.splitlines() if line.startswith("error:")] == [
        "error: site: https://127.0.0.1:1/ does not answer: [Errno 111] Connection refused; want 200"
    ]


def test_a_program_reads_one_document_and_nothing_else(outputs: Path) -> None:
    result = CliRunner().invoke(app, ["verify", "initial", "--outputs", str(outputs), "--json"])

    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["stack"] == "initial"
    assert [one["check"] for one in document["checks"] if not one["ok"]] == ["site"]


def test_outputs_of_another_account_are_refused(first_up: AwsSide, outputs: Path) -> None:
    first_up.outputs["account_id"] = "210987654321"
    first_up.write_outputs(outputs)

    result = CliRunner().invoke(app, ["verify", "initial", "--outputs", str(outputs)])

    assert isinstance(result.exception, Problem)
    assert str(result.exception) == (
        "the credentials are for account 123456789012, and the stack is in 210987654321: nothing was done"
    )


def test_missing_outputs_are_told_all_at_once(first_up: AwsSide, outputs: Path) -> None:
    for name in ("alarm_names", "topic_arn"):
        del first_up.outputs[name]
    first_up.write_outputs(outputs)

    result = CliRunner().invoke(app, ["verify", "initial", "--outputs", str(outputs)])

    assert isinstance(result.exception, Problem)
    assert "lack alarm_names, topic_arn" in str(result.exception)
