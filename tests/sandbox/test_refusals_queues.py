"""What SQS refuses although the plan looks fine."""

import json

import pytest

from sandbox.account import AwsAccount
from sandbox.check import ProviderConfig, check
from sandbox.held import RefusedError
from sandbox.wire import UNKNOWN
from tests.sandbox.accounts import QUEUE, REDRIVE_ALLOW_POLICY, SEOUL, make

DEAD_LETTERS = "arn:aws:sqs:ap-northeast-2:123456789012:jobs-dlq"


@pytest.fixture
def account() -> AwsAccount:
    account = AwsAccount()
    make(account, QUEUE, name="jobs-dlq")
    return account


def redrive(account: AwsAccount, policy: object) -> None:
    make(account, QUEUE, name="jobs", redrivePolicy=json.dumps(policy))


def allow(account: AwsAccount, policy: object) -> None:
    url = next(each.id for each in account.held())
    make(account, REDRIVE_ALLOW_POLICY, queueUrl=url, redriveAllowPolicy=json.dumps(policy))


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("delaySeconds", 0, 900),
        ("kmsDataKeyReusePeriodSeconds", 60, 86_400),
        ("maxMessageSize", 1_024, 1_048_576),
        ("messageRetentionSeconds", 60, 1_209_600),
        ("receiveWaitTimeSeconds", 0, 20),
        ("visibilityTimeoutSeconds", 0, 43_200),
    ],
)
def test_an_attribute_out_of_range_is_refused_in_the_preview(name: str, least: int, most: int) -> None:
    def faults(value: object) -> list[str]:
        inputs = {"name": "jobs", name: value}
        return check(QUEUE, "jobs", ProviderConfig(region=SEOUL), olds={}, news=inputs, seed=b"")[1]

    for wrong in (least - 1, most + 1):
        (line,) = faults(wrong)
        assert line.startswith(f"InvalidAttributeValue: {name} is {wrong}; want {least} to {most} (https://docs.aws.")
    for right in (least, most, UNKNOWN):
        assert faults(right) == []


def test_a_redrive_policy_in_order_is_fine(account: AwsAccount) -> None:
    redrive(account, {"deadLetterTargetArn": DEAD_LETTERS, "maxReceiveCount": 5})


@pytest.mark.parametrize("policy", [{"deadLetterTargetArn": DEAD_LETTERS}, {"maxReceiveCount": 5, "x": 1}, []])
def test_a_redrive_policy_of_another_shape(account: AwsAccount, policy: object) -> None:
    with pytest.raises(RefusedError, match=r"InvalidParameterValue: .* with only deadLetterTargetArn and maxReceive"):
        redrive(account, policy)


@pytest.mark.parametrize("count", [0, 1001, "5", True])
def test_a_receive_count_out_of_range_or_as_text(account: AwsAccount, count: object) -> None:
    with pytest.raises(RefusedError, match=r"InvalidParameterValue: maxReceiveCount .*; want 1 to 1000"):
        redrive(account, {"deadLetterTargetArn": DEAD_LETTERS, "maxReceiveCount": count})


def test_a_dead_letter_queue_that_is_not_there(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match=f"InvalidParameterValue: dead letter target {DEAD_LETTERS}s does not exist"):
        redrive(account, {"deadLetterTargetArn": f"{DEAD_LETTERS}s", "maxReceiveCount": 5})


@pytest.mark.parametrize(
    "policy",
    [
        {"redrivePermission": "allowAll"},
        {"redrivePermission": "denyAll"},
        {"redrivePermission": "byQueue", "sourceQueueArns": [DEAD_LETTERS]},
    ],
)
def test_a_redrive_allow_policy_in_order_is_fine(account: AwsAccount, policy: object) -> None:
    allow(account, policy)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ({"redrivePermission": "some"}, 'redrivePermission is "some"; want allowAll, denyAll or byQueue'),
        ({}, "redrivePermission is null; want allowAll, denyAll or byQueue"),
        ({"redrivePermission": "denyAll", "queues": []}, "with only redrivePermission and sourceQueueArns"),
        ({"redrivePermission": "denyAll", "sourceQueueArns": []}, "sourceQueueArns goes with byQueue, not denyAll"),
        ({"redrivePermission": "byQueue"}, "byQueue wants sourceQueueArns, 1 to 10 of them"),
        ({"redrivePermission": "byQueue", "sourceQueueArns": ["a"] * 11}, "byQueue wants sourceQueueArns, 1 to 10"),
    ],
)
def test_a_redrive_allow_policy_of_another_shape(account: AwsAccount, policy: object, reason: str) -> None:
    with pytest.raises(RefusedError, match=f"InvalidAttributeValue: .*{reason}"):
        allow(account, policy)
