"""The whole program, at both shipped sizes and at others, as AWS would be asked for it."""

import ast
import warnings
from collections import Counter

import pulumi
import pytest

from sandbox.recording import PROJECT, ROOT, Recording, record_program
from tests.components.policies import lint
from tests.components.protected import PROTECTED

VPC = "aws:ec2/vpc:Vpc"
BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
REGION = "ap-northeast-2"

TIERS = {
    "logs": "academy:logs:LogBucket",
    "network": "academy:network:Network",
    "firewall": "academy:network:Firewall",
    "alerts": "academy:observability:Alerts",
    "secrets": "academy:identity:Secrets",
    "database": "academy:data:Database",
    "storage": "academy:storage:Storage",
    "queues": "academy:queues:Queues",
    "registry": "academy:compute:Registry",
    "identity": "academy:identity:Identity",
    "cluster": "academy:compute:Cluster",
    "certificates": "academy:edge:Certificates",
    "balancer": "academy:edge:LoadBalancer",
    "cdn": "academy:edge:Cdn",
    "services": "academy:compute:Services",
    "monitoring": "academy:observability:Monitoring",
}

STAGING = {
    "academy:environment": "staging",
    "aws:defaultTags": {"tags": {"Project": "academy", "Environment": "staging", "ManagedBy": "pulumi"}},
}


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
    # The one look-up, and no resource.
    assert [line for line in source.splitlines() if "pulumi_aws" in line] == [
        "from pulumi_aws import get_caller_identity"
    ]
    assert len(source.splitlines()) <= 80


def test_main_names_every_tier_that_it_declares(shipped: Recording) -> None:
    contents = (ast.get_docstring(ast.parse((ROOT / "__main__.py").read_text())) or "").lower()

    tiers = {shipped.tier(each).name for each in shipped.resources}
    assert tiers == set(TIERS)
    assert [tier for tier in tiers if tier not in contents] == []


def test_every_resource_stands_below_a_tier(shipped: Recording) -> None:
    assert {shipped.tier(each).name: shipped.tier(each).type for each in shipped.resources} == TIERS


def test_everything_that_initial_has_is_in_10k_under_the_same_name(initial: Recording, ten_k: Recording) -> None:
    assert initial.keys() < ten_k.keys()
    assert physical_names(initial) == physical_names(ten_k)


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
    assert {each.type for each in shipped.resources if each.protect} == PROTECTED
    assert [each.name for token in PROTECTED for each in shipped.of_type(token) if not each.protect] == []


def test_only_media_is_left_behind_by_a_deletion(shipped: Recording) -> None:
    # With the policy that guards it, which the CDN declares.
    assert {each.name for each in shipped.resources if each.retain_on_delete} == {"storage-media", "cdn-media"}
    assert shipped.one(BUCKET, "storage-media").retain_on_delete


def test_no_bucket_goes_without_what_guards_it(shipped: Recording) -> None:
    guards = ("PublicAccessBlock", "OwnershipControls", "ServerSideEncryptionConfiguration", "LifecycleConfiguration")

    for kind in (*guards, "Policy"):
        token = f"aws:s3/bucket{kind}:Bucket{kind}"
        guarded = Counter(each.inputs["bucket"] for each in shipped.of_type(token))
        assert guarded == Counter(each.id for each in shipped.of_type(BUCKET)), kind


def test_the_policy_linter_finds_nothing_in_the_whole_program(shipped: Recording) -> None:
    found = lint(shipped)

    assert {token for token, _ in found} == {BUCKET_POLICY, QUEUE_POLICY, ROLE, ROLE_POLICY, TOPIC_POLICY}
    # Nobody is let in by a document that only AWS has: each bucket, queue and topic has one, and so has each role.
    owned = Counter(token for token, _ in found)
    assert owned[BUCKET_POLICY] == len(shipped.of_type(BUCKET))
    assert owned[QUEUE_POLICY] == len(shipped.of_type(QUEUE))
    assert owned[TOPIC_POLICY] == len(shipped.of_type("aws:sns/topic:Topic"))
    assert owned[ROLE] == len(shipped.of_type(ROLE))
    assert {key: lines for key, lines in found.items() if lines} == {}


