"""The whole program, at both shipped sizes and at others, as AWS would be asked for it."""

import ast
import json
from collections import Counter

import pulumi
import pytest

from tests.components.policies import lint
from tests.recording import PROJECT, ROOT, Declared, Recording, record_program

VPC = "aws:ec2/vpc:Vpc"
BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
ADDRESS = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"

STAGING = {
    "academy:environment": "staging",
    "aws:defaultTags": {"tags": {"Project": "academy", "Environment": "staging", "ManagedBy": "pulumi"}},
}


def asked(resource: Declared) -> str:
    return json.dumps(resource.inputs, sort_keys=True)


def physical_names(recording: Recording) -> set[str]:
    return {each.inputs["bucket"] for each in recording.of_type(BUCKET)} | {
        each.inputs["name"] for each in recording.of_type(QUEUE)
    }


def test_main_is_a_table_of_contents() -> None:
    source = (ROOT / "__main__.py").read_text()
    tree = ast.parse(source)

    logic = (
        ast.If,
        ast.IfExp,
        ast.For,
        ast.While,
        ast.Lambda,
        ast.JoinedStr,
        ast.BinOp,
        ast.FunctionDef,
        ast.comprehension,
    )
    assert [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, logic)] == []
    assert "pulumi_aws" not in source
    assert len(source.splitlines()) <= 80


def test_main_names_every_tier_that_it_declares(shipped: Recording) -> None:
    contents = (ast.get_docstring(ast.parse((ROOT / "__main__.py").read_text())) or "").lower()

    tiers = {shipped.tier(each).name for each in shipped.resources}
    assert tiers == {"logs", "network", "storage", "queues"}
    assert [tier for tier in tiers if tier not in contents] == []


def test_every_resource_stands_below_a_tier(shipped: Recording) -> None:
    assert {shipped.tier(each).type for each in shipped.resources} == {
        "academy:logs:LogBucket",
        "academy:network:Network",
        "academy:storage:Storage",
        "academy:queues:Queues",
    }


def test_everything_that_initial_has_is_in_10k_under_the_same_name(initial: Recording, ten_k: Recording) -> None:
    assert initial.keys() < ten_k.keys()
    assert physical_names(initial) == physical_names(ten_k)


def test_growing_adds_nat_and_flow_logs_and_changes_nothing_that_is_there(initial: Recording, ten_k: Recording) -> None:
    before = {each.key: asked(each) for each in initial.resources}
    after = {each.key: asked(each) for each in ten_k.resources}

    assert after.keys() - before.keys() == {
        (ADDRESS, "network-nat-a"),
        (ADDRESS, "network-nat-c"),
        (NAT, "network-nat-a"),
        (NAT, "network-nat-c"),
        (ROUTE, "network-private-a"),
        (ROUTE, "network-private-c"),
        (FLOW_LOG, "network-rejects"),
    }
    assert {key for key in before if before[key] != after[key]} == set()


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_a_third_zone_in_the_stack_file_changes_nothing_that_is_there(
    stack: str, request: pytest.FixtureRequest
) -> None:
    before: Recording = request.getfixturevalue({"initial": "initial", "10k": "ten_k"}[stack])
    after = record_program(stack, {"academy:network": {"zones": ["a", "b", "c"]}})

    assert before.keys() < after.keys()
    old = {each.key: asked(each) for each in before.resources}
    changed = {each.key for each in after.resources if asked(each) != old.get(each.key, asked(each))}
    assert changed == {(ENDPOINT, "network-s3")}


def test_the_names_are_those_of_the_requirements(shipped: Recording) -> None:
    assert physical_names(shipped) == {
        "academy-media-prod",
        "academy-frontend-prod",
        "academy-logs-prod",
        "academy-video-jobs",
        "academy-video-jobs-dlq",
        "academy-ai-jobs-lite",
        "academy-ai-jobs-lite-dlq",
        "academy-ai-jobs-basic",
        "academy-ai-jobs-basic-dlq",
        "academy-ai-jobs-premium",
        "academy-ai-jobs-premium-dlq",
        "academy-messaging-jobs",
        "academy-messaging-jobs-dlq",
    }


def test_staging_shares_no_name_with_production(initial: Recording) -> None:
    staging = record_program("initial", STAGING)

    assert staging.keys() == initial.keys()
    assert len(physical_names(staging)) == 13
    assert physical_names(staging) & physical_names(initial) == set()
    assert staging.one(VPC).inputs["tags"] == {"Name": "academy-staging"}


