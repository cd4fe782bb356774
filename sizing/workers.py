"""How big each queue worker is, and how many of them there are when."""

from typing import ClassVar, Literal, get_args

from pydantic import Field

from sizing.compute import APP_MEMORY_MIB, MAX_POOL, MAX_TMP_MIB, MIN_TMP_MIB, Architecture, TaskRange
from sizing.fargate import FargateSize
from sizing.section import Contradiction, CrossChecks, Section

WORKER_MAXIMUM_PERCENT = 200
"""Of the desired count, while a deployment replaces tasks: the connection budget counts with it."""

MIN_IDLE_MINUTES = 5
"""Ours: counts of SQS are approximate and come minutes late, so a shorter silence isn't one.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"""

MAX_IDLE_MINUTES = 120

MIN_SCRATCH_GIB = 21
MAX_SCRATCH_GIB = 200
"""The ephemeral storage that a Fargate task may ask for; the image is unpacked in it too.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html"""


FargateWorker = Literal["video", "ai", "messaging"]

FARGATE_WORKERS: tuple[FargateWorker, ...] = get_args(FargateWorker)


class WorkerSize(FargateSize):
    """One kind of queue worker: its tasks, and what makes them more or fewer."""

    architecture: Architecture = Field(description="Processor that the image is built for: arm64 or x86_64.")
    spot: bool = Field(description="Whether AWS may take a task back at two minutes' notice: true or false.")
    tasks: TaskRange = Field(description="Between how many tasks it scales.")
    connections: int = Field(
        ge=0,
        le=MAX_POOL,
        description=f"Connections that one task opens to PostgreSQL, 0 to {MAX_POOL}; 0 keeps it from the database.",
    )
    idle_minutes: int = Field(
        ge=MIN_IDLE_MINUTES,
        le=MAX_IDLE_MINUTES,
        description="How long there is nothing to do before it goes back to tasks.min, in minutes, "
        f"{MIN_IDLE_MINUTES} to {MAX_IDLE_MINUTES}.",
    )

    @property
    def uses_database(self) -> bool:
        """Whether it gets a way to the database and the password for it."""
        return self.connections > 0


class BatchWorkerSize(WorkerSize):
    """A worker that needs disk for its jobs."""

    scratch_gib: int = Field(
        ge=MIN_SCRATCH_GIB,
        le=MAX_SCRATCH_GIB,
        description=f"Disk of a task in GiB, {MIN_SCRATCH_GIB} to {MAX_SCRATCH_GIB}, image included; jobs use /work.",
    )


class MessagingWorkerSize(WorkerSize):
    """The worker that sends messages to people."""

    tmp_mib: int = Field(
        ge=MIN_TMP_MIB,
        le=MAX_TMP_MIB,
        description=f"Size of /tmp in MiB, {MIN_TMP_MIB} to {MAX_TMP_MIB}; it is part of memory_mib.",
    )

    def _memory_holds_tmp(self) -> Contradiction | None:
        most = self.memory_mib - APP_MEMORY_MIB
        if self.tmp_mib <= most:
            return None
        return Contradiction(
            at=("tmp_mib",),
            want=f"at most {most}: memory_mib ({self.memory_mib}) less {APP_MEMORY_MIB} for the application",
        )

    cross_checks: ClassVar[CrossChecks] = (*WorkerSize.cross_checks, _memory_holds_tmp)


class WorkersSize(Section):
    """The queue workers."""

    video: BatchWorkerSize = Field(description="Transcodes uploaded lectures.")
    ai: BatchWorkerSize = Field(description="Works off the AI queues that no GPU has.")
    messaging: MessagingWorkerSize = Field(description="Sends messages to people.")

    def of(self, worker: FargateWorker) -> BatchWorkerSize | MessagingWorkerSize:
        """The size of one of them."""
        return getattr(self, worker)
