"""When a queue worker gets more tasks and when fewer, as it follows from its size and its queues' contracts.

Nobody counts running tasks. More come while messages wait, because a task with nothing to do would have taken them;
they go when nothing waits and nothing is being worked on.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sizing.access import ServiceAccess
from sizing.compute import TaskRange
from sizing.queues import QUEUES, QueueContract

PERIOD_SECONDS = 60
"""How often SQS counts, and therefore what alarms look at.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html"""

WAITING = 1
"""Messages that wait: from so many on there are too few tasks."""

EMPTY = 0
"""Messages that wait or are being worked on: with so many there are too many tasks. Below WAITING, so that the same
count never asks for both."""

COUNT_SECONDS = 120
"""Ours: how old a count may be that an alarm acts on. SQS counts once a minute; CloudWatch has it a minute later."""

FARGATE_START_SECONDS = 180
"""Ours: until a Fargate task takes its first message, its image of up to 1 GiB pulled."""

MACHINE_START_SECONDS = 600
"""Ours: until a task on a machine that is still to be started takes its first message, its image of some GiB pulled."""

MOST_STEPS = 20
"""Of one step scaling policy.
https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html"""


@dataclass(frozen=True, kw_only=True)
class Step:
    """So many tasks more while so many messages wait."""

    tasks: int
    """1 or more."""
    from_messages: int
    """1 or more."""
    to_messages: int | None
    """The first number that is the next step's; None for the last step."""


def drained_queues(access: ServiceAccess) -> tuple[QueueContract, ...]:
    """The queues whose messages a service receives, in the catalogue's order."""
    return tuple(queue for queue in QUEUES if queue.key in access.receives_from)


def messages_per_task(queues: Sequence[QueueContract]) -> int:
    """How many waiting messages one task more is enough for, 1 or more.

    As many of the longest jobs as it does one after the other within the acceptable wait. The sum over several queues
    doesn't say in which of them a message waits, so the queue that asks for most tasks decides.
    """
    return min(max(1, queue.acceptable_wait_seconds // queue.longest_job_seconds) for queue in queues)


def steps_out(tasks: TaskRange, queues: Sequence[QueueContract]) -> tuple[Step, ...]:
    """The steps up, from one task more to all that there is room for; none where the number of tasks is fixed.

    Each adds about twice as many as the one before: few enough steps for any range, and never a task that the waiting
    messages would leave without work.
    """
    added = _doublings(tasks.max - tasks.min)
    if not added:
        return ()
    per_task = messages_per_task(queues)
    starts = [(count - 1) * per_task + WAITING for count in added]
    ends = [*starts[1:], None]
    return tuple(
        Step(tasks=count, from_messages=start, to_messages=end)
        for count, start, end in zip(added, starts, ends, strict=True)
    )


def cooldown_seconds(start_seconds: int) -> int:
    """How long a step up is given to show in the counts: a task's start, and the age of a count."""
    return start_seconds + COUNT_SECONDS


def idle_periods(idle_minutes: int) -> int:
    """How many counts in a row say that there is nothing to do."""
    return idle_minutes * 60 // PERIOD_SECONDS


def _doublings(most: int) -> list[int]:
    """1, 2, 4 and so on, and `most` at the end."""
    if most < 1:
        return []
    return [*itertools.takewhile(lambda count: count < most, (2**power for power in itertools.count())), most]
