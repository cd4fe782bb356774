"""What EC2 refuses in the network tier."""

import ipaddress

from sandbox.held import Change
from sandbox.refusals.rule import Rule, no

_ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
_VPC_BLOCKS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"
_SUBNET_BLOCKS = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"
_NAT = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html"
_DETACH = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html"

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"

_IN_THE_WAY = {
    VPC: ((SUBNET, "vpcId"), (INTERNET_GATEWAY, "vpcId"), (ROUTE_TABLE, "vpcId"), (ENDPOINT, "vpcId")),
    SUBNET: ((NAT_GATEWAY, "subnetId"), (ENDPOINT, "subnetIds")),
    ROUTE_TABLE: ((ASSOCIATION, "routeTableId"),),
}
"""What must be gone before a type can be deleted, and the input by which it holds on."""

_SIZES = range(16, 29)  # https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html


def vpc_block_of_a_wrong_size(change: Change) -> str | None:
    """A VPC has between 16 and 65536 addresses."""
    size = _block(change.text("cidrBlock"))
    if size and size.prefixlen not in _SIZES:
        return no("InvalidVpc.Range", f"{size} is not between a /16 and a /28", _VPC_BLOCKS)
    return None


def subnet_outside_its_vpc(change: Change) -> str | None:
    """A subnet's block lies in its VPC's, and has between 16 and 65536 addresses."""
    block = _block(change.text("cidrBlock"))
    for vpc in change.held(VPC):
        whole = _block(str(vpc.inputs.get("cidrBlock")))
        if vpc.id != change.text("vpcId") or not block or not whole:
            continue
        if block.prefixlen not in _SIZES:
            return no("InvalidSubnet.Range", f"{block} is not between a /16 and a /28", _SUBNET_BLOCKS)
        if not block.subnet_of(whole):
            return no("InvalidSubnet.Range", f"{block} lies outside {whole} of {vpc.id}", _SUBNET_BLOCKS)
    return None


def subnet_overlapping_another(change: Change) -> str | None:
    """Two subnets of a VPC share no address."""
    block = _block(change.text("cidrBlock"))
    for other in change.held(SUBNET):
        taken = _block(str(other.inputs.get("cidrBlock")))
        same_vpc = other.inputs.get("vpcId") == change.inputs.get("vpcId")
        if block and taken and same_vpc and block.overlaps(taken):
            return no("InvalidSubnet.Conflict", f"{block} conflicts with {taken} of {other.id}", _SUBNET_BLOCKS)
    return None


def zone_of_another_region(change: Change) -> str | None:
    """A subnet's zone belongs to its region."""
    zone = change.text("availabilityZone")
    if zone and zone[:-1] != change.region:
        return no("InvalidParameterValue", f"{zone} is not a zone of {change.region}", _ERRORS)
    return None


def still_in_use(change: Change) -> str | None:
    """What something else is in, or hangs on, cannot be deleted."""
    for token, key in _IN_THE_WAY[change.type]:
        for other in change.held(token):
            if other.refers_to(key, change.id):
                return no("DependencyViolation", f"{change.id} has dependencies: {other.id} is still there", _ERRORS)
    return None


def gateway_with_public_addresses_behind_it(change: Change) -> str | None:
    """An internet gateway stays as long as a NAT gateway of its VPC has a public address."""
    nat = next((nat for nat in _public_nats(change) if _vpc_of(change, nat) == change.text("vpcId")), None)
    if nat is None:
        return None
    reason = f"network {change.text('vpcId')} has mapped public addresses: {nat} is still there"
    return no("DependencyViolation", reason, _DETACH)


def nat_gateway_without_internet(change: Change) -> str | None:
    """A public NAT gateway needs an internet gateway in its VPC by the time it is made."""
    subnet = next((each for each in change.held(SUBNET) if each.id == change.text("subnetId")), None)
    if subnet is None or change.inputs.get("connectivityType") == "private":
        return None
    vpc = subnet.inputs.get("vpcId")
    if any(gateway.inputs.get("vpcId") == vpc for gateway in change.held(INTERNET_GATEWAY)):
        return None
    return no("Gateway.NotAttached", f"network {vpc} has no internet gateway attached", _NAT)


