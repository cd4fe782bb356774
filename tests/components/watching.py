"""Monitoring as the whole program wires it, with stand-ins for what it watches."""

from dataclasses import dataclass

from components.alerts import Alerts, AlertsArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.queues import Queues, QueuesArgs
from sandbox.recording import Recording, record
from tests.sizing.platforms import INITIAL, Platform

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC = "aws:sns/topic:Topic"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
BUDGET = "aws:budgets/budget:Budget"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"


@dataclass(frozen=True, kw_only=True)
class Watching:
    """How one stack's monitoring differs from the next."""

    sizes: Platform = INITIAL
    emails: tuple[str, ...] = ("ops@academy.example",)
    nat_zones: tuple[str, ...] = ()
    dashboard: bool = False
    budget_usd: int = 129
    gpu_is_there: bool | None = None
    """As the sizes say, unless told otherwise."""

    def declare(self) -> Monitoring:
        """Declares the topics and everything that reports to them."""
        alerts = Alerts("alerts", AlertsArgs(environment="prod", region=REGION, account_id=ACCOUNT, emails=self.emails))
        queues = Queues("queues", QueuesArgs(environment="prod"))
        gpu = self.sizes.gpu.enabled if self.gpu_is_there is None else self.gpu_is_there
        return Monitoring(
            "monitoring",
            MonitoringArgs(
                sizes=self.sizes,
                environment="prod",
                region=REGION,
                account_id=ACCOUNT,
                topic_arn=alerts.topic_arn,
                us_east_1_topic_arn=alerts.us_east_1_topic_arn,
                emails=self.emails,
                budget_usd=self.budget_usd,
                dashboard=self.dashboard,
                queue_arns=queues.arns,
                cluster_name="cluster-1",
                gpu_cluster_name="gpu-cluster-1" if gpu else None,
                service_names={
                    "api": "api-1",
                    "video": "video-1",
                    "ai": "ai-1",
                    "messaging": "messaging-1",
                    "gpu": "gpu-1" if gpu else None,
                },
                balancer_arn_suffix="app/balancer-1/0123",
                target_group_arn_suffix="targetgroup/balancer-1/4567",
                database_identifier="academy-prod",
                nat_gateway_ids={zone: f"nat-{zone}" for zone in self.nat_zones},
                distribution_id="E0123",
                function_name="pages-1",
                web_acl_metric_name="academy-prod" if self.sizes.cdn.waf else None,
            ),
        )

    def record(self, *, preview: bool = False) -> Recording:
        """What AWS would be asked for."""
        return record(self.declare, preview=preview)