def test_flow_logs_go_to_the_logs_bucket_and_wait_until_it_takes_them(ten_k: Recording) -> None:
    log = ten_k.one(FLOW_LOG)

    assert log.inputs["logDestination"] == "arn:aws:s3:::academy-logs-prod"
    assert ten_k.one(BUCKET_POLICY, "logs").urn in log.property_dependencies["logDestination"]


def test_only_the_desired_count_is_ignored(shipped: Recording) -> None:
    services = {each.key for each in shipped.of_type("aws:ecs/service:Service")}

    assert {each.key: each.ignore_changes for each in shipped.resources if each.ignore_changes} == dict.fromkeys(
        services, ("desiredCount",)
    )


def test_nothing_is_imported_or_put_with_a_provider_of_its_own(shipped: Recording) -> None:
    for each in shipped.resources:
        assert each.replace_on_changes == (), each.key
        assert each.import_id == "", each.key
        assert each.provider == "", each.key


def test_what_is_deleted_before_it_is_replaced_holds_nothing(shipped: Recording) -> None:
    assert {each.type for each in shipped.resources if each.delete_before_replace} == {
        "aws:ecr/lifecyclePolicy:LifecyclePolicy"
    }


def test_another_region_is_only_for_what_cloudfront_needs(shipped: Recording) -> None:
    elsewhere = [each for each in shipped.resources if each.inputs.get("region", REGION) != REGION]

    assert {each.inputs["region"] for each in elsewhere} == {"us-east-1"}
    assert {each.type for each in elsewhere} <= {
        ALARM,
        "aws:sns/topic:Topic",
        TOPIC_POLICY,
        "aws:wafv2/webAcl:WebAcl",
        "aws:cloudwatch/logDelivery:LogDelivery",
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    }


def test_the_account_and_cloudfronts_addresses_are_looked_up_once_and_nothing_else(shipped: Recording) -> None:
    assert sorted(shipped.invokes) == [
        "aws:ec2/getManagedPrefixList:getManagedPrefixList",
        "aws:index/getCallerIdentity:getCallerIdentity",
    ]


def test_the_program_uses_nothing_deprecated(initial: Recording, ten_k: Recording) -> None:
    assert initial.messages == ()
    # What the plan means for `pulumi destroy`, said in every preview.
    assert [message.split(" costs ")[0] for message in ten_k.messages] == ["CloudFront's business plan"]


@pytest.mark.parametrize("module", ["__main__", "components.buckets", "sizing.profile", "sandbox.catalogue.row", "ops"])
def test_a_deprecated_call_in_a_file_of_ours_fails_the_test_that_makes_it(module: str) -> None:
    with pytest.raises(DeprecationWarning, match="old"):
        warnings.warn_explicit("old", DeprecationWarning, "any.py", 1, module=module)
    # pulumi_aws may warn of itself; what we use of it is told by the recording.
    warnings.warn_explicit("old", DeprecationWarning, "any.py", 1, module="pulumi_aws.s3.bucket_v2")


def test_nothing_secret_is_asked_for_or_given_out(shipped: Recording) -> None:
    assert shipped.secret_exports == frozenset()
    assert {each.key for each in shipped.resources if each.secrets} == set()


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_a_preview_foresees_every_resource(stack: str, request: pytest.FixtureRequest) -> None:
    up: Recording = request.getfixturevalue({"initial": "initial", "10k": "ten_k"}[stack])

    foreseen = record_program(stack, preview=True)

    assert [each.urn for each in foreseen.resources] == [each.urn for each in up.resources]


