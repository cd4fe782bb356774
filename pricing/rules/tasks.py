"""Tasks: how many run, for how long, on which capacity, and what a task's hour costs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from pricing.load import Load
from pricing.model import Charge, Graph, Line, Resource, charge
from pricing.money import HOURS, Range, flat
from pricing.prices import Prices
from sizing.usage import Usage

SERVICE, TASK = "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition"
TARGET, POLICY = "aws:appautoscaling/target:Target", "aws:appautoscaling/policy:Policy"
SCHEDULE = "aws:appautoscaling/scheduledAction:ScheduledAction"

FREE_EPHEMERAL_GIB = 20
"""https://aws.amazon.com/fargate/pricing/"""

_ARCHITECTURES = {"ARM64": "linux_arm", "X86_64": "linux_x86"}
_CAPACITY = {"FARGATE": ("fargate", "Fargate"), "FARGATE_SPOT": ("fargate_spot", "Fargate Spot")}
_QUEUE = "QUEUE_URL_"


@dataclass(frozen=True, kw_only=True)
class RunningTasks:
    """A service and the hours that its tasks run in a month, all together."""

    service: Resource
    task: Resource
    hours: Range
    queues: tuple[str, ...]
    """The queues that it polls, by their key in `jobs_per_day`; the API polls none of those that it sends to."""

    @property
    def on_fargate(self) -> bool:
        """Whether Fargate runs them, rather than machines of our own."""
        return "FARGATE" in self.task.inputs.get("requiresCompatibilities", ())

    @property
    def providers(self) -> list[str]:
        """The names of the capacity providers that run them."""
        return [each["capacityProvider"] for each in self.service.inputs["capacityProviderStrategies"]]

    @property
    def has_public_address(self) -> bool:
        """Whether each task has a public IPv4 address."""
        return bool(self.service.inputs["networkConfiguration"].get("assignPublicIp"))

    @property
    def zones(self) -> int:
        """In how many zones they run: each of a service's subnets is in one of its own."""
        return len(self.service.inputs["networkConfiguration"].get("subnets", ())) or 1


def running_tasks(graph: Graph) -> list[RunningTasks]:
    """Every service with its tasks: the API's follow from its requests, a worker's from its jobs."""
    tasks = {each.id: each for each in graph.of_type(TASK)}
    return [_running(graph, each, tasks[_last(each.inputs["taskDefinition"], "/")]) for each in graph.of_type(SERVICE)]


def _running(graph: Graph, service: Resource, task: Resource) -> RunningTasks:
    queues = () if _answers(service) else _polled(task)
    scaled = [each for each in graph.of_type(TARGET) if service.id.endswith(f":{each.inputs['resourceId']}")]
    if not scaled:
        count = Decimal(service.inputs.get("desiredCount", 0))
        return RunningTasks(service=service, task=task, hours=flat(count) * HOURS, queues=queues)
    least, most = Decimal(scaled[0].inputs["minCapacity"]), Decimal(scaled[0].inputs["maxCapacity"])
    if "FARGATE" not in task.inputs.get("requiresCompatibilities", ()):
        # A task of machines of our own runs as long as its machine does, and usage says how long that is.
        expected = min(most * HOURS, max(least * HOURS, Decimal(graph.usage.gpu_hours)))
        hours = Range(low=least * HOURS, expected=expected, high=most * HOURS)
        return RunningTasks(service=service, task=task, hours=hours, queues=queues)
    busy, quiet = (_needed(graph, service, scaled[0], queues, busy=busy) for busy in (True, False))
    extra = _scheduled(graph, scaled[0])
    low, expected = (
        _hours_of_a_month(graph.usage, least, most, needed, extra)
        for needed in ((Decimal(0), Decimal(0)), (busy, quiet))
    )
    return RunningTasks(
        service=service, task=task, hours=Range(low=low, expected=expected, high=most * HOURS), queues=queues
    )


def _hours_of_a_month(
    usage: Usage, least: Decimal, most: Decimal, needed: tuple[Decimal, Decimal], extra: tuple[int, int]
) -> Decimal:
    """Task-hours of a month, from the tasks that the busy hours and the others need.

    The scheduled hours are taken to be the busy ones as far as both go.
    """
    busy, quiet = needed
    scheduled_hours, scheduled_tasks = extra
    both = min(usage.busy_hours, scheduled_hours)
    parts = (
        (both, max(busy, Decimal(scheduled_tasks))),
        (usage.busy_hours - both, busy),
        (scheduled_hours - both, max(quiet, Decimal(scheduled_tasks))),
        (24 - usage.busy_hours - scheduled_hours + both, quiet),
    )
    return sum((hours * min(most, max(least, tasks)) for hours, tasks in parts), Decimal(0)) * HOURS / 24


