"""moto's server with the three message move actions that it lacks, as AWS documents them.

Run as `python -m tests.ops.queues.moving_sqs -H HOST -p PORT`. A task moves messages by itself, at its rate, whoever
watches. A dead-letter queue with the tag `hold-at` moves no more than so many messages of a task: a test can do
something at a known moment. What AWS answers was taken from its API reference, and from answers that it really gave, as
recorded in localstack's tests (test_sqs_move_task.snapshot.json).
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.server import main
from moto.sqs import models, responses
from moto.sqs.exceptions import SQSException
from moto.sqs.models import Message, Queue, SQSBackend

TICK_SECONDS = 0.01
HOLD_TAG = "hold-at"


def stored(queue: Queue) -> list[Message]:
    """Every message in a queue."""
    return queue._messages  # pyright: ignore[reportPrivateUsage]


def new_message(old: Message) -> Message:
    """The same body and attributes; to SQS another message, sent now."""
    new = cast("Message", Message(str(uuid4()), old.body))
    new.message_attributes = old.message_attributes
    new.mark_sent()
    return new


@dataclass
class Task:
    """A move task."""

    source: Queue
    destination: Queue
    destination_arn: str | None
    rate: int
    to_move: int
    handle: str = field(default_factory=lambda: uuid4().hex)
    status: str = "RUNNING"
    moved: int = 0
    started: float = field(default_factory=time.time)

    def run(self) -> None:
        """Move what the rate allows, until nothing is left that can be seen."""
        allowance = 0.0
        while self.status == "RUNNING":
            time.sleep(TICK_SECONDS)
            allowance += self.rate * TICK_SECONDS
            while allowance >= 1 and self.status == "RUNNING" and self.moved < self._hold_at():
                allowance -= 1
                if not self._move_one():
                    self.status = "COMPLETED"
        if self.status == "CANCELLING":
            self.status = "CANCELLED"

    def _hold_at(self) -> float:
        return float(self.source.tags.get(HOLD_TAG, "inf"))

    def _move_one(self) -> bool:
        for old in stored(self.source):
            if old.visible and not old.delayed:
                new = new_message(old)
                stored(self.source).remove(old)
                self.destination.add_message(new)
                self.moved += 1
                return True
        return False

    def listed(self) -> dict[str, object]:
        """As ListMessageMoveTasks shows it."""
        entry: dict[str, object] = {
            "ApproximateNumberOfMessagesMoved": self.moved,
            "ApproximateNumberOfMessagesToMove": self.to_move,
            "MaxNumberOfMessagesPerSecond": self.rate,
            "SourceArn": self.source.queue_arn,
            "StartedTimestamp": int(self.started * 1000),
            "Status": self.status,
        }
        if self.destination_arn is not None:
            entry["DestinationArn"] = self.destination_arn
        if self.status == "RUNNING":
            entry["TaskHandle"] = self.handle
        return entry


class MovingSQSResponse(responses.SQSResponse):
    """moto's answers, and those that it lacks."""

    tasks: list[Task] = []  # noqa: RUF012 -- one server, one list

    def start_message_move_task(self) -> ActionResult:
        """StartMessageMoveTask."""
        source = self._queue(str(self._param("SourceArn")))
        feeding = self.sqs_backend.list_dead_letter_source_queues(source.name)
        if not feeding:
            raise SQSException("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
        if any(task.source is source and task.status in {"RUNNING", "CANCELLING"} for task in self.tasks):
            raise SQSException(
                "InvalidParameterValue",
                "There is already a task running. Only one active task is allowed for a source queue arn at a given "
                "time.",
            )
        destination_arn = cast("str | None", self._param("DestinationArn"))
        task = Task(
            source=source,
            destination=feeding[0] if destination_arn is None else self._queue(destination_arn),
            destination_arn=destination_arn,
            rate=cast("int", self._param("MaxNumberOfMessagesPerSecond") or 500),
            to_move=len(stored(source)),
        )
        self.tasks.append(task)
        threading.Thread(target=task.run, daemon=True).start()
        return ActionResult({"TaskHandle": task.handle})

    def list_message_move_tasks(self) -> ActionResult:
        """ListMessageMoveTasks."""
        source = self._queue(str(self._param("SourceArn")))
        newest_first = [task.listed() for task in reversed(self.tasks) if task.source is source]
        return ActionResult({"Results": newest_first[: cast("int", self._param("MaxResults") or 1)]})

    def cancel_message_move_task(self) -> ActionResult:
        """CancelMessageMoveTask."""
        handle = self._param("TaskHandle")
        for task in self.tasks:
            if task.handle == handle and task.status == "RUNNING":
                task.status = "CANCELLING"
                return ActionResult({"ApproximateNumberOfMessagesMoved": task.moved})
        raise SQSException("ResourceNotFoundException", "Task does not exist.")

    def _queue(self, arn: str) -> Queue:
        return self.sqs_backend.get_queue(arn.rpartition(":")[2])

    def _param(self, name: str) -> Any:
        return self._get_param(name)


def milliseconds() -> float:
    """What moto's own function says, which takes ten times as long."""
    return time.time() * 1000


def never_expired(self: SQSBackend, queue_name: str, message: Message) -> bool:
    """Nothing expires in the time of a test."""
    return True


if __name__ == "__main__":
    # The routes look the class up when the server first loads them.
    responses.SQSResponse = MovingSQSResponse
    # For each message that it hands out moto counts all of them, several times: minutes, for a thousand.
    models.unix_time_millis = milliseconds  # pyright: ignore[reportPrivateImportUsage]
    models.SQSBackend.is_message_valid_based_on_retention_period = never_expired
    main()
