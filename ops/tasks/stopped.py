"""Why tasks of a service stopped, and what they said last."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ops.tasks.logs import last_lines, log_streams
from ops.tasks.one_off import DESCRIBED, STOPPED, why_it_stopped

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import ContainerDefinitionOutputTypeDef, TaskTypeDef
    from mypy_boto3_logs import CloudWatchLogsClient

REASONS = 3
"""How many different reasons are told."""

LINES = 10
"""How many of a task's last lines are told."""


def stopped_tasks(ecs: "ECSClient", cluster: str, service: str, revision: str) -> "list[TaskTypeDef]":
    """The tasks of one revision that stopped in the last hour, the newest first: ECS forgets older ones."""
    pages = ecs.get_paginator("list_tasks").paginate(cluster=cluster, serviceName=service, desiredStatus=STOPPED)
    arns = [arn for page in pages for arn in page["taskArns"]]
    found: list[TaskTypeDef] = []
    for first in range(0, len(arns), DESCRIBED):
        found += ecs.describe_tasks(cluster=cluster, tasks=arns[first : first + DESCRIBED])["tasks"]
    ours = [task for task in found if task.get("taskDefinitionArn") == revision]
    return sorted(ours, key=_age)


def _age(task: "TaskTypeDef") -> float:
    stopped = task.get("stoppedAt") or task.get("createdAt")
    return -stopped.timestamp() if stopped else 0.0


def tell_stopped(tasks: "Sequence[TaskTypeDef]") -> Iterator[str]:
    """The reasons, each once."""
    for reason in list(dict.fromkeys(why_it_stopped(task) for task in tasks))[:REASONS]:
        yield f"a task stopped: {reason}"


def tell_last_lines(
    logs: "CloudWatchLogsClient", containers: "Sequence[ContainerDefinitionOutputTypeDef]", task: "TaskTypeDef"
) -> Iterator[str]:
    """What the containers of a task wrote last, those that failed if any did."""
    failed = {one.get("name") for one in task.get("containers", []) if one.get("exitCode")}
    for stream in log_streams(containers, task.get("taskArn", "")):
        if stream.container in failed or not failed:
            for line in last_lines(logs, stream, LINES):
                yield f"{stream.container}: {line}"