def test_people_and_pipelines_find_what_was_made(shipped: Recording) -> None:
    exports = shipped.exports
    distribution, topics = (
        shipped.one("aws:cloudfront/distribution:Distribution"),
        shipped.by_name("aws:sns/topic:Topic"),
    )

    assert exports["site_address"] == f"https://{exports['distribution_domain_name']}"
    assert exports["api_address"] == f"{exports['site_address']}/api"
    assert exports["distribution_id"] == distribution.id
    assert exports["vpc_id"] == shipped.one(VPC).id
    tasks = shipped.one("aws:ecs/service:Service", "api").inputs["networkConfiguration"]
    assert exports["task_subnet_ids"] == tasks["subnets"]
    assert exports["assign_public_ip"] is tasks["assignPublicIp"]
    assert exports["migrate_security_group_id"] == shipped.one(SECURITY_GROUP, "firewall-migrate").id
    assert exports["topic_arn"] == topics["alerts"].id
    assert exports["us_east_1_topic_arn"] == topics["alerts-edge"].id
    assert exports["media_bucket"] == "academy-media-prod"
    assert exports["frontend_bucket"] == "academy-frontend-prod"
    assert exports["logs_bucket"] == "academy-logs-prod"
    assert exports["database_identifier"] == "academy-prod"
    assert exports["database_host"].startswith("academy-prod.")
    assert exports["secret_names"]["application-key"] == "academy/prod/application-key"
    assert exports["repository_urls"]["gpu"].endswith("/academy-gpu")
    assert exports["service_names"].keys() == {"api", "video", "ai", "messaging"}
    assert exports["task_definition_arns"].keys() == {"api", "video", "ai", "messaging", "migrate"}
    assert exports["queue_urls"]["ai-basic-dlq"].endswith("/academy-ai-jobs-basic-dlq")
    assert {*exports} - {"plan_subscription_arn"} == {
        "site_address",
        "api_address",
        "distribution_id",
        "distribution_domain_name",
        "media_bucket",
        "frontend_bucket",
        "logs_bucket",
        "queue_urls",
        "repository_urls",
        "cluster_name",
        "service_names",
        "task_definition_arns",
        "database_identifier",
        "database_host",
        "secret_names",
        "topic_arn",
        "us_east_1_topic_arn",
        "vpc_id",
        "task_subnet_ids",
        "account_id",
        "region",
        "environment",
        "target_group_arn",
        "capacity_providers",
        "database_parameter_group",
        "database_max_connections",
        "alarm_names",
        "us_east_1_alarm_names",
        "scaling_alarm_names",
        "assign_public_ip",
        "migrate_security_group_id",
    }


def test_every_alarm_is_told_by_its_name_and_by_where_it_is() -> None:
    builds = {"api": "1", "video": "1", "ai": "1", "messaging": "1", "pgbouncer": f"sha256:{'0' * 64}"}
    recording = record_program("10k", {"academy:release": builds, "academy:gpu": {"enabled": True}})
    exports = recording.exports
    told = {kind: {*exports[kind].values()} for kind in ("alarm_names", "us_east_1_alarm_names", "scaling_alarm_names")}

    alarms = recording.of_type(ALARM)
    assert told["us_east_1_alarm_names"] == {one.id for one in alarms if one.inputs.get("region") == "us-east-1"}
    assert told["scaling_alarm_names"] == {one.id for one in alarms if not one.inputs.get("okActions")}
    assert (
        told["alarm_names"] == {one.id for one in alarms} - told["us_east_1_alarm_names"] - told["scaling_alarm_names"]
    )
    assert exports["scaling_alarm_names"]["gpu-out"].startswith("gpu-out-")
    assert exports["alarm_names"]["api-rollback"].startswith("api-rollback-")


def test_what_a_deployment_is_checked_against_is_told() -> None:
    exports = record_program("10k", {"academy:gpu": {"enabled": True}}).exports

    assert exports["account_id"] == "123456789012"
    assert exports["region"] == "ap-northeast-2"
    assert exports["environment"] == "prod"
    assert exports["database_max_connections"] == 300
    assert exports["capacity_providers"] | {"gpu": ""} == {
        "api": "FARGATE",
        "video": "FARGATE_SPOT",
        "ai": "FARGATE_SPOT",
        "messaging": "FARGATE",
        "gpu": "",
    }
    assert exports["capacity_providers"]["gpu"].startswith("gpu-")


def test_only_a_stack_with_a_plan_tells_of_one(initial: Recording, ten_k: Recording) -> None:
    assert "plan_subscription_arn" not in initial.exports
    assert ten_k.exports["plan_subscription_arn"].startswith("arn:aws:pricingplanmanager::")


def test_a_mistake_in_the_stack_file_ends_the_program() -> None:
    with pytest.raises(pulumi.RunError, match=r"Pulumi\.initial\.yaml is invalid:\n.*academy:network\.nat is"):
        record_program("initial", {"academy:network": {"nat": "several"}})


def test_the_project_of_the_recordings_is_the_programs_own() -> None:
    assert f"name: {PROJECT}\n" in (ROOT / "Pulumi.yaml").read_text()
