"""Preflight of the account: who it is, what it has, and what is refused."""

import json
from typing import Any

import pytest

from ops.preflight.run import checks, run
from ops.problem import Problem
from tests.ops.answers import Answers
from tests.ops.preflight.conftest import Account, offer, profile_of, quota


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_nothing_is_in_the_way_on_an_empty_account_with_large_quotas(account: Account, stack: str) -> None:
    account.profile = profile_of(stack)
    assert account.problems() == []


def test_everything_that_is_wrong_is_told_at_once(account: Account) -> None:
    account.config["aws:allowedAccountIds"] = ["210987654321"]
    account.quotas.instead("get_service_quota", quota(1))
    account.rds.instead("describe_orderable_db_instance_options", {"OrderableDBInstanceOptions": []})
    account.ecs.instead("describe_capacity_providers", {"capacityProviders": [], "failures": []})
    account.profile = profile_of("initial", release={"api": "1.4.0"})

    assert [problem.partition(":")[0] for problem in account.problems()] == [
        "account",
        "quotas",
        "quotas",
        "quotas",
        "database",
        "Spot",
        "images",
    ]


def test_another_account_than_the_stack_file_allows_is_a_problem(account: Account) -> None:
    account.config["aws:allowedAccountIds"] = ["210987654321"]
    assert account.problems() == [
        "account: the credentials are for account 123456789012; aws:allowedAccountIds is 210987654321"
    ]
    account.config["aws:allowedAccountIds"] = ["123456789012"]
    assert account.problems() == []


def test_a_zone_that_the_account_does_not_have_is_a_problem(account: Account) -> None:
    ec2 = Answers(account.clients.ec2)
    ec2.answer(
        "describe_availability_zones",
        {"AvailabilityZones": [{"ZoneName": "ap-northeast-2a", "State": "available"}]},
    )
    assert account.problems() == ["zones: ap-northeast-2c is no zone of this account, which has ap-northeast-2a"]


def test_a_region_without_cloudfronts_addresses_is_a_problem(account: Account) -> None:
    ec2 = Answers(account.clients.ec2)
    ec2.answer("describe_managed_prefix_lists", {"PrefixLists": []})
    assert account.problems() == [
        "CloudFront: there is no prefix list com.amazonaws.global.cloudfront.origin-facing in this region: the load "
        "balancer would let nobody in"
    ]


def test_a_bucket_of_our_own_is_no_problem(account: Account) -> None:
    account.clients.s3.create_bucket(
        Bucket="academy-media-prod", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"}
    )
    found = account.examine()["buckets"]
    assert found.troubles == []
    assert [note.text for note in found.notes] == [
        "academy-media-prod is this account's",
        "academy-frontend-prod is free",
        "academy-logs-prod is free",
    ]


def test_somebody_elses_bucket_is_a_problem_and_the_other_names_are_still_looked_at(account: Account) -> None:
    account.s3.refuse("head_bucket", "403", "Forbidden", 403)
    account.s3.refuse("head_bucket", "404", "Not Found", 404)
    account.s3.refuse("head_bucket", "403", "Forbidden", 403)
    assert account.problems() == [
        "buckets: academy-media-prod is somebody else's bucket, or these credentials lack s3:ListBucket on it: want "
        "another as academy:media.bucket",
        "buckets: academy-logs-prod is somebody else's bucket, or these credentials lack s3:ListBucket on it: want "
        "another name; it follows from academy:environment",
    ]
    assert {asked["ExpectedBucketOwner"] for asked in account.s3.asked("head_bucket")} == {"123456789012"}


def test_a_bucket_in_another_region_is_a_problem(account: Account) -> None:
    account.s3.answer("head_bucket", {"BucketRegion": "us-east-1"})
    assert len(account.problems()) == 3
    assert (
        account.problems()[0]
        == "buckets: academy-media-prod is this account's in us-east-1; the stack is in ap-northeast-2"
    )


def test_a_secret_that_is_being_deleted_is_a_problem(account: Account) -> None:
    account.clients.secrets.create_secret(Name="academy/prod/solapi")
    assert account.problems() == []
    account.clients.secrets.delete_secret(SecretId="academy/prod/solapi", RecoveryWindowInDays=30)
    (problem,) = account.problems()
    assert problem.startswith("secrets: secret academy/prod/solapi is being deleted, and its name is taken until")


@pytest.mark.parametrize(
    ("offers", "problem"),
    [
        (
            [offer(16, "abcd"), offer(15, "abcd")],
            "db.t4g.micro with PostgreSQL 17 on gp3 is not offered in ap-northeast-2, which has it for 15, 16: want "
            "another class or version",
        ),
        (
            [offer(17, "abcd", storage="io1")],
            "db.t4g.micro with PostgreSQL 17 on gp3 is not offered in ap-northeast-2: want another class or version",
        ),
        (
            [offer(17, "a"), offer(17, "b"), offer(16, "c")],
            "db.t4g.micro with PostgreSQL 17 on gp3 is not offered in ap-northeast-2c, only in ap-northeast-2a, "
            "ap-northeast-2b",
        ),
    ],
)
def test_a_database_that_the_zones_do_not_offer_is_a_problem(
    account: Account, offers: list[dict[str, object]], problem: str
) -> None:
    account.rds.instead("describe_orderable_db_instance_options", {"OrderableDBInstanceOptions": offers})
    assert account.problems() == [f"database: {problem}"]


