"""CloudWatch, SNS, Secrets Manager and ECR."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pricing.load import over_loads
from pricing.model import Charge, Graph, Line, charge
from pricing.money import DAYS
from pricing.prices import Prices
from pricing.rules.tasks import POLICY, SERVICE, TASK, running_tasks

LOG_GROUP, ALARM = "aws:cloudwatch/logGroup:LogGroup", "aws:cloudwatch/metricAlarm:MetricAlarm"
DASHBOARD, CLUSTER = "aws:cloudwatch/dashboard:Dashboard", "aws:ecs/cluster:Cluster"
TOPIC, SUBSCRIPTION = "aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"
SECRET, REPOSITORY = "aws:secretsmanager/secret:Secret", "aws:ecr/repository:Repository"
_DATABASE = "aws:rds/instance:Instance"

COMPRESSED = Decimal("0.15")
"""What is stored of what was ingested. https://aws.amazon.com/cloudwatch/pricing/"""

ALARMS_PER_TRACKED_TARGET = 2
"""Target tracking makes one to add tasks and one to remove them.
https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html"""

INSIGHTS_PER_CLUSTER, INSIGHTS_PER_SERVICE, INSIGHTS_PER_FAMILY = 12, 15, 10
"""Metrics of Container Insights, each a custom metric, by the dimensions that they come with.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"""

MAILS_PER_TOPIC = 100
"""Ours: mails of a month in which something happens every week."""

FREE_MAILS, FREE_PUBLISHES = 1_000, 1_000_000
"""A month, for the account. https://aws.amazon.com/sns/pricing/"""

STARTS_PER_TASK = DAYS
"""Ours: each running task is replaced once a day, by a release, a Spot interruption or a scale-in."""


def logs(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """What all services log, and what is kept of it."""
    groups = graph.of_type(LOG_GROUP)
    if not groups:
        return
    free = prices["cloudwatch.free_tier"].free_amount("logs_gb")
    ingested = over_loads(graph.usage, lambda load: load.log_gib)
    shared = (LOG_GROUP, f"{len(groups)} log groups")
    words = f"{free} GB a month, account-wide"
    yield charge(
        Line.CLOUDWATCH, shared, "log ingestion", ingested.beyond(free), prices["cloudwatch.logs_ingest_gb"], free=words
    )
    days = max(each.inputs["retentionInDays"] for each in groups)
    stored = ingested * (COMPRESSED * days / DAYS)
    yield charge(Line.CLOUDWATCH, shared, f"logs kept {days} days", stored, prices["cloudwatch.logs_store_gb_month"])


def alarms(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Each metric that an alarm looks at, those of target tracking among them."""
    declared = graph.of_type(ALARM)
    watched = sum(sum("metric" in query for query in each.inputs.get("metricQueries") or ()) or 1 for each in declared)
    tracked = [each for each in graph.of_type(POLICY) if each.inputs["policyType"] == "TargetTrackingScaling"]
    count = watched + ALARMS_PER_TRACKED_TARGET * len(tracked)
    if not count:
        return
    free = prices["cloudwatch.free_tier"].free_amount("alarm_metrics")
    shared = (ALARM, f"{count} alarm metrics")
    yield charge(
        Line.CLOUDWATCH,
        shared,
        "alarm metrics",
        max(Decimal(0), count - free),
        prices["cloudwatch.alarm_month"],
        free=f"{free} alarm metrics, account-wide",
    )


def dashboards(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Each dashboard beyond the free ones."""
    declared = graph.of_type(DASHBOARD)
    if declared:
        free = prices["cloudwatch.free_tier"].free_amount("dashboards")
        shared = (DASHBOARD, f"{len(declared)} dashboards")
        beyond = max(Decimal(0), len(declared) - free)
        price = prices["cloudwatch.dashboard_month"]
        yield charge(Line.CLOUDWATCH, shared, "dashboards", beyond, price, free=f"{free} dashboards, account-wide")


def container_insights(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """The custom metrics of every cluster that has Container Insights on."""
    clusters = [each for each in graph.of_type(CLUSTER) if _insights(each.inputs)]
    if not clusters:
        return
    free = prices["cloudwatch.free_tier"].free_amount("custom_metrics")
    services = [each for each in graph.of_type(SERVICE) if any(each.inputs["cluster"] == one.id for one in clusters)]
    families = {each.inputs["family"] for each in graph.of_type(TASK)}
    count = (
        INSIGHTS_PER_CLUSTER * len(clusters)
        + INSIGHTS_PER_SERVICE * len(services)
        + INSIGHTS_PER_FAMILY * len(families)
    )
    yield charge(
        Line.CLOUDWATCH,
        (CLUSTER, "Container Insights"),
        "custom metrics",
        count - free,
        prices["cloudwatch.custom_metric_month"],
        free=f"{free} custom metrics, account-wide",
    )


def _insights(inputs: Mapping[str, Any]) -> bool:
    settings: list[dict[str, str]] = inputs.get("settings") or []
    return any(each["name"] == "containerInsights" and each["value"] != "disabled" for each in settings)


def topics(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """What is published, and the mails that come of it: all of it is free at this size."""
    declared = graph.of_type(TOPIC)
    if declared:
        shared = (TOPIC, f"{len(declared)} topics")
        mails = MAILS_PER_TOPIC * len(graph.of_type(SUBSCRIPTION))
        published = MAILS_PER_TOPIC * len(declared)
        words = f"{FREE_PUBLISHES:,} a month, account-wide"
        yield charge(
            Line.CLOUDWATCH,
            shared,
            "notifications",
            max(0, published - FREE_PUBLISHES),
            prices["sns.publish_million"],
            per=1_000_000,
            free=words,
        )
        yield charge(
            Line.CLOUDWATCH,
            shared,
            "mails",
            max(0, mails - FREE_MAILS),
            prices["sns.email_100k"],
            per=100_000,
            free=f"{FREE_MAILS:,} mails a month, account-wide",
        )


def secrets(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Each secret, the database's own master password among them, and the calls of starting tasks."""
    for each in graph.of_type(SECRET):
        yield charge(Line.SECRETS, each, "secret", 1, prices["secretsmanager.secret_month"])
    for each in graph.of_type(_DATABASE):
        if each.inputs.get("manageMasterUserPassword"):
            yield charge(Line.SECRETS, each, "master password's secret", 1, prices["secretsmanager.secret_month"])
    for running in running_tasks(graph):
        read = running.task.inputs["containerDefinitions"].count('"valueFrom"')
        if read:
            starts = running.hours * (STARTS_PER_TASK / 730)
            yield charge(
                Line.SECRETS,
                running.service,
                "secrets read at start",
                starts * read,
                prices["secretsmanager.api_10k"],
                per=10_000,
            )


def registry(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Images in all repositories together: they share layers in none, but usage says what they take."""
    declared = graph.of_type(REPOSITORY)
    if declared:
        shared = (REPOSITORY, f"{len(declared)} repositories")
        yield charge(Line.REGISTRY, shared, "images", Decimal(graph.usage.registry_gib), prices["ecr.gb_month"])
