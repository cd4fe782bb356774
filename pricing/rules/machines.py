"""GPU machines: the hours they run, and their disks."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pricing.model import Charge, Graph, Line, Resource, charge
from pricing.money import HOURS, Range
from pricing.prices import Prices
from pricing.rules.tasks import running_tasks

GROUP, TEMPLATE = "aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate"
PROVIDER = "aws:ecs/capacityProvider:CapacityProvider"


def machines(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Every Auto Scaling group: a machine for each task that always runs, more for the hours that usage gives.

    Raises:
        UnknownPrice: the instance type has none.
    """
    templates = {each.id: each for each in graph.of_type(TEMPLATE)}
    for each in graph.of_type(GROUP):
        template = templates[each.inputs["launchTemplate"]["id"]].inputs
        most = each.inputs["maxSize"] * HOURS
        least = min(most, max(each.inputs["minSize"] * HOURS, _hours_of_lasting_tasks(graph, each)))
        expected = min(most, max(least, Decimal(graph.usage.gpu_hours)))
        hours = Range(low=least, expected=expected, high=most)
        kind = template["instanceType"]
        yield charge(Line.GPU, each, f"{kind}, on demand", hours, prices[f"ec2.{kind}.hour"])
        yield from _disks(each, template, hours, prices)


def _hours_of_lasting_tasks(graph: Graph, group: Resource) -> Decimal:
    """Hours of the tasks that run whatever happens; a task has its machine to itself, and ECS starts one for it."""
    ours = {
        each.id.rpartition("/")[2]
        for each in graph.of_type(PROVIDER)
        if each.inputs["autoScalingGroupProvider"]["autoScalingGroupArn"].endswith(f"autoScalingGroupName/{group.id}")
    }
    return sum((running.hours.low for running in running_tasks(graph) if ours & set(running.providers)), Decimal(0))


def _disks(group: Resource, template: Mapping[str, Any], hours: Range, prices: Prices) -> Iterator[Charge]:
    months = hours / HOURS
    for disk in template["blockDeviceMappings"]:
        gib = Decimal(disk["ebs"]["volumeSize"])
        yield charge(Line.GPU, group, "gp3 volume while it runs", months * gib, prices["ebs.gp3.gb_month"])
