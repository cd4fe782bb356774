"""Whether everything that a graph declares has its alarms: what is missing, on the wrong metric or in the wrong region.

It reads the graph alone, not the table that the program makes its alarms from, so a row that is lost there is missed
here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.recording import ROOT, Declared, Recording

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
QUEUE = "aws:sqs/queue:Queue"
SERVICE = "aws:ecs/service:Service"
SCALING_TARGET = "aws:appautoscaling/target:Target"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
DATABASE = "aws:rds/instance:Instance"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
FUNCTION = "aws:cloudfront/function:Function"
NAT = "aws:ec2/natGateway:NatGateway"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
TOPIC = "aws:sns/topic:Topic"

EDGE_REGION = "us-east-1"

RUNBOOK = "docs/runbook.md"
_LINK = re.compile(rf"{re.escape(RUNBOOK)}#([a-z0-9-]+)")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A metric that somebody has to be told about."""

    of: str
    """The resource that it is about, for the message."""
    metric: str
    dimension: str
    value: str
    region: str
    missing: str

    def __str__(self) -> str:
        return f"{self.of}: {self.metric}"


def unwatched(graph: Recording, region: str = "ap-northeast-2") -> list[str]:
    """Every metric of every resource in the graph that no alarm tells people about, as "name: metric"."""
    alarms = [each for each in graph.of_type(ALARM) if tells_people(graph, each)]
    return [str(wanted) for wanted in _wanted(graph, region) if not any(_watches(each, wanted) for each in alarms)]


def tells_people(graph: Recording, alarm: Declared) -> bool:
    """Whether a topic of the alarm's own region hears both that it rings and that it is over."""
    region = alarm.inputs.get("region", "ap-northeast-2")
    topics = {each.id for each in graph.of_type(TOPIC) if each.inputs.get("region", "ap-northeast-2") == region}
    told = [set(alarm.inputs.get(key, ())) for key in ("alarmActions", "okActions")]
    return alarm.inputs.get("actionsEnabled", True) and all(actions & topics for actions in told)


def _watches(alarm: Declared, wanted: Wanted) -> bool:
    inputs = alarm.inputs
    return (
        inputs.get("metricName") == wanted.metric
        and inputs.get("dimensions", {}).get(wanted.dimension) == wanted.value
        and inputs.get("region", wanted.region) == wanted.region
        and inputs.get("treatMissingData") == wanted.missing
    )


def _wanted(graph: Recording, region: str) -> Iterator[Wanted]:
    for queue in graph.of_type(QUEUE):
        yield from _of_queue(queue, region)
    for service in graph.of_type(SERVICE):
        yield from _of_service(graph, service, region)
    for group in graph.of_type(TARGET_GROUP):
        yield from _of_target_group(graph, group, region)
    for balancer in graph.of_type(LOAD_BALANCER):
        suffix = _suffix(balancer, "loadbalancer/")
        yield from _each(balancer, {"HTTPCode_ELB_5XX_Count": "notBreaching"}, "LoadBalancer", suffix, region)
    for database in graph.of_type(DATABASE):
        yield from _of_database(database, region)
    for gateway in graph.of_type(NAT):
        yield from _each(gateway, {"ErrorPortAllocation": "notBreaching"}, "NatGatewayId", gateway.id, region)
    for distribution in graph.of_type(DISTRIBUTION):
        metrics = {"5xxErrorRate": "notBreaching"}
        yield from _each(distribution, metrics, "DistributionId", distribution.id, EDGE_REGION)
    for function in graph.of_type(FUNCTION):
        metrics = {"FunctionExecutionErrors": "notBreaching"}
        yield from _each(function, metrics, "FunctionName", function.id, EDGE_REGION)
    for acl in graph.of_type(WEB_ACL):
        name = acl.inputs["visibilityConfig"]["metricName"]
        yield from _each(acl, {"BlockedRequests": "notBreaching"}, "WebACL", name, EDGE_REGION)


def _of_queue(queue: Declared, region: str) -> Iterator[Wanted]:
    metrics = (
        {"ApproximateAgeOfOldestMessage": "notBreaching"}
        if "redrivePolicy" in queue.inputs
        else {"ApproximateNumberOfMessagesVisible": "ignore"}
    )
    yield from _each(queue, metrics, "QueueName", queue.inputs["name"], region)


def _of_service(graph: Recording, service: Declared, region: str) -> Iterator[Wanted]:
    yield from _each(service, {"MemoryUtilization": "notBreaching"}, "ServiceName", _service_name(service), region)
    if least_tasks(graph, service) > 0:
        yield from _each(service, {"CPUUtilization": "breaching"}, "ServiceName", _service_name(service), region)


def _of_target_group(graph: Recording, group: Declared, region: str) -> Iterator[Wanted]:
    metrics: dict[str, str] = dict.fromkeys(
        ("UnHealthyHostCount", "HTTPCode_Target_5XX_Count", "TargetResponseTime"), "notBreaching"
    )
    joined = [
        service
        for service in graph.of_type(SERVICE)
        for balancer in service.inputs.get("loadBalancers", ())
        if balancer["targetGroupArn"] == group.id
    ]
    if any(least_tasks(graph, service) > 0 for service in joined):
        metrics["HealthyHostCount"] = "breaching"
    yield from _each(group, metrics, "TargetGroup", f"targetgroup/{group.id.split(':targetgroup/')[1]}", region)


def _of_database(database: Declared, region: str) -> Iterator[Wanted]:
    metrics = ["CPUUtilization", "FreeStorageSpace", "FreeableMemory", "DatabaseConnections"]
    metrics.append("MaximumUsedTransactionIDs")
    if str(database.inputs["instanceClass"]).startswith("db.t"):
        metrics.append("CPUCreditBalance")
    identifier = database.inputs["identifier"]
    yield from _each(database, dict.fromkeys(metrics, "ignore"), "DBInstanceIdentifier", identifier, region)


def least_tasks(graph: Recording, service: Declared) -> int:
    """How many tasks the service keeps: what scaling goes down to."""
    end = f"/{_service_name(service)}"
    minimums = [
        int(each.inputs["minCapacity"])
        for each in graph.of_type(SCALING_TARGET)
        if str(each.inputs["resourceId"]).endswith(end)
    ]
    return max(minimums, default=int(service.inputs.get("desiredCount", 0)))


def _each(of: Declared, metrics: Mapping[str, str], dimension: str, value: str, region: str) -> Iterator[Wanted]:
    for metric, missing in metrics.items():
        yield Wanted(of=of.name, metric=metric, dimension=dimension, value=value, region=region, missing=missing)


def _service_name(service: Declared) -> str:
    return service.id.rpartition("/")[2]


def _suffix(balancer: Declared, before: str) -> str:
    return balancer.id.split(f":{before}")[1]


def runbook_sections() -> set[str]:
    """Anchors of the runbook's sections."""
    lines = (ROOT / RUNBOOK).read_text().splitlines()
    return {line.removeprefix("## ") for line in lines if line.startswith("## ")}


def linked_sections(graph: Recording) -> set[str]:
    """Anchors of the runbook that any input in the graph sends a reader to."""
    return {anchor for each in graph.resources for anchor in _LINK.findall(json.dumps(each.inputs))}
