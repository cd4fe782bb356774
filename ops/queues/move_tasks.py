"""SQS's own message move tasks: what redrives dead letters, inside AWS."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ops.aws.errors import code
from ops.problem import Problem

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ListMessageMoveTasksResultEntryTypeDef

LISTED = 10
"""SQS tells of the latest ten. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html"""


class Status(StrEnum):
    """SQS's own words."""

    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class MoveTask:
    """One move task as SQS lists it."""

    status: Status
    handle: str | None
    """Only while it is RUNNING."""
    started: datetime
    destination_arn: str | None
    """None when each message goes back to the queue that it came from."""
    rate: int | None
    """Messages a second; None when SQS chooses."""
    moved: int
    """Approximate."""
    to_move: int | None
    """How many there were at the start; None before SQS has begun."""
    failure: str

    @property
    def is_active(self) -> bool:
        """Whether it may still move messages."""
        return self.status in {Status.RUNNING, Status.CANCELLING}

    @property
    def progress(self) -> str:
        """For people."""
        return f"{self.moved} of {'?' if self.to_move is None else self.to_move} moved"


def latest(sqs: "SQSClient", source_arn: str) -> MoveTask | None:
    """The active task of a dead-letter queue, of which there is at most one, or else the last one.

    Raises:
        Problem: whoever answers is no SQS that has move tasks.
    """
    try:
        listed = sqs.list_message_move_tasks(SourceArn=source_arn, MaxResults=LISTED).get("Results", [])
    except ClientError as error:
        if code(error).isdigit():  # a bare HTTP status, where SQS names the error
            raise Problem(
                f"{sqs.meta.endpoint_url} has no message move tasks, with which SQS redrives: nothing was moved"
            ) from error
        raise
    tasks = sorted(map(_task, listed), key=lambda task: (task.is_active, task.started))
    return tasks[-1] if tasks else None


def start(sqs: "SQSClient", source_arn: str, destination_arn: str, rate: int) -> None:
    """Have all messages of a dead-letter queue moved, at most `rate` (1 to 500) a second.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    """
    # The destination is named although SQS knows where a dead letter came from: not so for one that a person put there.
    sqs.start_message_move_task(SourceArn=source_arn, DestinationArn=destination_arn, MaxNumberOfMessagesPerSecond=rate)


def cancel(sqs: "SQSClient", handle: str) -> None:
    """Stop a task; what it has moved stays moved."""
    sqs.cancel_message_move_task(TaskHandle=handle)


def _task(entry: "ListMessageMoveTasksResultEntryTypeDef") -> MoveTask:
    return MoveTask(
        status=Status(entry.get("Status", "")),
        handle=entry.get("TaskHandle"),
        started=datetime.fromtimestamp(entry.get("StartedTimestamp", 0) / 1000, UTC),
        destination_arn=entry.get("DestinationArn"),
        rate=entry.get("MaxNumberOfMessagesPerSecond"),
        moved=entry.get("ApproximateNumberOfMessagesMoved", 0),
        to_move=entry.get("ApproximateNumberOfMessagesToMove"),
        failure=entry.get("FailureReason", ""),
    )
