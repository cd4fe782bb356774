"""Worker tier: the services that drain the queues. What their images must keep is in docs/workers.md."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.containers import (
    TMP_DIRECTORY,
    WORK_DIRECTORY,
    WORK_VOLUME,
    Container,
    ServiceImage,
    Tmpfs,
    Volume,
)
from components.environment import Surroundings, service_environment, service_secrets
from components.scaling import QueueScaling, QueueScalingArgs
from components.service import FargateService, FargateServiceArgs
from components.task import Placement, Roles
from sizing.access import ServiceAccess
from sizing.scaling import FARGATE_START_SECONDS, drained_queues
from sizing.workers import WORKER_MAXIMUM_PERCENT, BatchWorkerSize, MessagingWorkerSize

MINIMUM_HEALTHY_PERCENT = 100
"""A deployment takes no task away before a new one runs: the only messaging task, too, is always there."""

WORK = Volume(name=WORK_VOLUME, path=WORK_DIRECTORY)
"""Where jobs that need disk keep their files."""


@dataclass(frozen=True, kw_only=True)
class QueueWorkerArgs:
    """What a worker needs from the rest of the stack."""

    size: BatchWorkerSize | MessagingWorkerSize
    image: ServiceImage
    access: ServiceAccess
    """Names the worker, the queues that it drains, and what else it may reach."""
    surroundings: Surroundings
    placement: Placement
    roles: Roles
    security_group_id: Input[str]


class QueueWorker(ComponentResource):
    """Tasks that drain queues: as many as there is work for, none stopped by scaling while there is a job.

    On Spot where the profile says so, for jobs that may be cut off and started again. A task that is told to stop has
    the time that its queues' contracts give it.
    """

    service_name: Output[str]
    task_definition_arn: Output[str]
    log_group_name: Output[str]
    capacity_provider: str
    """What its tasks run on: FARGATE or FARGATE_SPOT."""
    scaling_alarm_names: dict[str, Output[str]]
    """By direction, `out` and `in`; none where the number of tasks is fixed."""

    def __init__(self, name: str, args: QueueWorkerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:QueueWorker", name, None, opts)
        self._args = args

        service = self._service(name)
        scaling = self._scale(name, service)

        self.service_name = service.service_name
        self.task_definition_arn = service.task_definition_arn
        self.log_group_name = service.log_group_name
        self.capacity_provider = service.capacity_provider
        self.scaling_alarm_names = scaling.alarm_names
        self.register_outputs(
            {
                "service_name": self.service_name,
                "task_definition_arn": self.task_definition_arn,
                "log_group_name": self.log_group_name,
                "capacity_provider": self.capacity_provider,
                "scaling_alarm_names": self.scaling_alarm_names,
            }
        )

    def _service(self, name: str) -> FargateService:
        args, size = self._args, self._args.size
        return FargateService(
            name,
            FargateServiceArgs(
                service=args.access.service,
                placement=args.placement,
                roles=args.roles,
                security_group_ids=[args.security_group_id],
                size=size,
                tasks=size.tasks,
                containers=[
                    worker_container(args.access, args.image, args.surroundings, size.connections, writable(size))
                ],
                spot=size.spot,
                minimum_healthy_percent=MINIMUM_HEALTHY_PERCENT,
                maximum_percent=WORKER_MAXIMUM_PERCENT,
                scratch_gib=size.scratch_gib if isinstance(size, BatchWorkerSize) else None,
            ),
            opts=ResourceOptions(parent=self),
        )

    def _scale(self, name: str, service: FargateService) -> QueueScaling:
        args = self._args
        return QueueScaling(
            name,
            QueueScalingArgs(
                environment=args.placement.environment,
                queues=drained_queues(args.access),
                tasks=args.size.tasks,
                idle_minutes=args.size.idle_minutes,
                start_seconds=FARGATE_START_SECONDS,
                target=service.scaling_target,
            ),
            opts=ResourceOptions(parent=self),
        )


def worker_container(
    access: ServiceAccess,
    image: ServiceImage,
    surroundings: Surroundings,
    connections: int,
    space: Tmpfs | Volume,
    *,
    gpus: int = 0,
) -> Container:
    """The one container of a worker's task: it asks for work and listens to nobody."""
    return Container(
        name=access.service,
        image=image,
        environment=service_environment(access, surroundings, connections) | _directories(space),
        secrets=service_secrets(access, surroundings),
        writable=(space,),
        stop_seconds=max(queue.stop_timeout_seconds for queue in drained_queues(access)),
        gpus=gpus,
    )


def writable(size: BatchWorkerSize | MessagingWorkerSize) -> Tmpfs | Volume:
    """Where a worker may write: on its disk, or in its memory where jobs need little."""
    if isinstance(size, BatchWorkerSize):
        return WORK
    return Tmpfs(path=TMP_DIRECTORY, size_mib=size.tmp_mib)


def _directories(space: Tmpfs | Volume) -> dict[str, Input[str]]:
    temporary: dict[str, Input[str]] = {"TMPDIR": space.path}
    return temporary | {"WORK_DIR": space.path} if isinstance(space, Volume) else temporary
