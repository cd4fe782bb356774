"""Monitoring tier: the alarms of the table, the events that no metric shows, the budget and the dashboard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.budget import Budget, BudgetArgs
from components.dashboard import Dashboard, DashboardArgs, WatchedMetric
from components.domain import CLOUDFRONT_REGION
from components.events import Events, EventsArgs
from sizing.alarm import Alarm
from sizing.alarms import Sizes, alarm_table

GPU = "gpu"
"""The service that has a cluster of its own."""

PERCENTILE = "p"
"""What the name of a statistic begins with that AWS calls an extended one."""


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What watching needs from the rest of the stack: everything that is watched."""

    sizes: Sizes
    """The profile: which alarms there are, and their thresholds."""
    environment: str
    region: str
    account_id: str
    topic_arn: Input[str]
    us_east_1_topic_arn: Input[str]
    emails: Sequence[str]
    budget_usd: int
    """A month."""
    dashboard: bool
    queue_arns: Mapping[str, Input[str]]
    """By the catalogue's key; dead-letter queues under `<key>-dlq`."""
    cluster_name: Input[str]
    gpu_cluster_name: Input[str] | None
    """None while there is no GPU worker."""
    service_names: Mapping[str, Input[str] | None]
    """By service; None for one that is off."""
    balancer_arn_suffix: Input[str]
    target_group_arn_suffix: Input[str]
    database_identifier: Input[str]
    nat_gateway_ids: Mapping[str, Input[str]]
    """By the zone's letter."""
    distribution_id: Input[str]
    function_name: Input[str]
    web_acl_metric_name: Input[str] | None
    """None while there is no firewall."""


class Monitoring(ComponentResource):
    """Somebody is told of whatever keeps the academy from working, and again when it works.

    Each alarm says what a missing value means, where its threshold comes from and which section of the runbook helps.
    """

    alarm_names: dict[str, Output[str]]
    """By the table's key: those of the stack's region."""
    us_east_1_alarm_names: dict[str, Output[str]]
    """By the table's key: those on what CloudFront and its firewall report."""

    def __init__(self, name: str, args: MonitoringArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:observability:Monitoring", name, None, opts)
        self._args = args

        metrics = [
            WatchedMetric(alarm=alarm, dimensions=dimensions(alarm, args))
            for alarm in alarm_table(args.sizes, tuple(args.nat_gateway_ids))
        ]
        self.alarm_names, self.us_east_1_alarm_names = {}, {}
        for metric in metrics:
            names = self.us_east_1_alarm_names if metric.alarm.at_the_edge else self.alarm_names
            names[metric.alarm.key] = self._alarm(name, metric).name
        self._events(name)
        Budget(
            f"{name}-budget",
            BudgetArgs(monthly_usd=args.budget_usd, topic_arn=args.topic_arn, emails=args.emails),
            opts=ResourceOptions(parent=self),
        )
        Dashboard(
            f"{name}-dashboard",
            DashboardArgs(environment=args.environment, region=args.region, enabled=args.dashboard, metrics=metrics),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"alarm_names": self.alarm_names, "us_east_1_alarm_names": self.us_east_1_alarm_names})

    def _alarm(self, name: str, metric: WatchedMetric) -> cloudwatch.MetricAlarm:
        args, alarm = self._args, metric.alarm
        topic = args.us_east_1_topic_arn if alarm.at_the_edge else args.topic_arn
        extended = alarm.statistic.startswith(PERCENTILE)
        return cloudwatch.MetricAlarm(
            f"{name}-{alarm.key}",
            region=CLOUDFRONT_REGION if alarm.at_the_edge else args.region,
            alarm_description=alarm.description,
            namespace=alarm.namespace,
            metric_name=alarm.metric,
            dimensions=metric.dimensions,
            statistic=None if extended else alarm.statistic,
            extended_statistic=alarm.statistic if extended else None,
            # One slow request of three says nothing about the slowest of a hundred.
            evaluate_low_sample_count_percentiles="ignore" if extended else None,
            period=alarm.period_seconds,
            evaluation_periods=alarm.periods,
            datapoints_to_alarm=alarm.needed,
            threshold=alarm.threshold,
            comparison_operator=alarm.comparison,
            treat_missing_data=alarm.missing,
            actions_enabled=True,
            alarm_actions=[topic],
            ok_actions=[topic],
            opts=ResourceOptions(parent=self),
        )

    def _events(self, name: str) -> None:
        args = self._args
        gpu = [] if args.gpu_cluster_name is None else [args.gpu_cluster_name]
        Events(
            f"{name}-events",
            EventsArgs(
                region=args.region,
                account_id=args.account_id,
                topic_arn=args.topic_arn,
                cluster_names=[args.cluster_name, *gpu],
                database_identifier=args.database_identifier,
            ),
            opts=ResourceOptions(parent=self),
        )


def dimensions(alarm: Alarm, args: MonitoringArgs) -> Mapping[str, Input[str]]:
    """What CloudWatch calls the thing that an alarm watches. Raises LookupError for a thing that isn't there."""
    found: Mapping[str, Input[str]]
    match alarm.watches:
        case "queue":
            found = {"QueueName": queue_name(args.queue_arns[alarm.subject])}
        case "dead-letter-queue":
            found = {"QueueName": queue_name(args.queue_arns[f"{alarm.subject}-dlq"])}
        case "service":
            cluster = args.gpu_cluster_name if alarm.subject == GPU else args.cluster_name
            service = args.service_names.get(alarm.subject)
            found = {"ClusterName": _there(alarm, cluster), "ServiceName": _there(alarm, service)}
        case "target-group":
            found = {"LoadBalancer": args.balancer_arn_suffix, "TargetGroup": args.target_group_arn_suffix}
        case "load-balancer":
            found = {"LoadBalancer": args.balancer_arn_suffix}
        case "database":
            found = {"DBInstanceIdentifier": args.database_identifier}
        case "nat":
            found = {"NatGatewayId": args.nat_gateway_ids[alarm.subject]}
        case "distribution":
            found = {"DistributionId": args.distribution_id, "Region": "Global"}
        case "function":
            found = {"FunctionName": args.function_name, "Region": "Global"}
        case "web-acl":
            # Of all its rules together; CloudFront's firewalls have no dimension Region.
            found = {"WebACL": _there(alarm, args.web_acl_metric_name), "Rule": "ALL"}
    return found


def queue_name(arn: Input[str]) -> Output[str]:
    """The last part of a queue's ARN."""
    return Output.from_input(arn).apply(_last_part)


def _last_part(arn: str) -> str:
    return arn.rpartition(":")[2]


def _there(alarm: Alarm, name: Input[str] | None) -> Input[str]:
    if name is None:
        raise LookupError(f"alarm {alarm.key} has nothing to watch")
    return name
