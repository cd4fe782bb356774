"""The table of alarms: every one that people get, each with its threshold and the reason for it.

Everything but the dimensions, which AWS makes up. An alarm is billed for each metric it looks at, so each has one.
"""

from collections.abc import Sequence
from typing import Protocol

from sizing.access import Service
from sizing.alarm import AT_LEAST, BELOW, FIVE_MINUTES, Alarm, Comparison
from sizing.cdn import CdnSize
from sizing.compute import ApiSize
from sizing.database import GIB, DatabaseSize
from sizing.gpu import GpuSize
from sizing.queues import QUEUES
from sizing.release import Release
from sizing.workers import WorkersSize
from sizing.workload_alarms import WatchedService, balancer_alarms, queue_alarms, service_alarms

CPU_PERCENT = 90
FREE_STORAGE_PERCENT = 10
"""Where RDS itself begins to make the disk larger.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"""
FREE_MEMORY_PERCENT = 5
CONNECTIONS_PERCENT = 90
"""Above the share that the connection budget may use, below the point at which PostgreSQL refuses."""
CPU_CREDITS = 20
TRANSACTION_IDS = 1_000_000_000
"""PostgreSQL stops at 2,100 million and begins to tidy up at 200 million.
https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND"""
EDGE_ERRORS_PERCENT = 5


class Sizes(Protocol):
    """The parts of a profile that thresholds follow from."""

    @property
    def api(self) -> ApiSize: ...
    @property
    def workers(self) -> WorkersSize: ...
    @property
    def gpu(self) -> GpuSize: ...
    @property
    def database(self) -> DatabaseSize: ...
    @property
    def cdn(self) -> CdnSize: ...
    @property
    def release(self) -> Release: ...


def watched_services(sizes: Sizes) -> tuple[WatchedService, ...]:
    """Every service of the platform; the GPU worker while it is on."""
    tasks: dict[Service, int] = {
        "api": sizes.api.tasks.min,
        "video": sizes.workers.video.tasks.min,
        "ai": sizes.workers.ai.tasks.min,
        "messaging": sizes.workers.messaging.tasks.min,
    }
    if sizes.gpu.enabled:
        tasks["gpu"] = sizes.gpu.tasks.min
    builds = {
        "api": sizes.release.api,
        "video": sizes.release.video,
        "ai": sizes.release.ai,
        "messaging": sizes.release.messaging,
        "gpu": sizes.release.gpu,
    }
    return tuple(
        WatchedService(service=service, released=builds[service] is not None, least_tasks=least)
        for service, least in tasks.items()
    )


def alarm_table(sizes: Sizes, nat_zones: Sequence[str]) -> tuple[Alarm, ...]:
    """Every alarm of the platform; those that undo a deployment and those that scale live with their service.

    `nat_zones` are the letters of the zones with a NAT gateway.
    """
    return (
        *queue_alarms(QUEUES),
        *service_alarms(watched_services(sizes)),
        *balancer_alarms(sizes.api, released=sizes.release.api is not None),
        *database_alarms(sizes.database),
        *nat_alarms(nat_zones),
        *edge_alarms(sizes.cdn),
    )


def database_alarms(size: DatabaseSize) -> tuple[Alarm, ...]:
    """What the database runs out of: processor, disk, memory, connections, credits, transaction ids."""
    storage = size.storage_gib * GIB * FREE_STORAGE_PERCENT // 100
    memory = size.instance.memory_bytes * FREE_MEMORY_PERCENT // 100
    connections = size.max_connections * CONNECTIONS_PERCENT // 100
    return (
        _database(
            kind="cpu",
            metric="CPUUtilization",
            comparison=AT_LEAST,
            threshold=CPU_PERCENT,
            periods=3,
            reason=f"The database has used {CPU_PERCENT} % of its CPU for 15 minutes, longer than a report or a vacuum "
            "of a small table takes.",
        ),
        _database(
            kind="storage",
            metric="FreeStorageSpace",
            comparison=BELOW,
            threshold=storage,
            periods=6,
            reason=f"Less than {FREE_STORAGE_PERCENT} % of {size.storage_gib} GiB has been free for 30 minutes. RDS "
            "makes the disk larger from there on, within minutes: it has not, because the maximum "
            f"({size.max_storage_gib} GiB) is reached or the last time is less than 6 hours ago.",
        ),
        _database(
            kind="memory",
            metric="FreeableMemory",
            comparison=BELOW,
            threshold=memory,
            periods=3,
            reason=f"Less than {FREE_MEMORY_PERCENT} % of the database's {size.instance.memory_gib} GiB of memory has "
            "been available for 15 minutes: next it swaps, then it restarts.",
        ),
        _database(
            kind="connections",
            metric="DatabaseConnections",
            comparison=AT_LEAST,
            threshold=connections,
            periods=2,
            reason=f"{connections} of {size.max_connections} connections ({CONNECTIONS_PERCENT} %) are in use, more "
            "than all tasks and ten people together may have: somebody keeps theirs.",
        ),
        *((_credits(),) if size.instance_class.startswith("db.t") else ()),
        _database(
            kind="transactions",
            metric="MaximumUsedTransactionIDs",
            comparison=AT_LEAST,
            threshold=TRANSACTION_IDS,
            periods=1,
            reason="A thousand million transactions since the oldest one that was not tidied up. Vacuum does not get "
            "through; at twice that PostgreSQL takes no more writes.",
        ),
    )


