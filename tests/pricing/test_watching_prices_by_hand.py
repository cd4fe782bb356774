"""Prices of logs, alarms, secrets and images worked out by hand: quantity x list price, rounded to the cent."""

import json
from decimal import Decimal

import pytest

from pricing.model import Graph, Line, Resource, Unpriced
from tests.pricing.graphs import api_policy, database, expected, graph, resource, service

ALARM, SUBSCRIPTION = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:sns/topicSubscription:TopicSubscription"
LOGS = resource("aws:cloudwatch/logGroup:LogGroup", "api", {"retentionInDays": 7})


def _cluster(insights: str) -> Resource:
    settings = [{"name": "containerInsights", "value": insights}]
    return resource("aws:ecs/cluster:Cluster", "cluster", {"settings": settings})


def _dashboard(metrics: int) -> Resource:
    body = {"widgets": [{"type": "metric", "properties": {"metrics": [["AWS/RDS", "CPUUtilization"]] * metrics}}]}
    return resource("aws:cloudwatch/dashboard:Dashboard", "large", {"dashboardBody": json.dumps(body)})


CLUSTER = _cluster("enabled")

ROWS: list[tuple[str, Graph, Line, str, str]] = [
    # 100 MiB a day are 100 x 730/24 / 1024 = 2.9704 GB: within the 5 GB that are free
    ("few logs", graph(LOGS, usage_of={"log_mib_per_day": 100}), Line.CLOUDWATCH, "ingestion", "0.00"),
    # 400 MiB a day are 11.88151 GB, 6.88151 beyond the free ones: x 0.76 = 5.22995
    ("many logs", graph(LOGS, usage_of={"log_mib_per_day": 400}), Line.CLOUDWATCH, "ingestion", "5.23"),
    # kept 7 days of 30.4167, compressed to 15 %: 11.88151 x 7 / 30.41667 x 0.15 x 0.0314 = 0.01288
    ("logs kept", graph(LOGS, usage_of={"log_mib_per_day": 400}), Line.CLOUDWATCH, "kept", "0.01"),
    # 15 alarms of one metric and one of 9, of which 10 are free; a tracked target makes 2 more: (24 + 2 - 10) x 0.10
    (
        "alarm metrics",
        graph(
            *(resource(ALARM, f"a{number}", {}) for number in range(15)),
            resource(ALARM, "math", {"metricQueries": [{"expression": "m0"}, *({"metric": {}} for _ in range(9))]}),
            *service(api=True),
            api_policy(600),
        ),
        Line.CLOUDWATCH,
        "alarm",
        "1.60",
    ),
    # Three dashboards are free, a fourth is 3.00
    (
        "a fourth dashboard",
        graph(*(resource("aws:cloudwatch/dashboard:Dashboard", str(number), {}) for number in range(4))),
        Line.CLOUDWATCH,
        "dashboards",
        "3.00",
    ),
    # 0.40 a secret, and one for the master password that RDS keeps
    (
        "secrets",
        graph(resource("aws:secretsmanager/secret:Secret", "one", {}), database(multi_az=False)),
        Line.SECRETS,
        "secret",
        "0.80",
    ),
    # 5 GB x 0.10 = 0.50
    (
        "images",
        graph(resource("aws:ecr/repository:Repository", "api", {}), usage_of={"registry_gib": 5}),
        Line.REGISTRY,
        "images",
        "0.50",
    ),
    # Six targets that are tracked make 12 alarms where none is declared: 2 beyond the free ones x 0.10
    (
        "alarms of target tracking alone",
        graph(*(api_policy(600) for _ in range(6))),
        Line.CLOUDWATCH,
        "alarm",
        "0.20",
    ),
    # The master password's secret, where no other is declared: 0.40
    ("the database's own secret", graph(database(multi_az=False)), Line.SECRETS, "master password", "0.40"),
    # A dashboard of 51 metrics is none of the free ones
    ("a large dashboard", graph(_dashboard(51)), Line.CLOUDWATCH, "dashboards", "3.00"),
    # 12 metrics of a cluster, 15 of a service, 10 of a task family, 10 of them free: 27 x 0.30 = 8.10
    ("Container Insights", graph(CLUSTER, *service()), Line.CLOUDWATCH, "custom metrics", "8.10"),
    # 10 tasks of which it logs 2 KiB a minute: 10 x 730 x 120 KiB = 0.83542 GB, with 11.88151 of their own, of which 5
    # are free: 7.71693 x 0.76 = 5.86487
    (
        "what Container Insights logs",
        graph(CLUSTER, LOGS, *service(least=10, most=10), usage_of={"log_mib_per_day": 400}),
        Line.CLOUDWATCH,
        "ingestion",
        "5.86",
    ),
    # 20 addresses x 100 mails, of which 1,000 are free: 1,000 / 100,000 x 2.00 = 0.02
    (
        "mails",
        graph(
            resource("aws:sns/topic:Topic", "alerts", {}),
            *(resource(SUBSCRIPTION, str(number), {"protocol": "email"}) for number in range(20)),
        ),
        Line.CLOUDWATCH,
        "mails",
        "0.02",
    ),
    # 100 tasks that start every 24 hours and read 10 secrets: 100 x 730 / 24 x 10 = 30,416.67 calls x 0.05 / 10,000
    (
        "secrets read",
        graph(*service(least=100, most=100, secrets=10)),
        Line.SECRETS,
        "read at start",
        "0.15",
    ),
]


@pytest.mark.parametrize(("of", "line", "what", "usd"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_price_is_what_the_arithmetic_gives(of: Graph, line: Line, what: str, usd: str) -> None:
    assert expected(of, line, what) == Decimal(usd)


@pytest.mark.parametrize(
    ("declared", "named"),
    [
        (resource(ALARM, "fast", {"period": 10}), "MetricAlarm of high resolution .fast."),
        (_cluster("enhanced"), "enhanced Container Insights of aws:ecs/cluster:Cluster .cluster."),
        (resource(SUBSCRIPTION, "phone", {"protocol": "sms"}), "TopicSubscription by sms .phone."),
    ],
    ids=lambda value: value.name if isinstance(value, Resource) else "",
)
def test_what_costs_more_than_a_rule_knows_is_an_error(declared: Resource, named: str) -> None:
    with pytest.raises(Unpriced, match=f"no pricing rule for .*{named}"):
        expected(graph(declared, resource("aws:sns/topic:Topic", "alerts", {})), Line.CLOUDWATCH, "")
