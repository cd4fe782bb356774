"""Looks at dead letters and leaves them where they are."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS
from ops.problem import Problem
from ops.queues.find import State

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

HIDDEN_SECONDS = 30
"""How long a message that is looked at is hidden from others, should it not be let go sooner."""

BATCH = 10
"""Messages in one call at most.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html"""

WAIT_SECONDS = 1
"""A receive that waits asks all of SQS's servers and not a sample of them.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html"""


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """One message of a dead-letter queue."""

    message_id: str
    body: str
    attributes: dict[str, str]
    """What the sender attached; binary values in base 64."""
    sent: datetime
    """When the job was first sent to its queue."""
    expires: datetime
    """When SQS deletes it: the queue's retention, counted from `sent` and not from when it failed.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html"""
    receives: int
    """How often it was received: as a job, and by whoever looked at it since."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen, oldest first."""

    letters: Sequence[DeadLetter]
    still_hidden: int
    """Messages that could not be let go; they are visible again after HIDDEN_SECONDS."""


def peek(sqs: "SQSClient", queue: State, limit: int) -> Look:
    """Look at up to `limit` messages of a dead-letter queue; none is deleted, moved or changed.

    SQS has no call that only looks. This one receives each message, hidden from others for HIDDEN_SECONDS, and lets
    all of them go (ChangeMessageVisibility with 0) when it has seen enough, also when it fails or is interrupted. What
    is left behind is a higher receive count. On a queue with a redrive policy that count is what buries a job, so this
    one refuses such a queue: there, looking would take one of a job's attempts, or bury the job outright.

    Messages that somebody else has in flight are not seen. Raises botocore's errors as they come.

    Raises:
        Problem: the queue has a redrive policy.
    """
    if queue.has_redrive_policy:
        raise Problem(
            f"{queue.name} moves what is received too often to another queue: looking at a message would count as an "
            "attempt at it. Only dead letters can be looked at"
        )
    seen: dict[str, MessageTypeDef] = {}
    still_hidden = 0
    try:
        while len(seen) < limit:
            received = sqs.receive_message(
                QueueUrl=queue.url,
                MaxNumberOfMessages=min(BATCH, limit - len(seen)),
                VisibilityTimeout=HIDDEN_SECONDS,
                WaitTimeSeconds=WAIT_SECONDS,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            known = len(seen)
            seen |= {message.get("MessageId", ""): message for message in received}
            if len(seen) == known or len(seen) >= queue.waiting:
                break
    finally:
        still_hidden = _let_go(sqs, queue.url, list(seen.values()))
    letters = sorted((_letter(message, queue.retention_seconds) for message in seen.values()), key=lambda one: one.sent)
    return Look(letters=letters, still_hidden=still_hidden)


def shortened(letter: DeadLetter, length: int) -> DeadLetter:
    """The same with a body that fits a line: no control characters, at most so many characters."""
    printable = "".join(char if char.isprintable() else " " for char in letter.body)
    return replace(letter, body=printable if len(printable) <= length else printable[: length - 1] + "…")


def _let_go(sqs: "SQSClient", url: str, messages: Sequence["MessageTypeDef"]) -> int:
    """Make them visible again; how many could not be."""
    failed = 0
    for start in range(0, len(messages), BATCH):
        batch = messages[start : start + BATCH]
        try:
            answer = sqs.change_message_visibility_batch(
                QueueUrl=url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": message.get("ReceiptHandle", ""), "VisibilityTimeout": 0}
                    for number, message in enumerate(batch)
                ],
            )
        except AWS_ERRORS:  # by themselves then, after HIDDEN_SECONDS
            failed += len(batch)
        else:
            failed += len(answer.get("Failed", []))
    return failed


def _letter(message: "MessageTypeDef", retention_seconds: int) -> DeadLetter:
    system = {str(name): value for name, value in message.get("Attributes", {}).items()}
    sent = datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC)
    return DeadLetter(
        message_id=message.get("MessageId", ""),
        body=message.get("Body", ""),
        attributes=dict(_attributes(message)),
        sent=sent,
        expires=sent + timedelta(seconds=retention_seconds),
        receives=int(system["ApproximateReceiveCount"]),
    )


def _attributes(message: "MessageTypeDef") -> Iterator[tuple[str, str]]:
    for name, value in sorted(message.get("MessageAttributes", {}).items()):
        binary = value.get("BinaryValue")
        yield name, value.get("StringValue", "") if binary is None else base64.b64encode(binary).decode()
