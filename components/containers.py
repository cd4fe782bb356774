"""Container definitions: what ECS starts, as the one JSON text that never differs from what AWS gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input, Output

from sizing.release import UNRELEASED, image_suffix

USER = "10001:10001"
"""Whom every container runs as: nobody that any image or machine knows."""

TMP_DIRECTORY = "/tmp"  # noqa: S108 -- a mount point, in memory and of one container alone
WORK_DIRECTORY = "/work"
WORK_VOLUME = "work"

LOG_BUFFER = "4m"
"""Lines that wait for CloudWatch, per container. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"""

DEFAULT_STOP_SECONDS = 30
"""ECS's own: between SIGTERM and SIGKILL.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"""


@dataclass(frozen=True, kw_only=True)
class ServiceImage:
    """One build of an image in a repository of ours."""

    repository_url: Input[str]
    tag: str
    """Tag or digest; `sizing.release.UNRELEASED` before the first release."""

    @property
    def released(self) -> bool:
        """Whether there is a build that can be started."""
        return self.tag != UNRELEASED

    @property
    def reference(self) -> Output[str]:
        """What ECS pulls."""
        return Output.concat(self.repository_url, image_suffix(self.tag))


@dataclass(frozen=True, kw_only=True)
class Tmpfs:
    """Writable space in the container's memory, gone with it. Fargate has it on platform version 1.4.0.

    https://aws.amazon.com/about-aws/whats-new/2026/01/amazon-ecs-tmpfs-mounts-aws-fargate-managed-instances/
    """

    path: str
    size_mib: int
    """1 or more; part of the task's memory."""


@dataclass(frozen=True, kw_only=True)
class Volume:
    """Writable space on the task's disk, gone with the task.

    It is mounted as root's, so the image declares `VOLUME` for the path and gives it to the user: ECS then takes over
    the owner. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
    """

    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """How ECS finds out, inside the container, whether it is ready."""

    command: Sequence[str]
    interval_seconds: int
    """5 to 300."""
    timeout_seconds: int
    """2 to 60."""
    retries: int
    """1 to 10."""
    start_seconds: int
    """0 to 300: how long failures don't count at first."""

    @property
    def longest_start_seconds(self) -> int:
        """After this long without success the container is unhealthy, and its task is stopped."""
        return self.start_seconds + self.retries * self.interval_seconds


@dataclass(frozen=True, kw_only=True)
class Container:
    """One container of a task: not root, on a file system that it cannot write to but for what it names."""

    name: str
    image: ServiceImage
    environment: Mapping[str, Input[str]]
    """Nothing secret: everybody who may look at the task definition can read it."""
    secrets: Mapping[str, Input[str]]
    """Variable to the ARN of a secret, or `<ARN>:<key>::` for one key of it. ECS reads it when the task starts."""
    writable: Sequence[Tmpfs | Volume]
    entry_point: Sequence[str] = ()
    """In place of the image's."""
    command: Sequence[str] = ()
    """In place of the image's."""
    port: int | None = None
    health_check: HealthCheck | None = None
    starts_after: Sequence[str] = ()
    """Containers of the same task that must be healthy first. They also stop after it."""
    stop_seconds: int = DEFAULT_STOP_SECONDS
    """Between SIGTERM and SIGKILL, 2 to 120."""
    memory_mib: int | None = None
    """At most so much of the task's memory; None for all that others leave."""
    gpus: int = 0


def released(containers: Sequence[Container]) -> bool:
    """Whether a task of these containers can be started: every one has a build."""
    return all(container.image.released for container in containers)


def container_definitions(containers: Sequence[Container], log_group: Input[str], region: str) -> Output[str]:
    """The containers as canonical JSON.

    ECS keeps lists in an order of its own and fills in what is left out: text in which both are settled is the same
    before and after, so an update without a change registers no new revision.
    """
    definitions = [
        _definition(container, log_group, region) for container in sorted(containers, key=lambda each: each.name)
    ]
    return Output.json_dumps(definitions, sort_keys=True, separators=(",", ":"))


def _definition(container: Container, log_group: Input[str], region: str) -> dict[str, object]:
    tmpfs = [each for each in container.writable if isinstance(each, Tmpfs)]
    volumes = [each for each in container.writable if isinstance(each, Volume)]
    return {
        "name": container.name,
        "image": container.image.reference,
        "cpu": 0,
        # One container less is a task less: ECS then starts a whole one.
        "essential": True,
        "user": USER,
        "privileged": False,
        "readonlyRootFilesystem": True,
        "environment": [{"name": key, "value": value} for key, value in sorted(container.environment.items())],
        "mountPoints": [
            {"containerPath": each.path, "readOnly": False, "sourceVolume": each.name}
            for each in sorted(volumes, key=lambda each: each.path)
        ],
        "portMappings": _ports(container.port),
        "systemControls": [],
        "volumesFrom": [],
        "linuxParameters": _linux(tmpfs),
        "stopTimeout": container.stop_seconds,
        "logConfiguration": {
            "logDriver": "awslogs",
            # Not blocking: when CloudWatch is out of reach, lines are lost rather than requests.
            "options": {
                "awslogs-group": log_group,
                "awslogs-region": region,
                "awslogs-stream-prefix": container.name,
                "max-buffer-size": LOG_BUFFER,
                "mode": "non-blocking",
            },
        },
        **_given(container),
    }


def _given(container: Container) -> dict[str, object]:
    """What AWS leaves out again where it is empty."""
    given: dict[str, object] = {
        "secrets": [{"name": key, "valueFrom": value} for key, value in sorted(container.secrets.items())],
        "entryPoint": list(container.entry_point),
        "command": list(container.command),
        "dependsOn": [{"condition": "HEALTHY", "containerName": name} for name in sorted(container.starts_after)],
        "healthCheck": _health_check(container.health_check),
        "memory": container.memory_mib,
        "resourceRequirements": [{"type": "GPU", "value": str(container.gpus)}] if container.gpus else [],
    }
    return {key: value for key, value in given.items() if value}


def _ports(port: int | None) -> list[dict[str, object]]:
    # Under awsvpc the host's port is the container's: AWS says so of its own accord.
    return [{"containerPort": port, "hostPort": port, "protocol": "tcp"}] if port is not None else []


def _linux(tmpfs: Sequence[Tmpfs]) -> dict[str, object]:
    mounts = [
        # Everybody's and sticky, as /tmp is: the user has no entry in any image's list of users.
        {"containerPath": each.path, "mountOptions": ["mode=1777", "nodev", "nosuid"], "size": each.size_mib}
        for each in sorted(tmpfs, key=lambda each: each.path)
    ]
    # The init process hands SIGTERM on and buries dead children, whatever the image starts with.
    return {"initProcessEnabled": True, **({"tmpfs": mounts} if mounts else {})}


def _health_check(check: HealthCheck | None) -> dict[str, object] | None:
    if check is None:
        return None
    return {
        "command": list(check.command),
        "interval": check.interval_seconds,
        "timeout": check.timeout_seconds,
        "retries": check.retries,
        "startPeriod": check.start_seconds,
    }
