"""`academy migrate` as people run it."""

import json
from pathlib import Path

from typer.testing import CliRunner

from ops.cli import app
from ops.problem import Problem
from tests.ops.aws_side import AwsSide

IMAGE = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/academy-api:1.0.0"


def test_a_dry_run_says_what_would_run_and_runs_nothing(
    first_up: AwsSide, outputs_file: Path, stack_file: Path
) -> None:
    given = ["migrate", str(stack_file), "--outputs", str(outputs_file), "--dry-run", "--json"]
    result = CliRunner().invoke(app, given)

    assert result.exit_code == 0
    cluster = first_up.outputs["cluster_name"]
    assert json.loads(result.stdout) == {
        "stack": "initial",
        "dry_run": True,
        "image": IMAGE,
        "family": "academy-prod-migrate",
        "cluster": cluster,
    }
    assert first_up.client("ecs").list_tasks(cluster=cluster)["taskArns"] == []


def test_a_digest_is_released_by_its_digest(outputs_file: Path, stack_file: Path) -> None:
    digest = f"sha256:{'a' * 64}"
    stack_file.write_text(stack_file.read_text().replace('"api": "1.0.0"', f'"api": "{digest}"'))

    result = CliRunner().invoke(app, ["migrate", str(stack_file), "--outputs", str(outputs_file), "--dry-run"])

    assert result.stdout.startswith(f"would run {IMAGE.removesuffix(':1.0.0')}@{digest} as academy-prod-migrate in ")


def test_a_stack_file_that_releases_no_api_is_refused(outputs_file: Path) -> None:
    result = CliRunner().invoke(app, ["migrate", "initial", "--outputs", str(outputs_file)])

    assert isinstance(result.exception, Problem)
    assert str(result.exception).startswith("Pulumi.initial.yaml releases no build of the API, whose image migrates: ")


def test_a_workflow_may_say_that_no_release_is_nothing_to_do() -> None:
    result = CliRunner().invoke(app, ["migrate", "initial", "--if-released"])

    assert result.exit_code == 0
    assert result.stdout == "Pulumi.initial.yaml releases no build of the API: there is nothing to migrate with\n"
    told = CliRunner().invoke(app, ["migrate", "initial", "--if-released", "--json"]).stdout
    assert json.loads(told) == {"stack": "initial", "dry_run": False, "image": None}


def test_what_is_released_is_migrated_whether_or_not_that_was_asked(
    first_up: AwsSide, outputs_file: Path, stack_file: Path
) -> None:
    given = ["migrate", str(stack_file), "--outputs", str(outputs_file), "--if-released", "--dry-run"]
    assert first_up.outputs["cluster_name"] in CliRunner().invoke(app, given).stdout


def test_a_stack_file_of_another_environment_is_refused(
    first_up: AwsSide, outputs_file: Path, stack_file: Path
) -> None:
    first_up.outputs["environment"] = "staging"
    first_up.write_outputs(outputs_file)

    result = CliRunner().invoke(app, ["migrate", str(stack_file), "--outputs", str(outputs_file)])

    assert isinstance(result.exception, Problem)
    assert str(result.exception) == (
        "Pulumi.initial.yaml is for prod, and the outputs are of staging: nothing was done"
    )
