"""Prices worked out by hand. Every row has its arithmetic: quantity x list price of Seoul, rounded to the cent."""

from decimal import Decimal
from typing import Any

import pytest

from pricing.model import Graph, Line
from pricing.money import cents
from tests.pricing.graphs import charges, expected, graph, resource, service

SCHEDULE = "aws:appautoscaling/scheduledAction:ScheduledAction"
POLICY = "aws:appautoscaling/policy:Policy"


def database(*, multi_az: bool, machine: str = "db.t4g.micro", disk: int = 20, most: int = 100) -> Any:
    return resource(
        "aws:rds/instance:Instance",
        "database",
        {
            "instanceClass": machine,
            "multiAz": multi_az,
            "allocatedStorage": disk,
            "maxAllocatedStorage": most,
            "backupRetentionPeriod": 7,
            "manageMasterUserPassword": True,
        },
    )


def api_policy(per_minute: int) -> Any:
    return resource(
        POLICY,
        "requests",
        {
            "resourceId": "service/cluster/one",
            "policyType": "TargetTrackingScaling",
            "targetTrackingScalingPolicyConfiguration": {
                "targetValue": per_minute,
                "predefinedMetricSpecification": {"predefinedMetricType": "ALBRequestCountPerTarget"},
            },
        },
    )


def scheduled(name: str, hour: int, least: int) -> Any:
    return resource(
        SCHEDULE,
        name,
        {
            "resourceId": "service/cluster/one",
            "schedule": f"cron(0 {hour} * * ? *)",
            "scalableTargetAction": {"minCapacity": least},
        },
    )


BALANCER = resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {})
NAT = [resource("aws:ec2/natGateway:NatGateway", zone, {}) for zone in ("a", "c")]
GATEWAY = resource("aws:ec2/internetGateway:InternetGateway", "gateway", {})
LOGS = resource("aws:cloudwatch/logGroup:LogGroup", "api", {"retentionInDays": 7})
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
GPU = [
    resource("aws:autoscaling/group:Group", "gpu", {"minSize": 0, "maxSize": 1, "launchTemplate": {"id": "template"}}),
    resource(
        "aws:ec2/launchTemplate:LaunchTemplate",
        "gpu",
        {"instanceType": "g4dn.xlarge", "blockDeviceMappings": [{"ebs": {"volumeSize": 100}}]},
        "template",
    ),
]

