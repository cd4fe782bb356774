"""Which machine carries the database, with how much disk and how many connections."""

from fractions import Fraction

from sizing.capacity.choice import Choice, Demand, Part, round_up
from sizing.capacity.load import RESILIENT_FROM, Load
from sizing.capacity.tasks import ApiTasks
from sizing.connections import ConnectionBudget
from sizing.database import INSTANCE_CLASSES, MAX_STORAGE_GIB, MIN_STORAGE_GIB, InstanceClass

LADDER = (
    "db.t4g.micro",
    "db.t4g.small",
    "db.t4g.medium",
    "db.t4g.large",
    "db.m7g.large",
    "db.m7g.xlarge",
    "db.m7g.2xlarge",
    "db.m7g.4xlarge",
    "db.m7g.8xlarge",
    "db.r7g.8xlarge",
)
"""The classes in the order in which a database grows: burstable while it is mostly idle, then with all its CPU, and
memory at the end. Each has as much of everything as the one before."""

BASELINE_PERCENT = {"db.t4g.micro": 10, "db.t4g.small": 20, "db.t4g.medium": 20, "db.t4g.large": 30}
"""Of each vCPU, what a burstable class has without spending credits, which RDS bills when they are gone.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html"""

USED_CPU_PERCENT = 60
"""Of the others' vCPUs, in the busy hours: the rest is for their busiest minutes, vacuum and backups. Ours."""

CPU_SECONDS_PER_REQUEST = Fraction(5, 1000)
"""Of the database for one request to the API: some ten short statements. Ours, until a load test says otherwise."""

MEMORY_PERCENT = 8
"""Of what is stored, as memory: a twenty-fifth is read every day, and PostgreSQL leaves half to the system. Ours."""

DISK_PERCENT = 125
DISK_STEP_GIB = 10
"""Of what is stored, as disk: RDS makes it larger when a tenth is left, so that is not to be the first week. Ours.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"""

GROWTH = 4
MIN_MAX_STORAGE_GIB = 100
"""The disk may grow to so many times its size by itself, and to so much at least: somebody should look then. Ours."""

FEW_CONNECTIONS, FEW_STEP, MANY_STEP = 100, 10, 50
"""max_connections waits for a reboot, so it is a round number with some room: tens up to a hundred, then fifties."""


def database(load: Load, tasks: ApiTasks, budget: ConnectionBudget) -> Part:
    """The database's keys. Of `budget` only who is connected counts, not how many may be."""
    people, stored = load.usage.daily_users, load.usage.database_gib
    asked = _asked(load, budget)
    name = next((one for one in LADDER if _carries(one, asked)), LADDER[-1])
    instance = INSTANCE_CLASSES[name]
    storage = max(MIN_STORAGE_GIB, round_up(Fraction(stored * DISK_PERCENT, 100), DISK_STEP_GIB))
    most_storage = max(MIN_MAX_STORAGE_GIB, GROWTH * storage)
    resilient = people >= RESILIENT_FROM
    choices = (
        Choice(
            path=("database", "instance_class"),
            value=name,
            why=f"the smallest for {budget.least_max_connections} connections, {stored} GiB and "
            f"{_rate(load.busy_requests)} requests a second",
        ),
        Choice(
            path=("database", "multi_az"),
            value=resilient,
            why=f"a standby in another zone, from {RESILIENT_FROM:,} people a day on" if resilient else "",
        ),
        Choice(
            path=("database", "storage_gib"),
            value=storage,
            why="the smallest gp3 disk; it grows by itself"
            if storage == MIN_STORAGE_GIB
            else f"{stored} GiB stored and a quarter more; it grows by itself",
        ),
        Choice(path=("database", "max_storage_gib"), value=most_storage),
        Choice(
            path=("database", "max_connections"),
            value=_round(budget.least_max_connections, instance.max_connections_limit),
            why=f"{instance.max_connections_limit} is what {instance.memory_gib} GiB "
            f"{'has' if instance.memory_gib == 1 else 'have'} memory for; {budget.total} are needed",
        ),
        Choice(
            path=("database", "pooler"),
            value=tasks.pooler,
            why=f"{tasks.at_once} API tasks at most, {tasks.connections} connections each: PostgreSQL takes them as "
            "they are"
            if tasks.pooler == "none"
            else f"{tasks.at_once} API tasks at most with a pool each, whatever their own clients do",
        ),
    )
    last = _has(LADDER[-1])
    whats = (
        f"one database takes {int(last[0]):,} connections, and all tasks together open more",
        f"one database's largest machine, {LADDER[-1]}, has too little memory for more",
        f"one database's largest machine, {LADDER[-1]}, answers no more",
    )
    keys = ("database.max_connections", "database.instance_class", "database.instance_class")
    demands = tuple(
        Demand(key=key, asked=want, most=most, what=what)
        for key, want, most, what in zip(keys, asked, last, whats, strict=True)
    )
    disk = Demand(
        key="database.max_storage_gib",
        asked=Fraction(most_storage),
        most=Fraction(MAX_STORAGE_GIB),
        what=f"one database's disk has no more than {MAX_STORAGE_GIB:,} GiB",
    )
    return choices, (*demands, disk)


def _asked(load: Load, budget: ConnectionBudget) -> tuple[Fraction, Fraction, Fraction]:
    """max_connections, bytes of memory over bytes of a GiB, and vCPUs."""
    return (
        Fraction(budget.least_max_connections),
        Fraction(load.usage.database_gib * MEMORY_PERCENT, 100),
        load.busy_requests * CPU_SECONDS_PER_REQUEST,
    )


def _has(name: str) -> tuple[Fraction, Fraction, Fraction]:
    """The same three, of a class."""
    instance = INSTANCE_CLASSES[name]
    return (Fraction(instance.max_connections_limit), Fraction(instance.memory_gib), _lasting_vcpu(name, instance))


def _lasting_vcpu(name: str, instance: InstanceClass) -> Fraction:
    return Fraction(instance.vcpu * BASELINE_PERCENT.get(name, USED_CPU_PERCENT), 100)


def _carries(name: str, asked: tuple[Fraction, Fraction, Fraction]) -> bool:
    return all(want <= has for want, has in zip(asked, _has(name), strict=True))


def _round(connections: int, limit: int) -> int:
    step = FEW_STEP if connections <= FEW_CONNECTIONS else MANY_STEP
    return min(round_up(connections, step), limit)


def _rate(requests: Fraction) -> str:
    return f"{round_up(requests):,}"
