"""The connection budget: everybody who may be connected to PostgreSQL at the same time."""

from dataclasses import dataclass

from sizing.compute import API_MAXIMUM_PERCENT, ApiSize
from sizing.gpu import GPU_MAXIMUM_PERCENT, GpuSize
from sizing.workers import WORKER_MAXIMUM_PERCENT, WorkersSize

PEOPLE = 10
"""Connections kept for people at a console, and for the monitoring that RDS itself does."""

MIGRATE_TASKS = 1
MIGRATE_CONNECTIONS = 2
"""One as the master user, which makes the application's, and one as the application, which migrates."""

USED_PERCENT = 80
"""Of max_connections: the rest is for PostgreSQL's own reserve and for what nobody thought of."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One service's share."""

    service: str
    tasks: int
    """As many as can run at once, those included that a deployment starts before it stops others."""
    connections: int
    """Of one task."""

    @property
    def total(self) -> int:
        """Of all its tasks."""
        return self.tasks * self.connections

    def __str__(self) -> str:
        return f"{self.service} {self.tasks} x {self.connections}"


@dataclass(frozen=True, kw_only=True)
class ConnectionBudget:
    """Who may be connected at once, and how much of `max_connections` that is."""

    rows: tuple[Row, ...]
    max_connections: int

    @property
    def total(self) -> int:
        """Connections when everybody has all of theirs, people included."""
        return sum(row.total for row in self.rows) + PEOPLE

    @property
    def limit(self) -> int:
        """What `total` is to stay within."""
        return self.max_connections * USED_PERCENT // 100

    @property
    def least_max_connections(self) -> int:
        """The smallest `max_connections` of which the total is not too much."""
        return -(-self.total * 100 // USED_PERCENT)

    @property
    def fits(self) -> bool:
        """Whether PostgreSQL will take everybody."""
        return self.total <= self.limit

    def __str__(self) -> str:
        return f"{' + '.join(map(str, self.rows))} + {PEOPLE} for people = {self.total}"


def connection_budget(api: ApiSize, workers: WorkersSize, gpu: GpuSize, max_connections: int) -> ConnectionBudget:
    """Everybody's connections, counted at the worst moment: all services at their maximum, all being deployed."""
    rows = [
        Row(service="api", tasks=_while_deploying(api.tasks.max, API_MAXIMUM_PERCENT), connections=api.connections),
        *(
            Row(
                service=name,
                tasks=_while_deploying(size.tasks.max, WORKER_MAXIMUM_PERCENT),
                connections=size.connections,
            )
            for name, size in (("video", workers.video), ("ai", workers.ai), ("messaging", workers.messaging))
        ),
        Row(service="migrate", tasks=MIGRATE_TASKS, connections=MIGRATE_CONNECTIONS),
    ]
    if gpu.enabled:
        tasks = _while_deploying(gpu.tasks.max, GPU_MAXIMUM_PERCENT)
        rows.append(Row(service="gpu", tasks=tasks, connections=gpu.connections))
    return ConnectionBudget(rows=tuple(row for row in rows if row.connections), max_connections=max_connections)


def _while_deploying(tasks: int, maximum_percent: int) -> int:
    """ECS rounds down. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html"""
    return tasks * maximum_percent // 100
