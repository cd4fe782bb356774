"""Preflight of quotas: what a stack needs beside what others have, and what the account may have."""

from fractions import Fraction

import pytest

from ops.preflight.needs import Vcpus, gpu_vcpus, on_demand_vcpus, spot_vcpus
from tests.ops.answers import Answers
from tests.ops.preflight.conftest import Account, profile_of, quota

OURS = [
    {"Key": "Project", "Value": "academy"},
    {"Key": "Environment", "Value": "prod"},
    {"Key": "ManagedBy", "Value": "pulumi"},
]
GPU_ON = {"gpu": {"enabled": True, "tasks": {"min": 0, "max": 3}}, "usage": {"gpu_hours": 10}}


def test_vcpus_are_those_of_all_services_at_their_maximum() -> None:
    initial, large = profile_of("initial"), profile_of("10k")
    # Five times half a vCPU for the API and migrate, two quarters for messaging.
    assert on_demand_vcpus(initial) == Vcpus(most=Fraction(3), deploying=Fraction("5.5"))
    assert spot_vcpus(initial) == Vcpus(most=Fraction(3), deploying=Fraction(6))
    assert on_demand_vcpus(large) == Vcpus(most=Fraction("7.5"), deploying=Fraction("14.5"))
    assert spot_vcpus(large) == Vcpus(most=Fraction(9), deploying=Fraction(18))


def test_gpu_machines_count_with_all_their_vcpus_while_there_are_any() -> None:
    assert gpu_vcpus(profile_of("10k")) == 0
    assert gpu_vcpus(profile_of("10k", **GPU_ON)) == 12


def test_a_new_accounts_quotas_do_for_launch_and_not_for_10k(account: Account) -> None:
    account.quotas.instead("get_service_quota", quota(6))
    assert account.problems() == []
    account.profile = profile_of("10k")
    assert account.problems() == [
        "quotas: the quota Fargate On-Demand vCPU resource count is 6, and this stack needs 7.5 vCPUs with every "
        "service at its maximum; ask for more with: aws service-quotas request-service-quota-increase --service-code "
        "fargate --quota-code L-3032A538 --desired-value 8",
        "quotas: the quota Fargate Spot vCPU resource count is 6, and this stack needs 9 vCPUs with every service at "
        "its maximum; ask for more with: aws service-quotas request-service-quota-increase --service-code fargate "
        "--quota-code L-36FBB829 --desired-value 9",
    ]


def test_a_deployment_that_would_want_more_is_said_and_no_problem(account: Account) -> None:
    account.quotas.instead("get_service_quota", quota(5))
    found = account.examine()["quotas"]
    assert found.troubles == []
    assert "Fargate On-Demand vCPU resource count is 5: a deployment at the maximum would want 5.5" in [
        note.text for note in found.notes
    ]


def test_awss_default_counts_where_the_account_never_had_another(account: Account) -> None:
    account.quotas.instead("get_service_quota")
    account.quotas.refuse("get_service_quota", "NoSuchResourceException", "The quota does not exist")
    account.quotas.answer("get_aws_default_service_quota", quota(2))
    problems = account.problems()
    assert [problem.partition(" is ")[0] for problem in problems] == [
        "quotas: the quota Fargate On-Demand vCPU resource count",
        "quotas: the quota Fargate Spot vCPU resource count",
    ]
    assert account.quotas.asked("get_aws_default_service_quota")[0] == {
        "ServiceCode": "fargate",
        "QuotaCode": "L-3032A538",
    }


def test_vpcs_of_others_leave_no_room_and_our_own_is_not_one_of_them(account: Account) -> None:
    # moto's account has a default VPC, as AWS's has.
    account.quotas.instead("get_service_quota", quota(5000), quota(5000), quota(1))
    (problem,) = account.problems()
    assert problem.startswith(
        "quotas: the quota VPCs per Region is 1, and this stack needs 2 VPCs: 1 that others have, and 1 of its own; "
    )

    ec2 = Answers(account.clients.ec2)
    ec2.answer("describe_vpcs", {"Vpcs": [{"VpcId": "vpc-1", "Tags": OURS}]})
    account.quotas.instead("get_service_quota", quota(5000), quota(5000), quota(1))
    assert account.problems() == []


def test_addresses_are_counted_where_the_stack_has_nat_gateways(account: Account) -> None:
    for _ in range(4):
        account.clients.ec2.allocate_address(Domain="vpc")
    assert not account.quotas.asked("get_service_quota")
    account.profile = profile_of("10k")
    account.quotas.instead("get_service_quota", quota(5000), quota(5000), quota(5))
    assert account.problems() == [
        "quotas: the quota EC2-VPC Elastic IPs is 5, and this stack needs 6 addresses: 4 that others have, and 2 of "
        "its own; ask for more with: aws service-quotas request-service-quota-increase --service-code ec2 "
        "--quota-code L-0263D0A3 --desired-value 6"
    ]


def test_gpus_are_asked_for_while_there_is_a_gpu_worker(account: Account) -> None:
    account.profile = profile_of("10k", **GPU_ON)
    account.quotas.instead("get_service_quota", quota(5000), quota(5000), quota(5000), quota(5000), quota(0))
    (problem,) = account.problems()
    assert problem.startswith(
        "quotas: the quota Running On-Demand G and VT instances is 0, and this stack needs 12 vCPUs with every GPU "
    )
    account.profile = profile_of("10k")
    account.quotas.instead("get_service_quota", quota(5000))
    assert account.problems() == []


def test_the_same_refusal_is_told_once_and_other_calls_are_still_made(account: Account) -> None:
    account.quotas.instead("get_service_quota")
    account.quotas.refuse(
        "get_service_quota",
        "AccessDeniedException",
        "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: servicequotas:GetServiceQuota",
    )
    assert account.problems() == [
        "quotas: can't be checked: access denied: GetServiceQuota needs servicequotas:GetServiceQuota"
    ]
    assert len(account.quotas.asked("get_service_quota")) == 3


@pytest.mark.parametrize("value", [4.5, 0])
def test_a_quota_below_what_is_needed_is_a_problem_by_any_amount(account: Account, value: float) -> None:
    account.profile = profile_of("initial", api={"cpu": 1024, "memory_mib": 2048})
    account.quotas.instead("get_service_quota", quota(value), quota(5000))
    assert len(account.problems()) == 1
