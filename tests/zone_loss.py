"""What a graph loses with one of its zones: the tiers that have nothing left in another one."""

from collections.abc import Iterable, Iterator

from sandbox.recording import Declared, Recording
from tests.reach import BALANCER, DATABASE, INGRESS, SERVICE, SUBNET, hosts

NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"

EVERYWHERE = "0.0.0.0/0"


def zones(graph: Recording) -> list[str]:
    """The graph's zones, such as ap-northeast-2a."""
    return sorted({each.inputs["availabilityZone"] for each in graph.of_type(SUBNET)})


def lost(graph: Recording, zone: str) -> set[str]:
    """The tiers, by the names of their resources, that don't run on without the zone.

    What runs on loses the tasks that were there; ECS starts others in the subnets that are left. A service that logs
    in to a database which is lost is lost with it, and one that is behind a lost load balancer too.
    """
    left = {each.id for each in graph.of_type(SUBNET) if each.inputs["availabilityZone"] != zone}
    gone = [each for each in graph.of_type(BALANCER) if not left & {*each.inputs["subnets"]}]
    gone += [each for each in graph.of_type(DATABASE) if not _stands_by(graph, each, left)]
    gone += [each for each in graph.of_type(SERVICE) if not _has_room(graph, each, left)]
    gone += [each for each in graph.of_type(SERVICE) if any(_needs(graph, each, other) for other in gone)]
    return {each.name for each in gone}


def _stands_by(graph: Recording, database: Declared, left: set[str]) -> bool:
    """A database in one zone may be in any: it counts as lost with each."""
    group = graph.by_id(SUBNET_GROUP, database.inputs["dbSubnetGroupName"])
    return database.inputs.get("multiAz", False) and bool(left & {*group.inputs["subnetIds"]})


def _has_room(graph: Recording, service: Declared, left: set[str]) -> bool:
    """Whether tasks can start in what is left: in a subnet from which they reach their image and the queues."""
    network = service.inputs["networkConfiguration"]
    return any(
        _has_a_way_out(graph, subnet, left, public=network["assignPublicIp"]) for subnet in left & {*network["subnets"]}
    )


def _has_a_way_out(graph: Recording, subnet: str, left: set[str], *, public: bool) -> bool:
    tables = {each.inputs["routeTableId"] for each in graph.of_type(ASSOCIATION) if each.inputs["subnetId"] == subnet}
    return any(
        public if "gatewayId" in route else _is_nat_left(graph, route, left) for route in _default_routes(graph, tables)
    )


def _default_routes(graph: Recording, tables: Iterable[str]) -> Iterator[dict[str, str]]:
    for route in graph.of_type(ROUTE):
        if route.inputs["routeTableId"] in tables and route.inputs.get("destinationCidrBlock") == EVERYWHERE:
            yield route.inputs


def _is_nat_left(graph: Recording, route: dict[str, str], left: set[str]) -> bool:
    return graph.by_id(NAT, route["natGatewayId"]).inputs["subnetId"] in left


def _needs(graph: Recording, service: Declared, other: Declared) -> bool:
    """Whether the service has a way to the other by its security groups, or is behind it."""
    here, there = (hosts(graph)[each.urn].groups for each in (service, other))
    if other.type == BALANCER:
        here, there = there, here
    return any(
        rule.inputs["securityGroupId"] in there and rule.inputs.get("referencedSecurityGroupId") in here
        for rule in graph.of_type(INGRESS)
    )
