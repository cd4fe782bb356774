"""Resource creation order: the program's table of contents has it, and no resource waits for a later step."""

import ast

import pytest

from sandbox.recording import ROOT, Recording
from tests.components.alarm_sets import ALARM
from tests.components.compute import SERVICE
from tests.requirements.rows import (
    BALANCER,
    BUCKET,
    CLUSTER,
    DATABASE,
    DISTRIBUTION,
    LISTENER,
    QUEUE,
    ROLE_POLICY,
    SUBNET,
    VPC,
    before,
    in_tier,
)

STEPS = {
    "VPC and networking": ("Network", "network", VPC),
    "RDS": ("Database", "database", DATABASE),
    "S3 buckets": ("Storage", "storage", BUCKET),
    "SQS queues": ("Queues", "queues", QUEUE),
    "IAM roles": ("Identity", "identity", ROLE_POLICY),
    "ECS cluster": ("Cluster", "cluster", CLUSTER),
    "ALB": ("LoadBalancer", "balancer", BALANCER),
    "CloudFront": ("Cdn", "cdn", DISTRIBUTION),
    "CloudWatch": ("Monitoring", "monitoring", ALARM),
}
"""Each step's constructor in the program, its tier, and what is made in it."""


def constructed() -> list[str]:
    """The tiers' constructors in the order in which the program calls them."""
    program = ast.parse((ROOT / "__main__.py").read_text())
    calls = [statement.value for statement in program.body if isinstance(statement, ast.Assign)]
    return [call.func.id for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]


def test_the_steps_come_in_the_required_order() -> None:
    assert [name for name in constructed() if name in {step[0] for step in STEPS.values()}] == [
        "Network",
        "Database",
        "Storage",
        "Queues",
        "Identity",
        "Cluster",
        "LoadBalancer",
        "Cdn",
        "Monitoring",
    ]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_waits_for_no_later_one(shipped: Recording, step: str) -> None:
    names = [*STEPS]
    later = {tier for _, tier, _ in (STEPS[name] for name in names[names.index(step) + 1 :])}
    made = [*in_tier(shipped, STEPS[step][1])]

    assert STEPS[step][2] in {each.type for each in made}
    waits_for = {shipped.tier(shipped.by_urn(urn)).name for each in made for urn in before(shipped, each)}
    assert waits_for & later == set()


def names_before(graph: Recording, token: str, name: str) -> set[tuple[str, str]]:
    """Type and name of everything that must stand before a resource."""
    return {graph.by_urn(urn).key for urn in before(graph, graph.one(token, name))}


def test_rds_comes_after_the_private_subnets(shipped: Recording) -> None:
    wanted = {(SUBNET, "network-private-a"), (SUBNET, "network-private-c"), (VPC, "network")}
    assert wanted <= names_before(shipped, DATABASE, "database")


def test_iam_roles_come_after_the_queues_and_buckets_that_they_name(shipped: Recording) -> None:
    wanted = {(QUEUE, "queues-video"), (BUCKET, "storage-media")}
    assert wanted <= names_before(shipped, ROLE_POLICY, "identity-video-task")


def test_services_come_after_their_roles_the_cluster_and_the_alb(shipped: Recording) -> None:
    wanted = {
        (ROLE_POLICY, "identity-api-task"),
        (ROLE_POLICY, "identity-api-execution"),
        (CLUSTER, "cluster"),
        (LISTENER, "balancer-http"),
    }
    assert wanted <= names_before(shipped, SERVICE, "api")


def test_cloudfront_comes_after_the_buckets_and_the_alb(shipped: Recording) -> None:
    wanted = {(BUCKET, "storage-media"), (BUCKET, "storage-frontend"), (BALANCER, "balancer")}
    assert wanted <= names_before(shipped, DISTRIBUTION, "cdn")


def test_cloudwatch_comes_after_what_it_watches(shipped: Recording) -> None:
    for alarm, watched in (
        ("database-cpu", (DATABASE, "database")),
        ("queue-video-age", (QUEUE, "queues-video")),
        ("load-balancer-errors", (BALANCER, "balancer")),
        ("service-api-memory", (SERVICE, "api")),
        ("distribution-errors", (DISTRIBUTION, "cdn")),
    ):
        assert watched in names_before(shipped, ALARM, f"monitoring-{alarm}"), alarm
