"""The logs bucket, as AWS would be asked for it."""

import pulumi
from pulumi_aws import ec2, lb

from components.logs import LogBucket, LogBucketArgs
from sandbox.recording import Recording, record
from sizing.monitoring import MonitoringSize
from tests.components.policies import lint, statements

TIER = "academy:logs:LogBucket"
PRIVATE_BUCKET = "academy:storage:PrivateBucket"
BUCKET = "aws:s3/bucket:Bucket"
ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"

ARN = "arn:aws:s3:::academy-logs-prod"


def log_bucket(environment: str = "prod") -> LogBucket:
    size = MonitoringSize(access_log_days=21, log_days=7, container_insights=False, dashboard=False, budget_usd=129)
    args = LogBucketArgs(size=size, environment=environment, region="ap-northeast-2", account_id="123456789012")
    return LogBucket("logs", args)


def logs(environment: str = "prod") -> Recording:
    return record(lambda: log_bucket(environment))


def allowed(sid: str) -> dict[str, object]:
    """What the bucket's policy allows in the statement of that name."""
    (statement,) = [each for each in statements(logs().one(POLICY)) if each["Sid"] == sid]
    assert statement["Effect"] == "Allow"
    return {key: value for key, value in statement.items() if key not in {"Sid", "Effect"}}


def test_the_bucket_is_named_by_the_environment_and_protected() -> None:
    assert logs().one(BUCKET).inputs["bucket"] == "academy-logs-prod"
    assert logs("staging").one(BUCKET).inputs["bucket"] == "academy-logs-staging"
    assert logs().one(BUCKET).protect
    assert logs().one(BUCKET).inputs["forceDestroy"] is False


def test_the_bucket_is_closed_and_encrypted_in_the_way_that_log_delivery_can_write() -> None:
    recording = logs()
    bucket = recording.one(BUCKET).id

    assert recording.one(ACCESS_BLOCK).inputs == {
        "bucket": bucket,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert recording.one(OWNERSHIP).inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    assert recording.one(ENCRYPTION).inputs["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    ]


def test_logs_are_deleted_after_the_stacks_number_of_days_with_no_version_left_behind() -> None:
    recording = logs()

    assert recording.of_type(VERSIONING) == []
    assert recording.one(LIFECYCLE).inputs["rules"] == [
        {"id": "expiry", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 21}},
        {
            "id": "cleanup",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        },
    ]


def test_only_flow_logs_of_this_account_and_region_are_delivered() -> None:
    source = {"aws:SourceArn": "arn:aws:logs:ap-northeast-2:123456789012:*"}

    assert allowed("DeliverFlowLogs") == {
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": f"{ARN}/AWSLogs/123456789012/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "123456789012", "s3:x-amz-acl": "bucket-owner-full-control"},
            "ArnLike": source,
        },
    }
    assert allowed("CheckBucketBeforeDelivery") == {
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
        "Resource": ARN,
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}, "ArnLike": source},
    }


def test_only_load_balancers_of_this_account_and_region_deliver_their_access_logs() -> None:
    assert allowed("DeliverLoadBalancerLogs") == {
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": f"{ARN}/AWSLogs/123456789012/*",
        "Condition": {
            "ArnLike": {"aws:SourceArn": "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/*"}
        },
    }


def test_only_distributions_of_this_account_deliver_theirs_and_only_below_cloudfronts_own_path() -> None:
    assert allowed("DeliverCdnLogs") == {
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": f"{ARN}/AWSLogs/123456789012/CloudFront/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "123456789012", "s3:x-amz-acl": "bucket-owner-full-control"},
            "ArnLike": {"aws:SourceArn": "arn:aws:logs:us-east-1:123456789012:delivery-source:*"},
        },
    }


def test_nobody_else_is_let_in_and_nobody_at_all_over_plain_http() -> None:
    sids = [each["Sid"] for each in statements(logs().one(POLICY)) if each["Effect"] == "Allow"]
    assert sids == ["DeliverFlowLogs", "CheckBucketBeforeDelivery", "DeliverLoadBalancerLogs", "DeliverCdnLogs"]

    assert [each for each in statements(logs().one(POLICY)) if each["Effect"] != "Allow"] == [
        {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [ARN, f"{ARN}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


def test_the_policy_linter_finds_nothing() -> None:
    assert lint(logs()) == {(POLICY, "logs"): []}


def test_who_delivers_to_the_bucket_waits_for_its_policy() -> None:
    def program() -> None:
        bucket = log_bucket()
        ec2.FlowLog("any", log_destination_type="s3", log_destination=bucket.arn, traffic_type="REJECT")
        lb.LoadBalancer("any", access_logs={"enabled": True, "bucket": bucket.bucket_name})

    recording = record(program)
    flow_log, balancer = recording.one(FLOW_LOG), recording.one(LOAD_BALANCER)

    assert flow_log.inputs["logDestination"] == ARN
    assert balancer.inputs["accessLogs"] == {"enabled": True, "bucket": "academy-logs-prod"}
    assert recording.one(POLICY).urn in flow_log.property_dependencies["logDestination"]
    assert recording.one(POLICY).urn in balancer.property_dependencies["accessLogs"]


def test_the_account_is_told_and_not_looked_up() -> None:
    assert logs().invokes == ()


def test_every_resource_stands_below_its_tier() -> None:
    recording = logs()
    bucket = recording.one(PRIVATE_BUCKET)

    assert {recording.tier(each).type for each in recording.resources} == {TIER}
    assert {each.parent for each in recording.resources if each.custom} == {bucket.urn}


def test_other_tiers_get_the_buckets_name_and_arn() -> None:
    def program() -> None:
        bucket = log_bucket()
        pulumi.export("name", bucket.bucket_name)
        pulumi.export("arn", bucket.arn)

    recording = record(program)

    assert recording.exports == {"name": "academy-logs-prod", "arn": "arn:aws:s3:::academy-logs-prod"}
