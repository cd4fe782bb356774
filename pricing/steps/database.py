"""Steps of `database`: class, standby, disk, backups."""

from collections.abc import Iterator

from pricing.model import Graph
from pricing.prices import Prices
from pricing.rules.database import INSTANCE, priced_classes
from pricing.steps.change import Step, with_inputs
from sizing.database import AUTOSCALING_ROOM_PERCENT, MAX_BACKUP_DAYS

_MORE_GIB, _MORE_DAYS = 10, 7


def database_steps(graph: Graph, prices: Prices) -> Iterator[Step]:
    """Every step of this section, in the order of its keys."""
    for each in graph.of_type(INSTANCE):
        classes = priced_classes(prices)
        larger = classes[classes.index(each.inputs["instanceClass"]) + 1 :]
        if larger:
            grown = with_inputs(graph, each, {"instanceClass": larger[0]})
            yield Step(key="database.instance_class", words=larger[0], grown=grown)
        if not each.inputs.get("multiAz"):
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
