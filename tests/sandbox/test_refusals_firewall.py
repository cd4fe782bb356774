"""What EC2 refuses of security groups and their rules."""

import pytest

from sandbox import aws
from sandbox.account import AwsAccount
from sandbox.check import refused
from sandbox.held import Held, RefusedError
from sandbox.refusals.tokens import EGRESS, INGRESS, SERVICE
from tests.sandbox.accounts import SEOUL, SUBNET, VPC, network
from tests.sandbox.platforms import cluster, declare, security_group, service_inputs, two_zones

CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
FROM_ANYWHERE_TO_443 = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0"}


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


@pytest.fixture
def group(account: AwsAccount) -> Held:
    vpc, _ = network(account)
    return security_group(account, vpc)


def allow(account: AwsAccount, group: Held, token: str = INGRESS, /, **inputs: object) -> Held:
    return declare(account, token, {"securityGroupId": group.id, "ipProtocol": "tcp"} | inputs)


def cloudfront(region: str = SEOUL) -> object:
    return aws.invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", {"name": CLOUDFRONT}, region)["id"]


def test_cloudfronts_prefix_list_fits_into_a_group_once_only(account: AwsAccount, group: Held) -> None:
    for port in range(8000, 8005):
        allow(account, group, fromPort=port, toPort=port, cidrIpv4="10.0.0.0/16")
    allow(account, group, fromPort=80, toPort=80, prefixListId=cloudfront())
    with pytest.raises(
        RefusedError, match=f"RulesPerSecurityGroupLimitExceeded: the rules of {group.id} would weigh 115"
    ):
        allow(account, group, fromPort=443, toPort=443, prefixListId=cloudfront())
    with pytest.raises(RefusedError, match=r"would weigh 61; want at most 60"):
        allow(account, group, fromPort=22, toPort=22, cidrIpv4="10.0.0.0/16")


def test_rules_of_the_other_direction_and_of_other_groups_weigh_nothing(account: AwsAccount, group: Held) -> None:
    vpc = next(each for each in account.held() if each.type == VPC)
    for where, token in ((group, INGRESS), (group, EGRESS), (security_group(account, vpc, "other"), INGRESS)):
        allow(account, where, token, fromPort=443, toPort=443, prefixListId=cloudfront())


def test_a_rule_is_weighed_once_when_it_is_changed(account: AwsAccount, group: Held) -> None:
    rule = allow(account, group, fromPort=443, toPort=443, prefixListId=cloudfront())
    account.update(rule.type, rule.id, {**rule.inputs, "description": "From CloudFront"})


def test_a_prefix_list_of_another_region(account: AwsAccount, group: Held) -> None:
    other = cloudfront("us-east-1")
    with pytest.raises(RefusedError, match=rf"InvalidPrefixListID.NotFound: {other} does not exist in {SEOUL}"):
        allow(account, group, fromPort=443, toPort=443, prefixListId=other)


def test_the_same_rule_twice(account: AwsAccount, group: Held) -> None:
    first = allow(account, group, **FROM_ANYWHERE_TO_443)
    with pytest.raises(
        RefusedError, match=f"InvalidPermission.Duplicate: {group.id} has that rule already: {first.id}"
    ):
        allow(account, group, description="again", **FROM_ANYWHERE_TO_443)


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"ipProtocol": "tcp"}, "got []"),
        ({"cidrIpv4": "10.0.0.0/16", "prefixListId": "pl-1"}, "got ['cidrIpv4', 'prefixListId']"),
    ],
)
def test_a_rule_has_one_other_side(inputs: dict[str, object], reason: str) -> None:
    (said,) = refused(INGRESS, {"securityGroupId": "sg-1", "ipProtocol": "tcp"} | inputs, SEOUL)
    assert said.startswith("one (and only one) of cidrIpv4, ")
    assert said.endswith(reason)


@pytest.mark.parametrize(
    "ports", [{}, {"fromPort": 443}, {"fromPort": 443, "toPort": 80}, {"fromPort": 0, "toPort": 70000}]
)
def test_a_tcp_rule_has_its_ports_in_order(account: AwsAccount, group: Held, ports: dict[str, object]) -> None:
    with pytest.raises(
        RefusedError, match=r"InvalidParameterValue: .*(needs fromPort and toPort|invalid TCP/UDP port range)"
    ):
        allow(account, group, cidrIpv4="10.0.0.0/16", **ports)


def test_a_rule_for_all_protocols_needs_no_port(account: AwsAccount, group: Held) -> None:
    allow(account, group, EGRESS, ipProtocol="-1", cidrIpv4="10.0.0.0/16")


def test_a_group_that_a_service_or_a_rule_uses_stays(account: AwsAccount) -> None:
    vpc, subnets = two_zones(account)
    used, named = security_group(account, vpc), security_group(account, vpc, "named")
    running = declare(account, SERVICE, service_inputs(account, cluster(account), subnets, used))
    rule = allow(account, used, fromPort=8000, toPort=8000, referencedSecurityGroupId=named.id)
    with pytest.raises(RefusedError, match=f"DependencyViolation: {used.id} is in use by {running.id}"):
        account.delete(used.type, used.id)
    with pytest.raises(RefusedError, match=f"DependencyViolation: {named.id} is in use by {rule.id}"):
        account.delete(named.type, named.id)
    with pytest.raises(RefusedError, match=f"DependencyViolation: {subnets[0].id} is in use by {running.id}"):
        account.delete(SUBNET, subnets[0].id)


def test_the_rules_of_a_group_go_with_it(account: AwsAccount, group: Held) -> None:
    rule = allow(account, group, **FROM_ANYWHERE_TO_443)
    account.delete(group.type, group.id)
    assert account.read(rule.type, rule.id) is None


def test_a_vpc_keeps_its_security_groups(account: AwsAccount, group: Held) -> None:
    vpc = next(each for each in account.held() if each.type == VPC)
    for each in [each for each in account.held() if each.type not in {VPC, group.type}]:
        account.delete(each.type, each.id)
    with pytest.raises(RefusedError, match=f"DependencyViolation: {vpc.id} is in use by {group.id}"):
        account.delete(VPC, vpc.id)
