"""Deletes every message of one queue, once somebody has typed its name."""

from typing import TYPE_CHECKING

from ops.problem import Problem
from ops.queues.find import State

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

SETTLES_SECONDS = 60
"""A purge takes that long, and only one may begin in that time.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html"""

RULE = (
    f"SQS takes up to {SETTLES_SECONDS} seconds: until then messages may still be received, and what is sent meanwhile "
    "may be deleted too."
)


def purge(sqs: "SQSClient", queue: State, typed: str) -> None:
    """Delete every message of the queue, those in flight included. Nothing brings them back.

    Raises botocore's errors as they come.

    Raises:
        Problem: what was typed is not the queue's name, or a purge began less than a minute ago.
    """
    if typed != queue.name:
        raise Problem(f'"{typed}" is not the name of the queue, {queue.name}: nothing was deleted')
    try:
        sqs.purge_queue(QueueUrl=queue.url)
    except sqs.exceptions.PurgeQueueInProgress as error:
        raise Problem(
            f"a purge of {queue.name} began less than {SETTLES_SECONDS} seconds ago, and SQS allows one in that time: "
            "run this again in a minute if messages are left"
        ) from error
