"""Steps of `database`: class, standby, disk, backups."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.model import Graph
from pricing.prices import Prices
from pricing.rules.database import INSTANCE, priced_classes
from pricing.steps.change import Step, with_inputs
from sizing.database import AUTOSCALING_ROOM_PERCENT, MAX_BACKUP_DAYS

_MORE_GIB, _MORE_DAYS = 10, 7


def database_steps(graph: Graph, prices: Prices) -> Iterator[Step]:
    """Every step of this section, in the order of its keys."""
    for each in graph.of_type(INSTANCE):
        machine, multi_az = each.inputs["instanceClass"], bool(each.inputs.get("multiAz"))
        by_price = sorted(
            (usd, one) for one in priced_classes(prices) if (usd := _an_hour(one, prices, multi_az=multi_az))
        )
        now = _an_hour(machine, prices, multi_az=multi_az)
        for larger in [one for usd, one in by_price if now is not None and usd > now][:1]:
            grown = with_inputs(graph, each, {"instanceClass": larger})
            yield Step(key="database.instance_class", words=larger, grown=grown)
        if not multi_az and _an_hour(machine, prices, multi_az=True):
            yield Step(key="database.multi_az", words="true", grown=with_inputs(graph, each, {"multiAz": True}))
        disk = each.inputs["allocatedStorage"] + _MORE_GIB
        least = -(-disk * AUTOSCALING_ROOM_PERCENT // 100)
        most = max(least, each.inputs.get("maxAllocatedStorage") or 0)
        grown = with_inputs(graph, each, {"allocatedStorage": disk, "maxAllocatedStorage": most})
        yield Step(key="database.storage_gib", words=f"+{_MORE_GIB} GiB", grown=grown)
        days = each.inputs["backupRetentionPeriod"] + _MORE_DAYS
        if days <= MAX_BACKUP_DAYS:
            grown = with_inputs(graph, each, {"backupRetentionPeriod": days})
            yield Step(key="database.backup_days", words=f"+{_MORE_DAYS} days", grown=grown)


def _an_hour(machine: str, prices: Prices, *, multi_az: bool) -> Decimal | None:
    """What a class costs, where prices.json has it with a standby, or without."""
    key = f"rds.postgres.{machine}.{'multi_az' if multi_az else 'single_az'}.hour"
    return prices[key].usd.expected if key in prices else None
