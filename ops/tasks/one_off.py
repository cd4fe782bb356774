"""A task that belongs to no service: started by a command, watched until it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ops.problem import Problem

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.literals import DesiredStatusType
    from mypy_boto3_ecs.type_defs import (
        ContainerDefinitionOutputTypeDef,
        NetworkConfigurationTypeDef,
        RunTaskResponseTypeDef,
        TaskTypeDef,
    )

STOPPED = "STOPPED"

DESCRIBED = 100
"""Tasks in one call. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a task runs and what it may reach."""

    cluster: str
    subnet_ids: Sequence[str]
    security_group_id: str
    assign_public_ip: bool
    """A task in a public subnet has no other way out."""


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A revision of a task definition."""

    arn: str
    family: str
    containers: "Sequence[ContainerDefinitionOutputTypeDef]"
    registered: bool
    """Whether it was made for this run, and goes with it."""


def running_tasks(ecs: "ECSClient", cluster: str, family: str) -> list[str]:
    """ARNs of the tasks of a family that have not stopped: those that start, run, or have been told to stop."""
    arns: list[str] = []
    wanted: Sequence[DesiredStatusType] = ("RUNNING", STOPPED)
    for status in wanted:
        pages = ecs.get_paginator("list_tasks").paginate(cluster=cluster, family=family, desiredStatus=status)
        arns += [arn for page in pages for arn in page["taskArns"]]
    found: list[TaskTypeDef] = []
    for first in range(0, len(arns), DESCRIBED):
        found += ecs.describe_tasks(cluster=cluster, tasks=arns[first : first + DESCRIBED])["tasks"]
    return sorted(task.get("taskArn", "") for task in found if task.get("lastStatus") != STOPPED)


def revision_with_image(ecs: "ECSClient", arn: str, container: str, image: str) -> Revision:
    """The revision that `arn` names if its container has that image already, or else a new one of the same family.

    Everything but the image is kept. Pulumi's state names a revision by its number and reads no other, so it goes on to
    see what it declared.
    """
    answer = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
    definition = answer["taskDefinition"]
    containers = definition.get("containerDefinitions", [])
    family = definition.get("family", "")
    images = {one.get("name"): one.get("image") for one in containers}
    if container not in images:
        raise Problem(f"task definition {arn} has no container {container}")
    if images[container] == image:
        return Revision(arn=arn, family=family, containers=containers, registered=False)

    taken = _taken_by(ecs, "RegisterTaskDefinition")
    # What describes a revision but can't be asked for (its number, its status …) is left out.
    asked = {key: value for key, value in definition.items() if key in taken}
    asked["containerDefinitions"] = [
        {**one, "image": image} if one.get("name") == container else one for one in containers
    ]
    if answer.get("tags"):
        asked["tags"] = answer["tags"]
    made = ecs.register_task_definition(**cast("Any", asked))["taskDefinition"]
    return Revision(
        arn=made.get("taskDefinitionArn", ""),
        family=family,
        containers=made.get("containerDefinitions", []),
        registered=True,
    )


def _taken_by(ecs: "ECSClient", operation: str) -> Mapping[str, object]:
    shape = ecs.meta.service_model.operation_model(operation).input_shape
    return shape.members if shape else {}


def start(ecs: "ECSClient", revision: Revision, place: Place, started_by: str) -> str:
    """Start one task, on demand so that AWS doesn't take it back, and give its ARN.

    Raises:
        Problem: ECS has no place for it.
    """
    answer = ecs.run_task(
        cluster=place.cluster,
        taskDefinition=revision.arn,
        count=1,
        launchType="FARGATE",
        startedBy=started_by,
        propagateTags="TASK_DEFINITION",
        networkConfiguration=network_of(place),
    )
    return started_task(answer, revision.family)


def network_of(place: Place) -> "NetworkConfigurationTypeDef":
    """A place as RunTask takes it."""
    return {
        "awsvpcConfiguration": {
            "subnets": list(place.subnet_ids),
            "securityGroups": [place.security_group_id],
            "assignPublicIp": "ENABLED" if place.assign_public_ip else "DISABLED",
        }
    }


def started_task(answer: "RunTaskResponseTypeDef", what: str) -> str:
    """ARN of the task that RunTask started.

    Raises:
        Problem: ECS has no place for it.
    """
    if not answer["tasks"]:
        reasons = [failure.get("reason", "") for failure in answer["failures"]]
        raise Problem(f"ECS starts no {what}: {', '.join(reasons) or 'it gives no reason'}")
    return answer["tasks"][0].get("taskArn", "")


def look(ecs: "ECSClient", cluster: str, arn: str) -> "TaskTypeDef | None":
    """The task as it is; None where ECS doesn't know of it yet, or no longer (an hour after it stopped)."""
    found = ecs.describe_tasks(cluster=cluster, tasks=[arn])["tasks"]
    return found[0] if found else None


def why_it_stopped(task: "TaskTypeDef") -> str:
    """What ECS and its containers say about the end of a task, in one line."""
    said = [task.get("stoppedReason", "")]
    for container in task.get("containers", []):
        name = container.get("name", "")
        if "exitCode" in container:
            said.append(f"{name} ended with exit code {container['exitCode']}")
        if reason := container.get("reason"):
            said.append(f"{name}: {reason}")
    return "; ".join(dict.fromkeys(each for each in said if each)) or "ECS gives no reason"


def exit_code(task: "TaskTypeDef", container: str) -> int | None:
    """What a container ended with; None where it never ran."""
    found = next((one for one in task.get("containers", []) if one.get("name") == container), None)
    return found.get("exitCode") if found else None
