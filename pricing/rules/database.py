"""PostgreSQL on RDS: machine, standby, disk, and backups beyond what comes with the disk."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import HIGH, LOW, over_loads
from pricing.model import Charge, Graph, Line, Resource, Unpriced, charge
from pricing.money import HOURS, Range
from pricing.prices import Prices, UnknownPrice
from pricing.rules.network import task_zones

INSTANCE = "aws:rds/instance:Instance"

GROWS_AT_PERCENT_FREE = 10
"""Storage autoscaling grows a disk of which less than that is free.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"""


ROWS_PER_ANSWER = 2
"""Ours: bytes that the database and the API exchange for a byte of an answer, which leaves compressed."""

_NOT_PRICED = ("iops", "storageThroughput", "dedicatedLogVolume", "monitoringInterval")
"""What RDS charges for beyond machine and disk, and nothing here declares.
https://aws.amazon.com/rds/postgresql/pricing/"""


def database(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Every database instance.

    Raises:
        UnknownPrice: the class, or the kind of disk, has none.
        Unpriced: it has something that RDS charges for and no rule knows.
    """
    for each in graph.of_type(INSTANCE):
        _refuse_what_no_rule_knows(each)
        deployment = "multi_az" if each.inputs.get("multiAz") else "single_az"
        words = "Multi-AZ" if each.inputs.get("multiAz") else "Single-AZ"
        machine = each.inputs["instanceClass"]
        key = f"rds.postgres.{machine}.{deployment}.hour"
        if key not in prices:
            raise UnknownPrice(
                f"there is no price for {machine}, {words}; there is for {', '.join(priced_classes(prices))}"
            )
        yield charge(Line.RDS, each, f"{machine}, {words}", HOURS, prices[key])
        disk = _disk_gib(graph, each)
        kind = each.inputs.get("storageType", "gp3")
        storage = prices[f"rds.postgres.{kind}.{deployment}.gb_month"]
        yield charge(Line.RDS, each, f"{kind} storage, {words}", disk, storage)
        yield _backups(graph, each, disk, prices)
        yield from _between_zones(graph, each, prices)


def _refuse_what_no_rule_knows(instance: Resource) -> None:
    found = [name for name in _NOT_PRICED if instance.inputs.get(name)]
    if instance.inputs.get("databaseInsightsMode", "standard") != "standard":
        found.append("databaseInsightsMode")
    if found:
        raise Unpriced(f"no pricing rule for {', '.join(found)} of {INSTANCE} ({instance.name})")


def _between_zones(graph: Graph, instance: Resource, prices: Prices) -> Iterator[Charge]:
    """What tasks in other zones than the instance's exchange with it. The database's own side of it is free.

    https://aws.amazon.com/rds/postgresql/pricing/
    """
    zones = task_zones(graph)
    if zones > 1:
        exchanged = over_loads(graph.usage, lambda load: load.api_gib * ROWS_PER_ANSWER)
        crossing = exchanged * (zones - 1) / zones
        price = prices["transfer.inter_az.gb"]
        yield charge(Line.RDS, instance, "GB between the database and tasks in other zones", crossing, price)


def priced_classes(prices: Prices) -> list[str]:
    """The instance classes that have a price, in the order of prices.json."""
    start, end = "rds.postgres.", ".single_az.hour"
    keys = [key for key in prices if key.startswith(f"{start}db.") and key.endswith(end)]
    return [key.removeprefix(start).removesuffix(end) for key in keys]


def _disk_gib(graph: Graph, instance: Resource) -> Range:
    """The disk: as declared, or as large as autoscaling makes it for twice the data."""
    declared = Decimal(instance.inputs["allocatedStorage"])
    most = max(declared, Decimal(instance.inputs.get("maxAllocatedStorage") or declared))
    needed = (graph.usage.database_gib * factor * 100 / (100 - GROWS_AT_PERCENT_FREE) for factor in (Decimal(1), HIGH))
    expected, high = (min(most, max(declared, each)) for each in needed)
    return Range(low=declared, expected=expected, high=high)


def _backups(graph: Graph, instance: Resource, disk: Range, prices: Prices) -> Charge:
    """A whole copy and what changes in each day that is kept; as much as the disk is free.

    https://aws.amazon.com/rds/postgresql/pricing/
    """
    days = instance.inputs["backupRetentionPeriod"]
    kept = 1 + Decimal(days) * graph.usage.database_changed_percent / 100
    low, expected, high = (
        max(Decimal(0), graph.usage.database_gib * factor * kept - free)
        for factor, free in ((LOW, disk.low), (Decimal(1), disk.expected), (HIGH, disk.high))
    )
    beyond = Range(low=min(low, expected), expected=expected, high=max(high, expected))
    return charge(
        Line.RDS, instance, f"backups of {days} days", beyond, prices["rds.backup.gb_month"], free="as much as the disk"
    )
