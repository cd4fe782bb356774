"""What Elastic Load Balancing refuses."""

import pytest

from sandbox.account import AwsAccount
from sandbox.held import Held, RefusedError
from sandbox.refusals.tokens import LISTENER, LOAD_BALANCER, TARGET_GROUP, VPC_ORIGIN
from tests.sandbox.accounts import BUCKET_POLICY, SEOUL, SUBNET, make
from tests.sandbox.platforms import LOGS, document, listener, load_balancer, log_bucket, target_group, two_zones


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


@pytest.fixture
def vpc_and_subnets(account: AwsAccount) -> tuple[Held, list[Held]]:
    return two_zones(account)


Network = tuple[Held, list[Held]]


def test_a_protected_load_balancer_stays(account: AwsAccount, vpc_and_subnets: Network) -> None:
    balancer = load_balancer(account, vpc_and_subnets[1], enableDeletionProtection=True)
    with pytest.raises(RefusedError, match=r"OperationNotPermitted: .* because deletion protection is enabled"):
        account.delete(LOAD_BALANCER, balancer.id)
    account.update(LOAD_BALANCER, balancer.id, {**balancer.inputs, "enableDeletionProtection": False})
    account.delete(LOAD_BALANCER, balancer.id)


def test_a_load_balancer_is_in_two_zones(account: AwsAccount, vpc_and_subnets: Network) -> None:
    vpc, subnets = vpc_and_subnets
    with pytest.raises(RefusedError, match="ValidationError: at least two subnets in two different Availability Zones"):
        load_balancer(account, subnets[:1])
    twin = make(account, SUBNET, "twin", vpcId=vpc.id, cidrBlock="10.0.2.0/24", availabilityZone=f"{SEOUL}a")
    with pytest.raises(RefusedError, match=r"InvalidConfigurationRequest: .*cannot have two subnets in one zone"):
        load_balancer(account, [*subnets, twin])


def test_access_logs_need_a_bucket_that_lets_them_in(account: AwsAccount, vpc_and_subnets: Network) -> None:
    logs = {"enabled": True, "bucket": LOGS}
    with pytest.raises(RefusedError, match=f"InvalidConfigurationRequest: access denied for bucket {LOGS}"):
        load_balancer(account, vpc_and_subnets[1], accessLogs=logs)
    log_bucket(account)
    load_balancer(account, vpc_and_subnets[1], accessLogs=logs)


@pytest.mark.parametrize(
    "policy",
    [
        document(Action="s3:PutObject", Principal={"Service": "delivery.logs.amazonaws.com"}, Resource="*"),
        document(
            Action="s3:GetObject", Principal={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}, Resource="*"
        ),
    ],
)
def test_a_policy_for_somebody_or_something_else_is_no_way_in(
    account: AwsAccount, vpc_and_subnets: Network, policy: str
) -> None:
    log_bucket(account)
    account.update(BUCKET_POLICY, LOGS, {"bucket": LOGS, "policy": policy})
    with pytest.raises(RefusedError, match="access denied for bucket"):
        load_balancer(account, vpc_and_subnets[1], accessLogs={"enabled": True, "bucket": LOGS})


def test_subnets_of_a_load_balancer_stay(account: AwsAccount, vpc_and_subnets: Network) -> None:
    balancer = load_balancer(account, vpc_and_subnets[1])
    with pytest.raises(RefusedError, match=f"DependencyViolation: .* is in use by {balancer.id}"):
        account.delete(SUBNET, vpc_and_subnets[1][0].id)


def test_a_health_check_is_over_before_the_next_begins(account: AwsAccount, vpc_and_subnets: Network) -> None:
    with pytest.raises(
        RefusedError, match="ValidationError: health check timeout 15 must be smaller than the interval 15"
    ):
        target_group(account, vpc_and_subnets[0], healthCheck={"interval": 15, "timeout": 15})
    target_group(account, vpc_and_subnets[0], healthCheck={"interval": 15, "timeout": 5})


def test_a_target_group_that_a_listener_uses_stays(account: AwsAccount, vpc_and_subnets: Network) -> None:
    vpc, subnets = vpc_and_subnets
    group = target_group(account, vpc)
    used_by = listener(account, load_balancer(account, subnets), group)
    with pytest.raises(RefusedError, match=f"ResourceInUse: {group.id} is in use by {used_by.id}"):
        account.delete(TARGET_GROUP, group.id)
    account.delete(LISTENER, used_by.id)
    account.delete(TARGET_GROUP, group.id)


def test_listeners_go_with_their_load_balancer(account: AwsAccount, vpc_and_subnets: Network) -> None:
    vpc, subnets = vpc_and_subnets
    balancer = load_balancer(account, subnets)
    used_by = listener(account, balancer, target_group(account, vpc))
    account.delete(LOAD_BALANCER, balancer.id)
    assert account.read(LISTENER, used_by.id) is None


def test_a_target_group_has_one_load_balancer(account: AwsAccount, vpc_and_subnets: Network) -> None:
    vpc, subnets = vpc_and_subnets
    group = target_group(account, vpc)
    listener(account, load_balancer(account, subnets), group)
    with pytest.raises(RefusedError, match=f"TargetGroupAssociationLimit: {group.id} cannot be associated with more"):
        listener(account, load_balancer(account, subnets, "other"), group)


def test_a_load_balancer_has_one_listener_a_port(account: AwsAccount, vpc_and_subnets: Network) -> None:
    vpc, subnets = vpc_and_subnets
    balancer, group = load_balancer(account, subnets), target_group(account, vpc)
    listener(account, balancer, group)
    with pytest.raises(RefusedError, match="DuplicateListener: a listener already exists on port 80"):
        listener(account, balancer, group, "again")
    listener(account, balancer, group, "other", port=8080)


def test_https_goes_with_a_certificate_and_http_without(account: AwsAccount, vpc_and_subnets: Network) -> None:
    vpc, subnets = vpc_and_subnets
    balancer, group = load_balancer(account, subnets), target_group(account, vpc)
    with pytest.raises(RefusedError, match="ValidationError: a certificate must be specified for HTTPS listeners"):
        listener(account, balancer, group, protocol="HTTPS", port=443)
    with pytest.raises(RefusedError, match="ValidationError: certificate and SSL policy go with HTTPS listeners only"):
        listener(account, balancer, group, sslPolicy="ELBSecurityPolicy-2016-08")


def test_a_load_balancer_that_a_vpc_origin_leads_to_stays(account: AwsAccount, vpc_and_subnets: Network) -> None:
    balancer = load_balancer(account, vpc_and_subnets[1])
    origin = make(account, VPC_ORIGIN, vpcOriginEndpointConfig={"arn": balancer.id, "name": "academy-test-http"})
    with pytest.raises(RefusedError, match=f"ResourceInUse: {balancer.id} is in use by {origin.id}"):
        account.delete(LOAD_BALANCER, balancer.id)