def _needed(graph: Graph, service: Resource, target: Resource, queues: tuple[str, ...], *, busy: bool) -> Decimal:
    """Whole tasks for the API's requests, at the rate that a task is told to take, or for a worker's jobs."""
    load = Load(usage=graph.usage, factor=Decimal(1))
    if not _answers(service):
        return Decimal(ceil(load.tasks_at_work(queues, busy=busy)))
    per_task = _requests_per_task(graph, target)
    return Decimal(ceil(load.api_requests_per_second(busy=busy) * 60 / per_task)) if per_task else Decimal(0)


def _answers(service: Resource) -> bool:
    """Whether a load balancer sends it requests; the others poll queues."""
    return bool(service.inputs.get("loadBalancers"))


def _requests_per_task(graph: Graph, target: Resource) -> Decimal | None:
    """Requests a minute at which a task is told to have enough, of the policy that counts them."""
    for each in graph.of_type(POLICY):
        tracked: dict[str, Any] = each.inputs.get("targetTrackingScalingPolicyConfiguration") or {}
        metric = tracked.get("predefinedMetricSpecification", {}).get("predefinedMetricType")
        if each.inputs["resourceId"] == target.inputs["resourceId"] and metric == "ALBRequestCountPerTarget":
            return Decimal(str(tracked["targetValue"]))
    return None


def _scheduled(graph: Graph, target: Resource) -> tuple[int, int]:
    """Hours a day with a higher minimum, and that minimum; nothing without a schedule."""
    actions = [each for each in graph.of_type(SCHEDULE) if each.inputs["resourceId"] == target.inputs["resourceId"]]
    if not actions:
        return 0, 0
    raised = max(actions, key=lambda each: each.inputs["scalableTargetAction"]["minCapacity"])
    others = [_hour(each) for each in actions if each is not raised]
    hours = (others[0] - _hour(raised)) % 24 if others else 24
    return hours, raised.inputs["scalableTargetAction"]["minCapacity"]


def _hour(action: Resource) -> int:
    """Of `cron(0 18 * * ? *)`."""
    return int(action.inputs["schedule"].removeprefix("cron(").split()[1])


def _polled(task: Resource) -> tuple[str, ...]:
    containers = json.loads(task.inputs["containerDefinitions"])
    names = [each["name"] for container in containers for each in container.get("environment", ())]
    return tuple(sorted({name.removeprefix(_QUEUE).lower() for name in names if name.startswith(_QUEUE)}))


def fargate(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """vCPU, memory and disk of every Fargate task, by architecture and capacity provider."""
    for running in running_tasks(graph):
        if running.on_fargate:
            yield from _fargate(running, prices)


def _fargate(running: RunningTasks, prices: Prices) -> Iterator[Charge]:
    inputs = running.task.inputs
    family = _ARCHITECTURES[inputs["runtimePlatform"]["cpuArchitecture"]]
    vcpus, gib = Decimal(inputs["cpu"]) / 1024, Decimal(inputs["memory"]) / 1024
    for provider, share in _shares(running.service.inputs["capacityProviderStrategies"]):
        prefix, words = _CAPACITY[provider]
        hours = running.hours * share
        what = f"{words}, {family.removeprefix('linux_')}"
        yield charge(
            Line.COMPUTE, running.service, f"vCPU, {what}", hours * vcpus, prices[f"{prefix}.{family}.vcpu_hour"]
        )
        yield charge(
            Line.COMPUTE, running.service, f"memory, {what}", hours * gib, prices[f"{prefix}.{family}.gb_hour"]
        )
    disk = int(inputs["ephemeralStorage"]["sizeInGib"]) if inputs.get("ephemeralStorage") else FREE_EPHEMERAL_GIB
    if disk > FREE_EPHEMERAL_GIB:
        yield charge(
            Line.COMPUTE,
            running.service,
            "ephemeral storage",
            running.hours * (disk - FREE_EPHEMERAL_GIB),
            prices["fargate.ephemeral_gb_hour"],
            free=f"{FREE_EPHEMERAL_GIB} GiB a task",
        )


def _shares(strategies: Iterable[dict[str, Any]]) -> list[tuple[str, Decimal]]:
    """Which part of the tasks each capacity provider runs, by weight."""
    weights = {each["capacityProvider"]: Decimal(each.get("weight", 0)) for each in strategies}
    whole = sum(weights.values())
    return [(provider, weight / whole) for provider, weight in weights.items() if weight and provider in _CAPACITY]


def public_addresses(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """The public IPv4 address of every task that has one."""
    for running in running_tasks(graph):
        if running.has_public_address:
            price = prices["public_ipv4.hour"]
            yield charge(Line.NETWORK, running.service, "public IPv4 address", running.hours, price)


def _last(text: str, separator: str) -> str:
    return text.rpartition(separator)[2]
