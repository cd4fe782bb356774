"""Fargate services: tasks that are always there, replaced safely and scaled within bounds."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import appautoscaling, ecs

from components.containers import Container, released
from components.task import Placement, Roles, Task, TaskArgs, TaskSize
from sizing.compute import TaskRange

SCALABLE_DIMENSION = "ecs:service:DesiredCount"
SERVICE_NAMESPACE = "ecs"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target group that a service's tasks join."""

    target_group_arn: Input[str]
    container: str
    port: int
    grace_seconds: int
    """How long a new task may fail the health check: at least what it needs to start."""
    listeners: Sequence[Resource]
    """Those that send requests to the target group."""


@dataclass(frozen=True, kw_only=True)
class FargateServiceArgs:
    """What a service needs from the rest of the stack."""

    service: str
    placement: Placement
    roles: Roles
    security_group_ids: Sequence[Input[str]]
    size: TaskSize
    tasks: TaskRange
    containers: Sequence[Container]
    """While one of them has no build, there are no tasks."""
    spot: bool
    minimum_healthy_percent: int
    """Of the desired count, that a deployment keeps running."""
    maximum_percent: int
    """Of the desired count, that a deployment may run at once: above 100, or zones are never evened out."""
    scratch_gib: int | None = None
    target: Target | None = None
    rollback_alarm_names: Sequence[Input[str]] = ()
    """Alarms that end a deployment and undo it."""


class FargateService(ComponentResource):
    """Tasks spread over the zones. A deployment that fails is undone; before its first release it has no tasks.

    How many tasks there are between the bounds is left to whoever scales it.
    """

    service_name: Output[str]
    task_definition_arn: Output[str]
    log_group_name: Output[str]
    scaling_target: appautoscaling.Target
    """Policies and scheduled actions attach to it."""
    resource_id: Output[str]
    """What Application Auto Scaling calls the service."""
    capacity_provider: str
    """What its tasks run on: FARGATE or FARGATE_SPOT."""

    def __init__(self, name: str, args: FargateServiceArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:FargateService", name, None, opts)
        self._args = args

        task = Task(
            name,
            TaskArgs(
                service=args.service,
                placement=args.placement,
                roles=args.roles,
                size=args.size,
                containers=args.containers,
                scratch_gib=args.scratch_gib,
            ),
            opts=ResourceOptions(parent=self),
        )
        self.capacity_provider = "FARGATE_SPOT" if args.spot else "FARGATE"
        service = self._service(name, task)
        self.scaling_target = self._scaling_target(name, service)

        self.service_name = service.name
        self.task_definition_arn = task.task_definition_arn
        self.log_group_name = task.log_group_name
        self.resource_id = self.scaling_target.resource_id
        self.register_outputs(
            {
                "service_name": self.service_name,
                "task_definition_arn": self.task_definition_arn,
                "log_group_name": self.log_group_name,
                "resource_id": self.resource_id,
                "capacity_provider": self.capacity_provider,
            }
        )

    def _service(self, name: str, task: Task) -> ecs.Service:
        args, placement, target = self._args, self._args.placement, self._args.target
        listeners = target.listeners if target else ()
        return ecs.Service(
            name,
            cluster=placement.cluster_arn,
            task_definition=task.task_definition_arn,
            # Without a strategy of its own, or with a launch type, a later change of either replaces the service.
            capacity_provider_strategies=[{"capacity_provider": self.capacity_provider, "base": 0, "weight": 1}],
            force_new_deployment=True,
            platform_version="LATEST",
            desired_count=args.tasks.min if released(args.containers) else 0,
            deployment_minimum_healthy_percent=args.minimum_healthy_percent,
            deployment_maximum_percent=args.maximum_percent,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            alarms=_rollback_alarms(args.rollback_alarm_names),
            availability_zone_rebalancing="ENABLED",
            network_configuration={
                "subnets": placement.subnet_ids,
                "security_groups": args.security_group_ids,
                "assign_public_ip": placement.assign_public_ip,
            },
            load_balancers=_load_balancers(target),
            health_check_grace_period_seconds=target.grace_seconds if target else None,
            # A shell in a task needs a file system that can be written to.
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # It would call a deployment that was rolled back a success: `academy verify` looks at what really runs.
            wait_for_steady_state=False,
            opts=ResourceOptions(
                parent=self,
                # ECS refuses a target group that no listener uses, and tasks that start before their roles may pull
                # images and read secrets fail; no value carries either.
                depends_on=[*listeners, *args.roles.policies],
                # Scaling sets it, within bounds that the profile sets.
                ignore_changes=["desired_count"],
            ),
        )

    def _scaling_target(self, name: str, service: ecs.Service) -> appautoscaling.Target:
        tasks = self._args.tasks
        lowest, highest = (tasks.min, tasks.max) if released(self._args.containers) else (0, 0)
        # Raising the minimum raises the desired count with it: that is how a first release starts its tasks.
        # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
        return appautoscaling.Target(
            name,
            service_namespace=SERVICE_NAMESPACE,
            scalable_dimension=SCALABLE_DIMENSION,
            resource_id=Output.format("service/{}/{}", self._args.placement.cluster_name, service.name),
            min_capacity=lowest,
            max_capacity=highest,
            opts=ResourceOptions(parent=self),
        )


def _rollback_alarms(alarm_names: Sequence[Input[str]]) -> ecs.ServiceAlarmsArgsDict | None:
    return {"enable": True, "rollback": True, "alarm_names": alarm_names} if alarm_names else None


def _load_balancers(target: Target | None) -> list[ecs.ServiceLoadBalancerArgsDict]:
    if target is None:
        return []
    return [
        {
            "target_group_arn": target.target_group_arn,
            "container_name": target.container,
            "container_port": target.port,
        }
    ]
