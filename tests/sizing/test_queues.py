import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizing.queues import (
    MESSAGING,
    QUEUES,
    VIDEO,
    QueueContract,
    dead_letter_queue_attributes,
    queue_attributes,
    redrive_allow_policy,
    redrive_policy,
    tls_only_policy,
)

SEOUL = "ap-northeast-2"
ACCOUNT = "123456789012"
ARN = f"arn:aws:sqs:{SEOUL}:{ACCOUNT}"


def contract(longest_job_seconds: int, acceptable_wait_seconds: int, survives_interruption: bool) -> QueueContract:
    return QueueContract(
        key="test",
        base_name="academy-test-jobs",
        longest_job_seconds=longest_job_seconds,
        acceptable_wait_seconds=acceptable_wait_seconds,
        survives_interruption=survives_interruption,
    )


def test_the_catalogue_holds_the_five_queues_of_the_requirements() -> None:
    assert {one.key: one.base_name for one in QUEUES} == {
        "video": "academy-video-jobs",
        "ai-lite": "academy-ai-jobs-lite",
        "ai-basic": "academy-ai-jobs-basic",
        "ai-premium": "academy-ai-jobs-premium",
        "messaging": "academy-messaging-jobs",
    }


def test_only_messages_to_people_must_not_be_interrupted() -> None:
    assert [one.key for one in QUEUES if not one.survives_interruption] == ["messaging"]


def test_what_follows_from_the_video_contract() -> None:
    assert VIDEO.longest_job_seconds == 14_400
    assert VIDEO.visibility_timeout_seconds == 14_400 + 120
    assert VIDEO.age_alarm_seconds == 1_800 + 14_400
    assert VIDEO.max_receive_count == 5
    assert VIDEO.stop_timeout_seconds == 120
    assert VIDEO.receive_wait_seconds == 20
    assert VIDEO.retention_seconds == 345_600
    assert VIDEO.dead_letter_retention_seconds == 1_209_600


@given(
    longest_job_seconds=st.integers(1, 43_080),
    acceptable_wait_seconds=st.integers(1, 129_600),
)
def test_every_job_keeps_its_message_until_its_worker_is_gone(
    longest_job_seconds: int, acceptable_wait_seconds: int
) -> None:
    queue = contract(longest_job_seconds, acceptable_wait_seconds, survives_interruption=True)
    assert longest_job_seconds + queue.stop_timeout_seconds <= queue.visibility_timeout_seconds <= 43_200
    assert acceptable_wait_seconds + 5 * queue.visibility_timeout_seconds <= queue.retention_seconds
    assert queue.age_alarm_seconds > longest_job_seconds
    assert queue.retention_seconds < queue.dead_letter_retention_seconds


def test_a_job_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="queue video: longest_job_seconds is 0; want 1 or more"):
        replace(VIDEO, longest_job_seconds=0)


def test_a_queue_in_which_nothing_may_wait_is_refused() -> None:
    with pytest.raises(ValueError, match="queue video: acceptable_wait_seconds is 0; want 1 or more"):
        replace(VIDEO, acceptable_wait_seconds=0)


def test_a_job_longer_than_sqs_hides_a_message_is_refused() -> None:
    assert replace(VIDEO, longest_job_seconds=43_080).visibility_timeout_seconds == 43_200
    with pytest.raises(ValueError, match="queue video: longest_job_seconds is 43081; want at most 43080: SQS hides"):
        replace(VIDEO, longest_job_seconds=43_081)


def test_a_job_that_must_not_be_cut_off_has_to_end_within_the_stop_timeout() -> None:
    assert replace(MESSAGING, longest_job_seconds=120).visibility_timeout_seconds == 240
    with pytest.raises(ValueError, match="queue messaging: longest_job_seconds is 121; want at most 120, the time a"):
        replace(MESSAGING, longest_job_seconds=121)


def test_a_job_that_would_be_deleted_before_its_last_attempt_is_refused() -> None:
    assert replace(VIDEO, longest_job_seconds=43_080, acceptable_wait_seconds=129_600).seconds_to_dead_letter == 345_600
    with pytest.raises(ValueError, match=r"5 attempts of 43200 s take 345601 s; want at most 345600, after which SQS"):
        replace(VIDEO, longest_job_seconds=43_080, acceptable_wait_seconds=129_601)


def test_the_queue_policy_refuses_plain_http_and_nothing_else() -> None:
    assert json.loads(tls_only_policy(f"{ARN}:academy-video-jobs")) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DenyPlainHttp",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:*",
                "Resource": f"{ARN}:academy-video-jobs",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


def test_every_policy_is_canonical_json() -> None:
    assert tls_only_policy("arn:q") == (
        '{"Statement":[{"Action":"sqs:*","Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny",'
        '"Principal":"*","Resource":"arn:q","Sid":"DenyPlainHttp"}],"Version":"2012-10-17"}'
    )
    assert redrive_policy("arn:b", 5) == '{"deadLetterTargetArn":"arn:b","maxReceiveCount":5}'
    assert redrive_allow_policy("arn:a") == '{"redrivePermission":"byQueue","sourceQueueArns":["arn:a"]}'


def test_the_attributes_of_a_queue() -> None:
    assert queue_attributes(MESSAGING, "prod", SEOUL, ACCOUNT) == {
        "MaximumMessageSize": "262144",
        "MessageRetentionPeriod": "345600",
        "Policy": tls_only_policy(f"{ARN}:academy-messaging-jobs"),
        "ReceiveMessageWaitTimeSeconds": "20",
        "RedrivePolicy": redrive_policy(f"{ARN}:academy-messaging-jobs-dlq", 5),
        "SqsManagedSseEnabled": "true",
        "VisibilityTimeout": "180",
    }


def test_the_attributes_of_a_dead_letter_queue() -> None:
    assert dead_letter_queue_attributes(MESSAGING, "staging", SEOUL, ACCOUNT) == {
        "MaximumMessageSize": "262144",
        "MessageRetentionPeriod": "1209600",
        "Policy": tls_only_policy(f"{ARN}:academy-messaging-jobs-dlq-staging"),
        "ReceiveMessageWaitTimeSeconds": "20",
        "RedriveAllowPolicy": redrive_allow_policy(f"{ARN}:academy-messaging-jobs-staging"),
        "SqsManagedSseEnabled": "true",
        "VisibilityTimeout": "180",
    }
