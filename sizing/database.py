"""How big the database is, and what its instance class allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from sizing.section import Contradiction, CrossChecks, Section, Wants, enumerate_words

GIB = 1024**3

Pooler = Literal["none", "pgbouncer"]


@dataclass(frozen=True, kw_only=True)
class InstanceClass:
    """What one instance of a class has."""

    vcpu: int
    memory_gib: int

    @property
    def memory_bytes(self) -> int:
        """Memory of the whole machine, of which the operating system and RDS keep a part."""
        return self.memory_gib * GIB

    @property
    def max_connections_limit(self) -> int:
        """The most connections that the class has memory for.

        RDS's own default less a quarter: DBInstanceClassMemory, which the formula divides, is smaller than the
        machine's memory, by a fifth on a db.t4g.small.
        https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
        """
        default = min(self.memory_bytes // BYTES_PER_CONNECTION, MAX_CONNECTIONS_DEFAULT_CEILING)
        return default * USABLE_PERCENT // 100


BYTES_PER_CONNECTION = 9_531_392
MAX_CONNECTIONS_DEFAULT_CEILING = 5_000
"""LEAST({DBInstanceClassMemory/9531392}, 5000) is the default of a PostgreSQL parameter group.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections"""

USABLE_PERCENT = 75
"""Ours: what is left of the formula's answer on real instances, with some room."""

INSTANCE_CLASSES: Mapping[str, InstanceClass] = MappingProxyType(
    {
        "db.t4g.micro": InstanceClass(vcpu=2, memory_gib=1),
        "db.t4g.small": InstanceClass(vcpu=2, memory_gib=2),
        "db.t4g.medium": InstanceClass(vcpu=2, memory_gib=4),
        "db.t4g.large": InstanceClass(vcpu=2, memory_gib=8),
        "db.t4g.xlarge": InstanceClass(vcpu=4, memory_gib=16),
        "db.t4g.2xlarge": InstanceClass(vcpu=8, memory_gib=32),
        "db.m7g.large": InstanceClass(vcpu=2, memory_gib=8),
        "db.m7g.xlarge": InstanceClass(vcpu=4, memory_gib=16),
        "db.m7g.2xlarge": InstanceClass(vcpu=8, memory_gib=32),
        "db.m7g.4xlarge": InstanceClass(vcpu=16, memory_gib=64),
        "db.m7g.8xlarge": InstanceClass(vcpu=32, memory_gib=128),
        "db.r7g.large": InstanceClass(vcpu=2, memory_gib=16),
        "db.r7g.xlarge": InstanceClass(vcpu=4, memory_gib=32),
        "db.r7g.2xlarge": InstanceClass(vcpu=8, memory_gib=64),
        "db.r7g.4xlarge": InstanceClass(vcpu=16, memory_gib=128),
        "db.r7g.8xlarge": InstanceClass(vcpu=32, memory_gib=256),
    }
)
"""The Graviton classes that PostgreSQL runs on, smallest first in each family.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html"""

OLDEST_MAJOR_VERSION = 16
NEWEST_MAJOR_VERSION = 18
"""Majors that RDS supports for years to come.
https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html"""

MIN_STORAGE_GIB = 20
MAX_STORAGE_GIB = 65_536
"""What a gp3 volume of PostgreSQL may have.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html"""

AUTOSCALING_ROOM_PERCENT = 110
"""RDS refuses a maximum closer to what is allocated than a tenth.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"""

MAX_BACKUP_DAYS = 35
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html"""

MIN_CONNECTIONS = 20
"""Ours: two API tasks and ten people don't fit into fewer."""

MIN_SLOW_QUERY_MS = 100
"""Ours: a lower threshold logs everything, people's data included."""

MAX_SLOW_QUERY_MS = 60_000

IAM_AUTH_MEMORY_GIB = 2
"""IAM authentication takes 300 MiB and more, too much for a machine of 1 GiB.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html"""


def _known(name: str) -> str:
    if name not in INSTANCE_CLASSES:
        raise ValueError("instance class")
    return name


