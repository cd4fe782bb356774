"""How many tasks answer requests and work off queues, and how large an API task is."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sizing.capacity.choice import Choice, Demand, Part, round_up
from sizing.capacity.load import Load
from sizing.capacity.people import BUSY_FROM_HOUR
from sizing.compute import API_MAXIMUM_PERCENT, MAX_TASKS, MIN_API_TASKS
from sizing.database import Pooler
from sizing.queues import QueueContract

HALF_VCPU = 512
HALF_VCPU_MEMORY_MIB = 1024
"""The requirement's API task: 0.5 vCPU and 1 GB."""

REQUESTS_PER_SECOND = 10
"""Of one such task, at the CPU target. Ours, until a load test says otherwise."""

LARGER = (1, 2, 4, 8)
"""How many of the requirement's tasks one task may be worth, up to 4 vCPU: larger only where MAX_TASKS are too few."""

ROOM = 2
"""The most tasks against the busiest minimum, for what no schedule knows. The minimum has room for a zone's loss: in
two zones both together are four times what the busy hours take on average. Ours."""

DIRECT_TASKS = 8
"""Tasks at once, a deployment's among them, up to which PostgreSQL takes each task's own pool: more of them hold more
idle connections than a small class has memory for. Ours."""

DIRECT_CONNECTIONS = 5
"""Of a task without a pooler: as many requests as half a vCPU works on at once, and one."""

POOLED_CONNECTIONS = 8
"""Of a task's PgBouncer: it holds one for a transaction only, so the application may have as many as it likes."""

WORKER_RUSH = 2
"""Of the video and AI workers, the most at once against the mean of the busy hours. Ours."""

BURST_PERCENT = 10
"""Of a day's messages, that part comes at once, and is to be sent within the queue's acceptable wait. Ours."""

MIN_WORKER_TASKS = 1
MIN_WORKER_MAX = 2
"""The requirement's 1-2: one around the clock, and a second whatever the load."""

BatchWorker = Literal["video", "ai"]


@dataclass(frozen=True, kw_only=True)
class ApiTasks:
    """The API's tasks: how large, and how many when."""

    larger: int
    """How many of the requirement's tasks one is worth."""
    least: int
    busy: int
    """In the busy hours; `least` or more."""
    most: int

    @property
    def at_once(self) -> int:
        """As many as there may be while a deployment replaces them."""
        return self.most * API_MAXIMUM_PERCENT // 100

    @property
    def pooler(self) -> Pooler:
        """Whether they share connections."""
        return "pgbouncer" if self.at_once > DIRECT_TASKS or self.larger > 1 else "none"

    @property
    def connections(self) -> int:
        """Of one task."""
        return DIRECT_CONNECTIONS if self.pooler == "none" else POOLED_CONNECTIONS * self.larger


def api_tasks(load: Load, zones: int) -> ApiTasks:
    """As few as carry the load when a zone is lost, and of the smallest size that MAX_TASKS are enough of.

    Of the largest size where they never are.
    """
    sizes = [_of_size(larger, load, zones) for larger in LARGER]
    return next((tasks for tasks in sizes if tasks.most <= MAX_TASKS), sizes[-1])


def api(load: Load, tasks: ApiTasks, zones: int) -> Part:
    """The API's keys."""
    each = {1: "half a vCPU"}.get(tasks.larger, "each half vCPU")
    schedule = None
    if tasks.busy > tasks.least:
        to_hour = (BUSY_FROM_HOUR + load.usage.busy_hours) % 24
        schedule = {"tasks": tasks.busy, "from_hour": BUSY_FROM_HOUR, "to_hour": to_hour}
    in_words = {1: "one", 2: "two", 3: "three"}.get(tasks.least // zones, str(tasks.least // zones))
    choices = (
        Choice(path=("api", "cpu"), value=HALF_VCPU * tasks.larger),
        Choice(path=("api", "memory_mib"), value=HALF_VCPU_MEMORY_MIB * tasks.larger),
        Choice(
            path=("api", "tasks"),
            value={"min": tasks.least, "max": tasks.most},
            why=f"{in_words} a zone: losing a zone leaves what the day needs",
        ),
        Choice(
            path=("api", "connections"),
            value=tasks.connections,
            why="" if tasks.pooler == "none" else "what a task's PgBouncer opens at most",
        ),
        Choice(
            path=("api", "requests_per_task_per_minute"),
            value=60 * REQUESTS_PER_SECOND * tasks.larger,
            why=f"ten a second on {each}, until a load test says otherwise",
        ),
        Choice(
            path=("api", "scheduled_minimum"),
            value=schedule,
            why="none: the usual minimum has the evening in hand" if schedule is None else "homework and live classes",
        ),
    )
    demand = Demand(
        key="api.tasks.max",
        asked=Fraction(tasks.most),
        most=Fraction(MAX_TASKS),
        what=f"{MAX_TASKS} API tasks of {HALF_VCPU * LARGER[-1] // 1024} vCPU answer no more",
    )
    return choices, (demand,)


def batch_worker(worker: BatchWorker, load: Load, queues: tuple[QueueContract, ...], zones: int) -> Part:
    """A worker whose jobs take minutes: it keeps up with a rush in the busy hours."""
    mean = load.busy_tasks(tuple(queue.key for queue in queues))
    most = max(MIN_WORKER_MAX, round_up(WORKER_RUSH * mean, zones))
    kept = f"the busy hours keep {float(mean):.1f} at work"
    return _worker(worker, most, f"{kept}, a rush {'the second' if most == MIN_WORKER_MAX else 'twice that'}")


def messaging_worker(load: Load, queue: QueueContract) -> Part:
    """The worker whose jobs take seconds: a burst of them is done within the acceptable wait."""
    jobs, seconds = load.usage.jobs_per_day.of(queue.key), load.usage.job_seconds.of(queue.key)
    burst = Fraction(jobs * BURST_PERCENT * seconds, 100)
    most = max(MIN_WORKER_MAX, round_up(burst / queue.acceptable_wait_seconds))
    second = "the second " if most == MIN_WORKER_MAX else ""
    return _worker("messaging", most, f"{second}for a day on which every class writes to all parents")


def _of_size(larger: int, load: Load, zones: int) -> ApiTasks:
    rate = REQUESTS_PER_SECOND * larger
    least = max(MIN_API_TASKS, _survives(load.quiet_requests / rate, zones))
    busy = max(least, _survives(load.busy_requests / rate, zones))
    return ApiTasks(larger=larger, least=least, busy=busy, most=ROOM * busy)


def _worker(worker: str, most: int, why: str) -> Part:
    choice = Choice(path=("workers", worker, "tasks"), value={"min": MIN_WORKER_TASKS, "max": most}, why=why)
    demand = Demand(
        key=f"workers.{worker}.tasks.max",
        asked=Fraction(most),
        most=Fraction(MAX_TASKS),
        what=f"{MAX_TASKS} tasks of the {worker} worker don't keep up with more",
    )
    return (choice,), (demand,)


def _survives(tasks: Fraction, zones: int) -> int:
    """So many in each zone that those of the others are still enough; one a zone at least."""
    return zones * max(1, round_up(tasks / (zones - 1)))
