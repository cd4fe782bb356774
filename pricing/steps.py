"""What one step of a key costs: the same graph with that one thing larger, priced again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pricing.model import Graph, Resource
from pricing.money import Range
from pricing.prices import Prices
from pricing.rules import bill
from pricing.rules.database import priced_classes

_TARGET, _SERVICE = "aws:appautoscaling/target:Target", "aws:ecs/service:Service"
_TASK, _DATABASE = "aws:ecs/taskDefinition:TaskDefinition", "aws:rds/instance:Instance"
_NAT, _ADDRESS = "aws:ec2/natGateway:NatGateway", "aws:ec2/eip:Eip"
_LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of one key."""

    key: str
    """As it stands in the stack file, without `academy:`."""
    words: str
    """What is added, like `+1 API task`."""
    grown: Graph


@dataclass(frozen=True, kw_only=True)
class PricedStep:
    """A step and what it adds to the month."""

    key: str
    words: str
    usd: Decimal
    """Of what is expected; less than nothing where a step saves."""
    low: Decimal
    high: Decimal


def priced_steps(graph: Graph, prices: Prices) -> list[PricedStep]:
    """Every step that this graph can take, with its price."""
    now = bill(graph, prices).total
    return [_priced(step, now, prices) for step in steps(graph, prices)]


def _priced(step: Step, now: Range, prices: Prices) -> PricedStep:
    then = bill(step.grown, prices).total
    return PricedStep(
        key=step.key,
        words=step.words,
        usd=then.expected - now.expected,
        low=then.low - now.low,
        high=then.high - now.high,
    )


def steps(graph: Graph, prices: Prices) -> Iterator[Step]:
    """Every step, in the order of the stack file's keys."""
    yield from _network(graph)
    yield from _database(graph, prices)
    yield from _services(graph)
    yield from _logs(graph)
    yield from _usage(graph)


def _services(graph: Graph) -> Iterator[Step]:
    for target in graph.of_type(_TARGET):
        service = next(one for one in graph.of_type(_SERVICE) if one.id.endswith(f":{target.inputs['resourceId']}"))
        key = service.name if service.name in ("api", "gpu") else f"workers.{service.name}"
        least, most = target.inputs["minCapacity"], target.inputs["maxCapacity"]
        more = {"minCapacity": least + 1, "maxCapacity": max(most, least + 1)}
        name = "API" if service.name == "api" else service.name
        # More machines too: a GPU task has one to itself.
        group = {"minSize": least + 1, "maxSize": max(most, least + 1)} if service.name == "gpu" else {}
        grown = _changed(
            _changed(graph, _TARGET, target.name, more), "aws:autoscaling/group:Group", service.name, group
        )
        yield Step(key=f"{key}.tasks.min", words=f"+1 {name} task", grown=grown)
    for task in graph.of_type(_TASK):
        if task.inputs.get("ephemeralStorage"):
            disk = task.inputs["ephemeralStorage"]["sizeInGib"]
            grown = _changed(graph, _TASK, task.name, {"ephemeralStorage": {"sizeInGib": disk + 10}})
            yield Step(key=f"workers.{task.name}.scratch_gib", words="+10 GiB a task", grown=grown)


def _database(graph: Graph, prices: Prices) -> Iterator[Step]:
    for each in graph.of_type(_DATABASE):
        classes = priced_classes(prices)
        place = classes.index(each.inputs["instanceClass"])
        if place + 1 < len(classes):
            larger = classes[place + 1]
            grown = _changed(graph, _DATABASE, each.name, {"instanceClass": larger})
            yield Step(key="database.instance_class", words=larger, grown=grown)
        if not each.inputs.get("multiAz"):
            grown = _changed(graph, _DATABASE, each.name, {"multiAz": True})
            yield Step(key="database.multi_az", words="a standby in another zone", grown=grown)
        disk = each.inputs["allocatedStorage"] + 10
        most = max(disk, each.inputs.get("maxAllocatedStorage") or 0)
        grown = _changed(graph, _DATABASE, each.name, {"allocatedStorage": disk, "maxAllocatedStorage": most})
        yield Step(key="database.storage_gib", words="+10 GiB", grown=grown)
        days = each.inputs["backupRetentionPeriod"] + 7
        grown = _changed(graph, _DATABASE, each.name, {"backupRetentionPeriod": days})
        yield Step(key="database.backup_days", words="+7 days", grown=grown)


def _network(graph: Graph) -> Iterator[Step]:
    extra = tuple(
        Resource(type=type_, name="one-more", urn=f"{type_}::one-more", id="one-more", inputs={})
        for type_ in (_NAT, _ADDRESS)
    )
    yield Step(key="network.nat", words="+1 NAT gateway", grown=replace(graph, resources=(*graph.resources, *extra)))


def _logs(graph: Graph) -> Iterator[Step]:
    grown = graph
    for each in graph.of_type(_LOG_GROUP):
        grown = _changed(grown, _LOG_GROUP, each.name, {"retentionInDays": 30})
    yield Step(key="monitoring.log_days", words="30 days", grown=grown)


def _usage(graph: Graph) -> Iterator[Step]:
    def more(name: str, amount: int, words: str) -> Step:
        used = graph.usage.model_copy(update={name: getattr(graph.usage, name) + amount})
        return Step(key=f"usage.{name}", words=words, grown=replace(graph, usage=used))

    yield more("daily_users", 100, "+100 people a day")
    yield more("cdn_mib_per_user", 10, "+10 MiB a person and day")
    yield more("media_upload_gib", 10, "+10 GiB a month")
    yield more("log_mib_per_day", 100, "+100 MiB a day")
    yield more("outbound_gib", 10, "+10 GiB a month")
    yield more("registry_gib", 1, "+1 GiB")
    if graph.of_type("aws:autoscaling/group:Group"):
        yield more("gpu_hours", 10, "+10 hours a month")


def _changed(graph: Graph, type_: str, name: str, changes: Mapping[str, Any]) -> Graph:
    return replace(
        graph,
        resources=tuple(
            replace(each, inputs={**each.inputs, **changes}) if (each.type, each.name) == (type_, name) else each
            for each in graph.resources
        ),
    )
