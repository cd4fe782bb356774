"""How big an API task is, and how many of them there are when."""

from typing import ClassVar, Literal

from pydantic import Field

from sizing.fargate import FargateSize
from sizing.section import Contradiction, CrossChecks, Section

Architecture = Literal["arm64", "x86_64"]

MAX_TASKS = 100
"""Ours: more than that is a slip of the keyboard, and more than a new account's Fargate quota allows.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""

MIN_API_TASKS = 2
"""One a zone in two zones, so that one can be lost."""

API_MAXIMUM_PERCENT = 200
"""Of the desired count, while a deployment replaces tasks: the connection budget counts with it."""

MIN_TMP_MIB = 16
MAX_TMP_MIB = 4096

APP_MEMORY_MIB = 256
"""Ours: what is left to an application when everything else has its share, at least."""

PGBOUNCER_MEMORY_MIB = 64
"""What the PgBouncer sidecar may use of its task's memory. It takes 2 KiB a client and some buffers.
https://www.pgbouncer.org/features.html"""

MAX_POOL = 100
"""Connections of one task. Ours: a task has a few vCPUs at most, and more connections only queue inside PostgreSQL."""


class TaskRange(Section):
    """Between how many tasks a service scales."""

    min: int = Field(ge=0, le=MAX_TASKS, description=f"Tasks when there is little to do, 0 to {MAX_TASKS}.")
    max: int = Field(ge=1, le=MAX_TASKS, description=f"Tasks when there is much to do, 1 to {MAX_TASKS}, min or more.")

    def _max_is_not_below_min(self) -> Contradiction | None:
        if self.max >= self.min:
            return None
        return Contradiction(at=("max",), want=f"min ({self.min}) to {MAX_TASKS}")

    cross_checks: ClassVar[CrossChecks] = (_max_is_not_below_min,)


class ApiTasks(TaskRange):
    """Between how many tasks the API scales: never fewer than two."""

    min: int = Field(
        ge=MIN_API_TASKS,
        le=MAX_TASKS,
        description=f"Tasks when there is little to do, {MIN_API_TASKS} to {MAX_TASKS}: one a zone at least.",
    )
    max: int = Field(
        ge=MIN_API_TASKS,
        le=MAX_TASKS,
        description=f"Tasks when there is much to do, {MIN_API_TASKS} to {MAX_TASKS}, min or more.",
    )


class ScheduledMinimum(Section):
    """More tasks than usual at a time of day that is known to be busy, in Seoul's time."""

    tasks: int = Field(
        ge=MIN_API_TASKS,
        le=MAX_TASKS,
        description=f"Tasks at that time, {MIN_API_TASKS} to {MAX_TASKS}, from tasks.min to tasks.max.",
    )
    from_hour: int = Field(ge=0, le=23, description="Hour at which it begins, 0 to 23, Asia/Seoul.")
    to_hour: int = Field(ge=0, le=23, description="Hour at which it ends, 0 to 23, Asia/Seoul; may be the next day's.")

    def _it_ends_at_another_hour(self) -> Contradiction | None:
        if self.to_hour != self.from_hour:
            return None
        return Contradiction(at=("to_hour",), want="another hour than from_hour")

    cross_checks: ClassVar[CrossChecks] = (_it_ends_at_another_hour,)


class ApiSize(FargateSize):
    """The API: its tasks, and what makes them more or fewer."""

    architecture: Architecture = Field(description="Processor that the image is built for: arm64 or x86_64.")
    tmp_mib: int = Field(
        ge=MIN_TMP_MIB,
        le=MAX_TMP_MIB,
        description=f"Size of /tmp in MiB, {MIN_TMP_MIB} to {MAX_TMP_MIB}; it is part of memory_mib.",
    )
    tasks: ApiTasks = Field(description="Between how many tasks it scales.")
    connections: int = Field(
        ge=1,
        le=MAX_POOL,
        description=f"Connections that one task opens to PostgreSQL, 1 to {MAX_POOL}.",
    )
    cpu_target_percent: int = Field(
        ge=10, le=90, description="Mean use of CPU that scaling keeps, in percent, 10 to 90."
    )
    requests_per_task_per_minute: int = Field(
        ge=1, le=100_000, description="Requests a minute and task that scaling keeps, 1 to 100000."
    )
    scheduled_minimum: ScheduledMinimum | None = Field(
        default=None, description="More tasks at a time of day that is known to be busy; may be left out."
    )

    def _scheduled_minimum_is_within_the_range(self) -> Contradiction | None:
        scheduled = self.scheduled_minimum
        if scheduled is None or self.tasks.min <= scheduled.tasks <= self.tasks.max:
            return None
        return Contradiction(
            at=("scheduled_minimum", "tasks"), want=f"tasks.min ({self.tasks.min}) to tasks.max ({self.tasks.max})"
        )

    cross_checks: ClassVar[CrossChecks] = (*FargateSize.cross_checks, _scheduled_minimum_is_within_the_range)
