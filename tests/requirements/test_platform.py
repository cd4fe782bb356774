"""Required resources, 6 to 8: networking, monitoring and security; then the scripts and the cost summary."""

import runpy
import sys
from typing import TYPE_CHECKING
from unittest import mock

import boto3
import pytest
from moto import mock_aws

from sandbox.recording import ROOT, Recording
from tests.components.alarm_sets import ALARM, TOPIC, tells_people, unwatched
from tests.components.compute import SERVICE, TASK_DEFINITION, containers_of, secrets
from tests.requirements.rows import (
    CLUSTER,
    FARGATE_WORKERS,
    LOG_GROUP,
    QUEUE,
    ROLE,
    SECRET,
    SIZES,
    SUBNET,
    VPC,
    container,
    platform,
    task,
)

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

GATEWAY = "aws:ec2/internetGateway:InternetGateway"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
BUDGET = "aws:budgets/budget:Budget"
REGION = "ap-northeast-2"


def ways_out(graph: Recording) -> dict[str, str]:
    """Where each subnet's default route leads; subnets without one are left out."""
    tables = {each.inputs["routeTableId"]: each.inputs for each in graph.of_type(ROUTE)}
    found: dict[str, str] = {}
    for each in graph.of_type(ASSOCIATION):
        if route := tables.get(each.inputs["routeTableId"]):
            assert route["destinationCidrBlock"] == "0.0.0.0/0"
            name = graph.by_id(SUBNET, each.inputs["subnetId"]).name
            found[name] = "internet gateway" if "gatewayId" in route else graph.by_id(NAT, route["natGatewayId"]).name
    return found


def test_vpc_cidr_is_10_0_0_0_16(shipped: Recording) -> None:
    assert shipped.one(VPC).inputs["cidrBlock"] == "10.0.0.0/16"


def test_vpc_subnets_are_2_public_and_2_private_one_of_each_per_az(shipped: Recording) -> None:
    assert {each.name: each.inputs["availabilityZone"] for each in shipped.of_type(SUBNET)} == {
        "network-public-a": "ap-northeast-2a",
        "network-public-c": "ap-northeast-2c",
        "network-private-a": "ap-northeast-2a",
        "network-private-c": "ap-northeast-2c",
    }


def test_internet_gateway_purpose_is_public_subnets_internet_access(shipped: Recording) -> None:
    assert shipped.one(GATEWAY).inputs["vpcId"] == shipped.one(VPC).id
    leads = {name for name, way in ways_out(shipped).items() if way == "internet gateway"}
    assert leads == {"network-public-a", "network-public-c"}


def test_nat_gateway_is_optional_and_unnecessary_initially(initial: Recording, ten_k: Recording) -> None:
    assert initial.of_type(NAT) == []
    assert [each.name for each in ten_k.of_type(NAT)] == ["network-nat-a", "network-nat-c"]


def test_nat_gateway_purpose_is_private_subnets_internet_access(ten_k: Recording) -> None:
    assert {name: way for name, way in ways_out(ten_k).items() if "private" in name} == {
        "network-private-a": "network-nat-a",
        "network-private-c": "network-nat-c",
    }


def test_cloudwatch_logs_purpose_is_application_log_collection(shipped: Recording) -> None:
    groups = {each.inputs["name"] for each in shipped.of_type(LOG_GROUP)}

    for definition in shipped.of_type(TASK_DEFINITION):
        for each in containers_of(definition).values():
            assert each["logConfiguration"]["logDriver"] == "awslogs"
            assert each["logConfiguration"]["options"]["awslogs-group"] == f"/academy/prod/{definition.name}"
        assert f"/academy/prod/{definition.name}" in groups


def test_cloudwatch_logs_retention_is_7_days(shipped: Recording) -> None:
    assert {each.inputs["retentionInDays"] for each in shipped.of_type(LOG_GROUP)} == {7}


def test_cloudwatch_metrics_are_collected_and_are_the_basic_ones(shipped: Recording) -> None:
    # The included ones are enough for an alarm on everything that there is.
    assert unwatched(shipped) == []
    assert shipped.one(CLUSTER).inputs["settings"] == [{"name": "containerInsights", "value": "disabled"}]


