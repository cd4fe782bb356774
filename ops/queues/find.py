"""Which queues a stack has, and what SQS says about one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ops.problem import Problem
from sizing.queues import QUEUES, QueueContract

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

DEAD_LETTERS = "-dlq"
"""What the key of a dead-letter queue ends in, in the stack's outputs."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A queue of the catalogue with its dead-letter queue, as the stack has them."""

    contract: QueueContract
    url: str
    dead_letter_url: str


@dataclass(frozen=True, kw_only=True)
class State:
    """What SQS says about a queue. Counts are approximate: they settle within a minute after the last change.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
    """

    name: str
    url: str
    arn: str
    waiting: int
    """Messages that may be received now."""
    delayed: int
    """Messages that were sent with a delay which is not over."""
    in_flight: int
    """Messages that somebody has received and neither deleted nor let go."""
    retention_seconds: int
    has_redrive_policy: bool
    """Whether a message moves on when it has been received too often."""

    @property
    def messages(self) -> int:
        """All of them."""
        return self.waiting + self.delayed + self.in_flight


def pairs(queue_urls: Mapping[str, str]) -> list[Pair]:
    """The stack's queues in the catalogue's order.

    Raises:
        Problem: the outputs lack one.
    """
    missing = [
        key for contract in QUEUES for key in (contract.key, contract.key + DEAD_LETTERS) if not queue_urls.get(key)
    ]
    if missing:
        raise Problem(f"the stack's output queue_urls lacks {', '.join(missing)}; has `pulumi up` come through?")
    return [
        Pair(contract=contract, url=queue_urls[contract.key], dead_letter_url=queue_urls[contract.key + DEAD_LETTERS])
        for contract in QUEUES
    ]


def find_pair(known: Sequence[Pair], queue: str) -> Pair:
    """The pair that a key or the name of either queue means.

    Raises:
        Problem: there is none.
    """
    for pair in known:
        if queue in (*_names(pair, pair.url), *_names(pair, pair.dead_letter_url)):
            return pair
    raise Problem(f'QUEUE is "{queue}"; want {_either(pair.contract.key for pair in known)}')


def find_url(known: Sequence[Pair], queue: str) -> str:
    """The one queue that a key (`video`, or `video-dlq` for its dead letters) or its own name means.

    Raises:
        Problem: there is none.
    """
    for pair in known:
        for url in (pair.url, pair.dead_letter_url):
            if queue in _names(pair, url):
                return url
    keys = (key for pair in known for key in (pair.contract.key, pair.contract.key + DEAD_LETTERS))
    raise Problem(f'QUEUE is "{queue}"; want {_either(keys)}')


def name_of(url: str) -> str:
    """A queue's name: its URL ends in it."""
    return url.rpartition("/")[2]


def read(sqs: "SQSClient", url: str) -> State:
    """Ask SQS about a queue. Raises botocore's errors as they come."""
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]).get("Attributes", {})
    attributes = {str(name): value for name, value in found.items()}

    def count(name: str) -> int:
        return int(attributes.get(name, "0"))

    return State(
        name=name_of(url),
        url=url,
        arn=attributes["QueueArn"],
        waiting=count("ApproximateNumberOfMessages"),
        delayed=count("ApproximateNumberOfMessagesDelayed"),
        in_flight=count("ApproximateNumberOfMessagesNotVisible"),
        retention_seconds=count("MessageRetentionPeriod"),
        has_redrive_policy=bool(_policy(attributes.get("RedrivePolicy", ""))),
    )


def _names(pair: Pair, url: str) -> tuple[str, str]:
    key = pair.contract.key
    return (key if url == pair.url else key + DEAD_LETTERS), name_of(url)


def _either(keys: Iterable[str]) -> str:
    *most, last = keys
    return f"{', '.join(most)} or {last}"


def _policy(text: str) -> object:
    return cast("object", json.loads(text)) if text else None
