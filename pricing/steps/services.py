"""Steps of `api`, `workers` and `gpu`: the size of a task, its processor and its disk, and how many there are."""

from collections.abc import Iterator

from pricing.model import Graph, Resource
from pricing.rules.machines import GROUP, TEMPLATE
from pricing.rules.tasks import SCHEDULE, TARGET, RunningTasks, running_tasks
from pricing.rules.watching import ALARM
from pricing.steps.change import Step, with_inputs, with_resources, without
from sizing.compute import MAX_TASKS
from sizing.fargate import FARGATE_SIZES
from sizing.workers import MAX_SCRATCH_GIB

_SECTIONS = ("api", "gpu")
"""Services that have a section of their own; the others are workers."""

_MORE_SCRATCH_GIB, _MORE_VOLUME_GIB = 10, 100


def service_steps(graph: Graph) -> Iterator[Step]:
    """Every step of these sections: of each service in the order of the stack file, and of its keys."""
    order = ("api", "video", "ai", "messaging", "gpu")
    for running in sorted(running_tasks(graph), key=lambda each: order.index(each.service.name)):
        name = running.service.name
        section = name if name in _SECTIONS else f"workers.{name}"
        if running.on_fargate:
            yield from _sizes(graph, running, section)
        yield from _tasks(graph, running, section)
        yield from _scratch(graph, running, section)
    yield from _volumes(graph)


def _sizes(graph: Graph, running: RunningTasks, section: str) -> Iterator[Step]:
    inputs = running.task.inputs
    cpu, memory = int(inputs["cpu"]), int(inputs["memory"])
    for more in [each for each in FARGATE_SIZES if each > cpu][:1]:
        needed = next((each for each in FARGATE_SIZES[more] if each >= memory), None)
        if needed is not None:
            words = f"{more}" if needed == memory else f"{more}, with memory_mib {needed}"
            grown = with_inputs(graph, running.task, {"cpu": str(more), "memory": str(needed)})
            yield Step(key=f"{section}.cpu", words=words, grown=grown)
    for more in [each for each in FARGATE_SIZES[cpu] if each > memory][:1]:
        grown = with_inputs(graph, running.task, {"memory": str(more)})
        yield Step(key=f"{section}.memory_mib", words=str(more), grown=grown)
    platform = inputs["runtimePlatform"]
    other = "x86_64" if platform["cpuArchitecture"] == "ARM64" else "arm64"
    grown = with_inputs(graph, running.task, {"runtimePlatform": {**platform, "cpuArchitecture": other.upper()}})
    yield Step(key=f"{section}.architecture", words=other, grown=grown)
    strategies = running.service.inputs["capacityProviderStrategies"]
    if [each["capacityProvider"] for each in strategies] == ["FARGATE_SPOT"]:
        on_demand = [{**each, "capacityProvider": "FARGATE"} for each in strategies]
        grown = with_inputs(graph, running.service, {"capacityProviderStrategies": on_demand})
        yield Step(key=f"{section}.spot", words="false", grown=grown)


def _tasks(graph: Graph, running: RunningTasks, section: str) -> Iterator[Step]:
    for target in graph.of_type(TARGET):
        least = target.inputs["minCapacity"] + 1
        if running.service.id.endswith(f":{target.inputs['resourceId']}") and least <= MAX_TASKS:
            most = max(target.inputs["maxCapacity"], least)
            grown = with_inputs(graph, target, {"minCapacity": least, "maxCapacity": most})
            fewer = [each for each in graph.of_type(SCHEDULE) if _sets_fewer(each, target, least)]
            grown = with_inputs(grown, fewer, {"scalableTargetAction": {"minCapacity": least}})
            if section == "gpu":
                grown = with_inputs(grown, graph.of_type(GROUP), {"maxSize": most})
            if least == 1:
                # The alarm for a service that is to have tasks and has none.
                grown = with_resources(grown, [(ALARM, {})])
            raised = "" if most == target.inputs["maxCapacity"] else f", with max {most}"
            if least == most:
                # A worker whose number of tasks is fixed has nothing that scales it, and no alarms for it.
                grown = without(grown, [each for each in graph.of_type(ALARM) if _scales(each, target)])
            yield Step(key=f"{section}.tasks.min", words=f"+1 task{raised}", grown=grown)


def _scales(alarm: Resource, target: Resource) -> bool:
    policy = f":resource/ecs/{target.inputs['resourceId']}:policyName/"
    return any(policy in action for action in alarm.inputs.get("alarmActions") or ())


def _sets_fewer(schedule: Resource, target: Resource, least: int) -> bool:
    inputs = schedule.inputs
    return inputs["resourceId"] == target.inputs["resourceId"] and inputs["scalableTargetAction"]["minCapacity"] < least


def _scratch(graph: Graph, running: RunningTasks, section: str) -> Iterator[Step]:
    disk = running.task.inputs.get("ephemeralStorage")
    if disk and disk["sizeInGib"] + _MORE_SCRATCH_GIB <= MAX_SCRATCH_GIB:
        more = {"ephemeralStorage": {"sizeInGib": disk["sizeInGib"] + _MORE_SCRATCH_GIB}}
        grown = with_inputs(graph, running.task, more)
        yield Step(key=f"{section}.scratch_gib", words=f"+{_MORE_SCRATCH_GIB} GiB", grown=grown)


def _volumes(graph: Graph) -> Iterator[Step]:
    for template in graph.of_type(TEMPLATE):
        disks = [
            {**disk, "ebs": {**disk["ebs"], "volumeSize": disk["ebs"]["volumeSize"] + _MORE_VOLUME_GIB}}
            for disk in template.inputs["blockDeviceMappings"]
        ]
        grown = with_inputs(graph, template, {"blockDeviceMappings": disks})
        yield Step(key="gpu.volume_gib", words=f"+{_MORE_VOLUME_GIB} GiB", grown=grown)
