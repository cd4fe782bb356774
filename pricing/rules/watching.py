"""CloudWatch, SNS, Secrets Manager and ECR."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pricing.load import KIB_PER_GIB, over_loads
from pricing.model import Charge, Graph, Line, Resource, Unpriced, charge
from pricing.money import DAYS, Range, flat, total
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

INSIGHTS_KIB_PER_TASK_HOUR = 2 * 60
"""Ours: Container Insights logs an event of a KiB a minute for a task, and one for each of its containers.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-logs-ECS.html"""

FREE_DASHBOARD_METRICS = 50
"""A dashboard with more is none of the free ones. https://aws.amazon.com/cloudwatch/pricing/"""

STANDARD_PERIOD_SECONDS = 60
"""An alarm that looks more often is of high resolution, and costs three times as much (same page)."""

MAILS_PER_TOPIC = 100
"""Ours: mails of a month in which something happens every week."""

FREE_MAILS, FREE_PUBLISHES = 1_000, 1_000_000
"""A month, for the account. https://aws.amazon.com/sns/pricing/"""

HOURS_BETWEEN_STARTS = 24
"""Ours: each running task is replaced once a day, by a release, a Spot interruption or a scale-in."""


def logs(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """What all services log, and what is kept of it."""
    groups = graph.of_type(LOG_GROUP)
    if not groups:
        return
    free = prices["cloudwatch.free_tier"].free_amount("logs_gb")
    ingested = over_loads(graph.usage, lambda load: load.log_gib) + _insights_gib(graph)
    shared = (LOG_GROUP, "log groups")
    words = f"{free} GB a month, account-wide"
    yield charge(
        Line.CLOUDWATCH, shared, "log ingestion", ingested.beyond(free), prices["cloudwatch.logs_ingest_gb"], free=words
    )
    days = max(each.inputs["retentionInDays"] for each in groups)
    stored = ingested * (COMPRESSED * days / DAYS)
    yield charge(Line.CLOUDWATCH, shared, f"logs kept {days} days", stored, prices["cloudwatch.logs_store_gb_month"])


def alarms(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Each metric that an alarm looks at, those of target tracking among them.

    Raises:
        Unpriced: an alarm is of high resolution.
    """
    declared = graph.of_type(ALARM)
    watched = sum(_metrics(each) for each in declared)
    tracked = [each for each in graph.of_type(POLICY) if each.inputs["policyType"] == "TargetTrackingScaling"]
    count = watched + ALARMS_PER_TRACKED_TARGET * len(tracked)
    if not count:
        return
    free = prices["cloudwatch.free_tier"].free_amount("alarm_metrics")
    shared = (ALARM, "alarms")
    yield charge(
        Line.CLOUDWATCH,
        shared,
        "alarm metrics",
        max(Decimal(0), count - free),
        prices["cloudwatch.alarm_month"],
        free=f"{free} alarm metrics, account-wide",
    )


def _metrics(alarm: Resource) -> int:
    queries: list[dict[str, Any]] = alarm.inputs.get("metricQueries") or []
    watched: list[dict[str, Any]] = [query["metric"] for query in queries if "metric" in query]
    periods = [each.get("period", STANDARD_PERIOD_SECONDS) for each in (*watched, alarm.inputs)]
    if min(periods) < STANDARD_PERIOD_SECONDS:
        raise Unpriced(f"no pricing rule for {ALARM} of high resolution ({alarm.name}): a period under a minute")
    return len(watched) or 1


def dashboards(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Each dashboard beyond the free ones, which are small."""
    declared = graph.of_type(DASHBOARD)
    if declared:
        free = prices["cloudwatch.free_tier"].free_amount("dashboards")
        shared = (DASHBOARD, "dashboards")
        small = sum(_dashboard_metrics(each) <= FREE_DASHBOARD_METRICS for each in declared)
        beyond = len(declared) - min(free, Decimal(small))
        price = prices["cloudwatch.dashboard_month"]
        words = f"{free} dashboards of at most {FREE_DASHBOARD_METRICS} metrics, account-wide"
        yield charge(Line.CLOUDWATCH, shared, "dashboards", beyond, price, free=words)


def _dashboard_metrics(dashboard: Resource) -> int:
    body = json.loads(dashboard.inputs.get("dashboardBody", "{}"))
    return sum(len(widget.get("properties", {}).get("metrics", ())) for widget in body.get("widgets", ()))


def container_insights(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """The custom metrics of every cluster that has Container Insights on."""
    clusters = _watched_clusters(graph)
    if not clusters:
        return
    free = prices["cloudwatch.free_tier"].free_amount("custom_metrics")
    services = [each for each in graph.of_type(SERVICE) if each.inputs["cluster"] in clusters]
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
        max(Decimal(0), count - free),
        prices["cloudwatch.custom_metric_month"],
        free=f"{free} custom metrics, account-wide",
    )


def _insights_gib(graph: Graph) -> Range:
    """What Container Insights logs of the tasks that it watches: ingested like any other log."""
    clusters = _watched_clusters(graph)
    if not clusters:
        return flat(0)
    hours = total(each.hours for each in running_tasks(graph) if each.service.inputs["cluster"] in clusters)
    return hours * INSIGHTS_KIB_PER_TASK_HOUR / KIB_PER_GIB


def _watched_clusters(graph: Graph) -> set[str]:
    """The ids of the clusters that have Container Insights on.

    Raises:
        Unpriced: one has it with enhanced observability, which has prices of its own.
    """
    found: set[str] = set()
    for each in graph.of_type(CLUSTER):
        settings: list[dict[str, str]] = each.inputs.get("settings") or []
        values = {one["value"] for one in settings if one["name"] == "containerInsights"}
        if "enhanced" in values:
            raise Unpriced(f"no pricing rule for enhanced Container Insights of {CLUSTER} ({each.name})")
        if "enabled" in values:
            found.add(each.id)
    return found


def topics(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """What is published, and the mails that come of it: all of it is free at this size.

    Raises:
        Unpriced: a subscription is of another protocol than e-mail.
    """
    declared = graph.of_type(TOPIC)
    if declared:
        shared = (TOPIC, "topics")
        mails = MAILS_PER_TOPIC * sum(_is_mail(each) for each in graph.of_type(SUBSCRIPTION))
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


def _is_mail(subscription: Resource) -> bool:
    protocol = subscription.inputs["protocol"]
    if protocol != "email":
        raise Unpriced(f"no pricing rule for {SUBSCRIPTION} by {protocol} ({subscription.name})")
    return True


def secrets(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Each secret, the database's own master password among them, and the calls of starting tasks.

    The keys that encrypt them are AWS's own, and free. https://aws.amazon.com/secrets-manager/pricing/
    """
    for each in graph.of_type(SECRET):
        yield charge(Line.SECRETS, each, "secret", 1, prices["secretsmanager.secret_month"])
    for each in graph.of_type(_DATABASE):
        if each.inputs.get("manageMasterUserPassword"):
            yield charge(Line.SECRETS, each, "master password's secret", 1, prices["secretsmanager.secret_month"])
    for running in running_tasks(graph):
        read = running.task.inputs["containerDefinitions"].count('"valueFrom"')
        if read:
            starts = running.hours / HOURS_BETWEEN_STARTS
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
        shared = (REPOSITORY, "repositories")
        yield charge(Line.REGISTRY, shared, "images", Decimal(graph.usage.registry_gib), prices["ecr.gb_month"])
