"""The check runs migrate's image against the copy, and says what it wrote."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from ops.problem import Problem
from ops.restore.check import check_copy
from ops.restore.copies import Copy, Waiting
from ops.tasks.one_off import Place
from tests.ops.nobody import NOBODY

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_logs import CloudWatchLogsClient

NOW = datetime(2026, 8, 1, 3, 4, 5, tzinfo=UTC)
DEFINITION = "arn:aws:ecs:ap-northeast-2:123456789012:task-definition/academy-prod-migrate:7"
TASK = "arn:aws:ecs:ap-northeast-2:123456789012:task/cluster-1/0123456789abcdef"
PLACE = Place(cluster="cluster-1", subnet_ids=["subnet-1", "subnet-2"], security_group_id="sg-1", assign_public_ip=True)
COPY = Copy(
    identifier="academy-prod-drill-20260801-030405",
    status="available",
    host="copy.example",
    port=5432,
    is_protected=False,
    until=NOW + timedelta(hours=1),
)


@dataclass
class Aws:
    """ECS and CloudWatch Logs, answering as they are told to."""

    ecs: "ECSClient"
    logs: "CloudWatchLogsClient"
    says: Stubber
    wrote: Stubber
    now: datetime = NOW
    told: list[str] = field(default_factory=list[str])

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def check(self) -> None:
        check_copy(
            self.ecs,
            self.logs,
            DEFINITION,
            PLACE,
            COPY,
            until=NOW + timedelta(seconds=12),
            waiting=Waiting(tell=self.told.append, pause=self.pause, clock=lambda: self.now),
        )

    def starts(self) -> None:
        options = {"awslogs-group": "/academy/prod/migrate", "awslogs-stream-prefix": "migrate"}
        container = {"name": "migrate", "logConfiguration": {"logDriver": "awslogs", "options": options}}
        self.says.add_response(
            "describe_task_definition",
            {"taskDefinition": {"containerDefinitions": [container]}},
            {"taskDefinition": DEFINITION},
        )
        self.says.add_response(
            "run_task",
            {"tasks": [{"taskArn": TASK}], "failures": []},
            {
                "cluster": "cluster-1",
                "taskDefinition": DEFINITION,
                "count": 1,
                "launchType": "FARGATE",
                "startedBy": "academy-restore",
                "networkConfiguration": {
                    "awsvpcConfiguration": {
                        "subnets": ["subnet-1", "subnet-2"],
                        "securityGroups": ["sg-1"],
                        "assignPublicIp": "ENABLED",
                    }
                },
                "overrides": {
                    "containerOverrides": [
                        {
                            "name": "migrate",
                            "command": ["check"],
                            "environment": [
                                {"name": "DATABASE_HOST", "value": "copy.example"},
                                {"name": "DATABASE_PORT", "value": "5432"},
                            ],
                        }
                    ]
                },
            },
        )

    def is_(self, status: str, code: int | None = None, reason: str = "") -> None:
        container = {"name": "migrate"} if code is None else {"name": "migrate", "exitCode": code}
        task = {"taskArn": TASK, "lastStatus": status, "stoppedReason": reason, "containers": [container]}
        self.says.add_response(
            "describe_tasks", {"tasks": [task], "failures": []}, {"cluster": "cluster-1", "tasks": [TASK]}
        )

    def writes(self, *lines: str) -> None:
        stream = {"logGroupName": "/academy/prod/migrate", "logStreamName": "migrate/migrate/0123456789abcdef"}
        for page in (lines, ()):
            self.wrote.add_response(
                "get_log_events",
                {"events": [{"message": line} for line in page], "nextForwardToken": "f"},
                stream | {"startFromHead": True} | ({} if page else {"nextToken": "f"}),
            )

    def writes_nothing_yet(self) -> None:
        self.wrote.add_client_error("get_log_events", "ResourceNotFoundException")

    def is_stopped(self) -> None:
        self.says.add_response(
            "stop_task", {}, {"cluster": "cluster-1", "task": TASK, "reason": "the restore drill is over"}
        )


@pytest.fixture
def aws() -> Iterator[Aws]:
    ecs = boto3.client("ecs", **NOBODY)  # pyright: ignore[reportUnknownMemberType]
    logs = boto3.client("logs", **NOBODY)  # pyright: ignore[reportUnknownMemberType]
    with Stubber(ecs) as says, Stubber(logs) as wrote:
        yield Aws(ecs=ecs, logs=logs, says=says, wrote=wrote)
        says.assert_no_pending_responses()
        wrote.assert_no_pending_responses()


def test_the_task_is_migrates_but_for_its_command_and_the_host(aws: Aws) -> None:
    aws.starts()
    aws.is_("PENDING")
    aws.writes_nothing_yet()
    aws.is_("STOPPED", 0)
    aws.writes("412 lessons, the newest of 2026-08-01 02:58")
    aws.check()
    assert aws.told == ["check: 412 lessons, the newest of 2026-08-01 02:58"]


def test_a_check_that_ends_badly_is_told_with_what_it_wrote_and_why(aws: Aws) -> None:
    aws.starts()
    aws.is_("STOPPED", 3, "Essential container in task exited")
    aws.writes("no lessons")
    aws.is_stopped()
    with pytest.raises(Problem, match=r"the check failed: Essential container.*; migrate ended with exit code 3"):
        aws.check()
    assert aws.told == ["check: no lessons"]


def test_a_check_that_never_ran_is_told_with_the_reason(aws: Aws) -> None:
    aws.starts()
    aws.is_("STOPPED", None, "CannotPullContainerError: not found")
    aws.writes_nothing_yet()
    aws.is_stopped()
    with pytest.raises(Problem, match="the check failed: CannotPullContainerError: not found"):
        aws.check()


def test_a_log_that_may_not_be_read_fails_no_check(aws: Aws) -> None:
    aws.starts()
    aws.is_("RUNNING")
    aws.wrote.add_client_error("get_log_events", "AccessDeniedException", "not authorized")
    aws.says.add_client_error("describe_tasks", "ThrottlingException", "Rate exceeded")
    aws.is_("STOPPED", 0)
    aws.check()
    assert aws.told == [
        "its log can't be read, and it goes on: access denied: the credentials lack the permission for GetLogEvents",
        "AWS has too many calls (ThrottlingException for DescribeTasks, after repeated tries): run this again in a "
        "minute",
    ]


def test_a_check_that_takes_too_long_is_stopped(aws: Aws) -> None:
    aws.starts()
    for _ in range(4):
        aws.is_("RUNNING")
        aws.writes_nothing_yet()
    aws.is_stopped()
    with pytest.raises(Problem, match="the check is not done and time is up; --timeout gives it more"):
        aws.check()


def test_the_failure_is_told_even_where_the_task_cannot_be_stopped(aws: Aws) -> None:
    aws.starts()
    aws.is_("STOPPED", 1)
    aws.writes_nothing_yet()
    aws.says.add_client_error("stop_task", "ExpiredTokenException")
    with pytest.raises(Problem, match="migrate ended with exit code 1"):
        aws.check()


def test_a_task_without_a_place_is_told(aws: Aws) -> None:
    aws.says.add_response("describe_task_definition", {"taskDefinition": {}})
    aws.says.add_response("run_task", {"tasks": [], "failures": [{"reason": "RESOURCE:FARGATE"}]})
    with pytest.raises(Problem, match="ECS starts no check: RESOURCE:FARGATE"):
        aws.check()