ROWS: list[tuple[str, Graph, Line, str, str]] = [
    # Two API tasks of half a vCPU: 2 x 730 h x 0.5 vCPU x 0.03725 = 27.1925
    ("vcpu of two ARM tasks", graph(*service(least=2, most=4, api=True)), Line.COMPUTE, "vCPU, Fargate, arm", "27.19"),
    # and of 1 GB: 2 x 730 h x 1 GB x 0.00409 = 5.9714
    ("memory of two ARM tasks", graph(*service(least=2, most=4, api=True)), Line.COMPUTE, "memory, Fargate", "5.97"),
    # The same on x86: 1 x 730 x 0.5 x 0.04656 = 16.9944
    ("vcpu of an x86 task", graph(*service(architecture="X86_64")), Line.COMPUTE, "vCPU, Fargate, x86", "16.99"),
    # Spot is an estimate, the middle of 0.011175 and 0.012665: 730 x 0.5 x 0.01192 = 4.3508
    ("vcpu of a Spot task", graph(*service(provider="FARGATE_SPOT")), Line.COMPUTE, "vCPU, Fargate Spot", "4.35"),
    # 730 x 2 GB x (0.001227 + 0.001391) / 2 = 730 x 2 x 0.001309 = 1.91114
    (
        "memory of a Spot task",
        graph(*service(cpu=1024, memory=2048, provider="FARGATE_SPOT")),
        Line.COMPUTE,
        "memory, Fargate Spot",
        "1.91",
    ),
    # 30 GiB of disk, of which 20 are free: 730 h x 10 x 0.000111 = 0.8103
    ("disk beyond 20 GiB", graph(*service(disk_gib=30)), Line.COMPUTE, "ephemeral", "0.81"),
    # A public address for each of two tasks: 2 x 730 x 0.005 = 7.30
    (
        "addresses of two tasks",
        graph(*service(least=2, most=2, public=True, api=True)),
        Line.NETWORK,
        "public IPv4",
        "7.30",
    ),
    # A schedule of 5 of 24 hours at 6 instead of 4 tasks: (4 x 730 + 2 x 5 x 730 / 24) x 0.5 x 0.03725
    # = (2920 + 304.1667) x 0.018625 = 60.05010
    (
        "scheduled minimum",
        graph(*service(least=4, most=12, api=True), scheduled("busy", 18, 6), scheduled("usual", 23, 4)),
        Line.COMPUTE,
        "vCPU",
        "60.05",
    ),
    # 7,200,000 requests a day in 24 hours are 5,000 a minute, 9 tasks at 600: 9 x 730 x 0.5 x 0.03725 = 122.36625
    (
        "tasks by request rate",
        graph(
            *service(least=2, most=12, api=True),
            api_policy(600),
            usage_of={"daily_users": 72_000, "api_requests_per_user": 100},
        ),
        Line.COMPUTE,
        "vCPU",
        "122.37",
    ),
    # 144 jobs of 1200 s are 2 tasks' day, the minimum is 1: 2 x 730 x 0.5 x 0.03725 = 27.1925
    (
        "tasks by jobs",
        graph(
            *service(least=1, most=6, queues=("video",)),
            usage_of={
                "jobs_per_day": {"video": 144, "ai_lite": 0, "ai_basic": 0, "ai_premium": 0, "messaging": 0},
                "job_seconds": {"video": 1200, "ai_lite": 1, "ai_basic": 1, "ai_premium": 1, "messaging": 1},
            },
        ),
        Line.COMPUTE,
        "vCPU",
        "27.19",
    ),
    # 730 h x 0.0225 = 16.425
    ("load balancer hours", graph(BALANCER), Line.ALB, "hours", "16.43"),
    # 4,320,000 requests a day are 50 a second, 2 LCU by new connections: 2 x 730 x 0.008 = 11.68
    (
        "capacity units by connections",
        graph(BALANCER, usage_of={"daily_users": 43_200, "api_requests_per_user": 100}),
        Line.ALB,
        "LCU",
        "11.68",
    ),
    # 10 a second of 1 MiB are 36000 MiB = 35.15625 GB an hour, which is more: 35.15625 x 730 x 0.008 = 205.3125
    (
        "capacity units by bytes",
        graph(BALANCER, usage_of={"daily_users": 8_640, "api_requests_per_user": 100, "api_response_kib": 1024}),
        Line.ALB,
        "LCU",
        "205.31",
    ),
    # Two gateways: 2 x 730 x 0.059 = 86.14
    ("NAT hours", graph(*NAT), Line.NETWORK, "hours", "86.14"),
    # 100 GB through both together: 100 x 0.059 = 5.90
    ("NAT bytes", graph(*NAT, usage_of={"outbound_gib": 100}), Line.NETWORK, "through NAT", "5.90"),
    # An Elastic IP address: 730 x 0.005 = 3.65
    ("an address", graph(resource("aws:ec2/eip:Eip", "a", {})), Line.NETWORK, "IPv4", "3.65"),
    # A quarter of 1000 GB leaves, 100 are free: 150 x 0.126 = 18.90
    ("GB to the internet", graph(GATEWAY, usage_of={"outbound_gib": 1000}), Line.NETWORK, "internet", "18.90"),
    # 730 x 0.025 = 18.25
    ("a small database", graph(database(multi_az=False)), Line.RDS, "db.t4g.micro", "18.25"),
    # 730 x 0.203 = 148.19
    (
        "a Multi-AZ database",
        graph(database(multi_az=True, machine="db.t4g.medium", disk=50)),
        Line.RDS,
        "db.t4g.medium, Multi",
        "148.19",
    ),
    # 50 GB on both sides: 50 x 0.262 = 13.10
    ("Multi-AZ storage", graph(database(multi_az=True, disk=50)), Line.RDS, "storage", "13.10"),
    # 18 GB of data fill a disk of 20: a whole copy and 7 days of 10 % are 18 x 1.7 = 30.6, 10.6 beyond: x 0.095 = 1.007
    (
        "backups beyond the disk",
        graph(database(multi_az=False), usage_of={"database_gib": 18, "database_changed_percent": 10}),
        Line.RDS,
        "backups",
        "1.01",
    ),
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
    # 100 hours: 100 x 0.647 = 64.70
    ("GPU hours", graph(*GPU, usage_of={"gpu_hours": 100}), Line.GPU, "g4dn", "64.70"),
    # and 100 GB for those hours: 100 x 100 / 730 x 0.0912 = 1.24932
    ("GPU disk", graph(*GPU, usage_of={"gpu_hours": 100}), Line.GPU, "volume", "1.25"),
]


@pytest.mark.parametrize(("of", "line", "what", "usd"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_price_is_what_the_arithmetic_gives(of: Graph, line: Line, what: str, usd: str) -> None:
    assert expected(of, line, what) == Decimal(usd)


def test_tasks_cost_from_their_minimum_to_their_maximum() -> None:
    (vcpu,) = charges(graph(*service(least=1, most=4)), Line.COMPUTE, "vCPU")
    # 1 and 4 x 730 x 0.5 x 0.03725
    assert (cents(vcpu.usd.low), cents(vcpu.usd.high)) == (Decimal("13.60"), Decimal("54.39"))


def test_a_spot_price_is_an_estimate_with_its_range() -> None:
    (vcpu,) = charges(graph(*service(most=1, provider="FARGATE_SPOT")), Line.COMPUTE, "vCPU")
    # 730 x 0.5 x 0.011175 and x 0.012665
    assert (cents(vcpu.usd.low), cents(vcpu.usd.high), vcpu.confidence) == (
        Decimal("4.08"),
        Decimal("4.62"),
        "estimate",
    )
