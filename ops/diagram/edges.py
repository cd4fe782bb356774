"""The edges of a picture: who reaches whom, who tells whom, who may what, by the references in the graph."""

import json
from collections.abc import Iterator
from typing import Any, cast

from ops.diagram import boxes as box
from ops.diagram.picture import Edge, Kind
from sandbox.recording import Declared, Recording

_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_ROUTE, _ASSOCIATION = "aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation"
_VPC_ORIGIN, _EVENT_TARGET = "aws:cloudfront/vpcOrigin:VpcOrigin", "aws:cloudwatch/eventTarget:EventTarget"
_DELIVERY, _SOURCE = "aws:cloudwatch/logDelivery:LogDelivery", "aws:cloudwatch/logDeliverySource:LogDeliverySource"
_DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
_ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
_BEHIND_GROUP = {
    box.BALANCER: "securityGroups",
    box.SERVICE: "networkConfiguration",
    box.DATABASE: "vpcSecurityGroupIds",
}
"""Type -> the argument that names its security groups."""


def edges(graph: Recording) -> Iterator[Edge]:
    """Every edge of the graph's picture."""
    yield from _from_viewers(graph)
    yield from _through_security_groups(graph)
    yield from _routes(graph)
    yield from _logs(graph)
    yield from _events(graph)
    yield from _permissions(graph)


def _from_viewers(graph: Recording) -> Iterator[Edge]:
    for each in graph.of_type(box.DISTRIBUTION):
        front = [urn for urn in each.property_dependencies.get("webAclId", ()) if graph.by_urn(urn).type == box.WEB_ACL]
        yield Edge(source=box.VIEWERS, target=(front or [each.urn])[0], kind=Kind.TRAFFIC, label="HTTPS")
        for urn in front:
            yield Edge(source=urn, target=each.urn, kind=Kind.TRAFFIC)
        for urn in each.property_dependencies["origins"]:
            origin = graph.by_urn(urn)
            if origin.type == box.BUCKET:
                yield Edge(source=each.urn, target=urn, kind=Kind.TRAFFIC)
            elif origin.type == _VPC_ORIGIN:
                for balancer in origin.property_dependencies["vpcOriginEndpointConfig"]:
                    yield Edge(source=each.urn, target=balancer, kind=Kind.TRAFFIC, label="/api/*")


def _through_security_groups(graph: Recording) -> Iterator[Edge]:
    """A rule that lets one group in from another leads from what is in the one to what is in the other."""
    members: dict[str, list[Declared]] = {}
    for type_, argument in _BEHIND_GROUP.items():
        for each in graph.of_type(type_):
            for urn in each.property_dependencies.get(argument, ()):
                members.setdefault(urn, []).append(each)
    for each in graph.of_type(box.TASK):  # a task that no service runs is in the group of its own name
        if not any(each.urn in one.property_dependencies["taskDefinition"] for one in graph.of_type(box.SERVICE)):
            for group in graph.of_type(_GROUP):
                if group.name == f"firewall-{each.name}":
                    members.setdefault(group.urn, []).append(each)
    for rule in graph.of_type(_INGRESS):
        for source in rule.property_dependencies.get("referencedSecurityGroupId", ()):
            for target in rule.property_dependencies["securityGroupId"]:
                for one in members.get(source, []):
                    for other in members.get(target, []):
                        yield Edge(source=one.urn, target=other.urn, kind=Kind.TRAFFIC)


def _routes(graph: Recording) -> Iterator[Edge]:
    subnets: dict[str, set[str]] = {}
    for each in graph.of_type(_ASSOCIATION):
        for table in each.property_dependencies["routeTableId"]:
            subnets.setdefault(table, set()).update(each.property_dependencies["subnetId"])
    for each in graph.of_type(_ROUTE):
        named = each.property_dependencies
        for way in (*named.get("natGatewayId", ()), *named.get("gatewayId", ())):
            for subnet in sorted(subnet for table in named["routeTableId"] for subnet in subnets.get(table, ())):
                yield Edge(source=subnet, target=way, kind=Kind.TRAFFIC)
    for each in graph.of_type(box.GATEWAY):
        yield Edge(source=each.urn, target=box.INTERNET, kind=Kind.TRAFFIC)
        for nat in graph.of_type(box.NAT):
            yield Edge(source=nat.urn, target=each.urn, kind=Kind.TRAFFIC)


