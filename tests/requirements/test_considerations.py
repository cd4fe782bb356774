"""Security considerations and scaling considerations."""

import json
import re
from typing import Any

import pytest

from sandbox import replacements
from sandbox.recording import Declared, Recording
from tests.components.compute import SERVICE, TASK_DEFINITION, containers_of, secrets, variables
from tests.requirements.rows import (
    BALANCER,
    BUCKET,
    DATABASE,
    FARGATE_WORKERS,
    INGRESS,
    LIFECYCLE,
    LISTENER,
    QUEUE,
    ROLE_POLICY,
    SCALING_POLICY,
    SERVICES,
    SIZES,
    WEB_ACL,
    behaviors,
    bounds,
    capacity,
    changed,
    cpu_and_memory,
    platform,
    subnets,
    task,
    with_domain,
)

ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
PRIVATE = ["network-private-a", "network-private-c"]
PUBLIC = ["network-public-a", "network-public-c"]


def test_vpc_isolates_resources_in_private_subnets_where_possible(initial: Recording, ten_k: Recording) -> None:
    for graph in (initial, ten_k):
        assert subnets(graph, graph.one(SUBNET_GROUP).inputs["subnetIds"]) == PRIVATE
        assert subnets(graph, graph.one(BALANCER).inputs["subnets"]) == PRIVATE
        assert [each.name for each in graph.of_type(INGRESS) if "cidrIpv4" in each.inputs] == []
    for service in SERVICES:
        # Without NAT a task needs an address of its own to get out; the firewall lets nobody use it to get in.
        small = initial.one(SERVICE, service).inputs["networkConfiguration"]
        assert (subnets(initial, small["subnets"]), small["assignPublicIp"]) == (PUBLIC, True)
        large = ten_k.one(SERVICE, service).inputs["networkConfiguration"]
        assert (subnets(ten_k, large["subnets"]), large["assignPublicIp"]) == (PRIVATE, False)


def test_iam_keeps_to_least_privilege(shipped: Recording) -> None:
    for policy in shipped.of_type(ROLE_POLICY):
        for statement in json.loads(policy.inputs["policy"])["Statement"]:
            assert not any("*" in action for action in statement["Action"]), policy.name
            # The one action for which AWS knows no resource.
            assert "*" not in statement["Resource"] or statement["Action"] == ["ecr:GetAuthorizationToken"], policy.name
    arns = [
        each.inputs[role] for each in shipped.of_type(TASK_DEFINITION) for role in ("taskRoleArn", "executionRoleArn")
    ]
    assert len(set(arns)) == len(arns) == 10


def test_secrets_are_in_secrets_manager_and_never_in_plain_variables(shipped: Recording) -> None:
    suspicious = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY$")
    for definition in shipped.of_type(TASK_DEFINITION):
        for each in containers_of(definition).values():
            assert [name for name in variables(each) if suspicious.search(name)] == []
            references = secrets(each).values()
            assert all(
                arn.startswith("arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:") for arn in references
            )
    assert shipped.of_type("aws:secretsmanager/secretVersion:SecretVersion") == []
    assert shipped.secret_exports == frozenset()


def test_encryption_at_rest_is_enabled_for_rds_and_s3(shipped: Recording) -> None:
    assert shipped.one(DATABASE).inputs["storageEncrypted"] is True
    algorithms = {
        each.inputs["bucket"]: [
            rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] for rule in each.inputs["rules"]
        ]
        for each in shipped.of_type(ENCRYPTION)
    }
    assert algorithms == {each.id: ["AES256"] for each in shipped.of_type(BUCKET)}
    assert {each.inputs["sqsManagedSseEnabled"] for each in shipped.of_type(QUEUE)} == {True}


def test_https_is_enforced_by_cloudfront(shipped: Recording) -> None:
    assert {path: each["viewerProtocolPolicy"] for path, each in behaviors(shipped).items()} == {
        "*": "redirect-to-https",
        "/api/*": "https-only",
        "/media/*": "redirect-to-https",
    }


@pytest.mark.parametrize("stack", SIZES)
def test_https_is_spoken_by_the_alb_once_there_is_a_domain(stack: str) -> None:
    # A certificate needs a name. Without one CloudFront's private way to the ALB is HTTP, and nobody else reaches it.
    assert [each.inputs["protocol"] for each in platform(stack, released=True).of_type(LISTENER)] == ["HTTP"]

    graph = with_domain(stack)
    https = graph.one(LISTENER, "balancer-https").inputs
    assert (https["protocol"], https["port"]) == ("HTTPS", 443)
    assert https["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-")
    [origin] = [
        each
        for each in graph.one("aws:cloudfront/distribution:Distribution").inputs["origins"]
        if "vpcOriginConfig" in each
    ]
    used = graph.by_id(VPC_ORIGIN, origin["vpcOriginConfig"]["vpcOriginId"])
    assert used.inputs["vpcOriginEndpointConfig"]["originProtocolPolicy"] == "https-only"


def test_waf_protects_at_10k_dau(initial: Recording, ten_k: Recording) -> None:
    assert initial.of_type(WEB_ACL) == []
    acl = ten_k.one(WEB_ACL)
    assert (
        ten_k.one("aws:cloudfront/distribution:Distribution").inputs["webAclId"].startswith("arn:aws:wafv2:us-east-1:")
    )
    limits = [rule["statement"]["rateBasedStatement"] for rule in acl.inputs["rules"] if rule["name"] == "rate-limit"]
    assert [(each["limit"], each["aggregateKeyType"]) for each in limits] == [(10000, "IP")]


