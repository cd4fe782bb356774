"""Tasks: a log group and a task definition, the part that services and one-off tasks share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudwatch, ecs

from components.containers import Container, Volume, container_definitions
from sizing import names
from sizing.compute import Architecture

_CPU_ARCHITECTURES: dict[Architecture, str] = {"arm64": "ARM64", "x86_64": "X86_64"}


class Roles(Protocol):
    """The two roles of a service: one with which ECS starts its tasks, one that the application has."""

    @property
    def execution_role_arn(self) -> Input[str]:
        """Pulls the image, reads the secrets, writes the logs."""
        ...

    @property
    def task_role_arn(self) -> Input[str]:
        """What the application itself may do."""
        ...

    @property
    def policies(self) -> Sequence[Resource]:
        """What gives the roles their permissions."""
        ...


class TaskSize(Protocol):
    """How big one task is."""

    @property
    def cpu(self) -> int:
        """CPU units: 1024 are one vCPU."""
        ...

    @property
    def memory_mib(self) -> int:
        """Memory of all its containers, in MiB."""
        ...

    @property
    def architecture(self) -> Architecture:
        """What its images are built for."""
        ...


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where tasks run; the same for every service."""

    environment: str
    region: str
    cluster_arn: Input[str]
    """Known once the cluster has its capacity providers."""
    cluster_name: Input[str]
    subnet_ids: Input[Sequence[str]]
    """Known once a task in them has a way out."""
    assign_public_ip: bool
    log_days: int
    topic_arn: Input[str]
    """Who is told when a deployment goes wrong."""


@dataclass(frozen=True, kw_only=True)
class TaskArgs:
    """What a task needs from the rest of the stack."""

    service: str
    placement: Placement
    roles: Roles
    size: TaskSize
    containers: Sequence[Container]
    scratch_gib: int | None = None
    """Disk of a Fargate task, 21 to 200; None for the 20 that each has for nothing."""
    compatibility: Literal["FARGATE", "EC2"] = "FARGATE"


class Task(ComponentResource):
    """A task definition that logs to a group which exists before it, and whose old revisions stay for a way back."""

    task_definition_arn: Output[str]
    """With the revision."""
    family: Output[str]
    log_group_name: Output[str]

    def __init__(self, name: str, args: TaskArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:Task", name, None, opts)
        child = ResourceOptions(parent=self)
        placement = args.placement

        log_group = cloudwatch.LogGroup(
            name,
            name=names.log_group(placement.environment, args.service),
            retention_in_days=placement.log_days,
            opts=child,
        )
        definition = ecs.TaskDefinition(
            name,
            family=f"{names.PROJECT}-{placement.environment}-{args.service}",
            requires_compatibilities=[args.compatibility],
            network_mode="awsvpc",
            runtime_platform={
                "operating_system_family": "LINUX",
                "cpu_architecture": _CPU_ARCHITECTURES[args.size.architecture],
            },
            cpu=str(args.size.cpu),
            memory=str(args.size.memory_mib),
            execution_role_arn=args.roles.execution_role_arn,
            task_role_arn=args.roles.task_role_arn,
            # The name carries the order: a task that finds no group cannot start.
            container_definitions=container_definitions(args.containers, log_group.name, placement.region),
            volumes=[{"name": volume} for volume in _volumes(args.containers)],
            ephemeral_storage={"size_in_gib": args.scratch_gib} if args.scratch_gib else None,
            # A rollback starts tasks of the revision before, which therefore must still be registered.
            skip_destroy=True,
            opts=child,
        )

        self.task_definition_arn = definition.arn
        self.family = definition.family
        self.log_group_name = log_group.name
        self.register_outputs(
            {
                "task_definition_arn": self.task_definition_arn,
                "family": self.family,
                "log_group_name": self.log_group_name,
            }
        )


def _volumes(containers: Sequence[Container]) -> list[str]:
    return sorted({each.name for container in containers for each in container.writable if isinstance(each, Volume)})
