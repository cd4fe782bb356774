"""Steps of `network`: another zone, NAT, flow logs."""

from collections.abc import Iterator, Mapping
from typing import Any

from pricing.model import Graph, Resource
from pricing.rules.network import ADDRESS, BALANCER, FLOW_LOG, NAT, task_zones
from pricing.rules.tasks import SERVICE
from pricing.rules.watching import ALARM
from pricing.steps.change import Step, changed, with_resources
from sizing.network import ZONES

_GATEWAY: tuple[tuple[str, Mapping[str, Any]], ...] = ((NAT, {}), (ADDRESS, {}), (ALARM, {}))
"""What comes with a NAT gateway: its address, and the alarm on its ports."""


def network_steps(graph: Graph) -> Iterator[Step]:
    """Every step of this section, in the order of its keys."""
    zones, gateways = task_zones(graph), len(graph.of_type(NAT))
    if zones < len(ZONES):
        per_zone = gateways == zones
        placed = [*graph.of_type(SERVICE), *graph.of_type(BALANCER)]
        grown = changed(graph, {each.urn: _in_another_zone(each) for each in placed})
        words = "+1 zone, with its NAT gateway" if per_zone else "+1 zone"
        yield Step(key="network.zones", words=words, grown=with_resources(grown, _GATEWAY if per_zone else ()))
    if not gateways:
        grown = changed(graph, {each.urn: _without_public_address(each) for each in graph.of_type(SERVICE)})
        words = "single: a gateway instead of addresses"
        yield Step(key="network.nat", words=words, grown=with_resources(grown, _GATEWAY))
    elif gateways < zones:
        grown = with_resources(graph, _GATEWAY * (zones - gateways))
        yield Step(key="network.nat", words="per_zone", grown=grown)
    if not graph.of_type(FLOW_LOG):
        yield Step(key="network.flow_logs", words="true", grown=with_resources(graph, [(FLOW_LOG, {})]))


def _in_another_zone(resource: Resource) -> Mapping[str, Any]:
    if resource.type == BALANCER:
        return {"subnets": [*resource.inputs["subnets"], "step"]}
    placed = resource.inputs["networkConfiguration"]
    return {"networkConfiguration": {**placed, "subnets": [*placed["subnets"], "step"]}}


def _without_public_address(service: Resource) -> Mapping[str, Any]:
    return {"networkConfiguration": {**service.inputs["networkConfiguration"], "assignPublicIp": False}}
