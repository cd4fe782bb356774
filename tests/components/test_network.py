"""The network tier, as AWS would be asked for it."""

from collections.abc import Mapping

import pytest
from pulumi_aws import ecs

from components.network import Network, NetworkArgs
from sandbox.recording import Declared, Recording, record
from sizing.network import Nat, NetworkSize, Zone

TIER = "academy:network:Network"
VPC = "aws:ec2/vpc:Vpc"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
ADDRESS = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
SERVICE = "aws:ecs/service:Service"

NATS: tuple[Nat, ...] = ("none", "single", "per_zone")


def network(zones: tuple[Zone, ...] = ("a", "c"), nat: Nat = "none", *, flow_logs: bool = False) -> Recording:
    args = NetworkArgs(
        size=NetworkSize(cidr="10.0.0.0/16", zones=zones, nat=nat, flow_logs=flow_logs),
        environment="prod",
        region="ap-northeast-2",
        log_bucket_arn="arn:aws:s3:::academy-logs-prod",
    )
    return record(lambda: Network("network", args))


def table_of(recording: Recording, subnet: Declared) -> Declared:
    associated = [each for each in recording.of_type(ASSOCIATION) if each.inputs["subnetId"] == subnet.id]
    assert len(associated) == 1
    return recording.by_id(TABLE, associated[0].inputs["routeTableId"])


def way_out(recording: Recording, subnet: Declared) -> dict[str, str] | None:
    table = table_of(recording, subnet)
    routes = [each.inputs for each in recording.of_type(ROUTE) if each.inputs["routeTableId"] == table.id]
    assert len(routes) <= 1
    return {key: value for key, value in routes[0].items() if key != "routeTableId"} if routes else None


def changed(before: Recording, after: Recording) -> dict[tuple[str, str], set[str]]:
    """Which inputs differ, for each resource that both have."""
    old = {each.key: each.inputs for each in before.resources}
    new = {each.key: each.inputs for each in after.resources}
    return {
        key: differing
        for key in old.keys() & new.keys()
        if (differing := {name for name in old[key] | new[key] if old[key].get(name) != new[key].get(name)})
    }


def test_the_vpc_has_the_required_addresses_answers_dns_and_is_protected() -> None:
    vpc = network().one(VPC)

    assert vpc.inputs["cidrBlock"] == "10.0.0.0/16"
    assert vpc.inputs["enableDnsSupport"] is True
    assert vpc.inputs["enableDnsHostnames"] is True
    assert vpc.protect


def test_each_zone_has_a_public_and_a_private_subnet() -> None:
    recording = network()

    places = {
        name: (subnet.inputs["availabilityZone"], subnet.inputs["cidrBlock"])
        for name, subnet in recording.by_name(SUBNET).items()
    }
    assert places == {
        "network-public-a": ("ap-northeast-2a", "10.0.0.0/20"),
        "network-public-c": ("ap-northeast-2c", "10.0.32.0/20"),
        "network-private-a": ("ap-northeast-2a", "10.0.128.0/19"),
        "network-private-c": ("ap-northeast-2c", "10.0.192.0/19"),
    }
    assert {subnet.inputs["vpcId"] for subnet in recording.of_type(SUBNET)} == {recording.one(VPC).id}


def test_no_subnet_gives_out_public_addresses_unasked() -> None:
    for subnet in network(("a", "b", "c", "d"), "per_zone").of_type(SUBNET):
        assert subnet.inputs["mapPublicIpOnLaunch"] is False, subnet.name


def test_the_default_security_group_lets_nothing_in_or_out() -> None:
    recording = network()
    group = recording.one(DEFAULT_GROUP)

    assert group.inputs["ingress"] == []
    assert group.inputs["egress"] == []
    assert group.inputs["vpcId"] == recording.one(VPC).id


def test_public_subnets_reach_the_internet_through_the_gateway() -> None:
    recording = network()
    gateway = recording.one(GATEWAY)

    assert gateway.inputs["vpcId"] == recording.one(VPC).id
    for zone in "ac":
        assert way_out(recording, recording.one(SUBNET, f"network-public-{zone}")) == {
            "destinationCidrBlock": "0.0.0.0/0",
            "gatewayId": gateway.id,
        }


@pytest.mark.parametrize("nat", NATS)
def test_each_private_subnet_has_a_route_table_of_its_own(nat: Nat) -> None:
    recording = network(nat=nat)

    tables = {zone: table_of(recording, recording.one(SUBNET, f"network-private-{zone}")).name for zone in "ac"}

    assert tables == {"a": "network-private-a", "c": "network-private-c"}