def test_a_standby_is_asked_for_only_where_the_stack_has_one(account: Account) -> None:
    without = {"OrderableDBInstanceOptions": [offer(17, "abcd", multi_az=False)]}
    account.rds.instead("describe_orderable_db_instance_options", without)
    assert account.problems() == []
    account.profile = profile_of("initial", database={"multi_az": True})
    assert account.problems() == ["database: db.t4g.micro with PostgreSQL 17 on gp3 has no Multi-AZ"]


def test_a_region_without_spot_is_a_problem_for_the_workers_that_want_it(account: Account) -> None:
    account.ecs.instead("describe_capacity_providers", {"capacityProviders": [], "failures": []})
    assert account.problems() == ["Spot: ECS has no FARGATE_SPOT in this region: set spot to false for video, ai"]


def test_spot_on_arm_is_said_to_follow_from_an_announcement(account: Account) -> None:
    (note,) = account.examine()["Spot"].notes
    assert "since September 2024 for arm64 too (https://aws.amazon.com/about-aws/whats-new/2024/09/" in note.text


def test_one_denied_call_is_one_problem_and_the_others_go_on(account: Account) -> None:
    denied = (
        "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: "
        "rds:DescribeOrderableDBInstanceOptions because no identity-based policy allows the "
        "rds:DescribeOrderableDBInstanceOptions action"
    )
    account.rds.refuse_first("describe_orderable_db_instance_options", "AccessDenied", denied, 403)
    account.ecs.instead("describe_capacity_providers", {"capacityProviders": [], "failures": []})
    assert account.problems() == [
        "database: can't be checked: access denied: DescribeOrderableDBInstanceOptions needs "
        "rds:DescribeOrderableDBInstanceOptions, because no identity-based policy allows the "
        "rds:DescribeOrderableDBInstanceOptions action",
        "Spot: ECS has no FARGATE_SPOT in this region: set spot to false for video, ai",
    ]


def test_throttling_is_one_problem_and_the_others_go_on(account: Account) -> None:
    account.ecs.refuse_first("describe_capacity_providers", "ThrottlingException", "Rate exceeded")
    assert account.problems() == [
        "Spot: can't be checked: AWS has too many calls (ThrottlingException for DescribeCapacityProviders, after "
        "repeated tries): run this again in a minute"
    ]


def test_a_region_that_the_organization_bars_is_a_problem(account: Account) -> None:
    sns = Answers(account.clients.edge_sns)
    sns.refuse(
        "list_topics",
        "AuthorizationError",
        "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: SNS:ListTopics on resource: "
        "arn:aws:sns:us-east-1:123456789012:* with an explicit deny in a service control policy",
        403,
    )
    assert account.problems() == [
        "us-east-1: can't be checked: access denied: ListTopics needs SNS:ListTopics on "
        "arn:aws:sns:us-east-1:123456789012:*, with an explicit deny in a service control policy"
    ]


def test_an_expired_credential_ends_it_with_one_line(account: Account) -> None:
    account.rds.refuse_first(
        "describe_orderable_db_instance_options", "ExpiredToken", "The security token expired", 403
    )
    with pytest.raises(Problem, match="the credentials for AWS have expired: sign in again"):
        account.examine()


def test_an_expired_credential_ends_the_quotas_too(account: Account) -> None:
    account.quotas.refuse_first("get_service_quota", "ExpiredTokenException", "The security token expired")
    with pytest.raises(Problem, match="the credentials for AWS have expired: sign in again"):
        account.examine()


def test_what_is_well_and_what_is_not_are_a_line_each(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    account.ecs.instead("describe_capacity_providers", {"capacityProviders": [], "failures": []})
    every = checks(account.clients, "123456789012", account.profile, account.config)
    assert run("initial", "123456789012", every, as_document=False) == 1
    out, err = capsys.readouterr()
    assert err == "error: Spot: ECS has no FARGATE_SPOT in this region: set spot to false for video, ai\n"
    assert "zones: ok (ap-northeast-2a; ap-northeast-2c)\n" in out
    assert "\nSpot:" not in out


def test_the_document_says_of_each_check_whether_it_is_well(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    def document(status: int) -> dict[str, Any]:
        every = checks(account.clients, "123456789012", account.profile, account.config)
        assert run("initial", "123456789012", every, as_document=True) == status
        return json.loads(capsys.readouterr().out)

    well = document(0)
    assert (well["stack"], well["account"], well["ok"]) == ("initial", "123456789012", True)
    account.ecs.instead("describe_capacity_providers", {"capacityProviders": [], "failures": []})
    bad = document(1)
    assert bad["ok"] is False
    assert [(one["check"], one["problems"]) for one in bad["checks"] if not one["ok"]] == [
        ("Spot", ["ECS has no FARGATE_SPOT in this region: set spot to false for video, ai"])
    ]
