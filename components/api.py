"""API tier: the service behind the load balancer, its scaling, and the alarm that undoes a bad deployment."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import appautoscaling, cloudwatch

from components import balancer, pgbouncer
from components.containers import TMP_DIRECTORY, Container, ServiceImage, Tmpfs, released
from components.environment import Surroundings, service_environment, service_secrets
from components.service import FargateService, FargateServiceArgs, Target
from components.task import Placement, Roles
from sizing.access import ServiceAccess
from sizing.compute import API_MAXIMUM_PERCENT, ApiSize, ScheduledMinimum
from sizing.database import Pooler

SERVICE = "api"

PORT = 8000
"""Where the application listens."""

START_SECONDS = 60
"""How long an API image may take until it answers its health check."""

STOP_SECONDS = 60
"""Between SIGTERM and SIGKILL: twice what the load balancer gives a leaving task to finish its requests."""

MINIMUM_HEALTHY_PERCENT = 100
"""A deployment takes nothing away before the new tasks are healthy."""

SCALE_OUT_SECONDS = 60
"""Between two steps up: what a task takes to start and be counted."""
SCALE_IN_SECONDS = 300
"""Between two steps down: a lull between two lessons is not the end of the day."""

TIMEZONE = "Asia/Seoul"

ROLLBACK_ERRORS = 10
"""Server errors in a minute that undo a deployment. A build that is broken fails most requests; one that is not has a
few such errors a day."""
ROLLBACK_MINUTES = 2
"""Of the last three: one restart of the database makes one bad minute."""


@dataclass(frozen=True, kw_only=True)
class ApiServiceArgs:
    """What the API needs from the rest of the stack."""

    size: ApiSize
    pooler: Pooler
    image: ServiceImage
    pgbouncer_image: ServiceImage
    """Read only when `pooler` is pgbouncer."""
    access: ServiceAccess
    surroundings: Surroundings
    placement: Placement
    roles: Roles
    security_group_id: Input[str]
    target_group_arn: Input[str]
    target_group_arn_suffix: Input[str]
    balancer_arn_suffix: Input[str]
    listeners: Sequence[Resource]
    """Those that send requests to the target group."""


class ApiService(ComponentResource):
    """On-demand tasks in all zones; each new one is healthy before an old one goes, and a bad build is undone."""

    service_name: Output[str]
    task_definition_arn: Output[str]
    log_group_name: Output[str]
    capacity_provider: str
    """What its tasks run on: FARGATE or FARGATE_SPOT."""
    alarm_names: dict[str, Output[str]]
    """The one that undoes a deployment, under `api-rollback`; none before there is a build to judge."""

    def __init__(self, name: str, args: ApiServiceArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:ApiService", name, None, opts)
        self._args = args

        containers = api_containers(args)
        # Neither alarm nor timetable before there is a build to judge and tasks to count.
        judged = released(containers)
        rollback = self._rollback_alarm(name) if judged else None
        service = self._service(name, containers, rollback)
        self._track_cpu(name, service)
        self._track_requests(name, service)
        if args.size.scheduled_minimum and judged:
            self._schedule(name, service, args.size.scheduled_minimum)

        self.service_name = service.service_name
        self.task_definition_arn = service.task_definition_arn
        self.log_group_name = service.log_group_name
        self.capacity_provider = service.capacity_provider
        self.alarm_names = {f"{SERVICE}-rollback": rollback.name} if rollback else {}
        self.register_outputs(
            {
                "service_name": self.service_name,
                "task_definition_arn": self.task_definition_arn,
                "log_group_name": self.log_group_name,
                "capacity_provider": self.capacity_provider,
                "alarm_names": self.alarm_names,
            }
        )

    def _rollback_alarm(self, name: str) -> cloudwatch.MetricAlarm:
        args = self._args
        # Not the alarm that people get: one that rings already when a deployment starts is not asked about it.
        return cloudwatch.MetricAlarm(
            f"{name}-rollback",
            alarm_description=(
                f"{ROLLBACK_ERRORS} and more server errors a minute: a deployment that is under way is undone. "
                "Runbook: docs/runbook.md#api-rollback"
            ),
            namespace="AWS/ApplicationELB",
            metric_name="HTTPCode_Target_5XX_Count",
            dimensions={
                "LoadBalancer": args.balancer_arn_suffix,
                "TargetGroup": args.target_group_arn_suffix,
            },
            statistic="Sum",
            period=60,
            evaluation_periods=ROLLBACK_MINUTES + 1,
            datapoints_to_alarm=ROLLBACK_MINUTES,
            threshold=ROLLBACK_ERRORS,
            comparison_operator="GreaterThanOrEqualToThreshold",
            # The metric has no zeros: no data is no error.
            treat_missing_data="notBreaching",
            alarm_actions=[args.placement.topic_arn],
            ok_actions=[args.placement.topic_arn],
            opts=ResourceOptions(parent=self),
        )

    def _service(
        self, name: str, containers: Sequence[Container], rollback: cloudwatch.MetricAlarm | None
    ) -> FargateService:
        args = self._args
        return FargateService(
            name,
            FargateServiceArgs(
                service=SERVICE,
                placement=args.placement,
                roles=args.roles,
                security_group_ids=[args.security_group_id],
                size=args.size,
                tasks=args.size.tasks,
                containers=containers,
                # Spot tasks are stopped before the load balancer knows: requests would fail.
                spot=False,
                minimum_healthy_percent=MINIMUM_HEALTHY_PERCENT,
                maximum_percent=API_MAXIMUM_PERCENT,
                target=Target(
                    target_group_arn=args.target_group_arn,
                    container=SERVICE,
                    port=PORT,
                    grace_seconds=grace_seconds(containers),
                    listeners=args.listeners,
                ),
                rollback_alarm_names=[rollback.name] if rollback else [],
            ),
            opts=ResourceOptions(parent=self),
        )

    def _track_cpu(self, name: str, service: FargateService) -> None:
        self._track(
            f"{name}-cpu",
            service,
            self._args.size.cpu_target_percent,
            {"predefined_metric_type": "ECSServiceAverageCPUUtilization"},
        )

    def _track_requests(self, name: str, service: FargateService) -> None:
        label = Output.format("{}/{}", self._args.balancer_arn_suffix, self._args.target_group_arn_suffix)
        self._track(
            f"{name}-requests",
            service,
            self._args.size.requests_per_task_per_minute,
            {"predefined_metric_type": "ALBRequestCountPerTarget", "resource_label": label},
        )

    def _track(
        self,
        name: str,
        service: FargateService,
        target: int,
        metric: appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgsDict,
    ) -> None:
        scaled = service.scaling_target
        appautoscaling.Policy(
            name,
            policy_type="TargetTrackingScaling",
            service_namespace=scaled.service_namespace,
            scalable_dimension=scaled.scalable_dimension,
            resource_id=scaled.resource_id,
            target_tracking_scaling_policy_configuration={
                "predefined_metric_specification": metric,
                "target_value": target,
                "scale_out_cooldown": SCALE_OUT_SECONDS,
                "scale_in_cooldown": SCALE_IN_SECONDS,
            },
            opts=ResourceOptions(parent=self),
        )

    def _schedule(self, name: str, service: FargateService, scheduled: ScheduledMinimum) -> None:
        scaled = service.scaling_target
        # The first alone would hold for ever: the second brings the usual minimum back.
        for role, hour, tasks in (
            ("busy", scheduled.from_hour, scheduled.tasks),
            ("usual", scheduled.to_hour, self._args.size.tasks.min),
        ):
            appautoscaling.ScheduledAction(
                f"{name}-{role}",
                service_namespace=scaled.service_namespace,
                scalable_dimension=scaled.scalable_dimension,
                resource_id=scaled.resource_id,
                schedule=f"cron(0 {hour} * * ? *)",
                timezone=TIMEZONE,
                scalable_target_action={"min_capacity": tasks},
                opts=ResourceOptions(parent=self),
            )


def api_containers(args: ApiServiceArgs) -> list[Container]:
    """The application, and PgBouncer before it where the profile wants it."""
    size, surroundings = args.size, args.surroundings
    environment = service_environment(args.access, surroundings, size.connections) | {
        "PORT": str(PORT),
        "TMPDIR": TMP_DIRECTORY,
        # Longer than the load balancer keeps an idle connection, so that it is never the application that closes.
        "KEEPALIVE_SECONDS": str(balancer.APPLICATION_KEEPALIVE_SECONDS),
    }
    sidecars: list[Container] = []
    if args.pooler == "pgbouncer":
        environment |= pgbouncer.pooled_environment(surroundings.database, size.connections)
        password_arn = surroundings.secret_arns["database-password"]
        sidecars.append(
            pgbouncer.pgbouncer_container(args.pgbouncer_image, surroundings.database, password_arn, size.connections)
        )
    application = Container(
        name=SERVICE,
        image=args.image,
        environment=environment,
        secrets=service_secrets(args.access, surroundings),
        writable=(Tmpfs(path=TMP_DIRECTORY, size_mib=size.tmp_mib),),
        port=PORT,
        starts_after=[sidecar.name for sidecar in sidecars],
        stop_seconds=STOP_SECONDS,
    )
    return [application, *sidecars]


def grace_seconds(containers: Sequence[Container]) -> int:
    """How long a new task may be unhealthy: all that its containers and the load balancer may take until it is not."""
    sidecars = sum(each.health_check.longest_start_seconds for each in containers if each.health_check)
    checks = balancer.HEALTHY_CHECKS * balancer.HEALTH_CHECK_INTERVAL_SECONDS
    return sidecars + START_SECONDS + checks
