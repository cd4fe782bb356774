"""The check query: the migrate task's image, asked to look into a copy of the database."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS
from ops.aws.patiently import patiently
from ops.problem import Problem
from ops.restore.copies import Copy, Waiting
from ops.tasks.logs import Follower, log_streams, pass_on
from ops.tasks.one_off import STOPPED, Place, exit_code, look, network_of, started_task, why_it_stopped
from sizing.release import UNRELEASED

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import ContainerDefinitionOutputTypeDef
    from mypy_boto3_logs import CloudWatchLogsClient

CONTAINER = "migrate"
COMMAND = "check"
"""What the image is asked to do: docs/images.md says what that is."""

STARTED_BY = "academy-restore"
POLL_SECONDS = 5.0


def check_image(ecs: "ECSClient", definition: str) -> None:
    """Whether there is an image to check with: better known before the restore than after it.

    Raises:
        Problem: no build of the API has been released yet.
    """
    for container in _containers(ecs, definition):
        if container.get("name") == CONTAINER and container.get("image", "").endswith(f":{UNRELEASED}"):
            raise Problem("no build of the API is released, whose image checks what was restored: see academy:release")


def check_copy(
    ecs: "ECSClient",
    logs: "CloudWatchLogsClient",
    definition: str,
    place: Place,
    copy: Copy,
    *,
    until: datetime,
    waiting: Waiting,
) -> None:
    """Run the check against a copy and tell what it writes.

    The task is migrate's, but for the command and the host. It logs in as the application's user: that user's password
    must be the one of the restored moment, while the master's is another one every week. Raises botocore's errors as
    they come.

    Raises:
        Problem: it could not be started, ended with another status than 0, or took too long.
    """
    containers = _containers(ecs, definition)
    task = _start(ecs, definition, place, copy)
    followers = [Follower(logs, stream) for stream in log_streams(containers, task)]

    def is_over() -> bool:
        found = patiently(lambda: look(ecs, place.cluster, task), waiting.again(until, POLL_SECONDS))
        pass_on(followers, lambda line: waiting.tell(f"check: {line}"), waiting.tell)
        if found is None or found.get("lastStatus") != STOPPED:
            return False
        if exit_code(found, CONTAINER) != 0:
            raise Problem(f"the check failed: {why_it_stopped(found)}")
        return True

    def wait() -> None:
        while not is_over():
            if waiting.clock() >= until:
                raise Problem("the check is not done and time is up; --timeout gives it more")
            waiting.pause(POLL_SECONDS)

    try:
        wait()
    except BaseException:
        with suppress(*AWS_ERRORS):  # it ends by itself too, once the copy is gone
            ecs.stop_task(cluster=place.cluster, task=task, reason="the restore drill is over")
        raise


def _containers(ecs: "ECSClient", definition: str) -> "list[ContainerDefinitionOutputTypeDef]":
    found = ecs.describe_task_definition(taskDefinition=definition)["taskDefinition"]
    return found.get("containerDefinitions", [])


def _start(ecs: "ECSClient", definition: str, place: Place, copy: Copy) -> str:
    answer = ecs.run_task(
        cluster=place.cluster,
        taskDefinition=definition,
        count=1,
        launchType="FARGATE",
        startedBy=STARTED_BY,
        networkConfiguration=network_of(place),
        overrides={
            "containerOverrides": [
                {
                    "name": CONTAINER,
                    "command": [COMMAND],
                    "environment": [
                        {"name": "DATABASE_HOST", "value": copy.host},
                        {"name": "DATABASE_PORT", "value": str(copy.port)},
                    ],
                }
            ]
        },
    )
    return started_task(answer, COMMAND)
