"""Prices worked out by hand. Every row has its arithmetic: quantity x list price of Seoul, rounded to the cent."""

import dataclasses
from decimal import Decimal

import pytest

from pricing.model import Graph, Line, Resource, Unpriced
from pricing.money import cents
from pricing.prices import UnknownPrice
from tests.pricing.graphs import api_policy, charges, database, expected, graph, resource, service

SCHEDULE = "aws:appautoscaling/scheduledAction:ScheduledAction"


def scheduled(name: str, hour: int, least: int) -> Resource:
    return resource(
        SCHEDULE,
        name,
        {
            "resourceId": "service/cluster/one",
            "schedule": f"cron(0 {hour} * * ? *)",
            "scalableTargetAction": {"minCapacity": least},
        },
    )


def _gpu(least: int = 0, kind: str = "g4dn.xlarge") -> list[Resource]:
    group = {"minSize": least, "maxSize": 1, "launchTemplate": {"id": "template"}}
    disks = [{"ebs": {"volumeSize": 100}}]
    template = {"instanceType": kind, "blockDeviceMappings": disks}
    return [
        resource("aws:autoscaling/group:Group", "gpu", group),
        resource("aws:ec2/launchTemplate:LaunchTemplate", "gpu", template, "template"),
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
    # 30 GiB of disk, of which 20 are free: 730 h x 10 x 0.000129 = 0.9417
    ("disk beyond 20 GiB", graph(*service(disk_gib=30)), Line.COMPUTE, "ephemeral", "0.94"),
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
    # 20 lectures of an hour a day, 60 % of them in 5 hours: 12 x 3600 s in 5 x 3600 s keep 2.4 tasks at work, so 3; the
    # other 19 hours 8 x 3600 / (19 x 3600) = 0.42, so the minimum of 1: (3 x 5 + 1 x 19) x 730 / 24 = 1034.1667 h
    # x 0.5 x 0.03725 = 19.26135
    (
        "tasks by jobs that come in busy hours",
        graph(
            *service(least=1, most=6, queues=("video",)),
            usage_of={
                "busy_hours": 5,
                "busy_percent": 60,
                "jobs_per_day": {"video": 20, "ai_lite": 0, "ai_basic": 0, "ai_premium": 0, "messaging": 0},
                "job_seconds": {"video": 3600, "ai_lite": 1, "ai_basic": 1, "ai_premium": 1, "messaging": 1},
            },
        ),
        Line.COMPUTE,
        "vCPU",
        "19.26",
    ),
    # x86 on Spot, 1 GB: 730 x (0.001533 + 0.001737) / 2 = 730 x 0.001635 = 1.19355
    (
        "memory of an x86 Spot task",
        graph(*service(architecture="X86_64", provider="FARGATE_SPOT")),
        Line.COMPUTE,
        "memory, Fargate Spot, x86",
        "1.19",
    ),
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
    # 1,000 people x 100 requests x 730 / 24 days x 16 KiB = 46.41215 GB of answers, twice that with the database, half
    # of it in another of two zones: 46.41215 x 2 / 2 x 0.01 = 0.46412
    (
        "GB to a database in another zone",
        graph(
            *service(api=True, zones=2),
            database(multi_az=False),
            usage_of={"daily_users": 1000, "api_requests_per_user": 100, "api_response_kib": 16},
        ),
        Line.RDS,
        "other zones",
        "0.46",
    ),
    # 100 hours: 100 x 0.647 = 64.70
    ("GPU hours", graph(*_gpu(), usage_of={"gpu_hours": 100}), Line.GPU, "g4dn", "64.70"),
    # and 100 GB for those hours: 100 x 100 / 730 x 0.0912 = 1.24932
    ("GPU disk", graph(*_gpu(), usage_of={"gpu_hours": 100}), Line.GPU, "volume", "1.25"),
    # One machine kept around the clock, whatever usage says: 730 x 0.647 = 472.31
    ("a GPU that stays", graph(*_gpu(least=1), usage_of={"gpu_hours": 100}), Line.GPU, "g4dn", "472.31"),
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


def test_a_machine_without_a_price_is_an_error_that_names_those_that_have_one() -> None:
    with pytest.raises(
        UnknownPrice, match=r"there is no price ec2\.p5\.48xlarge\.hour in .*; it has ec2\.t4g\.small\.hour, "
    ):
        expected(graph(*_gpu(kind="p5.48xlarge")), Line.GPU, "p5")


def test_a_disk_that_rds_charges_more_for_is_an_error() -> None:
    faster = database(multi_az=False)
    faster = dataclasses.replace(faster, inputs={**faster.inputs, "iops": 12_000})
    with pytest.raises(Unpriced, match=r"no pricing rule for iops of aws:rds/instance:Instance \(database\)"):
        expected(graph(faster), Line.RDS, "")
