"""Sends dead letters back to the queue that they came from, by SQS's own move task."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ops.aws.errors import AWS_ERRORS
from ops.problem import Problem
from ops.queues import move_tasks
from ops.queues.find import Pair, State, read
from ops.queues.move_tasks import MoveTask, Status

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

RATE_MAX = 500
"""Messages a second.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html"""

POLL_SECONDS = 2.0
LISTED_WITHIN_POLLS = 15
"""How often we ask for a task that SQS has accepted and doesn't list yet."""

Pause = Callable[[float], None]
Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Both queues at one moment."""

    dead_letters: State
    queue: State


@dataclass(frozen=True, kw_only=True)
class Redrive:
    """What came of it."""

    before: Ends
    after: Ends
    task: MoveTask | None
    """None when there was nothing to move."""
    joined: bool
    """Whether the task was under way already."""


def redrive(sqs: "SQSClient", pair: Pair, *, rate: int, tell: Tell, pause: Pause = time.sleep) -> Redrive:
    """Move every dead letter of a queue back to it, at most `rate` (1 to RATE_MAX) a second, and wait for the end.

    Messages go from queue to queue inside SQS and never through this process, which starts the one move task that SQS
    allows a queue and watches it. So this process can be killed at any moment: no message is lost or sent twice for
    that. The task goes on; run again, the command joins it, and when it is over, finds nothing left to move. Ctrl-C and
    SIGTERM stop the task: what is not moved stays a dead letter, and the next run moves it. A task ends by itself after
    36 hours. As ever with standard queues, SQS itself may rarely deliver a message twice.

    A moved message is a new one to SQS: it has another id, no receives, and the queue's whole retention before it.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html

    Whoever calls it needs StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask, ReceiveMessage,
    DeleteMessage and GetQueueAttributes on the dead-letter queue, SendMessage and GetQueueAttributes on the queue.
    Raises botocore's errors as they come.

    Raises:
        Problem: the task failed or was stopped by somebody, or another one moves these messages elsewhere.
    """
    before = ends(sqs, pair)
    source = before.dead_letters.arn
    last = _last(sqs, before)
    joined = last is not None and last.is_active
    if last is not None and joined:
        _check_destination(last, before)
        tell(f"A redrive is under way since {last.started:%Y-%m-%d %H:%M:%S} UTC: watching it")
        if last.rate != rate:
            tell(f"It moves {last.rate or 'as many messages as SQS likes'} a second, whatever --rate says")
    elif not before.dead_letters.messages:
        if last is not None:
            tell(f"The last redrive, of {last.started:%Y-%m-%d %H:%M:%S} UTC, ended {last.status}: {last.progress}")
        return Redrive(before=before, after=before, task=None, joined=False)
    try:
        if not joined:
            _start(sqs, before, rate)
        task = _watch(sqs, source, None if joined or last is None else last.started, tell, pause)
    except KeyboardInterrupt:
        _stop(sqs, source, tell)
        raise
    if task.status is not Status.COMPLETED:
        reason = f": {task.failure}" if task.failure else ""
        raise Problem(
            f"the redrive of {pair.contract.key} ended {task.status} with {task.progress}{reason}. "
            f"The rest is in {before.dead_letters.name}; run it again"
        )
    return Redrive(before=before, after=ends(sqs, pair), task=task, joined=joined)


def ends(sqs: "SQSClient", pair: Pair) -> Ends:
    """Ask about both queues."""
    return Ends(dead_letters=read(sqs, pair.dead_letter_url), queue=read(sqs, pair.url))


def _last(sqs: "SQSClient", before: Ends) -> MoveTask | None:
    try:
        return move_tasks.latest(sqs, before.dead_letters.arn)
    except Problem:
        if before.dead_letters.messages:
            raise
        return None  # nothing to move: it matters to nobody that it can't be moved


def _check_destination(task: MoveTask, ends: Ends) -> None:
    if task.destination_arn not in {None, ends.queue.arn}:
        elsewhere = (task.destination_arn or "").rpartition(":")[2]
        raise Problem(
            f"{ends.dead_letters.name} is being moved to {elsewhere} ({task.progress}), and SQS allows one move at a "
            f"time. Wait until it is over, or stop it: aws sqs cancel-message-move-task --task-handle {task.handle}"
        )


def _start(sqs: "SQSClient", before: Ends, rate: int) -> None:
    try:
        move_tasks.start(sqs, before.dead_letters.arn, before.queue.arn, rate)
    except ClientError:
        # Refused because there is one now: somebody else was faster, or our first attempt did arrive and its answer
        # didn't. SQS gives that no error code of its own.
        task = move_tasks.latest(sqs, before.dead_letters.arn)
        if task is None or not task.is_active:
            raise
        _check_destination(task, before)


def _watch(sqs: "SQSClient", source: str, newer_than: datetime | None, tell: Tell, pause: Pause) -> MoveTask:
    """Wait for the end of the task that began after `newer_than`."""
    unlisted = 0
    while True:
        task = move_tasks.latest(sqs, source)
        if task is None or (newer_than is not None and task.started <= newer_than):
            unlisted += 1
            if unlisted == LISTED_WITHIN_POLLS:
                raise Problem("SQS has accepted the redrive and doesn't list it; run it again to see what became of it")
        else:
            tell(task.progress)
            if not task.is_active:
                return task
        pause(POLL_SECONDS)


def _stop(sqs: "SQSClient", source: str, tell: Tell) -> None:
    try:
        task = move_tasks.latest(sqs, source)
        if task is not None and task.handle is not None:
            move_tasks.cancel(sqs, task.handle)
            tell(f"Stopping the redrive: {task.progress}; the rest stay dead letters")
    except AWS_ERRORS:
        tell(f"The redrive could not be stopped; SQS goes on moving messages out of {source.rpartition(':')[2]}")
