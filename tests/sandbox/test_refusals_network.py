"""What EC2 refuses although the plan looks fine."""

import pytest

from sandbox.account import AwsAccount
from sandbox.held import Held, RefusedError
from tests.sandbox.accounts import (
    ASSOCIATION,
    EIP,
    ENDPOINT,
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    SEOUL,
    SUBNET,
    VPC,
    make,
    network,
)


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def nat(account: AwsAccount, subnet: Held) -> tuple[Held, Held]:
    address = make(account, EIP, domain="vpc")
    return address, make(account, NAT_GATEWAY, subnetId=subnet.id, allocationId=address.id)


@pytest.mark.parametrize("block", ["10.0.0.0/15", "10.0.0.0/29"])
def test_a_vpc_of_a_size_that_aws_does_not_have(account: AwsAccount, block: str) -> None:
    with pytest.raises(RefusedError, match=f"InvalidVpc.Range: {block} is not between a /16 and a /28"):
        make(account, VPC, cidrBlock=block)


@pytest.mark.parametrize("block", ["10.1.0.0/24", "10.0.0.0/15"])
def test_a_subnet_outside_its_vpc(account: AwsAccount, block: str) -> None:
    vpc, _ = network(account)
    with pytest.raises(RefusedError, match=r"InvalidSubnet\.Range"):
        make(account, SUBNET, vpcId=vpc.id, cidrBlock=block)


def test_a_subnet_smaller_than_aws_has_them(account: AwsAccount) -> None:
    vpc, _ = network(account)
    with pytest.raises(RefusedError, match=r"InvalidSubnet.Range: 10.0.9.0/29 is not between a /16 and a /28"):
        make(account, SUBNET, vpcId=vpc.id, cidrBlock="10.0.9.0/29")


def test_a_subnet_overlapping_another(account: AwsAccount) -> None:
    vpc, subnet = network(account)
    with pytest.raises(RefusedError, match=rf"InvalidSubnet.Conflict: .* conflicts with 10.0.0.0/24 of {subnet.id}"):
        make(account, SUBNET, vpcId=vpc.id, cidrBlock="10.0.0.128/25")
    make(account, SUBNET, vpcId=vpc.id, cidrBlock="10.0.1.0/24")


def test_the_same_block_in_another_vpc_is_fine(account: AwsAccount) -> None:
    network(account)
    network(account)


def test_a_subnet_in_a_zone_of_another_region(account: AwsAccount) -> None:
    vpc, _ = network(account)
    with pytest.raises(RefusedError, match="us-east-1a is not a zone of ap-northeast-2"):
        make(account, SUBNET, vpcId=vpc.id, cidrBlock="10.0.9.0/24", availabilityZone="us-east-1a")


@pytest.mark.parametrize("token", [SUBNET, INTERNET_GATEWAY, ROUTE_TABLE, ENDPOINT])
def test_a_vpc_with_something_in_it_stays(account: AwsAccount, token: str) -> None:
    vpc = make(account, VPC, cidrBlock="10.0.0.0/16")
    inside = make(account, token, vpcId=vpc.id, cidrBlock="10.0.0.0/24")
    with pytest.raises(RefusedError, match=f"DependencyViolation: {vpc.id} has dependencies: {inside.id}"):
        account.delete(VPC, vpc.id)
    account.delete(token, inside.id)
    account.delete(VPC, vpc.id)


def test_a_subnet_with_a_nat_gateway_in_it_stays(account: AwsAccount) -> None:
    _, subnet = network(account)
    _, gateway = nat(account, subnet)
    with pytest.raises(RefusedError, match=f"DependencyViolation: {subnet.id} has dependencies: {gateway.id}"):
        account.delete(SUBNET, subnet.id)


def test_a_subnet_with_an_endpoint_in_it_stays(account: AwsAccount) -> None:
    vpc, subnet = network(account)
    make(account, ENDPOINT, vpcId=vpc.id, vpcEndpointType="Interface", subnetIds=["subnet-0", subnet.id])
    with pytest.raises(RefusedError, match="DependencyViolation"):
        account.delete(SUBNET, subnet.id)


