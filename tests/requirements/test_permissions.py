"""IAM roles and network architecture: who may do what, and who reaches whom."""

import pytest

from sandbox.recording import Recording
from tests.components.compute import SERVICE
from tests.requirements.rows import (
    BALANCER,
    DATABASE,
    DISTRIBUTION,
    GROUP,
    TARGET_GROUP,
    allowed,
    behaviors,
    origins,
    service_group,
    told,
    ways_in,
)

QUEUE_ARN = "arn:aws:sqs:ap-northeast-2:123456789012:academy-"
JOBS = {f"{QUEUE_ARN}{name}" for name in ("video-jobs", "messaging-jobs")} | {
    f"{QUEUE_ARN}ai-jobs-{tier}" for tier in ("lite", "basic", "premium")
}
MEDIA_OBJECTS = {"arn:aws:s3:::academy-media-prod/*"}
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"

WORKED_ON = {
    "video": {f"{QUEUE_ARN}video-jobs"},
    "ai": {f"{QUEUE_ARN}ai-jobs-{tier}" for tier in ("lite", "basic", "premium")},
    "messaging": {f"{QUEUE_ARN}messaging-jobs"},
}
PUBLIC_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


def of(graph: Recording, service: str, api: str) -> dict[str, set[str]]:
    """What the application may do with one AWS service."""
    return {action: where for action, where in allowed(graph, service).items() if action.startswith(f"{api}:")}


@pytest.mark.parametrize("action", ["SendMessage", "ReceiveMessage", "DeleteMessage"])
def test_api_server_role_may_do_this_with_the_academys_queues(shipped: Recording, action: str) -> None:
    # The academy's own job queues one by one, in this account, where the example has academy-* of any account.
    assert allowed(shipped, "api")[f"sqs:{action}"] == JOBS


@pytest.mark.parametrize("action", ["GetObject", "PutObject", "DeleteObject"])
def test_api_server_role_may_do_this_with_media_objects(shipped: Recording, action: str) -> None:
    assert allowed(shipped, "api")[f"s3:{action}"] == MEDIA_OBJECTS


def test_api_server_role_may_do_nothing_else_but_list_and_abort_uploads(shipped: Recording) -> None:
    # Without the list a missing object would be a forbidden one, and an upload that failed would stay.
    assert allowed(shipped, "api").keys() == {
        "sqs:SendMessage",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListBucket",
    }


def test_api_server_has_a_database_connection(shipped: Recording) -> None:
    # A way through the firewall and a password: IAM logins are an option, and too much for the micro.
    assert (service_group(shipped, "api"), 5432) in ways_in(shipped, "firewall-database")
    reads = allowed(shipped, "api", "executionRoleArn")["secretsmanager:GetSecretValue"]
    assert any(":secret:academy/prod/database-password-" in arn for arn in reads)
    assert not any(":secret:rds!" in arn for arn in reads)


@pytest.mark.parametrize("action", ["ReceiveMessage", "DeleteMessage"])
def test_worker_role_may_do_this_with_its_queues(shipped: Recording, action: str) -> None:
    # Its own queues only, and never to send.
    assert {service: allowed(shipped, service)[f"sqs:{action}"] for service in WORKED_ON} == WORKED_ON
    assert [service for service in WORKED_ON if "sqs:SendMessage" in allowed(shipped, service)] == []


@pytest.mark.parametrize("action", ["GetObject", "PutObject"])
def test_worker_role_may_do_this_with_media_objects(shipped: Recording, action: str) -> None:
    # Messaging has nothing to do with media.
    assert {service: of(shipped, service, "s3").get(f"s3:{action}") for service in WORKED_ON} == {
        "video": MEDIA_OBJECTS,
        "ai": MEDIA_OBJECTS,
        "messaging": None,
    }


def test_worker_role_may_do_nothing_else_but_hide_its_jobs_and_protect_its_tasks(shipped: Recording) -> None:
    work = {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "ecs:GetTaskProtection",
        "ecs:UpdateTaskProtection",
    }
    media = {"s3:GetObject", "s3:PutObject"}
    assert {service: set(allowed(shipped, service)) for service in WORKED_ON} == {
        "video": work | media,
        "ai": work | media,
        "messaging": work,
    }


def test_internet_leads_to_cloudfront_and_to_nothing_else(shipped: Recording) -> None:
    assert shipped.one(DISTRIBUTION).inputs["enabled"] is True
    assert shipped.one(BALANCER).inputs["internal"] is True
    assert shipped.one(DATABASE).inputs["publiclyAccessible"] is False
    for block in shipped.of_type(PUBLIC_BLOCK):
        assert {value for key, value in block.inputs.items() if key != "bucket"} == {True}
    every = {source for group in shipped.of_type(GROUP) for source, _ in ways_in(shipped, group.name)}
    assert every == {
        "cloudfront",
        "firewall-balancer-http",
        *(f"firewall-{each}" for each in ("api", "messaging", "migrate")),
    }


def test_cloudfront_leads_to_the_frontend(shipped: Recording) -> None:
    assert origins(shipped)[behaviors(shipped)["*"]["targetOriginId"]]["domainName"].startswith(
        "academy-frontend-prod."
    )


def test_cloudfront_leads_to_the_alb(shipped: Recording) -> None:
    origin = origins(shipped)[behaviors(shipped)["/api/*"]["targetOriginId"]]

    assert origin["vpcOriginConfig"]["vpcOriginId"] == shipped.one(VPC_ORIGIN).id
    assert shipped.one(VPC_ORIGIN).inputs["vpcOriginEndpointConfig"]["arn"] == shipped.one(BALANCER).id
    assert ways_in(shipped, "firewall-balancer-http") == {("cloudfront", 80)}


def test_the_alb_leads_to_the_api_server(shipped: Recording) -> None:
    assert shipped.one(TARGET_GROUP).inputs["port"] == 8000
    assert ways_in(shipped, service_group(shipped, "api")) == {("firewall-balancer-http", 8000)}


def test_the_api_server_leads_to_rds_and_media(shipped: Recording) -> None:
    assert {source for source, _ in ways_in(shipped, "firewall-database")} >= {service_group(shipped, "api")}
    assert told(shipped, "api")["MEDIA_BUCKET"] == "academy-media-prod"


def test_workers_are_reached_through_queues_and_media_alone(shipped: Recording) -> None:
    # The picture has them below the ALB: they take jobs and answer nobody, so it does not lead to them.
    for worker, queues in WORKED_ON.items():
        assert ways_in(shipped, service_group(shipped, worker)) == set()
        assert shipped.one(SERVICE, worker).inputs["loadBalancers"] == []
        urls = {url.rpartition("/")[2] for name, url in told(shipped, worker).items() if name.startswith("QUEUE_URL_")}
        assert urls == {arn.rpartition(":")[2] for arn in queues}