def test_media_goes_to_glacier_after_the_required_days(shipped: Recording) -> None:
    rules = shipped.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "storage-media").inputs[
        "rules"
    ]

    assert [rule["transitions"] for rule in rules if "transitions" in rule] == [
        [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 90, "storageClass": "GLACIER_IR"}]
    ]


def test_what_holds_data_or_carries_the_rest_is_protected_and_nothing_else(shipped: Recording) -> None:
    assert {each.type for each in shipped.resources if each.protect} == {VPC, BUCKET, QUEUE}
    assert [each.name for token in (VPC, BUCKET, QUEUE) for each in shipped.of_type(token) if not each.protect] == []


def test_only_media_is_left_behind_by_a_deletion(shipped: Recording) -> None:
    assert {each.name for each in shipped.resources if each.retain_on_delete} == {"storage-media"}
    assert shipped.one(BUCKET, "storage-media").retain_on_delete


def test_no_bucket_goes_without_what_guards_it(shipped: Recording) -> None:
    guards = ("PublicAccessBlock", "OwnershipControls", "ServerSideEncryptionConfiguration", "LifecycleConfiguration")

    for kind in (*guards, "Policy"):
        token = f"aws:s3/bucket{kind}:Bucket{kind}"
        guarded = Counter(each.inputs["bucket"] for each in shipped.of_type(token))
        assert guarded == Counter(each.id for each in shipped.of_type(BUCKET)), kind


def test_the_policy_linter_finds_nothing_in_the_whole_program(shipped: Recording) -> None:
    found = lint(shipped)

    assert len(found) == 13
    assert {key: lines for key, lines in found.items() if lines} == {}


def test_flow_logs_go_to_the_logs_bucket_and_wait_until_it_takes_them(ten_k: Recording) -> None:
    log = ten_k.one(FLOW_LOG)

    assert log.inputs["logDestination"] == "arn:aws:s3:::academy-logs-prod"
    assert ten_k.one(BUCKET_POLICY, "logs").urn in log.property_dependencies["logDestination"]


def test_nothing_is_ignored_imported_or_put_with_a_provider_of_its_own(shipped: Recording) -> None:
    for each in shipped.resources:
        assert each.ignore_changes == (), each.key
        assert each.replace_on_changes == (), each.key
        assert not each.delete_before_replace, each.key
        assert each.import_id == "", each.key
        assert each.provider == "", each.key
        assert "region" not in each.inputs, each.key


def test_the_account_is_looked_up_once_and_nothing_else(shipped: Recording) -> None:
    assert shipped.invokes == ("aws:index/getCallerIdentity:getCallerIdentity",)


def test_the_program_uses_nothing_deprecated(shipped: Recording) -> None:
    assert shipped.messages == ()


def test_nothing_secret_is_asked_for_or_given_out(shipped: Recording) -> None:
    assert shipped.secret_exports == frozenset()
    assert {each.key for each in shipped.resources if each.secrets} == set()


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_a_preview_foresees_every_resource(stack: str, request: pytest.FixtureRequest) -> None:
    up: Recording = request.getfixturevalue({"initial": "initial", "10k": "ten_k"}[stack])

    foreseen = record_program(stack, preview=True)

    assert [each.urn for each in foreseen.resources] == [each.urn for each in up.resources]


def test_people_and_pipelines_find_what_was_made(shipped: Recording) -> None:
    url = "https://sqs.ap-northeast-2.amazonaws.com/123456789012"
    subnets = {each.name: each.id for each in shipped.of_type("aws:ec2/subnet:Subnet")}

    exports = dict(shipped.exports)
    assert exports.pop("queue_urls")["ai-basic-dlq"] == f"{url}/academy-ai-jobs-basic-dlq"
    assert exports == {
        "vpc_id": shipped.one(VPC).id,
        "public_subnet_ids": [subnets["network-public-a"], subnets["network-public-c"]],
        "private_subnet_ids": [subnets["network-private-a"], subnets["network-private-c"]],
        "media_bucket": "academy-media-prod",
        "frontend_bucket": "academy-frontend-prod",
        "logs_bucket": "academy-logs-prod",
    }


def test_a_mistake_in_the_stack_file_ends_the_program() -> None:
    with pytest.raises(pulumi.RunError, match=r"Pulumi\.initial\.yaml is invalid:\n.*academy:network\.nat is"):
        record_program("initial", {"academy:network": {"nat": "several"}})


def test_the_project_of_the_recordings_is_the_programs_own() -> None:
    assert f"name: {PROJECT}\n" in (ROOT / "Pulumi.yaml").read_text()
