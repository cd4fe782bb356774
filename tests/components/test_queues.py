"""The queues and their dead-letter queues, as AWS would be asked for them."""

import json

import pytest

from components.queues import Queues, QueuesArgs
from sandbox.recording import Declared, Recording, record
from sizing.queues import QUEUES, dead_letter_queue_attributes, queue_attributes
from tests.components.policies import lint, statements

TIER = "academy:queues:Queues"
QUEUE = "aws:sqs/queue:Queue"
POLICY = "aws:sqs/queuePolicy:QueuePolicy"
ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"

BASES = {
    "video": "academy-video-jobs",
    "ai-lite": "academy-ai-jobs-lite",
    "ai-basic": "academy-ai-jobs-basic",
    "ai-premium": "academy-ai-jobs-premium",
    "messaging": "academy-messaging-jobs",
}
KEYS = tuple(BASES)
ARN = "arn:aws:sqs:ap-northeast-2:123456789012"
URL = "https://sqs.ap-northeast-2.amazonaws.com/123456789012"


def queues(environment: str = "prod") -> Recording:
    return record(lambda: Queues("queues", QueuesArgs(environment=environment)))


def names(recording: Recording) -> dict[str, str]:
    return {key: queue.inputs["name"] for key, queue in recording.by_name(QUEUE).items()}


def pair(recording: Recording, key: str) -> tuple[Declared, Declared]:
    return recording.one(QUEUE, f"queues-{key}"), recording.one(QUEUE, f"queues-{key}-dlq")


def sqs_attributes(recording: Recording, queue: Declared) -> dict[str, str]:
    """What SQS holds once the queue, its policy and its redrive allow policy were made."""
    attributes = {
        "MaximumMessageSize": str(queue.inputs["maxMessageSize"]),
        "MessageRetentionPeriod": str(queue.inputs["messageRetentionSeconds"]),
        "ReceiveMessageWaitTimeSeconds": str(queue.inputs["receiveWaitTimeSeconds"]),
        "SqsManagedSseEnabled": json.dumps(queue.inputs["sqsManagedSseEnabled"]),
        "VisibilityTimeout": str(queue.inputs["visibilityTimeoutSeconds"]),
    }
    if "redrivePolicy" in queue.inputs:
        attributes["RedrivePolicy"] = queue.inputs["redrivePolicy"]
    for policy in recording.of_type(POLICY):
        if policy.inputs["queueUrl"] == queue.id:
            attributes["Policy"] = policy.inputs["policy"]
    for allow in recording.of_type(ALLOW):
        if allow.inputs["queueUrl"] == queue.id:
            attributes["RedriveAllowPolicy"] = allow.inputs["redriveAllowPolicy"]
    return attributes


def test_production_has_the_five_required_queues_and_one_dead_letter_queue_each() -> None:
    expected = {f"queues-{key}": base for key, base in BASES.items()}
    dead_letters = {f"queues-{key}-dlq": f"{base}-dlq" for key, base in BASES.items()}

    assert names(queues()) == expected | dead_letters


def test_another_environment_has_queues_of_its_own() -> None:
    expected = {f"queues-{key}": f"{base}-staging" for key, base in BASES.items()}
    dead_letters = {f"queues-{key}-dlq": f"{base}-dlq-staging" for key, base in BASES.items()}

    assert names(queues("staging")) == expected | dead_letters


@pytest.mark.parametrize("key", KEYS)
def test_a_job_that_fails_five_times_ends_in_the_dead_letter_queue_of_its_own_queue(key: str) -> None:
    queue, _ = pair(queues(), key)

    assert json.loads(queue.inputs["redrivePolicy"]) == {
        "deadLetterTargetArn": f"{ARN}:{BASES[key]}-dlq",
        "maxReceiveCount": 5,
    }


@pytest.mark.parametrize("key", KEYS)
def test_a_dead_letter_queue_takes_from_its_own_queue_only_and_sends_nowhere(key: str) -> None:
    recording = queues()
    _, dead_letters = pair(recording, key)
    allow = recording.one(ALLOW, f"queues-{key}-dlq").inputs

    assert allow["queueUrl"] == dead_letters.id
    assert json.loads(allow["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [f"{ARN}:{BASES[key]}"],
    }
    assert "redrivePolicy" not in dead_letters.inputs
    assert "redriveAllowPolicy" not in dead_letters.inputs


@pytest.mark.parametrize("key", KEYS)
def test_a_dead_letter_outlives_the_retention_of_its_queue(key: str) -> None:
    queue, dead_letters = pair(queues(), key)

    assert queue.inputs["messageRetentionSeconds"] == 4 * 24 * 3600
    assert dead_letters.inputs["messageRetentionSeconds"] == 14 * 24 * 3600


@pytest.mark.parametrize(
    ("key", "longest_job_seconds"),
    [("video", 4 * 3600), ("ai-lite", 300), ("ai-basic", 1800), ("ai-premium", 2 * 3600), ("messaging", 60)],
)
def test_a_message_stays_hidden_while_the_longest_job_runs_and_its_worker_stops(
    key: str, longest_job_seconds: int
) -> None:
    for queue in pair(queues(), key):
        assert queue.inputs["visibilityTimeoutSeconds"] == longest_job_seconds + 120


def test_every_queue_is_protected_encrypted_and_polled_at_length() -> None:
    for queue in queues().of_type(QUEUE):
        assert queue.protect, queue.name
        assert queue.inputs["sqsManagedSseEnabled"] is True, queue.name
        assert queue.inputs["receiveWaitTimeSeconds"] == 20, queue.name
        assert queue.inputs["maxMessageSize"] == 262144, queue.name


def test_nothing_is_said_to_a_queue_over_plain_http() -> None:
    recording = queues()

    policies = {policy.inputs["queueUrl"]: statements(policy) for policy in recording.of_type(POLICY)}
    assert policies == {
        queue.id: [
            {
                "Sid": "DenyPlainHttp",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:*",
                "Resource": f"{ARN}:{queue.inputs['name']}",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ]
        for queue in recording.of_type(QUEUE)
    }
    assert len(policies) == 10


def test_the_policy_linter_finds_nothing() -> None:
    found = lint(queues())

    assert len(found) == 10
    assert {key: lines for key, lines in found.items() if lines} == {}


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_the_queues_are_to_the_letter_those_that_the_scripts_make(environment: str) -> None:
    recording = queues(environment)
    place = (environment, "ap-northeast-2", "123456789012")

    for contract in QUEUES:
        queue, dead_letters = pair(recording, contract.key)
        assert sqs_attributes(recording, queue) == queue_attributes(contract, *place)
        assert sqs_attributes(recording, dead_letters) == dead_letter_queue_attributes(contract, *place)


def test_every_resource_stands_directly_below_its_tier() -> None:
    recording = queues()
    tier = recording.one(TIER)

    assert {each.parent for each in recording.resources if each is not tier} == {tier.urn}


def test_other_tiers_find_each_queue_under_its_key() -> None:
    recording = queues()
    outputs = recording.outputs[recording.one(TIER).urn]

    every = {**BASES, **{f"{key}-dlq": f"{base}-dlq" for key, base in BASES.items()}}
    assert outputs["urls"] == {key: f"{URL}/{name}" for key, name in every.items()}
    assert outputs["arns"] == {key: f"{ARN}:{name}" for key, name in every.items()}