def test_sns_topics_purpose_is_alert_delivery(shipped: Recording) -> None:
    told = [each for each in shipped.of_type(ALARM) if tells_people(shipped, each)]

    # CloudFront reports in us-east-1 alone, and an alarm reaches topics of its own region only.
    assert {each.inputs["region"] for each in shipped.of_type(TOPIC)} == {"ap-northeast-2", "us-east-1"}
    assert {action for each in told for action in each.inputs["alarmActions"]} == {
        each.id for each in shipped.of_type(TOPIC)
    }
    # What is left over scales workers and wakes nobody.
    assert {each.name for each in shipped.of_type(ALARM)} - {each.name for each in told} == {
        f"{worker}-{direction}" for worker in FARGATE_WORKERS for direction in ("in", "out")
    }


def test_iam_roles_are_one_for_the_api_and_one_for_each_worker(shipped: Recording) -> None:
    roles = {each.name: task(shipped, each.name).inputs["taskRoleArn"] for each in shipped.of_type(SERVICE)}

    assert len(set(roles.values())) == 4
    assert {name: arn.rpartition("/")[2] for name, arn in roles.items()} == {
        name: shipped.one(ROLE, f"identity-{name}-task").id for name in roles
    }


def test_secrets_manager_purpose_is_sensitive_information_management(shipped: Recording) -> None:
    assert {each.inputs["name"] for each in shipped.of_type(SECRET)} == {
        "academy/prod/application-key",
        "academy/prod/database-password",
        "academy/prod/solapi",
    }
    known = {each.id for each in shipped.of_type(SECRET)}
    for service in ("api", "messaging"):
        references = secrets(container(shipped, service)).values()
        assert references
        assert all(any(reference.startswith(arn) for arn in known) for reference in references)


def created_by(script: str) -> set[str]:
    """The queues that a script creates when it is called as the requirements do."""
    with mock_aws(), mock.patch.object(sys, "argv", [script, REGION]):
        with pytest.raises(SystemExit, match=r"^0$"):
            runpy.run_path(str(ROOT / script), run_name="__main__")
        sqs: SQSClient = boto3.client("sqs", region_name=REGION)  # pyright: ignore[reportUnknownMemberType]
        return {url.rpartition("/")[2] for url in sqs.list_queues().get("QueueUrls", [])}


def test_create_sqs_resources_creates_the_video_and_messaging_queues() -> None:
    assert created_by("scripts/create_sqs_resources.py") == {
        "academy-video-jobs",
        "academy-video-jobs-dlq",
        "academy-messaging-jobs",
        "academy-messaging-jobs-dlq",
    }


def test_create_ai_sqs_resources_creates_the_ai_queues_of_3_tiers() -> None:
    assert created_by("scripts/create_ai_sqs_resources.py") == {
        f"academy-ai-jobs-{tier}{role}" for tier in ("lite", "basic", "premium") for role in ("", "-dlq")
    }


def test_infrastructure_is_codified(shipped: Recording) -> None:
    # By this program instead of a CloudFormation template; the scripts make nothing that it doesn't have.
    made = created_by("scripts/create_sqs_resources.py") | created_by("scripts/create_ai_sqs_resources.py")
    assert {each.inputs["name"] for each in shipped.of_type(QUEUE)} == made
    assert [each.type for each in shipped.resources if each.type.startswith("aws:cloudformation/")] == []


@pytest.mark.parametrize(("stack", "usd"), [("initial", "129"), ("10k", "670")])
def test_the_months_total_is_the_budget_that_people_are_warned_about(stack: str, usd: str) -> None:
    # The lines that make it up are prices and not resources: the cost estimate has them.
    for released in (True, False):
        budget = platform(stack, released=released).one(BUDGET).inputs
        assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == (usd, "USD", "MONTHLY")


def test_every_shipped_size_has_a_row() -> None:
    assert set(SIZES) == {each.name.split(".")[1] for each in ROOT.glob("Pulumi.*.yaml")}
