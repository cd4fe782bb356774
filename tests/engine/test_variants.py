"""What a stack file may say otherwise comes up under the engine, stays as it is, and keeps every invariant.

Several variants share a stack, so that there are few to bring up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from sandbox.recording import Recording
from sandbox.workspace import Sandbox
from tests.engine.conftest import succeeded
from tests.engine.graphs import Changes, graph, write_stack
from tests.invariants import broken
from tests.sizing.public_key import PUBLIC_KEY

pytestmark = pytest.mark.engine

PGBOUNCER = f"sha256:{'0a' * 32}"
IMAGES = dict.fromkeys(("api", "video", "ai", "messaging"), "1.4.0")

NAT = "aws:ec2/natGateway:NatGateway"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
SUBNET = "aws:ec2/subnet:Subnet"
TARGET = "aws:appautoscaling/target:Target"
GROUP = "aws:autoscaling/group:Group"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What a stack file says otherwise, and what shows that it was heard."""

    changes: Changes
    shows: Callable[[Recording], bool]


def api_text(one: Recording) -> str:
    """The API's containers."""
    return one.one("aws:ecs/taskDefinition:TaskDefinition", "api").inputs["containerDefinitions"]


VARIANTS: Mapping[str, Variant] = {
    "released": Variant(
        changes={"academy:release": {**IMAGES, "pgbouncer": PGBOUNCER}},
        shows=lambda one: all(each.inputs["maxCapacity"] > 0 for each in one.of_type(TARGET)),
    ),
    "staging": Variant(
        changes={
            "academy:environment": "staging",
            "aws:defaultTags": {"tags": {"Project": "academy", "Environment": "staging", "ManagedBy": "pulumi"}},
        },
        shows=lambda one: one.one("aws:s3/bucket:Bucket", "storage-media").inputs["bucket"] == "academy-media-staging",
    ),
    "domain_on": Variant(
        changes={"academy:domain": {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"}},
        shows=lambda one: (
            one.one("aws:cloudfront/distribution:Distribution").inputs["aliases"] == ["academy.example"]
            and set(one.by_name("aws:lb/listener:Listener")) == {"balancer-http", "balancer-https"}
            and set(one.by_name("aws:cloudfront/vpcOrigin:VpcOrigin")) == {"cdn-api-http", "cdn-api-https"}
        ),
    ),
    "key_group_on": Variant(
        changes={"academy:media": {"access": "signed", "public_key": PUBLIC_KEY}},
        shows=lambda one: (
            [
                each["trustedKeyGroups"]
                for each in one.one("aws:cloudfront/distribution:Distribution").inputs["orderedCacheBehaviors"]
                if each["pathPattern"] == "/media/*"
            ]
            == [[one.one("aws:cloudfront/keyGroup:KeyGroup").id]]
        ),
    ),
    "waf_off": Variant(
        changes={"academy:cdn": {"plan": "pay_as_you_go", "waf": False}}, shows=lambda one: not one.of_type(WEB_ACL)
    ),
    "nat_none": Variant(changes={"academy:network": {"nat": "none"}}, shows=lambda one: not one.of_type(NAT)),
    "nat_single": Variant(changes={"academy:network": {"nat": "single"}}, shows=lambda one: len(one.of_type(NAT)) == 1),
    "nat_per_zone": Variant(
        changes={"academy:network": {"nat": "per_zone"}},
        shows=lambda one: 2 * len(one.of_type(NAT)) == len(one.of_type(SUBNET)),
    ),
    "three_zones": Variant(
        changes={"academy:network": {"zones": ["a", "b", "c"]}}, shows=lambda one: len(one.of_type(SUBNET)) == 6
    ),
    "gpu_on": Variant(
        changes={
            "academy:gpu": {"enabled": True, "tasks": {"min": 0, "max": 2}},
            "academy:release": {"gpu": "1.4.0"},
        },
        shows=lambda one: one.one(GROUP).inputs["maxSize"] == 2,
    ),
    "gpu_off": Variant(
        changes={"academy:gpu": {"enabled": False}},
        shows=lambda one: not one.of_type(GROUP) and len(one.of_type("aws:ecs/cluster:Cluster")) == 1,
    ),
    "pgbouncer_off": Variant(
        changes={"academy:database": {"pooler": "none"}}, shows=lambda one: "pgbouncer" not in api_text(one)
    ),
    "pgbouncer_on": Variant(
        changes={"academy:database": {"pooler": "pgbouncer"}}, shows=lambda one: f"@{PGBOUNCER}" in api_text(one)
    ),
    "iam_auth": Variant(
        changes={"academy:database": {"iam_auth": True, "instance_class": "db.t4g.medium"}},
        shows=lambda one: one.one("aws:rds/instance:Instance").inputs["iamDatabaseAuthenticationEnabled"],
    ),
}

STACKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("initial", ("staging", "nat_none", "domain_on", "key_group_on", "released")),
    ("10k", ("three_zones", "nat_per_zone", "waf_off", "pgbouncer_off", "released")),
    ("10k", ("domain_on", "key_group_on", "pgbouncer_on", "iam_auth", "released")),
    ("10k", ("nat_none", "staging")),
)

LARGE: Changes = {
    "academy:network": {"cidr": "10.16.0.0/16", "zones": ["a", "b", "c"], "nat": "per_zone"},
    "academy:database": {
        "instance_class": "db.m7g.xlarge",
        "storage_gib": 500,
        "max_storage_gib": 2000,
        "max_connections": 1000,
        "backup_days": 14,
    },
    "academy:api": {
        "cpu": 1024,
        "memory_mib": 2048,
        "tasks": {"min": 9, "max": 36},
        "scheduled_minimum": {"tasks": 18, "from_hour": 17, "to_hour": 1},
    },
    "academy:gpu": {"enabled": True, "queues": ["ai-basic", "ai-premium"], "tasks": {"min": 2, "max": 6}},
    "academy:cdn": {"rate_limit": 50_000, "api_prefixes": ["/api/*", "/ws/*"]},
    "academy:monitoring": {"log_days": 30, "container_insights": True, "budget_usd": 4000},
    "academy:release": {**IMAGES, "gpu": "1.4.0", "pgbouncer": PGBOUNCER},
    "academy:alerts": {"emails": ["ops@academy.example"]},
}
"""The numbers of a stack for 100,000 people a day, laid over those for 10,000."""


def comes_up_and_stays(sandbox: Sandbox, stack: str) -> Recording:
    """What is up after an `up` that leaves nothing to do and breaks no rule."""
    succeeded(sandbox.up(stack))
    assert succeeded(sandbox.preview(stack)).changes == {}
    there = graph(sandbox.export(stack))
    held = {(each.type, each.id) for each in sandbox.account.list()}
    assert {(each.type, each.id) for each in there.resources if each.custom} <= held
    assert broken(there) == []
    return there


@pytest.mark.parametrize(("stack", "names"), STACKS, ids=[f"{stack}:{'+'.join(names)}" for stack, names in STACKS])
def test_a_variant_comes_up_stays_as_it_is_and_keeps_every_rule(
    sandbox: Sandbox, stack: str, names: tuple[str, ...]
) -> None:
    write_stack(sandbox, stack, stack, *(VARIANTS[name].changes for name in names))

    there = comes_up_and_stays(sandbox, stack)

    assert [name for name in names if not VARIANTS[name].shows(there)] == []


def test_a_gpu_worker_comes_and_goes_by_configuration_alone(sandbox: Sandbox) -> None:
    with_gpu = [VARIANTS[name] for name in ("nat_single", "released", "gpu_on")]
    without = [VARIANTS[name] for name in ("nat_single", "released", "gpu_off")]
    write_stack(sandbox, "initial", "initial", *(each.changes for each in with_gpu))

    there = comes_up_and_stays(sandbox, "initial")

    assert all(each.shows(there) for each in with_gpu)
    write_stack(sandbox, "initial", "initial", *(each.changes for each in without))

    left = comes_up_and_stays(sandbox, "initial")

    assert all(each.shows(left) for each in without)
    kept = left.keys()
    assert kept < there.keys()
    assert [each.key for each in there.resources if each.protect and each.key not in kept] == []


def test_a_third_stack_file_with_other_numbers_needs_no_other_code(sandbox: Sandbox) -> None:
    write_stack(sandbox, "100k", "10k", LARGE)

    there = comes_up_and_stays(sandbox, "100k")

    zones = {each.inputs["availabilityZone"] for each in there.of_type(SUBNET)}
    assert zones == {"ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"}
    scaling = {each.name: (each.inputs["minCapacity"], each.inputs["maxCapacity"]) for each in there.of_type(TARGET)}
    assert (scaling["api"], scaling["gpu"]) == ((9, 36), (2, 6))
    assert there.one(GROUP).inputs["maxSize"] == 6
