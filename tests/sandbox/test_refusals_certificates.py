"""What Certificate Manager and Route 53 refuse."""

import pytest

from sandbox.account import AwsAccount
from sandbox.held import Held, RefusedError
from sandbox.refusals.reading import objects
from sandbox.refusals.tokens import CERTIFICATE, RECORD, VALIDATION
from tests.sandbox.accounts import make
from tests.sandbox.platforms import (
    VIRGINIA,
    declare,
    listener,
    load_balancer,
    proof,
    target_group,
    two_zones,
)

ZONE = "Z0123456789ABCDEFGHIJ"


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def certificate(account: AwsAccount, *others: str, at: str = VIRGINIA) -> Held:
    names = {"subjectAlternativeNames": list(others)} if others else {}
    inputs = {"domainName": "academy.example", "validationMethod": "DNS"} | names
    return declare(account, CERTIFICATE, inputs, "edge", at)


def test_one_record_proves_a_name_in_every_region(account: AwsAccount) -> None:
    edge, regional = certificate(account), certificate(account, at="ap-northeast-2")
    assert edge.outputs["domainValidationOptions"] == regional.outputs["domainValidationOptions"]
    record = proof(account, edge)
    for each in (edge, regional):
        make(account, VALIDATION, certificateArn=each.id, validationRecordFqdns=[record.outputs["fqdn"]])


def test_a_second_record_of_that_name_is_refused(account: AwsAccount) -> None:
    proof(account, certificate(account))
    with pytest.raises(
        RefusedError, match=r"InvalidChangeBatch: tried to create resource record set .* already exists"
    ):
        proof(account, certificate(account, at="ap-northeast-2"))


def test_a_certificate_without_its_record_is_never_issued(account: AwsAccount) -> None:
    edge = certificate(account)
    with pytest.raises(RefusedError, match=r"academy\.example needs the record _\w+\.academy\.example"):
        make(account, VALIDATION, certificateArn=edge.id)


def test_each_name_of_a_certificate_is_proven(account: AwsAccount) -> None:
    edge = certificate(account, "academy.example", "*.academy.example", "www.academy.example")
    options = objects(edge.outputs, "domainValidationOptions")
    assert [each["domainName"] for each in options] == ["academy.example", "*.academy.example", "www.academy.example"]
    assert options[0]["resourceRecordName"] == options[1]["resourceRecordName"]
    record = proof(account, edge)
    with pytest.raises(RefusedError, match=r"www\.academy\.example needs the record"):
        make(account, VALIDATION, certificateArn=edge.id, validationRecordFqdns=[record.outputs["fqdn"]])


def test_a_validation_waits_for_the_right_record(account: AwsAccount) -> None:
    edge = certificate(account)
    proof(account, edge)
    with pytest.raises(RefusedError, match="else the certificate is never issued"):
        make(account, VALIDATION, certificateArn=edge.id, validationRecordFqdns=["other.academy.example"])


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"records": ["192.0.2.1"]}, "want records with a ttl, or an alias"),
        ({"ttl": 60}, "want records with a ttl, or an alias"),
        (
            {"aliases": [{"name": "x", "zoneId": "Z2", "evaluateTargetHealth": False}], "ttl": 60},
            "an alias has neither",
        ),
    ],
)
def test_a_record_has_a_value(account: AwsAccount, inputs: dict[str, object], reason: str) -> None:
    with pytest.raises(RefusedError, match=f"InvalidInput: academy.example: {reason}"):
        declare(account, RECORD, {"zoneId": ZONE, "name": "academy.example", "type": "A"} | inputs)


def test_a_certificate_that_a_listener_uses_stays(account: AwsAccount) -> None:
    vpc, subnets = two_zones(account)
    regional = certificate(account, at="ap-northeast-2")
    balancer, group = load_balancer(account, subnets), target_group(account, vpc)
    listener(account, balancer, group, protocol="HTTPS", port=443, certificateArn=regional.id)
    with pytest.raises(RefusedError, match=f"ResourceInUseException: {regional.id} is in use by "):
        account.delete(CERTIFICATE, regional.id)