def test_without_nat_a_private_subnet_has_no_way_out_and_nothing_costs_money() -> None:
    recording = network(nat="none")

    assert [way_out(recording, recording.one(SUBNET, f"network-private-{zone}")) for zone in "ac"] == [None, None]
    assert recording.of_type(NAT) == []
    assert recording.of_type(ADDRESS) == []


@pytest.mark.parametrize(("zones", "first"), [(("a", "c"), "a"), (("c", "a"), "c")])
def test_a_single_nat_stands_in_the_first_zone_listed_and_serves_all(zones: tuple[Zone, ...], first: Zone) -> None:
    recording = network(zones, "single")
    nat = recording.one(NAT)

    assert nat.name == f"network-nat-{first}"
    assert nat.inputs["subnetId"] == recording.one(SUBNET, f"network-public-{first}").id
    assert nat.inputs["allocationId"] == recording.one(ADDRESS, f"network-nat-{first}").id
    for zone in "ac":
        assert way_out(recording, recording.one(SUBNET, f"network-private-{zone}")) == {
            "destinationCidrBlock": "0.0.0.0/0",
            "natGatewayId": nat.id,
        }


def test_with_a_nat_per_zone_no_zone_depends_on_another() -> None:
    recording = network(nat="per_zone")

    assert recording.by_name(NAT).keys() == {"network-nat-a", "network-nat-c"}
    for zone in "ac":
        nat = recording.one(NAT, f"network-nat-{zone}")
        assert nat.inputs["subnetId"] == recording.one(SUBNET, f"network-public-{zone}").id
        assert nat.inputs["allocationId"] == recording.one(ADDRESS, f"network-nat-{zone}").id
        assert way_out(recording, recording.one(SUBNET, f"network-private-{zone}")) == {
            "destinationCidrBlock": "0.0.0.0/0",
            "natGatewayId": nat.id,
        }


def test_a_nat_gateway_waits_for_the_internet_gateway() -> None:
    recording = network(nat="per_zone")

    for nat in [*recording.of_type(NAT), *recording.of_type(ADDRESS)]:
        assert recording.one(GATEWAY).urn in nat.dependencies, nat.key


def test_nat_addresses_belong_to_the_vpc_and_may_be_released() -> None:
    for address in network(nat="per_zone").of_type(ADDRESS):
        assert address.inputs["domain"] == "vpc"
        assert not address.protect
        assert not address.retain_on_delete


@pytest.mark.parametrize("nat", NATS)
def test_adding_a_zone_changes_no_existing_subnet_route_table_or_nat(nat: Nat) -> None:
    before, after = network(("a", "c"), nat, flow_logs=True), network(("a", "b", "c"), nat, flow_logs=True)

    assert before.keys() < after.keys()
    assert changed(before, after) == {(ENDPOINT, "network-s3"): {"routeTableIds"}}
    tables = before.one(ENDPOINT).inputs["routeTableIds"]
    assert set(tables) < set(after.one(ENDPOINT).inputs["routeTableIds"])


def test_going_from_one_nat_to_one_per_zone_only_points_a_route_elsewhere() -> None:
    before, after = network(nat="single"), network(nat="per_zone")

    assert after.keys() - before.keys() == {(ADDRESS, "network-nat-c"), (NAT, "network-nat-c")}
    assert before.keys() < after.keys()
    assert changed(before, after) == {(ROUTE, "network-private-c"): {"natGatewayId"}}


def test_a_first_nat_only_adds() -> None:
    before, after = network(nat="none"), network(nat="single")

    assert before.keys() < after.keys()
    assert changed(before, after) == {}


def test_the_order_of_the_zones_changes_no_resource() -> None:
    before, after = network(("a", "c"), "per_zone"), network(("c", "a"), "per_zone")

    assert before.keys() == after.keys()
    assert changed(before, after).keys() <= {(ENDPOINT, "network-s3")}
    tables = [set(each.one(ENDPOINT).inputs["routeTableIds"]) for each in (before, after)]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("nat", NATS)
def test_s3_is_reached_without_a_nat_from_every_subnet(nat: Nat) -> None:
    recording = network(("a", "b", "c"), nat)
    endpoint = recording.one(ENDPOINT)

    assert endpoint.inputs["vpcEndpointType"] == "Gateway"
    assert endpoint.inputs["serviceName"] == "com.amazonaws.ap-northeast-2.s3"
    assert endpoint.inputs["vpcId"] == recording.one(VPC).id
    assert len(endpoint.inputs["routeTableIds"]) == 4
    assert set(endpoint.inputs["routeTableIds"]) == {table.id for table in recording.of_type(TABLE)}