class DatabaseSize(Section):
    """PostgreSQL on RDS: its machine, its disk, its connections, and when changes to it take effect."""

    major_version: int = Field(
        ge=OLDEST_MAJOR_VERSION,
        le=NEWEST_MAJOR_VERSION,
        description=f"PostgreSQL's major version, {OLDEST_MAJOR_VERSION} to {NEWEST_MAJOR_VERSION}; RDS keeps the "
        "minor one current.",
    )
    instance_class: Annotated[str, AfterValidator(_known), Wants(enumerate_words(list(INSTANCE_CLASSES), "or"))] = (
        Field(description=f"Machine of the database, {enumerate_words(list(INSTANCE_CLASSES), 'or')}.")
    )
    multi_az: bool = Field(description="Whether a standby in another zone takes over: true or false.")
    storage_gib: int = Field(
        ge=MIN_STORAGE_GIB,
        le=MAX_STORAGE_GIB,
        description=f"Disk at the start in GiB, {MIN_STORAGE_GIB} to {MAX_STORAGE_GIB}; it grows and never shrinks.",
    )
    max_storage_gib: int = Field(
        ge=MIN_STORAGE_GIB * AUTOSCALING_ROOM_PERCENT // 100,
        le=MAX_STORAGE_GIB,
        description="How far the disk may grow by itself in GiB, "
        f"{MIN_STORAGE_GIB * AUTOSCALING_ROOM_PERCENT // 100} to {MAX_STORAGE_GIB} and at least "
        f"{AUTOSCALING_ROOM_PERCENT} % of storage_gib.",
    )
    backup_days: int = Field(
        ge=1,
        le=MAX_BACKUP_DAYS,
        description=f"How far back the database can be restored, in days, 1 to {MAX_BACKUP_DAYS}.",
    )
    apply: Literal["now", "window"] = Field(
        description="When changes of class, disk and Multi-AZ take effect: now, or window (the next maintenance one)."
    )
    max_connections: int = Field(
        ge=MIN_CONNECTIONS,
        le=MAX_CONNECTIONS_DEFAULT_CEILING * USABLE_PERCENT // 100,
        description="Connections that PostgreSQL accepts, "
        f"{MIN_CONNECTIONS} to {MAX_CONNECTIONS_DEFAULT_CEILING * USABLE_PERCENT // 100}: at least what all tasks may "
        "open, at most what the class has memory for. A change waits for a reboot.",
    )
    slow_query_ms: int = Field(
        ge=MIN_SLOW_QUERY_MS,
        le=MAX_SLOW_QUERY_MS,
        description="How long a statement runs before it is logged, in milliseconds, "
        f"{MIN_SLOW_QUERY_MS} to {MAX_SLOW_QUERY_MS}.",
    )
    pooler: Pooler = Field(
        description="What stands between API tasks and the database: none, or pgbouncer (a sidecar of every task)."
    )
    iam_auth: bool = Field(
        description="Whether a second user may log in with IAM instead of a password: true or false."
    )

    @property
    def instance(self) -> InstanceClass:
        """What the machine has."""
        return INSTANCE_CLASSES[self.instance_class]

    def _disk_has_room_to_grow(self) -> Contradiction | None:
        least = -(-self.storage_gib * AUTOSCALING_ROOM_PERCENT // 100)
        if self.max_storage_gib >= least:
            return None
        return Contradiction(
            at=("max_storage_gib",),
            want=f"{least} or more: {AUTOSCALING_ROOM_PERCENT} % of storage_gib ({self.storage_gib})",
        )

    def _memory_holds_the_connections(self) -> Contradiction | None:
        limit = self.instance.max_connections_limit
        if self.max_connections <= limit:
            return None
        return Contradiction(
            at=("max_connections",), want=f"at most {limit}, which {self.instance_class} has memory for"
        )

    def _memory_allows_iam_auth(self) -> Contradiction | None:
        if not self.iam_auth or self.instance.memory_gib >= IAM_AUTH_MEMORY_GIB:
            return None
        return Contradiction(
            at=("iam_auth",), want=f"false with {self.instance_class}: it takes 300 MiB of memory and more"
        )

    cross_checks: ClassVar[CrossChecks] = (
        _disk_has_room_to_grow,
        _memory_holds_the_connections,
        _memory_allows_iam_auth,
    )
