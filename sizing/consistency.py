"""What the sections of a profile demand of each other. Each function is told only what it compares."""

from collections.abc import Sequence

from sizing.compute import APP_MEMORY_MIB, PGBOUNCER_MEMORY_MIB, ApiSize
from sizing.connections import USED_PERCENT, ConnectionBudget
from sizing.database import DatabaseSize, Pooler
from sizing.gpu import GpuSize
from sizing.network import Nat
from sizing.queues import QueueContract
from sizing.release import Release
from sizing.section import Contradiction, enumerate_words
from sizing.usage import HOURS_PER_MONTH, SECONDS_PER_DAY, Usage

WAKING_SECONDS = 20 * 60
"""How long a job may lie in a queue whose worker is off: counts of a queue that was idle for hours come up to 15
minutes late, and a task starts within minutes.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"""


def spot_suits_the_jobs(spot: bool, queues: Sequence[QueueContract], at: tuple[str, ...]) -> Contradiction | None:
    """Spot only takes jobs that may be cut off and started again."""
    fragile = [queue.key for queue in queues if not queue.survives_interruption]
    if not spot or not fragile:
        return None
    return Contradiction(
        at=at, want=f"false: a job of queue {enumerate_words(fragile, 'and')} does not survive an interruption"
    )


def jobs_may_wait_for_a_task(least: int, queues: Sequence[QueueContract], at: tuple[str, ...]) -> Contradiction | None:
    """A worker is only switched off where its queues' jobs may wait until it is on again."""
    hasty = [queue for queue in queues if queue.acceptable_wait_seconds < WAKING_SECONDS]
    if least > 0 or not hasty:
        return None
    waits = [f"{queue.key} {queue.acceptable_wait_seconds // 60}" for queue in hasty]
    return Contradiction(
        at=at,
        want=f"1 or more: starting from 0 can take {WAKING_SECONDS // 60} minutes, "
        f"and the acceptable wait in minutes is: {', '.join(waits)}",
    )


def gpu_has_a_way_out(gpu: GpuSize, nat: Nat) -> Contradiction | None:
    """A task on EC2 has no public address of its own, whatever its subnet.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
    """
    if not gpu.enabled or nat != "none":
        return None
    return Contradiction(
        at=("gpu", "enabled"), want="false with network.nat none: a GPU task has no way out but through NAT"
    )


def memory_holds_tmp_and_pooler(api: ApiSize, pooler: Pooler) -> Contradiction | None:
    """Both /tmp and PgBouncer live in the task's memory, beside the application."""
    sidecar = PGBOUNCER_MEMORY_MIB if pooler == "pgbouncer" else 0
    most = api.memory_mib - APP_MEMORY_MIB - sidecar
    if api.tmp_mib <= most:
        return None
    less = f" and {sidecar} for PgBouncer" if sidecar else ""
    return Contradiction(
        at=("api", "tmp_mib"),
        want=f"at most {most}: memory_mib ({api.memory_mib}) less {APP_MEMORY_MIB} for the application{less}",
    )


def connections_fit(budget: ConnectionBudget, database: DatabaseSize) -> Contradiction | None:
    """Everybody who may be connected at once leaves PostgreSQL a fifth."""
    if budget.fits:
        return None
    least = budget.least_max_connections
    limit = database.instance.max_connections_limit
    larger = "" if least <= limit else f", more than the {limit} that {database.instance_class} has memory for"
    return Contradiction(
        at=("database", "max_connections"),
        want=f"{least} or more{larger}, or fewer tasks or connections: "
        f"{budget}, which is to be at most {USED_PERCENT} % of it",
    )


def pooler_is_released(release: Release, pooler: Pooler) -> Contradiction | None:
    """An API task with a sidecar needs both images."""
    if pooler == "none" or release.api is None or release.pgbouncer is not None:
        return None
    return Contradiction(
        at=("release", "pgbouncer"), want="its digest, as database.pooler is pgbouncer and release.api is set"
    )


def gpu_release_has_a_worker(release: Release, gpu: GpuSize) -> Contradiction | None:
    """A build named for a worker that is off would be the first to run when it comes back, months later."""
    if release.gpu is None or gpu.enabled:
        return None
    return Contradiction(at=("release", "gpu"), want="no key while gpu.enabled is false: nothing runs it")


def database_holds_what_is_stored(usage: Usage, database: DatabaseSize) -> Contradiction | None:
    """What is stored is on the disk that is paid for."""
    if usage.database_gib <= database.storage_gib:
        return None
    return Contradiction(
        at=("usage", "database_gib"), want=f"at most {database.storage_gib}, which is database.storage_gib"
    )


def gpu_hours_are_those_of_its_machines(usage: Usage, gpu: GpuSize) -> Contradiction | None:
    """Nobody pays for a machine that isn't there."""
    most = gpu.tasks.max * HOURS_PER_MONTH if gpu.enabled else 0
    if usage.gpu_hours <= most:
        return None
    why = f"at most {most}: gpu.tasks.max ({gpu.tasks.max}) around the clock" if most else "0 with gpu.enabled false"
    return Contradiction(at=("usage", "gpu_hours"), want=why)


def a_day_is_enough_for_its_jobs(
    usage: Usage, worker: str, most_tasks: int, queues: Sequence[QueueContract]
) -> Contradiction | None:
    """A worker that could never catch up would be priced at its maximum for work that it doesn't do."""
    seconds = {queue.key: usage.jobs_per_day.of(queue.key) * usage.job_seconds.of(queue.key) for queue in queues}
    needed, there = sum(seconds.values()), most_tasks * SECONDS_PER_DAY
    if needed <= there:
        return None
    longest = max(seconds, key=lambda queue: seconds[queue])
    return Contradiction(
        at=("usage", "jobs_per_day", longest.replace("-", "_")),
        want=f"fewer: the jobs of worker {worker} take {needed} seconds a day, "
        f"and its tasks.max ({most_tasks}) has {there}",
    )
