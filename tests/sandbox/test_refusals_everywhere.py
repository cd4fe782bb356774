"""What every service refuses alike."""

import json

import pytest

from sandbox import aws
from sandbox.account import AwsAccount
from sandbox.check import ProviderConfig, check
from sandbox.held import RefusedError
from sandbox.refusals import RULES, everywhere
from sandbox.wire import UNKNOWN
from tests.sandbox.accounts import (
    BUCKET,
    BUCKET_POLICY,
    LIFECYCLE,
    NAT_GATEWAY,
    QUEUE,
    QUEUE_POLICY,
    SEOUL,
    make,
    network,
)

STATEMENT = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def faults(token: str, **inputs: object) -> list[str]:
    return check(token, "thing", ProviderConfig(region=SEOUL), olds={}, news=inputs, seed=b"")[1]


def test_a_bucket_name_that_is_taken_anywhere(account: AwsAccount) -> None:
    make(account, BUCKET, bucket="academy-media-prod", at="us-east-1")
    with pytest.raises(RefusedError, match="BucketAlreadyOwnedByYou: academy-media-prod is taken"):
        make(account, BUCKET, bucket="academy-media-prod")


def test_a_queue_name_that_is_taken_in_the_same_region(account: AwsAccount) -> None:
    make(account, QUEUE, name="jobs", at="us-east-1")
    make(account, QUEUE, name="jobs")
    with pytest.raises(RefusedError, match="QueueAlreadyExists: jobs is taken"):
        make(account, QUEUE, name="jobs")


def test_a_name_is_free_again_once_its_owner_is_gone(account: AwsAccount) -> None:
    first = make(account, QUEUE, name="jobs")
    account.delete(QUEUE, first.id)
    make(account, QUEUE, name="jobs")


def test_a_setting_of_a_bucket_that_is_not_there(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="NoSuchBucket: media does not exist"):
        make(account, BUCKET_POLICY, bucket="media", policy="{}")


def test_a_policy_of_a_queue_that_is_not_there(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match=r"NonExistentQueue: https://sqs.* does not exist"):
        make(account, QUEUE_POLICY, queueUrl="https://sqs", policy="{}")


def test_a_nat_gateway_with_an_address_that_is_not_there(account: AwsAccount) -> None:
    _, subnet = network(account)
    with pytest.raises(RefusedError, match=r"InvalidAllocationID\.NotFound: eipalloc-0 does not exist"):
        make(account, NAT_GATEWAY, subnetId=subnet.id, allocationId="eipalloc-0")


@pytest.mark.parametrize("text", ["{", "[]", "policy"])
def test_broken_json_is_refused_in_the_preview(text: str) -> None:
    assert faults(BUCKET_POLICY, bucket="b", policy=text) == [f'"policy" contains invalid JSON: {text}']
    assert faults(QUEUE, name="q", redrivePolicy=text) == [f'"redrivePolicy" contains invalid JSON: {text}']


def test_json_that_a_preview_cannot_know_is_left_alone() -> None:
    assert faults(BUCKET_POLICY, bucket="b", policy=UNKNOWN) == []


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ({"Statement": [STATEMENT]}, "policy: Version is null; want 2012-10-17"),
        ({"Version": "2012-10-17", "Statement": []}, "policy: it has no statement"),
        ({"Version": "2012-10-17", "Statement": ["x"]}, r"policy: Statement\[0\] is no object"),
        (
            {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Effect": "deny"}]},
            r'policy: Statement\[0\].Effect is "deny"; want Allow or Deny',
        ),
        (
            {"Version": "2012-10-17", "Statement": [STATEMENT, {**STATEMENT, "Principals": "*"}]},
            r"policy: Statement\[1\] has an unknown element Principals",
        ),
        (
            {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Principal": None}]},
            r"policy: Statement\[0\] has no Principal",
        ),
    ],
)
def test_a_policy_that_is_no_policy(account: AwsAccount, policy: object, reason: str) -> None:
    make(account, BUCKET, bucket="b")
    with pytest.raises(RefusedError, match=f"MalformedPolicy: {reason}"):
        make(account, BUCKET_POLICY, bucket="b", policy=json.dumps(policy))
    with pytest.raises(RefusedError, match=f"MalformedPolicy: {reason}"):
        make(account, BUCKET_POLICY, bucket="b", policy=policy)


def test_a_policy_in_order_is_fine(account: AwsAccount) -> None:
    make(account, BUCKET, bucket="b")
    policy = {"Version": "2012-10-17", "Statement": STATEMENT}
    make(account, BUCKET_POLICY, bucket="b", policy=json.dumps(policy))


def test_a_word_that_the_provider_does_not_know_is_refused_in_the_preview() -> None:
    rules = [{"id": "x", "status": "enabled", "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}]}]
    assert faults(LIFECYCLE, bucket="b", rules=rules) == [
        "expected rules.status to be one of Enabled, Disabled, got enabled"
    ]


def test_a_word_two_lists_deep_is_looked_at() -> None:
    rules = [{"id": "x", "status": "Enabled", "transitions": [{"days": 30, "storageClass": "GLACIAL"}]}]
    (line,) = faults(LIFECYCLE, bucket="b", rules=rules)
    assert line.startswith("expected rules.transitions.storageClass to be one of GLACIER, ")


def test_every_rule_is_about_types_of_the_table() -> None:
    assert {token for rule in RULES for token in rule.types} <= set(aws.RESOURCES)
    assert set(everywhere.NAMES) | set(everywhere.WORDS) | set(everywhere.DOCUMENTS) <= set(aws.RESOURCES)
