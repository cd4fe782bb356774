"""Who reaches whom in a graph, over the network: from the internet inwards, and on from one security group to another.

It reads the graph alone: public addresses, security-group rules, listeners, VPC origins.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.recording import Declared, Recording

INTERNET = "the internet"

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
SERVICE = "aws:ecs/service:Service"
DATABASE = "aws:rds/instance:Instance"
MACHINE = "aws:ec2/launchTemplate:LaunchTemplate"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
SUBNET = "aws:ec2/subnet:Subnet"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

OTHER_WAYS_IN = (
    "aws:apigateway/",
    "aws:apigatewayv2/",
    "aws:ec2/instance:",
    "aws:ec2/networkInterface:",
    "aws:ec2/vpcPeeringConnection:",
    "aws:ec2/vpnGateway:",
    "aws:ec2clientvpn/",
    "aws:ec2transitgateway/",
    "aws:globalaccelerator/",
    "aws:lambda/",
    "aws:vpclattice/",
)
"""Types that this module knows no ways of: with one of them in the graph, its answer would be wrong."""


@dataclass(frozen=True, kw_only=True)
class Host:
    """Something in the VPC that has an address."""

    name: str
    """`<type>::<name>`."""
    groups: frozenset[str]
    """Ids of its security groups."""
    public: bool
    """Whether the internet has a route to its address."""


def label(resource: Declared) -> str:
    """What a resource is called in answers."""
    return f"{resource.type.rpartition(':')[2]} {resource.name}"


def hosts(graph: Recording) -> dict[str, Host]:
    """Everything in the VPC that has an address, by URN."""
    return dict(_hosts(graph))


def reached(graph: Recording, *, through_cloudfront: bool) -> set[str]:
    """What packets from the internet get to, with the distributions or without them.

    Raises NotImplementedError if the graph has something that leads into the VPC by ways unknown here.
    """
    unknown = [label(each) for each in graph.resources if each.type.startswith(OTHER_WAYS_IN)]
    if unknown:
        raise NotImplementedError(f"ways in through {', '.join(unknown)}")
    ways = set(_from_internet(graph)) | set(_between_hosts(graph))
    if through_cloudfront:
        ways |= set(_from_cloudfront(graph))
    found, ahead = set[str](), {INTERNET}
    while ahead:
        here = ahead.pop()
        found.add(here)
        ahead |= {target for source, target in ways if source == here} - found
    return found - {INTERNET}


def _hosts(graph: Recording) -> Iterator[tuple[str, Host]]:
    open_subnets = {each.id for each in graph.of_type(SUBNET) if each.inputs.get("mapPublicIpOnLaunch")}
    for each in graph.of_type(BALANCER):
        yield _host(each, each.inputs["securityGroups"], public=not each.inputs.get("internal", False))
    for each in graph.of_type(SERVICE):
        network = each.inputs["networkConfiguration"]
        public = network.get("assignPublicIp", False) or bool(open_subnets & {*network["subnets"]})
        yield _host(each, network["securityGroups"], public=public)
    for each in graph.of_type(DATABASE):
        yield _host(each, each.inputs["vpcSecurityGroupIds"], public=each.inputs.get("publiclyAccessible", False))
    for each in graph.of_type(MACHINE):
        for card in each.inputs.get("networkInterfaces", [{}]):
            public = str(card.get("associatePublicIpAddress", bool(open_subnets))).lower() != "false"
            yield _host(each, card.get("securityGroups", ()), public=public)


def _host(resource: Declared, groups: list[str], *, public: bool) -> tuple[str, Host]:
    return resource.urn, Host(name=label(resource), groups=frozenset(groups), public=public)


def _from_internet(graph: Recording) -> Iterator[tuple[str, str]]:
    """Addresses of CloudFront's count as the internet's: other people's distributions come from them too."""
    outside = {
        rule.inputs["securityGroupId"]
        for rule in graph.of_type(INGRESS)
        if "referencedSecurityGroupId" not in rule.inputs
    }
    for host in hosts(graph).values():
        if host.public and host.groups & outside:
            yield INTERNET, host.name


def _between_hosts(graph: Recording) -> Iterator[tuple[str, str]]:
    """From one security group to another, where both let it pass; a load balancer passes on what its listeners say."""
    out = {
        (rule.inputs["securityGroupId"], rule.inputs.get("referencedSecurityGroupId"), rule.inputs.get("toPort"))
        for rule in graph.of_type(EGRESS)
    }
    for rule in graph.of_type(INGRESS):
        source, target = rule.inputs.get("referencedSecurityGroupId"), rule.inputs["securityGroupId"]
        if (source, target, rule.inputs.get("toPort")) not in out:
            continue
        for from_urn, sender in hosts(graph).items():
            for to_urn, receiver in hosts(graph).items():
                if source in sender.groups and target in receiver.groups and _passes_on(graph, from_urn, to_urn):
                    yield sender.name, receiver.name


def _passes_on(graph: Recording, sender: str, receiver: str) -> bool:
    balancer = graph.by_urn(sender)
    if balancer.type != BALANCER:
        return True
    forwarded = {
        action.get("targetGroupArn")
        for listener in graph.of_type(LISTENER)
        if listener.inputs["loadBalancerArn"] == balancer.id
        for action in listener.inputs["defaultActions"]
    }
    joined = {each["targetGroupArn"] for each in graph.by_urn(receiver).inputs.get("loadBalancers", ())}
    return bool(forwarded & joined)


def _from_cloudfront(graph: Recording) -> Iterator[tuple[str, str]]:
    origins = {each.id: each.inputs["vpcOriginEndpointConfig"]["arn"] for each in graph.of_type(VPC_ORIGIN)}
    let_in = {rule.inputs["securityGroupId"] for rule in graph.of_type(INGRESS) if "prefixListId" in rule.inputs}
    groups = {each.id: {*each.inputs["securityGroups"]} for each in graph.of_type(BALANCER)}
    for distribution in graph.of_type(DISTRIBUTION):
        yield INTERNET, label(distribution)
        for origin in distribution.inputs["origins"]:
            arn = origins.get(origin.get("vpcOriginConfig", {}).get("vpcOriginId"))
            if arn in groups and groups[arn] & let_in:
                yield label(distribution), label(graph.by_id(BALANCER, arn))