def address_of_another_nat_gateway(change: Change) -> str | None:
    """An address belongs to one NAT gateway, so a replacement must wait for the old one to go."""
    for other in change.held(NAT_GATEWAY):
        if change.text("allocationId") and other.inputs.get("allocationId") == change.inputs.get("allocationId"):
            reason = f"{change.text('allocationId')} is already associated, with {other.id}"
            return no("Resource.AlreadyAssociated", reason, _NAT)
    return None


def address_in_use(change: Change) -> str | None:
    """An address is released only after the NAT gateway that has it is gone."""
    for nat in change.held(NAT_GATEWAY):
        if nat.inputs.get("allocationId") == change.id:
            return no("AuthFailure", f"{change.id} cannot be released: {nat.id} uses it", _ERRORS)
    return None


def subnet_with_a_route_table_already(change: Change) -> str | None:
    """A subnet has one route table."""
    for other in change.held(ASSOCIATION):
        if change.text("subnetId") and other.inputs.get("subnetId") == change.inputs.get("subnetId"):
            reason = f"{change.text('subnetId')} is associated with {other.inputs.get('routeTableId')} already"
            return no("Resource.AlreadyAssociated", reason, _ERRORS)
    return None


def route_that_exists(change: Change) -> str | None:
    """A route table has one route to a destination."""
    if any(other.id == change.id for other in change.held(ROUTE)):
        reason = f"{change.text('routeTableId')} has a route to that destination already"
        return no("RouteAlreadyExists", reason, _ERRORS)
    return None


def endpoint_of_another_region(change: Change) -> str | None:
    """A gateway endpoint's service is one of its own region."""
    service = change.text("serviceName")
    if service.startswith("com.amazonaws.") and service.split(".")[2] != change.region:
        reason = f"the service {service} does not exist in {change.region}"
        return no("InvalidServiceName", reason, _ERRORS)
    return None


def _public_nats(change: Change) -> list[str]:
    return [nat.id for nat in change.held(NAT_GATEWAY) if nat.inputs.get("allocationId")]


def _vpc_of(change: Change, nat_id: str) -> object:
    subnets = {subnet.id: subnet.inputs.get("vpcId") for subnet in change.held(SUBNET)}
    return next(subnets.get(str(nat.inputs.get("subnetId"))) for nat in change.held(NAT_GATEWAY) if nat.id == nat_id)


def _block(text: str) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(text)
    except ValueError:
        return None


RULES = (
    Rule(when=frozenset({"create"}), types=frozenset({VPC}), reason=vpc_block_of_a_wrong_size),
    Rule(when=frozenset({"create"}), types=frozenset({SUBNET}), reason=subnet_outside_its_vpc),
    Rule(when=frozenset({"create"}), types=frozenset({SUBNET}), reason=subnet_overlapping_another),
    Rule(when=frozenset({"create"}), types=frozenset({SUBNET}), reason=zone_of_another_region),
    Rule(when=frozenset({"create"}), types=frozenset({NAT_GATEWAY}), reason=nat_gateway_without_internet),
    Rule(when=frozenset({"create"}), types=frozenset({NAT_GATEWAY}), reason=address_of_another_nat_gateway),
    Rule(when=frozenset({"create"}), types=frozenset({ASSOCIATION}), reason=subnet_with_a_route_table_already),
    Rule(when=frozenset({"create"}), types=frozenset({ROUTE}), reason=route_that_exists),
    Rule(when=frozenset({"create"}), types=frozenset({ENDPOINT}), reason=endpoint_of_another_region),
    Rule(when=frozenset({"delete"}), types=frozenset(_IN_THE_WAY), reason=still_in_use),
    Rule(when=frozenset({"delete"}), types=frozenset({EIP}), reason=address_in_use),
    Rule(
        when=frozenset({"delete"}),
        types=frozenset({INTERNET_GATEWAY}),
        reason=gateway_with_public_addresses_behind_it,
    ),
)