def _credits() -> Alarm:
    return _database(
        kind="credits",
        metric="CPUCreditBalance",
        comparison=BELOW,
        threshold=CPU_CREDITS,
        periods=6,
        reason=f"Fewer than {CPU_CREDITS} CPU credits have been left for 30 minutes: that many minutes of a vCPU. "
        "Without any, the database runs on and every vCPU-hour is billed.",
    )


def _database(*, kind: str, metric: str, comparison: Comparison, threshold: float, periods: int, reason: str) -> Alarm:
    return Alarm(
        watches="database",
        kind=kind,
        namespace="AWS/RDS",
        metric=metric,
        # The worst of the period would ring for a moment's peak.
        statistic="Average",
        comparison=comparison,
        threshold=threshold,
        period_seconds=FIVE_MINUTES,
        periods=periods,
        needed=periods,
        # A database that restarts or fails over is silent for a minute or two, and an event says so.
        missing="ignore",
        reason=reason,
    )


def nat_alarms(zones: Sequence[str]) -> tuple[Alarm, ...]:
    """NAT gateways that have no port left for another connection to the same place."""
    return tuple(
        Alarm(
            watches="nat",
            subject=zone,
            kind="ports",
            namespace="AWS/NATGateway",
            metric="ErrorPortAllocation",
            statistic="Sum",
            comparison=AT_LEAST,
            threshold=1,
            period_seconds=FIVE_MINUTES,
            periods=3,
            needed=2,
            missing="notBreaching",  # nothing went through
            reason=f"The NAT gateway of zone {zone} had no port for a connection, in 2 of 3 times 5 minutes. It has "
            "55,000 to each destination: tasks open connections and don't close them.",
        )
        for zone in zones
    )


def edge_alarms(cdn: CdnSize) -> tuple[Alarm, ...]:
    """The site as people see it."""
    return (
        Alarm(
            watches="distribution",
            kind="errors",
            namespace="AWS/CloudFront",
            metric="5xxErrorRate",
            statistic="Average",
            comparison=AT_LEAST,
            threshold=EDGE_ERRORS_PERCENT,
            period_seconds=FIVE_MINUTES,
            periods=3,
            needed=3,
            missing="notBreaching",  # nobody asked anything
            reason=f"For 15 minutes, {EDGE_ERRORS_PERCENT} % and more of all requests to the site have failed. One "
            "broken path of the API stays below, a broken API or bucket does not.",
        ),
        Alarm(
            watches="function",
            kind="errors",
            namespace="AWS/CloudFront",
            metric="FunctionExecutionErrors",
            statistic="Sum",
            comparison=AT_LEAST,
            threshold=1,
            period_seconds=FIVE_MINUTES,
            periods=1,
            needed=1,
            missing="notBreaching",  # nobody asked for a page
            reason="The function that finds the page for a path failed. It has a few lines and no input that may break "
            "it: each failure is a page that somebody did not get.",
        ),
        *((_blocked(cdn.rate_limit),) if cdn.waf else ()),
    )


def _blocked(rate_limit: int) -> Alarm:
    return Alarm(
        watches="web-acl",
        kind="blocked",
        namespace="AWS/WAFV2",
        metric="BlockedRequests",
        statistic="Sum",
        comparison=AT_LEAST,
        threshold=rate_limit,
        period_seconds=FIVE_MINUTES,
        periods=2,
        needed=2,
        missing="notBreaching",  # nothing was blocked
        reason=f"The firewall blocked {rate_limit} requests in 5 minutes, as many as one address may send: an attack, "
        "or a rule that stops our own people.",
    )
