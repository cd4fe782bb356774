"""Can the academy have its own name? The hosted zone, who may certify the name, and what stands there already."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ops.verify.found import Note, Trouble
from sizing.domain import Domain

if TYPE_CHECKING:
    from mypy_boto3_acm import ACMClient
    from mypy_boto3_route53 import Route53Client
    from mypy_boto3_route53.type_defs import ResourceRecordSetOutputTypeDef

AMAZON = frozenset({"amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"})
"""Whom a CAA record lets in, when it lets ACM in. https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html"""

ADDRESSES = ("A", "AAAA", "CNAME")
CLOUDFRONT = ".cloudfront.net."

FAILED = ("FAILED", "VALIDATION_TIMED_OUT")
GOOD = ("ISSUED", "PENDING_VALIDATION")
"""https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html"""


def check_zone(route53: "Route53Client", domain: Domain) -> Iterator[Trouble | Note]:
    """The zone is there, public and the name's; nothing in it is in the way of the certificate or of our records."""
    try:
        zone = route53.get_hosted_zone(Id=domain.zone_id)["HostedZone"]
    except route53.exceptions.NoSuchHostedZone:
        yield Trouble(text=f"there is no hosted zone {domain.zone_id} in this account: see academy:domain.zone_id")
        return
    apex = zone["Name"].rstrip(".")
    if zone.get("Config", {}).get("PrivateZone"):
        yield Trouble(text=f"hosted zone {domain.zone_id} is private: nobody outside its VPCs, ACM included, sees it")
    if domain.name != apex and not domain.name.endswith(f".{apex}"):
        yield Trouble(text=f"hosted zone {domain.zone_id} is that of {apex}, which {domain.name} does not end in")
        return
    records = list(_records(route53, domain.zone_id))
    yield from _caa(records, domain.name, apex)
    yield from _in_the_way(records, domain.name)
    yield Note(text=f"{domain.name} in {apex}")


def check_certificates(clients: "Mapping[str, ACMClient]", domain: Domain) -> Iterator[Trouble | Note]:
    """By region: no certificate of the name failed without another in its place."""
    for region, acm in clients.items():
        statuses = [
            one.get("Status", "")
            for page in acm.get_paginator("list_certificates").paginate()
            for one in page["CertificateSummaryList"]
            if one.get("DomainName") == domain.name
        ]
        failed = [status for status in statuses if status in FAILED]
        if failed and not any(status in GOOD for status in statuses):
            yield Trouble(
                text=f"the certificate of {domain.name} in {region} is {failed[0]}: is the zone the one that the "
                "name's registrar delegates to? Mend that, then delete the certificate"
            )
        else:
            yield Note(text=f"{region}: {', '.join(statuses) or 'none yet'}")


def _records(route53: "Route53Client", zone_id: str) -> "Iterator[ResourceRecordSetOutputTypeDef]":
    for page in route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id):
        yield from page["ResourceRecordSets"]


def _caa(records: "Sequence[ResourceRecordSetOutputTypeDef]", name: str, apex: str) -> Iterator[Trouble]:
    """The records nearest to the name count, on its way up; those above the zone can't be seen from here."""
    sets = {one["Name"].rstrip("."): one.get("ResourceRecords", []) for one in records if one["Type"] == "CAA"}
    at = name
    while at not in sets and at != apex:
        at = at.partition(".")[2]
    issuers = [issuer for one in sets.get(at, []) for issuer in _issuer(one["Value"])]
    if issuers and not AMAZON & {*issuers}:
        yield Trouble(text=f'the CAA records of {at} keep ACM from certifying {name}: add 0 issue "amazon.com" to them')


def _issuer(value: str) -> Iterator[str]:
    words = shlex.split(value)
    if len(words) == 3 and words[1].casefold() == "issue":
        yield words[2].partition(";")[0].strip().casefold()


def _in_the_way(records: "Sequence[ResourceRecordSetOutputTypeDef]", name: str) -> Iterator[Trouble]:
    for one in records:
        if one["Name"].rstrip(".") != name or one["Type"] not in ADDRESSES:
            continue
        target = one.get("AliasTarget", {}).get("DNSName", "")
        # An alias to a distribution is what `up` makes of it.
        if not f"{target.rstrip('.')}.".endswith(CLOUDFRONT):
            yield Trouble(text=f"{name} has a record of type {one['Type']} already: delete it, or `pulumi import` it")