def test_rejected_connections_are_logged_to_the_logs_bucket_where_the_stack_says_so() -> None:
    recording = network(flow_logs=True)
    log = recording.one(FLOW_LOG).inputs

    assert log["trafficType"] == "REJECT"
    assert log["logDestinationType"] == "s3"
    assert log["logDestination"] == "arn:aws:s3:::academy-logs-prod"
    assert log["vpcId"] == recording.one(VPC).id


def test_no_flow_log_is_kept_where_the_stack_does_not_say_so() -> None:
    assert network(flow_logs=False).of_type(FLOW_LOG) == []


def test_only_the_vpc_is_protected() -> None:
    recording = network(nat="per_zone", flow_logs=True)

    assert {each.key for each in recording.resources if each.protect} == {(VPC, "network")}


def test_everything_a_person_sees_in_the_console_has_a_name_of_its_own() -> None:
    recording = network(nat="per_zone", flow_logs=True)

    named: Mapping[tuple[str, str], str] = {
        each.key: each.inputs["tags"]["Name"]
        for each in recording.resources
        if each.custom and each.type not in {ASSOCIATION, ROUTE}
    }
    assert named[(VPC, "network")] == "academy-prod"
    assert named[(SUBNET, "network-private-c")] == "academy-prod-private-c"
    assert all(name.startswith("academy-prod") for name in named.values())
    assert len({(token, name) for (token, _), name in named.items()}) == len(named)


def test_every_resource_stands_directly_below_its_tier() -> None:
    recording = network(nat="per_zone", flow_logs=True)
    tier = recording.one(TIER)

    assert {each.parent for each in recording.resources if each is not tier} == {tier.urn}


def test_other_tiers_get_the_subnets_in_the_order_of_the_zones() -> None:
    recording = network(("c", "a"), "per_zone")
    outputs = recording.outputs[recording.one(TIER).urn]

    assert outputs == {
        "vpc_id": recording.one(VPC).id,
        "public_subnet_ids": [recording.one(SUBNET, f"network-public-{zone}").id for zone in "ca"],
        "private_subnet_ids": [recording.one(SUBNET, f"network-private-{zone}").id for zone in "ca"],
        "task_subnet_ids": [recording.one(SUBNET, f"network-private-{zone}").id for zone in "ca"],
        "assign_public_ip": False,
        "nat_gateway_ids": {zone: recording.one(NAT, f"network-nat-{zone}").id for zone in "ca"},
    }


def with_a_task(nat: Nat) -> Recording:
    """A network and something that runs in the subnets that it gives to tasks."""

    def program() -> None:
        args = NetworkArgs(
            size=NetworkSize(cidr="10.0.0.0/16", zones=("a", "c"), nat=nat, flow_logs=False),
            environment="prod",
            region="ap-northeast-2",
            log_bucket_arn="arn:aws:s3:::academy-logs-prod",
        )
        tasks = Network("network", args).task_subnet_ids
        ecs.Service("task", network_configuration={"subnets": tasks})

    return record(program)


@pytest.mark.parametrize("nat", NATS)
def test_tasks_run_in_private_subnets_as_soon_as_there_is_nat_and_need_a_public_address_until_then(nat: Nat) -> None:
    recording = with_a_task(nat)
    tasks = recording.one(SERVICE).inputs["networkConfiguration"]["subnets"]
    outputs = recording.outputs[recording.one(TIER).urn]

    kind = "public" if nat == "none" else "private"
    assert tasks == [recording.one(SUBNET, f"network-{kind}-{zone}").id for zone in "ac"]
    assert outputs["assign_public_ip"] is (nat == "none")


@pytest.mark.parametrize("nat", NATS)
def test_no_task_moves_into_a_subnet_before_that_has_its_way_out(nat: Nat) -> None:
    recording = with_a_task(nat)
    kind = "public" if nat == "none" else "private"
    ways_out = [
        each
        for each in [*recording.of_type(ROUTE), *recording.of_type(ASSOCIATION)]
        if each.name.startswith(f"network-{kind}")
    ]

    waits_for = recording.one(SERVICE).property_dependencies["networkConfiguration"]
    assert len(ways_out) == (3 if nat == "none" else 4)
    assert {each.urn for each in ways_out} <= waits_for