def test_a_route_table_that_a_subnet_uses_stays(account: AwsAccount) -> None:
    vpc, subnet = network(account)
    table = make(account, ROUTE_TABLE, vpcId=vpc.id)
    make(account, ASSOCIATION, routeTableId=table.id, subnetId=subnet.id)
    with pytest.raises(RefusedError, match=f"DependencyViolation: {table.id} has dependencies"):
        account.delete(ROUTE_TABLE, table.id)


def test_an_internet_gateway_stays_while_public_addresses_are_mapped(account: AwsAccount) -> None:
    _, subnet = network(account)
    _, gateway = nat(account, subnet)
    internet = next(each for each in account.held() if each.type == INTERNET_GATEWAY)
    with pytest.raises(RefusedError, match=r"DependencyViolation: network vpc-.* has mapped public addresses"):
        account.delete(INTERNET_GATEWAY, internet.id)
    account.delete(NAT_GATEWAY, gateway.id)
    account.delete(INTERNET_GATEWAY, internet.id)


def test_an_internet_gateway_of_another_vpc_may_go(account: AwsAccount) -> None:
    _, subnet = network(account)
    nat(account, subnet)
    other = make(account, VPC, cidrBlock="10.1.0.0/16")
    internet = make(account, INTERNET_GATEWAY, vpcId=other.id)
    account.delete(INTERNET_GATEWAY, internet.id)


def test_a_public_nat_gateway_before_the_internet_gateway(account: AwsAccount) -> None:
    vpc = make(account, VPC, cidrBlock="10.0.0.0/16")
    subnet = make(account, SUBNET, vpcId=vpc.id, cidrBlock="10.0.0.0/24")
    with pytest.raises(RefusedError, match=f"Gateway.NotAttached: network {vpc.id} has no internet gateway"):
        nat(account, subnet)
    make(account, NAT_GATEWAY, subnetId=subnet.id, connectivityType="private")


def test_an_address_that_a_nat_gateway_uses_is_not_released(account: AwsAccount) -> None:
    _, subnet = network(account)
    address, gateway = nat(account, subnet)
    with pytest.raises(RefusedError, match=f"AuthFailure: {address.id} cannot be released: {gateway.id} uses it"):
        account.delete(EIP, address.id)
    account.delete(NAT_GATEWAY, gateway.id)
    account.delete(EIP, address.id)


def test_an_address_has_one_nat_gateway_at_a_time(account: AwsAccount) -> None:
    _, subnet = network(account)
    address, gateway = nat(account, subnet)
    with pytest.raises(RefusedError, match=f"Resource.AlreadyAssociated: {address.id} .* with {gateway.id}"):
        make(account, NAT_GATEWAY, subnetId=subnet.id, allocationId=address.id)


def test_a_subnet_has_one_route_table(account: AwsAccount) -> None:
    vpc, subnet = network(account)
    first, second = (make(account, ROUTE_TABLE, vpcId=vpc.id) for _ in range(2))
    make(account, ASSOCIATION, routeTableId=first.id, subnetId=subnet.id)
    with pytest.raises(RefusedError, match=f"Resource.AlreadyAssociated: {subnet.id} is associated with {first.id}"):
        make(account, ASSOCIATION, routeTableId=second.id, subnetId=subnet.id)


def test_a_route_table_has_one_route_to_a_destination(account: AwsAccount) -> None:
    vpc, _ = network(account)
    table = make(account, ROUTE_TABLE, vpcId=vpc.id)
    internet = next(each for each in account.held() if each.type == INTERNET_GATEWAY)
    make(account, ROUTE, routeTableId=table.id, destinationCidrBlock="0.0.0.0/0", gatewayId=internet.id)
    with pytest.raises(RefusedError, match=f"RouteAlreadyExists: {table.id}"):
        make(account, ROUTE, routeTableId=table.id, destinationCidrBlock="0.0.0.0/0", gatewayId=internet.id)
    make(account, ROUTE, routeTableId=table.id, destinationCidrBlock="10.9.0.0/16", gatewayId=internet.id)


def test_a_gateway_endpoint_for_a_service_of_another_region(account: AwsAccount) -> None:
    vpc, _ = network(account)
    with pytest.raises(RefusedError, match=f"com.amazonaws.us-east-1.s3 does not exist in {SEOUL}"):
        make(account, ENDPOINT, vpcId=vpc.id, serviceName="com.amazonaws.us-east-1.s3")
    make(account, ENDPOINT, vpcId=vpc.id, serviceName="com.amazonaws.ap-northeast-2.s3")
