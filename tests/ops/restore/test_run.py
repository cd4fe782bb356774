"""`academy restore`, from a stack's outputs to what is printed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from ops.problem import Problem
from ops.restore.run import Restore, RestoreOutputs, run_remove_copies, run_restore
from tests.ops.answers import Answers
from tests.ops.nobody import NOBODY
from tests.ops.refusals import refused
from tests.ops.restore.conftest import COPY, LIVE, World

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient

DEFINITION = "arn:aws:ecs:ap-northeast-2:123456789012:task-definition/academy-prod-migrate:7"
TASK = "arn:aws:ecs:ap-northeast-2:123456789012:task/cluster-1/0123456789abcdef"
OUTPUTS = RestoreOutputs(
    account_id="123456789012",
    region="ap-northeast-2",
    environment="prod",
    database_identifier=LIVE,
    cluster_name="cluster-1",
    task_definition_arns={"migrate": DEFINITION},
    task_subnet_ids=("subnet-1",),
    assign_public_ip=False,
    migrate_security_group_id="sg-1",
)


@pytest.fixture
def tasks(world: World) -> Iterator[Answers]:
    """ECS, where the check ends well."""
    answers = Answers(
        boto3.client("ecs", **NOBODY)  # pyright: ignore[reportUnknownMemberType]
    )
    container = {"name": "migrate", "image": "repo:1.4.0"}
    answers.answer("describe_task_definition", {"taskDefinition": {"containerDefinitions": [container]}})
    answers.answer("run_task", {"tasks": [{"taskArn": TASK}], "failures": []})
    ended = {"taskArn": TASK, "lastStatus": "STOPPED", "containers": [{"name": "migrate", "exitCode": 0}]}
    answers.answer("describe_tasks", {"tasks": [ended], "failures": []})
    yield answers
    answers.deactivate()


@pytest.fixture
def restore(world: World, tasks: Answers) -> Restore:
    logs = boto3.client("logs", **NOBODY)  # pyright: ignore[reportUnknownMemberType]
    ecs = cast("ECSClient", tasks.client)
    return Restore(outputs=OUTPUTS, rds=world.rds, ecs=ecs, logs=logs, waiting=world.waiting)


def drill(restore: Restore, moment: datetime | None = None, *, dry_run: bool = False, as_json: bool = True) -> int:
    return run_restore(restore, moment, timeout_seconds=3600, dry_run=dry_run, json=as_json)


def test_a_drill_tells_how_long_each_step_took(
    restore: Restore, world: World, tasks: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drill(restore) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document.pop("moment")
    assert document == {
        "dry_run": False,
        "database": LIVE,
        "copy": COPY,
        "restore_seconds": 0,
        "check_seconds": 0,
        "removal_seconds": 20,
    }
    (asked,) = tasks.asked("run_task")
    assert (asked["taskDefinition"], asked["cluster"]) == (DEFINITION, "cluster-1")
    assert asked["overrides"]["containerOverrides"][0]["environment"][0] == {
        "name": "DATABASE_HOST",
        "value": f"{COPY}.aaaaaaaaaa.ap-northeast-2.rds.amazonaws.com",
    }
    assert world.instances() == [LIVE]
    assert drill(restore, as_json=False) == 0
    assert capsys.readouterr().out.startswith("academy-prod as of ")


def test_a_dry_run_changes_nothing(restore: Restore, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert drill(restore, dry_run=True) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (document["copy"], document["earlier_copies"]) == (COPY, [])
    assert {name for name, _ in world.calls} == {"DescribeDBInstances", "DescribeDBInstanceAutomatedBackups"}


def test_a_moment_that_cannot_be_restored_costs_nothing(restore: Restore, world: World) -> None:
    for dry_run in (True, False):
        with pytest.raises(Problem, match="--to is 2999-01-01 00:00:00 UTC; the latest moment that can be restored"):
            drill(restore, datetime(2999, 1, 1, tzinfo=UTC), dry_run=dry_run)
    assert world.asked("RestoreDBInstanceToPointInTime") == []


def test_without_a_released_image_nothing_is_restored(restore: Restore, world: World, tasks: Answers) -> None:
    container = {"name": "migrate", "image": "repo:unreleased"}
    tasks.instead("describe_task_definition", {"taskDefinition": {"containerDefinitions": [container]}})
    with pytest.raises(Problem, match="no build of the API is released"):
        drill(restore)
    assert world.asked("RestoreDBInstanceToPointInTime") == []


@pytest.mark.parametrize(
    ("operation", "code", "said"),
    [
        ("DescribeDBInstances", "ExpiredToken", "the credentials for AWS have expired"),
        ("RestoreDBInstanceToPointInTime", "AccessDenied", "access denied: .* for RestoreDBInstanceToPointInTime"),
        ("RestoreDBInstanceToPointInTime", "Throttling", "AWS has too many calls"),
        ("DeleteDBInstance", "AccessDenied", "access denied: .* for DeleteDBInstance"),
    ],
)
def test_what_aws_refuses_is_one_line(restore: Restore, world: World, operation: str, code: str, said: str) -> None:
    with refused(world.rds, operation, code), pytest.raises(Problem, match=said):
        drill(restore)


def test_copies_that_are_left_are_shown_and_removed(
    restore: Restore, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with refused(world.rds, "DeleteDBInstance", "AccessDenied"), pytest.raises(Problem, match="access denied"):
        drill(restore)
    assert world.told[-1] == f"{COPY} is left and costs money: run the command again with --remove-copies"
    assert run_remove_copies(restore, dry_run=True, json=False) == 0
    assert world.instances() == [LIVE, COPY]
    assert run_remove_copies(restore, dry_run=False, json=True) == 0
    assert run_remove_copies(restore, dry_run=False, json=False) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"would remove {COPY}\n")
    assert printed.endswith("removed nothing: there is no copy\n")
    assert world.instances() == [LIVE]
