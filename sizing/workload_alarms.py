"""Rows of the table of alarms about the work: jobs, the tasks that do it, and requests."""

from collections.abc import Iterable
from dataclasses import dataclass

from sizing.access import Service
from sizing.alarm import AT_LEAST, BELOW, FIVE_MINUTES, MINUTE, Alarm
from sizing.compute import ApiSize
from sizing.queues import QueueContract

MEMORY_PERCENT = 90
FAILED_REQUESTS_PERCENT = 1
BALANCER_ERRORS = 10
LATENCY_SECONDS = 2


@dataclass(frozen=True, kw_only=True)
class WatchedService:
    """A service and what it is expected to have running."""

    service: Service
    released: bool
    least_tasks: int


def queue_alarms(queues: Iterable[QueueContract]) -> tuple[Alarm, ...]:
    """Jobs that wait longer than their queue's contract, and jobs that were given up."""
    return tuple(alarm for queue in queues for alarm in (_age(queue), _dead_letters(queue)))


def _age(queue: QueueContract) -> Alarm:
    return Alarm(
        watches="queue",
        subject=queue.key,
        kind="age",
        namespace="AWS/SQS",
        metric="ApproximateAgeOfOldestMessage",
        statistic="Maximum",
        comparison=AT_LEAST,
        threshold=queue.age_alarm_seconds,
        period_seconds=MINUTE,
        periods=5,
        needed=5,
        missing="notBreaching",  # an idle queue reports nothing
        reason=f"A {queue.key} job is {queue.age_alarm_seconds} s old and not done: it may wait "
        f"{queue.acceptable_wait_seconds} s and take {queue.longest_job_seconds} s.",
    )


def _dead_letters(queue: QueueContract) -> Alarm:
    return Alarm(
        watches="dead-letter-queue",
        subject=queue.key,
        kind="messages",
        namespace="AWS/SQS",
        # NumberOfMessagesSent doesn't count what SQS itself moves here, and age counts from the first queue on.
        metric="ApproximateNumberOfMessagesVisible",
        statistic="Maximum",
        comparison=AT_LEAST,
        threshold=1,
        period_seconds=MINUTE,
        periods=1,
        needed=1,
        missing="ignore",  # silence doesn't mean that somebody has looked after the job
        reason=f"A {queue.key} job failed {queue.max_receive_count} times and lies in the dead-letter queue. "
        "One is already one too many: somebody waits for its result.",
    )


def service_alarms(services: Iterable[WatchedService]) -> tuple[Alarm, ...]:
    """Services without a task that should have one, and tasks about to run out of memory.

    One that may have no tasks, or has no build yet, is not expected to be there: its queues' age says when it's missed.
    """
    return tuple(
        alarm
        for watched in services
        for alarm in (
            *((_running(watched.service),) if watched.released and watched.least_tasks > 0 else ()),
            _memory(watched.service),
        )
    )


def _running(service: Service) -> Alarm:
    return Alarm(
        watches="service",
        subject=service,
        kind="running",
        namespace="AWS/ECS",
        # Each task sends samples: their number is there without Container Insights, which costs by the metric.
        metric="CPUUtilization",
        statistic="SampleCount",
        comparison=BELOW,
        threshold=1,
        period_seconds=MINUTE,
        periods=10,
        needed=10,
        missing="breaching",  # without a task there is no sample
        reason=f"No {service} task has run for 10 minutes; replacing one takes 2 to 5.",
    )


def _memory(service: Service) -> Alarm:
    return Alarm(
        watches="service",
        subject=service,
        kind="memory",
        namespace="AWS/ECS",
        metric="MemoryUtilization",
        statistic="Maximum",
        comparison=AT_LEAST,
        threshold=MEMORY_PERCENT,
        period_seconds=MINUTE,
        periods=10,
        needed=10,
        missing="notBreaching",  # whether there are tasks at all is another alarm's question
        reason=f"A {service} task has used {MEMORY_PERCENT} % of its memory, /tmp included, for 10 minutes. "
        "At 100 % it is killed with what it was doing.",
    )


def balancer_alarms(api: ApiSize, *, released: bool) -> tuple[Alarm, ...]:
    """The API as the load balancer sees it. Before the first release nobody expects a healthy task."""
    return (
        *((_healthy(),) if released else ()),
        _unhealthy(),
        _failed_requests(api),
        _latency(),
        _balancer_errors(),
    )


def _healthy() -> Alarm:
    return Alarm(
        watches="target-group",
        kind="healthy",
        namespace="AWS/ApplicationELB",
        metric="HealthyHostCount",
        # Each of the load balancer's nodes counts: none may see a healthy task.
        statistic="Maximum",
        comparison=BELOW,
        threshold=1,
        period_seconds=MINUTE,
        periods=3,
        needed=3,
        missing="breaching",  # nothing is registered
        reason="No API task has been healthy for 3 minutes: every request to the API fails.",
    )


def _unhealthy() -> Alarm:
    return Alarm(
        watches="target-group",
        kind="unhealthy",
        namespace="AWS/ApplicationELB",
        metric="UnHealthyHostCount",
        statistic="Maximum",
        comparison=AT_LEAST,
        threshold=1,
        period_seconds=MINUTE,
        periods=10,
        needed=10,
        missing="notBreaching",  # nothing is registered, which is another alarm's question
        reason="Some API task has been unhealthy for 10 minutes. ECS replaces one within 5: its successors fail too.",
    )


def _failed_requests(api: ApiSize) -> Alarm:
    handled = api.requests_per_task_per_minute * api.tasks.min * FIVE_MINUTES // MINUTE
    threshold = max(1, handled * FAILED_REQUESTS_PERCENT // 100)
    return Alarm(
        watches="target-group",
        kind="errors",
        namespace="AWS/ApplicationELB",
        metric="HTTPCode_Target_5XX_Count",
        statistic="Sum",
        comparison=AT_LEAST,
        threshold=threshold,
        period_seconds=FIVE_MINUTES,
        periods=3,
        needed=2,
        missing="notBreaching",  # the metric has no zeros
        reason=f"The API failed {threshold} and more requests in 5 minutes: {FAILED_REQUESTS_PERCENT} % of the "
        f"{handled} that {api.tasks.min} tasks are meant for.",
    )


def _latency() -> Alarm:
    return Alarm(
        watches="target-group",
        kind="latency",
        namespace="AWS/ApplicationELB",
        metric="TargetResponseTime",
        statistic="p99",
        comparison=AT_LEAST,
        threshold=LATENCY_SECONDS,
        period_seconds=FIVE_MINUTES,
        periods=3,
        needed=3,
        missing="notBreaching",  # nobody asked anything
        reason=f"One API request of a hundred has taken {LATENCY_SECONDS} s and more for 15 minutes. Scaling answers "
        "within 5: the cause is elsewhere, or the maximum is reached.",
    )


def _balancer_errors() -> Alarm:
    return Alarm(
        watches="load-balancer",
        kind="errors",
        namespace="AWS/ApplicationELB",
        metric="HTTPCode_ELB_5XX_Count",
        statistic="Sum",
        comparison=AT_LEAST,
        threshold=BALANCER_ERRORS,
        period_seconds=FIVE_MINUTES,
        periods=3,
        needed=2,
        missing="notBreaching",  # the metric has no zeros
        reason=f"The load balancer itself failed {BALANCER_ERRORS} and more requests in 5 minutes, for want of a task "
        "that answers. A task that is replaced costs one or two.",
    )
