"""Preflight of a domain: the zone, the records in it, and the certificates."""

from typing import Any, cast

import pytest

from sizing.domain import Domain
from tests.ops.answers import Answers
from tests.ops.preflight.conftest import Account, profile_of


def hold(account: Account, zone: str, name: str, **settings: Any) -> str:
    """Make a hosted zone, and have the stack want a name in it."""
    made = cast("Any", account.clients.route53).create_hosted_zone(Name=zone, CallerReference=zone, **settings)
    zone_id = made["HostedZone"]["Id"].rpartition("/")[2]
    # moto's ids have not the form of Route 53's.
    domain = Domain.model_construct(name=name, zone_id=zone_id)
    account.profile = account.profile.model_copy(update={"domain": domain})
    return zone_id


def record(account: Account, zone_id: str, kind: str, name: str, *values: str, alias: str = "") -> None:
    target = {"AliasTarget": {"HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": alias, "EvaluateTargetHealth": False}}
    records = {"TTL": 60, "ResourceRecords": [{"Value": value} for value in values]}
    change = {"Name": name, "Type": kind, **(target if alias else records)}
    cast("Any", account.clients.route53).change_resource_record_sets(
        HostedZoneId=zone_id, ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": change}]}
    )


@pytest.mark.parametrize("name", ["academy.example", "learn.academy.example"])
def test_a_zone_that_holds_the_name_is_well(account: Account, name: str) -> None:
    hold(account, "academy.example", name)
    assert account.problems() == []


def test_a_zone_that_is_not_there_is_a_problem(account: Account) -> None:
    account.profile = profile_of("initial", domain={"name": "academy.example", "zone_id": "Z0123456789"})
    assert account.problems() == [
        "domain: there is no hosted zone Z0123456789 in this account: see academy:domain.zone_id"
    ]


@pytest.mark.parametrize("name", ["school.example", "notacademy.example"])
def test_a_zone_of_another_name_is_a_problem(account: Account, name: str) -> None:
    zone_id = hold(account, "academy.example", name)
    assert account.problems() == [
        f"domain: hosted zone {zone_id} is that of academy.example, which {name} does not end in"
    ]


def test_a_private_zone_is_a_problem(account: Account) -> None:
    zone_id = hold(account, "academy.example", "academy.example", HostedZoneConfig={"PrivateZone": True})
    assert account.problems() == [
        f"domain: hosted zone {zone_id} is private: nobody outside its VPCs, ACM included, sees it"
    ]


@pytest.mark.parametrize(
    ("at", "values", "refused"),
    [
        ("academy.example", ['0 issue "letsencrypt.org"'], True),
        ("academy.example", ['0 issue ";"'], True),
        ("learn.academy.example", ['0 issue "letsencrypt.org"', '0 issuewild "amazon.com"'], True),
        ("academy.example", ['0 issue "letsencrypt.org"', '0 issue "amazontrust.com; policy=dv"'], False),
        ("academy.example", ['0 iodef "mailto:security@academy.example"'], False),
        ("other.academy.example", ['0 issue "letsencrypt.org"'], False),
    ],
)
def test_caa_records_that_keep_acm_out_are_a_problem(
    account: Account, at: str, values: list[str], refused: bool
) -> None:
    zone_id = hold(account, "academy.example", "learn.academy.example")
    record(account, zone_id, "CAA", at, *values)
    problem = (
        f"domain: the CAA records of {at} keep ACM from certifying learn.academy.example: add 0 issue "
        '"amazon.com" to them'
    )
    assert account.problems() == ([problem] if refused else [])


def test_the_nearest_caa_records_count_alone(account: Account) -> None:
    zone_id = hold(account, "academy.example", "learn.academy.example")
    record(account, zone_id, "CAA", "academy.example", '0 issue "letsencrypt.org"')
    record(account, zone_id, "CAA", "learn.academy.example", '0 issue "amazon.com"')
    assert account.problems() == []


def test_a_record_of_the_name_that_is_not_ours_is_a_problem(account: Account) -> None:
    zone_id = hold(account, "academy.example", "academy.example")
    record(account, zone_id, "A", "academy.example", "192.0.2.1")
    record(account, zone_id, "A", "www.academy.example", "192.0.2.1")
    assert account.problems() == [
        "domain: academy.example has a record of type A already: delete it, or `pulumi import` it"
    ]
    record(account, zone_id, "A", "academy.example", alias="d111111abcdef8.cloudfront.net")
    assert account.problems() == []


def test_a_certificate_that_failed_is_a_problem_until_there_is_another(account: Account) -> None:
    hold(account, "academy.example", "academy.example")
    acm = Answers(account.clients.edge_acm)
    failed = {"DomainName": "academy.example", "Status": "VALIDATION_TIMED_OUT"}
    acm.answer(
        "list_certificates", {"CertificateSummaryList": [failed, {"DomainName": "x.example", "Status": "ISSUED"}]}
    )
    assert account.problems() == [
        "certificates: the certificate of academy.example in us-east-1 is VALIDATION_TIMED_OUT: is the zone the one "
        "that the name's registrar delegates to? Mend that, then delete the certificate"
    ]
    acm.instead("list_certificates", {"CertificateSummaryList": [failed, {**failed, "Status": "PENDING_VALIDATION"}]})
    assert account.problems() == []
