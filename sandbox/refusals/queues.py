"""What SQS refuses."""

import json
from typing import cast

from sandbox.held import Change
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.wire import is_list, is_object, is_unknown

_ATTRIBUTES = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"
_DEAD_LETTERS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"

QUEUE = "aws:sqs/queue:Queue"
REDRIVE_ALLOW_POLICY = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"

RANGES = {
    "delaySeconds": (0, 900),
    "kmsDataKeyReusePeriodSeconds": (60, 86_400),
    "maxMessageSize": (1_024, 1_048_576),
    "messageRetentionSeconds": (60, 1_209_600),
    "receiveWaitTimeSeconds": (0, 20),
    "visibilityTimeoutSeconds": (0, 43_200),
}
"""What SQS allows, in seconds and bytes: see _ATTRIBUTES."""

MOST_RECEIVES = 1_000  # see _ATTRIBUTES
MOST_SOURCES = 10  # see _ATTRIBUTES


def attribute_out_of_range(change: Change) -> str | None:
    """The numbers of a queue stay in SQS's ranges."""
    for name, (least, most) in RANGES.items():
        value = change.inputs.get(name)
        if isinstance(value, int) and not least <= value <= most:
            return no("InvalidAttributeValue", f"{name} is {value}; want {least} to {most}", _ATTRIBUTES)
    return None


def redrive_policy_of_another_shape(change: Change) -> str | None:
    """A redrive policy names a dead-letter queue and how often a message is received before it goes there."""
    text = change.text("redrivePolicy")
    if not text or is_unknown(text):
        return None
    policy = _object(text)
    if set(policy) != {"deadLetterTargetArn", "maxReceiveCount"}:
        return no("InvalidParameterValue", _only(text, "deadLetterTargetArn", "maxReceiveCount"), _ATTRIBUTES)
    count = policy["maxReceiveCount"]
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_RECEIVES:
        reason = f"maxReceiveCount in the redrive policy is {json.dumps(count)}; want 1 to {MOST_RECEIVES}"
        return no("InvalidParameterValue", reason, _ATTRIBUTES)
    return None


def dead_letter_queue_that_is_not_there(change: Change) -> str | None:
    """A dead-letter queue exists, in the same account and region, before a queue names it."""
    target = _object(change.text("redrivePolicy")).get("deadLetterTargetArn")
    if target is None or any(each.outputs.get("arn") == target for each in change.held(QUEUE)):
        return None
    return no("InvalidParameterValue", f"dead letter target {target} does not exist", _DEAD_LETTERS)


def redrive_allow_policy_of_another_shape(change: Change) -> str | None:
    """A redrive allow policy says who may use the queue for dead letters: all, nobody, or up to ten queues by ARN."""
    text = change.text("redriveAllowPolicy")
    if not text or is_unknown(text):
        return None
    policy = _object(text)
    permission, sources = policy.get("redrivePermission"), policy.get("sourceQueueArns")
    if not set(policy) <= {"redrivePermission", "sourceQueueArns"}:
        return no("InvalidAttributeValue", _only(text, "redrivePermission", "sourceQueueArns"), _ATTRIBUTES)
    if permission not in ("allowAll", "denyAll", "byQueue"):
        reason = f"redrivePermission is {json.dumps(permission)}; want allowAll, denyAll or byQueue"
        return no("InvalidAttributeValue", reason, _ATTRIBUTES)
    if permission != "byQueue" and sources is not None:
        return no("InvalidAttributeValue", f"sourceQueueArns goes with byQueue, not {permission}", _ATTRIBUTES)
    if permission == "byQueue" and not (is_list(sources) and 1 <= len(sources) <= MOST_SOURCES):
        return no("InvalidAttributeValue", f"byQueue wants sourceQueueArns, 1 to {MOST_SOURCES} of them", _ATTRIBUTES)
    return None


def _object(text: str) -> dict[str, object]:
    try:
        value = cast("object", json.loads(text or "{}"))
    except json.JSONDecodeError:
        return {}
    return dict(value) if is_object(value) else {}


def _only(text: str, *keys: str) -> str:
    return f"{text} is not an object with only {' and '.join(keys)}"


RULES = (
    Rule(when=frozenset({"check"}), types=frozenset({QUEUE}), reason=attribute_out_of_range),
    Rule(when=WRITE, types=frozenset({QUEUE}), reason=redrive_policy_of_another_shape),
    Rule(when=WRITE, types=frozenset({QUEUE}), reason=dead_letter_queue_that_is_not_there),
    Rule(when=WRITE, types=frozenset({REDRIVE_ALLOW_POLICY}), reason=redrive_allow_policy_of_another_shape),
)
