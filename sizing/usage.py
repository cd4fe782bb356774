"""What people do with the academy. It only prices a stack: no resource follows from it."""

from typing import ClassVar

from pydantic import Field

from sizing.database import MAX_STORAGE_GIB
from sizing.queues import AI_BASIC, AI_LITE, AI_PREMIUM, MESSAGING, VIDEO, QueueContract
from sizing.section import Contradiction, CrossChecks, Section

HOURS_PER_MONTH = 730
"""What a month has in AWS's own price examples. https://calculator.aws"""

SECONDS_PER_DAY = 86_400

MAX_DAILY_USERS = 1_000_000
MAX_PER_USER = 10_000
MAX_MIB_PER_USER = 10_000
MAX_RESPONSE_KIB = 10_240
MAX_JOBS_PER_DAY = 1_000_000
MAX_MONTHLY_GIB = 1_000_000
MAX_MEDIA_MONTHS = 120
MAX_OBJECT_MIB = 10_000
MAX_FRONTEND_MIB = 1_000
MAX_LOG_MIB_PER_DAY = 1_000_000
MAX_REGISTRY_GIB = 10_000
"""Ours, all of them: more is a slip of the keyboard."""

MAX_GPU_HOURS = 100 * HOURS_PER_MONTH
"""A hundred machines, which is the most that gpu.tasks takes, around the clock."""


def _jobs(what: str) -> int:
    return Field(ge=0, le=MAX_JOBS_PER_DAY, description=f"{what} a day, 0 to {MAX_JOBS_PER_DAY}.")


def _run_time(queue: QueueContract) -> int:
    longest = queue.longest_job_seconds
    return Field(ge=1, le=longest, description=f"Mean run time of a job in seconds, 1 to {longest}, its longest.")


class JobsPerDay(Section):
    """How many jobs are put into each queue."""

    video: int = _jobs("Lectures that are transcoded")
    ai_lite: int = _jobs("Pages and questions that AI answers")
    ai_basic: int = _jobs("Classes whose answer sheets AI reads")
    ai_premium: int = _jobs("Recordings that AI analyses")
    messaging: int = _jobs("Batches that are handed to the SMS provider")

    def of(self, queue: str) -> int:
        """Those of one queue, by its key in the catalogue."""
        return getattr(self, queue.replace("-", "_"))


class JobSeconds(Section):
    """How long a job of each queue takes a worker of the stack's size."""

    video: int = _run_time(VIDEO)
    ai_lite: int = _run_time(AI_LITE)
    ai_basic: int = _run_time(AI_BASIC)
    ai_premium: int = _run_time(AI_PREMIUM)
    messaging: int = _run_time(MESSAGING)

    def of(self, queue: str) -> int:
        """That of one queue, by its key in the catalogue."""
        return getattr(self, queue.replace("-", "_"))


class Usage(Section):
    """Everything that a price depends on and a size doesn't say."""

    daily_users: int = Field(
        ge=1, le=MAX_DAILY_USERS, description=f"People who use the academy on a day, 1 to {MAX_DAILY_USERS}."
    )
    api_requests_per_user: int = Field(
        ge=0, le=MAX_PER_USER, description=f"Requests to the API a day and user, 0 to {MAX_PER_USER}."
    )
    api_response_kib: int = Field(
        ge=1, le=MAX_RESPONSE_KIB, description=f"Mean answer of the API in KiB, 1 to {MAX_RESPONSE_KIB}."
    )
    busy_hours: int = Field(
        ge=1, le=24, description="Hours of a day in which busy_percent of the requests fall, 1 to 24."
    )
    busy_percent: int = Field(
        ge=1,
        le=100,
        description="Part of a day's requests that falls in the busy hours, in percent, 1 to 100: their even share or "
        "more.",
    )
    cdn_requests_per_user: int = Field(
        ge=0,
        le=MAX_PER_USER,
        description=f"Requests to the CDN a day and user, those to the API not among them, 0 to {MAX_PER_USER}.",
    )
    cdn_mib_per_user: int = Field(
        ge=0,
        le=MAX_MIB_PER_USER,
        description=f"MiB from the CDN a day and user, the API's answers not among them, 0 to {MAX_MIB_PER_USER}.",
    )
    cache_hit_percent: int = Field(
        ge=0, le=100, description="Part of those requests and MiB that the CDN has in its cache, in percent, 0 to 100."
    )
    old_media_percent: int = Field(
        ge=0,
        le=100,
        description="Part of the MiB not in the cache that is in Standard-IA or Glacier, in percent, 0 to 100.",
    )
    media_upload_gib: int = Field(
        ge=0,
        le=MAX_MONTHLY_GIB,
        description=f"Media stored anew in a month, renditions included, in GiB, 0 to {MAX_MONTHLY_GIB}.",
    )
    media_months: int = Field(
        ge=1, le=MAX_MEDIA_MONTHS, description=f"How long media is kept, in months, 1 to {MAX_MEDIA_MONTHS}."
    )
    media_object_mib: int = Field(
        ge=1, le=MAX_OBJECT_MIB, description=f"Mean media object in MiB, 1 to {MAX_OBJECT_MIB}."
    )
    media_overwritten_percent: int = Field(
        ge=0,
        le=100,
        description="Part of the media stored anew that is overwritten or deleted soon after, in percent, 0 to 100.",
    )
    frontend_mib: int = Field(
        ge=1, le=MAX_FRONTEND_MIB, description=f"One build of the frontend in MiB, 1 to {MAX_FRONTEND_MIB}."
    )
    jobs_per_day: JobsPerDay = Field(description="Jobs that are put into each queue.")
    job_seconds: JobSeconds = Field(description="How long a job of each queue takes.")
    log_mib_per_day: int = Field(
        ge=0,
        le=MAX_LOG_MIB_PER_DAY,
        description=f"What all services log in a day in MiB, 0 to {MAX_LOG_MIB_PER_DAY}.",
    )
    database_gib: int = Field(
        ge=0,
        le=MAX_STORAGE_GIB,
        description=f"Stored in the database in GiB, 0 to {MAX_STORAGE_GIB}, database.storage_gib at most.",
    )
    database_changed_percent: int = Field(
        ge=0, le=100, description="Part of the database that changes in a day, in percent, 0 to 100."
    )
    outbound_gib: int = Field(
        ge=0,
        le=MAX_MONTHLY_GIB,
        description="What tasks exchange with AWS and the internet through NAT or a public address, S3 not among it, "
        f"in a month in GiB, 0 to {MAX_MONTHLY_GIB}.",
    )
    registry_gib: int = Field(
        ge=0, le=MAX_REGISTRY_GIB, description=f"Images kept in the registry in GiB, 0 to {MAX_REGISTRY_GIB}."
    )
    gpu_hours: int = Field(
        ge=0,
        le=MAX_GPU_HOURS,
        description=f"Hours of GPU machines in a month, all together, 0 to {MAX_GPU_HOURS}; 0 while the GPU is off.",
    )

    def _busy_hours_are_busy(self) -> Contradiction | None:
        least = -(-self.busy_hours * 100 // 24)
        if self.busy_percent >= least:
            return None
        return Contradiction(
            at=("busy_percent",), want=f"{least} or more: the even share of busy_hours ({self.busy_hours})"
        )

    cross_checks: ClassVar[CrossChecks] = (_busy_hours_are_busy,)