def _logs(graph: Recording) -> Iterator[Edge]:
    """Who writes to a bucket of logs."""
    for each in graph.of_type(box.BALANCER):
        for urn in box.named_by(graph, each, "accessLogs"):
            yield Edge(source=each.urn, target=urn, kind=Kind.EVENTS, label="logs")
    destinations = {each.urn: each for each in graph.of_type(_DESTINATION)}
    sources = {each.urn: each for each in graph.of_type(_SOURCE)}
    for each in graph.of_type(_DELIVERY):
        named = {urn for urns in each.property_dependencies.values() for urn in urns}
        for source in sorted(named & sources.keys()):
            for target in sorted(named & destinations.keys()):
                for one in sources[source].property_dependencies["resourceArn"]:
                    for bucket in box.named_by(graph, destinations[target], "deliveryDestinationConfiguration"):
                        yield Edge(source=one, target=bucket, kind=Kind.EVENTS, label="logs")


def _events(graph: Recording) -> Iterator[Edge]:
    for each in graph.of_type(box.ALARM):
        for topic in box.topics_of(graph, each, "alarmActions"):
            yield Edge(source=box.ALARMS, target=topic, kind=Kind.EVENTS)
    for each in graph.of_type(_EVENT_TARGET):
        for topic in box.topics_of(graph, each, "arn"):
            yield Edge(source=box.RULES, target=topic, kind=Kind.EVENTS)
    for each in graph.of_type(box.SUBSCRIPTION):
        for urn in each.property_dependencies["topic"]:
            yield Edge(source=urn, target=box.PEOPLE, kind=Kind.EVENTS)


def _permissions(graph: Recording) -> Iterator[Edge]:
    """What the roles of each service may do; jobs sent and received are events."""
    runs = {
        urn: each.urn for each in graph.of_type(box.SERVICE) for urn in each.property_dependencies["taskDefinition"]
    }
    places = {
        **{each.inputs["name"]: each.urn for each in graph.of_type(box.QUEUE)},
        **{each.inputs["bucket"]: each.urn for each in graph.of_type(box.BUCKET)},
    }
    policies = {
        role: json.loads(cast("str", each.inputs["policy"]))["Statement"]
        for each in graph.of_type(_ROLE_POLICY)
        for role in each.property_dependencies["role"]
    }
    for task in graph.of_type(box.TASK):
        service = runs.get(task.urn, task.urn)
        roles = (*task.property_dependencies["taskRoleArn"], *task.property_dependencies["executionRoleArn"])
        statements = [statement for role in roles for statement in policies.get(role, ())]
        sends = any("sqs:SendMessage" in statement["Action"] for statement in statements)
        for statement in statements:
            yield from _allowed(service, statement, places, sends=sends)


def _allowed(service: str, statement: dict[str, Any], places: dict[str, str], *, sends: bool) -> Iterator[Edge]:
    for action, arn in ((action, arn) for action in statement["Action"] for arn in statement["Resource"]):
        place = places.get(arn.rpartition(":")[2].removesuffix("/*"), "")
        if action == "sqs:SendMessage":
            yield Edge(source=service, target=place, kind=Kind.EVENTS)
        elif action == "sqs:ReceiveMessage" and not sends:  # the API may receive too, and workers do
            yield Edge(source=place, target=service, kind=Kind.EVENTS)
        elif action.startswith("s3:") and place:
            yield Edge(source=service, target=place, kind=Kind.PERMISSION)
        elif action.startswith("secretsmanager:"):
            yield Edge(source=service, target=box.SECRETS, kind=Kind.PERMISSION)
        elif action == "ecr:BatchGetImage":
            yield Edge(source=service, target=box.REPOSITORIES, kind=Kind.PERMISSION)
