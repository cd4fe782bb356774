"""What Certificate Manager and Route 53 refuse."""

from collections.abc import Mapping

from sandbox.held import Change, Held
from sandbox.refusals.reading import objects, texts
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import CERTIFICATE, RECORD, VALIDATION

_CERTIFICATE = "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"
_DNS = "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html"
_RECORDS = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html"

REFERENCES = (
    Reference(
        holder=VALIDATION,
        path="certificateArn",
        target=CERTIFICATE,
        by=("arn",),
        missing="ResourceNotFoundException",
        page=_DNS,
    ),
)


def validation_without_its_records(change: Change) -> str | None:
    """A certificate is issued once each of its names has the record that Certificate Manager asks for."""
    certificate = next((each for each in change.held(CERTIFICATE) if each.id == change.text("certificateArn")), None)
    if certificate is None:
        return None
    there = {_bare(str(each.inputs.get("name"))) for each in change.held(RECORD)}
    waited_for = {_bare(each) for each in texts(change.inputs, "validationRecordFqdns")}
    for option in objects(certificate.outputs, "domainValidationOptions"):
        name = _bare(str(option.get("resourceRecordName")))
        if name not in there or (waited_for and name not in waited_for):
            reason = f"{option.get('domainName')} needs the record {name}, else the certificate is never issued"
            return no("PENDING_VALIDATION", reason, _DNS)
    return None


def record_that_exists(change: Change) -> str | None:
    """A hosted zone has one record set of a name and type."""
    for other in change.held(RECORD):
        if other.id == change.id and change.inputs.get("allowOverwrite") is not True:
            reason = f"tried to create resource record set {change.id} but it already exists"
            return no("InvalidChangeBatch", reason, _RECORDS)
    return None


def record_without_a_value(change: Change) -> str | None:
    """A record set has values and a time to live, or is an alias."""
    plain, aliases = texts(change.inputs, "records"), objects(change.inputs, "aliases")
    if aliases and (plain or change.inputs.get("ttl") is not None):
        return no("InvalidInput", f"{change.text('name')}: an alias has neither records nor ttl", _RECORDS)
    if not aliases and not (plain and change.inputs.get("ttl") is not None):
        return no("InvalidInput", f"{change.text('name')}: want records with a ttl, or an alias", _RECORDS)
    return None


def issued(certificate: Held, validations: list[Held]) -> bool:
    """Whether a certificate can be used: somebody waited for it to be issued."""
    return any(each.inputs.get("certificateArn") == certificate.id for each in validations)


def covers(certificate: Mapping[str, object], name: str) -> bool:
    """Whether a certificate is for a name, by itself or by a wildcard for one label."""
    names = [str(certificate.get("domainName")), *texts(certificate, "subjectAlternativeNames")]
    return name in names or f"*.{name.partition('.')[2]}" in names


def _bare(name: str) -> str:
    return name.removesuffix(".").lower()


RULES = (
    *rules(REFERENCES),
    Rule(when=frozenset({"create"}), types=frozenset({VALIDATION}), reason=validation_without_its_records),
    Rule(when=frozenset({"create"}), types=frozenset({RECORD}), reason=record_that_exists),
    Rule(when=WRITE, types=frozenset({RECORD}), reason=record_without_a_value),
)
