"""PostgreSQL on RDS: machine, standby, disk, and backups beyond what comes with the disk."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import HIGH, LOW
from pricing.model import Charge, Graph, Line, Resource, charge
from pricing.money import HOURS, Range
from pricing.prices import Prices, UnknownPrice

INSTANCE = "aws:rds/instance:Instance"

GROWS_AT_PERCENT_FREE = 10
"""Storage autoscaling grows a disk of which less than that is free.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"""


def database(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Every database instance."""
    for each in graph.of_type(INSTANCE):
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
        yield charge(Line.RDS, each, f"gp3 storage, {words}", disk, prices[f"rds.postgres.gp3.{deployment}.gb_month"])
        yield _backups(graph, each, disk, prices)


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