def stateless(graph: Recording, service: str) -> bool:
    """Whether nothing of a task outlives it: no file system of its own to write to, no shared volume."""
    inputs = task(graph, service).inputs
    return all(each["readonlyRootFilesystem"] for each in containers_of(task(graph, service)).values()) and all(
        volume.keys() == {"name"} for volume in inputs["volumes"]
    )


def policies(graph: Recording, service: str) -> list[dict[str, Any]]:
    """What changes the number of a service's tasks."""
    return [
        each.inputs
        for each in graph.of_type(SCALING_POLICY)
        if each.inputs["resourceId"].split("/")[2] == graph.one(SERVICE, service).id.rpartition("/")[2]
    ]


def test_api_server_is_stateless_and_scales_horizontally(released: Recording) -> None:
    assert stateless(released, "api")
    least, most = bounds(released, "api")
    assert least < most
    metrics = [
        each["targetTrackingScalingPolicyConfiguration"]["predefinedMetricSpecification"]["predefinedMetricType"]
        for each in policies(released, "api")
    ]
    assert sorted(metrics) == ["ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilization"]


@pytest.mark.parametrize("worker", FARGATE_WORKERS)
def test_workers_are_stateless_and_scale_horizontally(released: Recording, worker: str) -> None:
    assert stateless(released, worker)
    least, most = bounds(released, worker)
    assert least < most
    adjustments = [each["stepScalingPolicyConfiguration"]["adjustmentType"] for each in policies(released, worker)]
    assert sorted(adjustments) == ["ChangeInCapacity", "ExactCapacity"]


def test_rds_read_replicas_are_for_the_future(shipped: Recording) -> None:
    # The password that RDS itself keeps rules them out until that is changed.
    assert "replicateSourceDb" not in shipped.one(DATABASE).inputs
    assert shipped.one(DATABASE).inputs["manageMasterUserPassword"] is True


def different(old: Recording, new: Recording) -> dict[tuple[str, str], set[str]]:
    """Which inputs differ between two graphs that declare the same resources."""
    assert old.keys() == new.keys()
    after: dict[tuple[str, str], Declared] = {each.key: each for each in new.resources if each.custom}
    found: dict[tuple[str, str], set[str]] = {}
    for each in old.resources:
        if each.custom and each.inputs != after[each.key].inputs:
            both = each.inputs.keys() | after[each.key].inputs.keys()
            found[each.key] = {key for key in both if each.inputs.get(key) != after[each.key].inputs.get(key)}
    return found


@pytest.mark.parametrize("stack", SIZES)
def test_rds_scales_vertically_by_another_instance_type(stack: str) -> None:
    grown = different(
        platform(stack, released=True), changed(stack, "academy:database", (), instance_class="db.t4g.large")
    )

    assert grown.pop((DATABASE, "database")) == {"instanceClass"}
    # The alarm follows the memory, and its line on the dashboard of 10k; a class is changed in place.
    assert {name for _, name in grown} <= {"monitoring-database-memory", "monitoring-dashboard"}
    assert "instanceClass" not in replacements.RULES[DATABASE].replaces


@pytest.mark.parametrize("worker", FARGATE_WORKERS)
@pytest.mark.parametrize("stack", SIZES)
def test_workers_scale_vertically_by_more_cpu_and_memory(stack: str, worker: str) -> None:
    bigger = changed(stack, "academy:workers", (worker,), cpu=2048, memory_mib=4096)

    assert cpu_and_memory(bigger, worker) == (2048, 4096)
    assert different(platform(stack, released=True), bigger) == {(TASK_DEFINITION, worker): {"cpu", "memory"}}


def test_cost_is_saved_by_fargate_spot_for_workers(shipped: Recording) -> None:
    assert {service: capacity(shipped, service) for service in SERVICES} == {
        "api": ["FARGATE"],
        "video": ["FARGATE_SPOT"],
        "ai": ["FARGATE_SPOT"],
        # A batch that is cut off and sent again reaches people twice.
        "messaging": ["FARGATE"],
    }


def test_cost_is_saved_by_s3_lifecycle_policies(shipped: Recording) -> None:
    assert {each.inputs["bucket"] for each in shipped.of_type(LIFECYCLE)} == {
        each.id for each in shipped.of_type(BUCKET)
    }
    for each in shipped.of_type(LIFECYCLE):
        assert {rule["status"] for rule in each.inputs["rules"]} == {"Enabled"}
        assert any("abortIncompleteMultipartUpload" in rule for rule in each.inputs["rules"])


def test_cost_is_saved_by_cloudfront_caching(shipped: Recording) -> None:
    assert {path: each["cachePolicyId"] for path, each in behaviors(shipped).items()} == {
        "*": CACHING_OPTIMIZED,
        "/api/*": CACHING_DISABLED,
        "/media/*": CACHING_OPTIMIZED,
    }


def test_cost_may_be_saved_by_rds_reserved_instances_because_growing_keeps_the_family(
    initial: Recording, ten_k: Recording
) -> None:
    # Reserving is a purchase and no resource. It counts for every size of its family, so it survives growing.
    families = {graph.one(DATABASE).inputs["instanceClass"].rpartition(".")[0] for graph in (initial, ten_k)}
    assert families == {"db.t4g"}
