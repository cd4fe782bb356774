"""The scripts and the program declare the same queues, so that `pulumi import` adopts the scripts' without a diff."""

import json
from collections.abc import Mapping
from typing import cast

import pytest

from components.queues import Queues, QueuesArgs
from sandbox.recording import record, stack_config
from scripts.queue_setup import WantedQueue, wanted_queues
from sizing.names import common_tags
from sizing.queues import QUEUES

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"

DECLARED_AS: Mapping[str, str] = {
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
"""Pulumi's name of a queue's input, and SQS's of the same attribute."""

DECLARED_BESIDE: Mapping[str, tuple[str, str]] = {
    "aws:sqs/queuePolicy:QueuePolicy": ("policy", "Policy"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ("redriveAllowPolicy", "RedriveAllowPolicy"),
}
"""What Pulumi declares as a resource of its own and SQS has as an attribute."""


def declared_queues(environment: str) -> dict[str, dict[str, str]]:
    """By physical name, what the program has SQS set: its queues, their policies and redrive allow policies."""
    recording = record(lambda: Queues("queues", QueuesArgs(environment=environment)), config={"aws:region": REGION})
    queues: dict[str, dict[str, str]] = {}
    by_id: dict[str, str] = {}
    for queue in recording.of_type("aws:sqs/queue:Queue"):
        name = str(queue.inputs["name"])
        by_id[queue.id] = name
        queues[name] = {DECLARED_AS[key]: _as_sqs_says(value) for key, value in queue.inputs.items() if key != "name"}
    for token, (key, attribute) in DECLARED_BESIDE.items():
        for one in recording.of_type(token):
            queues[by_id[str(one.inputs["queueUrl"])]][attribute] = str(one.inputs[key])
    return queues


def _as_sqs_says(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(int(value) if isinstance(value, float) else value)


def scripts_queues(environment: str) -> list[WantedQueue]:
    return list(wanted_queues(QUEUES, environment, REGION, ACCOUNT))


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_the_scripts_send_what_the_program_declares_to_the_letter(environment: str) -> None:
    assert {one.name: dict(one.attributes) for one in scripts_queues(environment)} == declared_queues(environment)


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_the_scripts_tag_as_the_stack_files_do(stack: str) -> None:
    config = stack_config(stack)
    default_tags = cast("Mapping[str, Mapping[str, str]]", config["aws:defaultTags"])["tags"]
    assert default_tags == common_tags(str(config["academy:environment"]))
    assert all(one.tags == default_tags for one in scripts_queues("prod"))
