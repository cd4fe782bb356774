"""GPU tier: the worker for AI jobs that want a GPU, while the profile has one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import appautoscaling, ecs

from components.containers import Container, ServiceImage, released
from components.environment import Surroundings
from components.machines import GpuMachines, GpuMachinesArgs
from components.scaling import QueueScaling, QueueScalingArgs
from components.service import SCALABLE_DIMENSION, SERVICE_NAMESPACE
from components.task import Placement, Roles, Task, TaskArgs
from components.workers import WORK, worker_container
from sizing.access import ServiceAccess
from sizing.gpu import GPU_MAXIMUM_PERCENT, GpuSize
from sizing.gpu_task import gpu_task
from sizing.scaling import MACHINE_START_SECONDS, drained_queues

MINIMUM_HEALTHY_PERCENT = 0
"""A deployment stops the old task first: there is one GPU a machine, and no machine to spare."""

GPUS = 1
"""Of a task: all that its machine has."""


@dataclass(frozen=True, kw_only=True)
class GpuWorkerArgs:
    """What the GPU worker needs from the rest of the stack."""

    size: GpuSize
    tag: str
    """Of its image; `sizing.release.UNRELEASED` before the first release."""
    access: ServiceAccess
    container_insights: bool
    surroundings: Surroundings
    placement: Placement
    """Of Fargate tasks. Where there is a GPU there is NAT, so their subnets are private ones and do for machines."""
    repository_urls: Mapping[str, Input[str]]
    """By image."""
    roles: Mapping[str, Roles]
    """By service. This one's are there only while it is on, and are read only then."""
    security_group_ids: Mapping[str, Input[str]]
    """By service, as the roles are: of its tasks and of their machines."""


class GpuWorker(ComponentResource):
    """A queue worker like the others, on machines that are there only while it has tasks. Off, it is nothing at all."""

    cluster_name: Output[str] | None
    """Of the cluster of its own; None while it is off, as with the three that follow."""
    service_name: Output[str] | None
    task_definition_arn: Output[str] | None
    capacity_provider: Output[str] | None
    """What its tasks run on."""
    scaling_alarm_names: dict[str, Output[str]]
    """By direction, `out` and `in`; none where the number of tasks is fixed."""

    def __init__(self, name: str, args: GpuWorkerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:GpuWorker", name, None, opts)
        self._args = args
        self.cluster_name = self.service_name = self.task_definition_arn = self.capacity_provider = None
        self.scaling_alarm_names = {}

        if args.size.enabled:
            containers = [self._container()]
            machines = self._machines(name)
            task = self._task(name, containers)
            service = self._service(name, machines, task, containers)
            self.scaling_alarm_names = self._scale(name, machines, service, containers).alarm_names
            self.cluster_name = machines.cluster_name
            self.service_name = service.name
            self.task_definition_arn = task.task_definition_arn
            self.capacity_provider = machines.capacity_provider
        self.register_outputs(
            {
                "cluster_name": self.cluster_name,
                "service_name": self.service_name,
                "task_definition_arn": self.task_definition_arn,
                "capacity_provider": self.capacity_provider,
                "scaling_alarm_names": self.scaling_alarm_names,
            }
        )

    def _container(self) -> Container:
        args = self._args
        image = ServiceImage(repository_url=args.repository_urls[args.access.image], tag=args.tag)
        return worker_container(args.access, image, args.surroundings, args.size.connections, WORK, gpus=GPUS)

    def _machines(self, name: str) -> GpuMachines:
        args = self._args
        return GpuMachines(
            name,
            GpuMachinesArgs(
                environment=args.placement.environment,
                instance_type=args.size.instance_type,
                volume_gib=args.size.volume_gib,
                most=args.size.tasks.max,
                subnet_ids=args.placement.subnet_ids,
                security_group_id=args.security_group_ids[args.access.service],
                container_insights=args.container_insights,
            ),
            opts=ResourceOptions(parent=self),
        )

    def _task(self, name: str, containers: Sequence[Container]) -> Task:
        args = self._args
        return Task(
            name,
            TaskArgs(
                service=args.access.service,
                placement=args.placement,
                roles=args.roles[args.access.service],
                size=gpu_task(args.size),
                containers=containers,
                compatibility="EC2",
            ),
            opts=ResourceOptions(parent=self),
        )

    def _service(self, name: str, machines: GpuMachines, task: Task, containers: Sequence[Container]) -> ecs.Service:
        args = self._args
        return ecs.Service(
            name,
            cluster=machines.cluster_arn,
            task_definition=task.task_definition_arn,
            # Without a strategy of its own, or with a launch type, a later change of either replaces the service.
            capacity_provider_strategies=[{"capacity_provider": machines.capacity_provider, "base": 0, "weight": 1}],
            force_new_deployment=True,
            desired_count=args.size.tasks.min if released(containers) else 0,
            deployment_minimum_healthy_percent=MINIMUM_HEALTHY_PERCENT,
            deployment_maximum_percent=GPU_MAXIMUM_PERCENT,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            # It would start a task in another zone before it stops one, for which there is no room.
            availability_zone_rebalancing="DISABLED",
            network_configuration={
                "subnets": args.placement.subnet_ids,
                "security_groups": [args.security_group_ids[args.access.service]],
                "assign_public_ip": False,
            },
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=False,
            opts=ResourceOptions(
                parent=self,
                # Tasks that start before their roles may pull images and read secrets fail; no value carries it.
                depends_on=args.roles[args.access.service].policies,
                # Scaling sets it, within bounds that the profile sets.
                ignore_changes=["desired_count"],
            ),
        )

    def _scale(
        self, name: str, machines: GpuMachines, service: ecs.Service, containers: Sequence[Container]
    ) -> QueueScaling:
        args, tasks = self._args, self._args.size.tasks
        lowest, highest = (tasks.min, tasks.max) if released(containers) else (0, 0)
        target = appautoscaling.Target(
            name,
            service_namespace=SERVICE_NAMESPACE,
            scalable_dimension=SCALABLE_DIMENSION,
            resource_id=Output.format("service/{}/{}", machines.cluster_name, service.name),
            min_capacity=lowest,
            max_capacity=highest,
            opts=ResourceOptions(parent=self),
        )
        return QueueScaling(
            name,
            QueueScalingArgs(
                environment=args.placement.environment,
                queues=drained_queues(args.access),
                tasks=tasks,
                idle_minutes=args.size.idle_minutes,
                start_seconds=MACHINE_START_SECONDS,
                target=target,
            ),
            opts=ResourceOptions(parent=self),
        )
