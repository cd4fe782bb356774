"""The certificates of the academy's own name, as AWS would be asked for them."""

from components.domain import Certificates, CertificatesArgs
from sandbox.recording import Recording, record
from sizing.domain import Domain
from tests.components.edge import DISTRIBUTION, DOMAIN, Edge

TIER = "academy:edge:Certificates"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
RECORD = "aws:route53/record:Record"


def certificates(domain: Domain | None) -> Recording:
    return record(lambda: Certificates("domain", CertificatesArgs(domain=domain)))


def test_without_a_domain_there_is_no_certificate_and_no_record() -> None:
    recording = certificates(None)

    assert [each.type for each in recording.resources] == [TIER]
    assert recording.outputs[recording.one(TIER).urn] == {}


def test_cloudfront_gets_its_certificate_from_us_east_1_and_the_load_balancer_from_its_own_region() -> None:
    asked = {name: each.inputs for name, each in certificates(DOMAIN).by_name(CERTIFICATE).items()}

    same = {"domainName": "academy.example", "validationMethod": "DNS", "tags": {"Name": "academy.example"}}
    assert asked == {"domain-edge": {**same, "region": "us-east-1"}, "domain-regional": same}


def test_one_record_in_the_given_zone_proves_both_certificates() -> None:
    recording = certificates(DOMAIN)
    record_ = recording.one(RECORD)

    assert record_.inputs["zoneId"] == DOMAIN.zone_id
    assert record_.inputs["type"] == "CNAME"
    assert record_.inputs["name"].endswith(".academy.example.")
    assert record_.inputs["records"][0].endswith(".acm-validations.aws.")
    fqdn = record_.inputs["name"].removesuffix(".")
    assert {each.name: each.inputs["validationRecordFqdns"] for each in recording.of_type(VALIDATION)} == {
        "domain-edge": [fqdn],
        "domain-regional": [fqdn],
    }


def test_each_certificate_is_validated_in_its_own_region() -> None:
    recording = certificates(DOMAIN)

    for name in ("domain-edge", "domain-regional"):
        validation, certificate = recording.one(VALIDATION, name), recording.one(CERTIFICATE, name)
        assert validation.inputs["certificateArn"] == certificate.id
        assert validation.inputs.get("region") == certificate.inputs.get("region")


def test_other_tiers_get_a_certificate_only_once_it_is_valid() -> None:
    recording = Edge(domain=DOMAIN).record()

    certificate = recording.one(CERTIFICATE, "domain-edge")
    assert recording.outputs[recording.one(TIER).urn]["edge_arn"] == certificate.id
    distribution = recording.one(DISTRIBUTION)
    assert recording.one(VALIDATION, "domain-edge").urn in distribution.property_dependencies["viewerCertificate"]


def test_nothing_is_looked_up() -> None:
    assert certificates(DOMAIN).invokes == ()


def test_every_resource_stands_below_its_tier() -> None:
    recording = certificates(DOMAIN)

    assert {each.parent for each in recording.resources if each.custom} == {recording.one(TIER).urn}
