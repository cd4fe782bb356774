"""A stack's queues and the clients that reach them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ops.aws.outputs import Located, read_outputs
from ops.aws.session import open_stack_session
from ops.stacks import find_stack

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient


class QueueOutputs(Located):
    """The outputs that queues need."""

    queue_urls: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class StackQueues:
    """Where a stack's queues are."""

    sqs: "SQSClient"
    cloudwatch: "CloudWatchClient"
    urls: Mapping[str, str]
    """By the catalogue's key; dead-letter queues under `<key>-dlq`."""


def open_queues(stack: str, outputs: Path | None, profile: str | None) -> StackQueues:
    """The queues of a stack (its name, or the path of its file), in its account and region.

    Raises:
        Problem: there is no such stack, its outputs can't be had, or the credentials are not its account's.
    """
    found = read_outputs(QueueOutputs, find_stack(stack), outputs)
    session = open_stack_session(profile, found)
    return StackQueues(
        sqs=session.client("sqs"),  # pyright: ignore[reportUnknownMemberType]
        cloudwatch=session.client("cloudwatch"),  # pyright: ignore[reportUnknownMemberType]
        urls=found.queue_urls,
    )
