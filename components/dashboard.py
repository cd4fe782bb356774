"""Dashboard: every metric that has an alarm, with the line at which it rings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.domain import CLOUDFRONT_REGION
from sizing.alarm import Alarm

COLUMNS = 24
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html"""
WIDTH = 8
HEIGHT = 6


@dataclass(frozen=True, kw_only=True)
class WatchedMetric:
    """An alarm of the table, and what AWS calls the thing that it watches."""

    alarm: Alarm
    dimensions: Mapping[str, Input[str]]


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """What the dashboard needs from the rest of the stack."""

    environment: str
    region: str
    enabled: bool
    metrics: Sequence[WatchedMetric]
    """In the order of the table."""


class Dashboard(ComponentResource):
    """One dashboard; nothing where the stack doesn't want it."""

    dashboard_name: Output[str] | None

    def __init__(self, name: str, args: DashboardArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:observability:Dashboard", name, None, opts)

        self.dashboard_name = self._dashboard(name, args).dashboard_name if args.enabled else None
        self.register_outputs({"dashboard_name": self.dashboard_name})

    def _dashboard(self, name: str, args: DashboardArgs) -> cloudwatch.Dashboard:
        return cloudwatch.Dashboard(
            name,
            # People look for it in the console by this name, and CloudWatch has no tags for dashboards.
            dashboard_name=f"academy-{args.environment}",
            dashboard_body=Output.json_dumps(
                {"widgets": widgets(args.metrics, args.region)}, sort_keys=True, separators=(",", ":")
            ),
            opts=ResourceOptions(parent=self),
        )


def widgets(metrics: Sequence[WatchedMetric], region: str) -> list[Mapping[str, object]]:
    """One graph for each kind of alarm, three in a row, one line in it for each of the things it watches."""
    by_kind = [list(group) for _, group in groupby(sorted(metrics, key=_anchor), key=_anchor)]
    return [
        {
            "type": "metric",
            "x": number * WIDTH % COLUMNS,
            "y": number * WIDTH // COLUMNS * HEIGHT,
            "width": WIDTH,
            "height": HEIGHT,
            "properties": _graph(group, region),
        }
        for number, group in enumerate(by_kind)
    ]


def _anchor(metric: WatchedMetric) -> str:
    return metric.alarm.anchor


def _graph(group: Sequence[WatchedMetric], region: str) -> Mapping[str, object]:
    alarm = group[0].alarm
    return {
        "title": alarm.anchor.replace("-", " "),
        "region": CLOUDFRONT_REGION if alarm.at_the_edge else region,
        "view": "timeSeries",
        "stat": alarm.statistic,
        "period": alarm.period_seconds,
        "metrics": [_line(metric) for metric in group],
        "annotations": {"horizontal": [{"value": value} for value in sorted({each.alarm.threshold for each in group})]},
    }


def _line(metric: WatchedMetric) -> list[object]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    return [
        metric.alarm.namespace,
        metric.alarm.metric,
        *dimensions,
        {"label": metric.alarm.subject or metric.alarm.watches},
    ]
