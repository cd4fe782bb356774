"""The academy's own domain name."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from sizing.section import Section, Wants

NAME_MAX_LENGTH = 64
"""Characters: the common name of a certificate.
https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"""

ZONE_ID_MAX_LENGTH = 32
"""Characters. https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html"""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")
_ALL_DIGITS = re.compile(r"[0-9.]+")
_ZONE_ID = re.compile(rf"Z[A-Z0-9]{{1,{ZONE_ID_MAX_LENGTH - 1}}}")


def _name(name: str) -> str:
    if len(name) > NAME_MAX_LENGTH or not _NAME.fullmatch(name) or _ALL_DIGITS.fullmatch(name):
        raise ValueError("domain name")
    return name


def _zone_id(zone_id: str) -> str:
    if not _ZONE_ID.fullmatch(zone_id):
        raise ValueError("zone id")
    return zone_id


class Domain(Section):
    """A name of the academy's own, and the hosted zone in which its records go: both or neither."""

    name: Annotated[
        str,
        AfterValidator(_name),
        Wants(f"a lower-case domain name of at most {NAME_MAX_LENGTH} characters, like academy.example"),
    ] = Field(description="Name under which people reach the academy, such as academy.example.")
    zone_id: Annotated[
        str, AfterValidator(_zone_id), Wants("the id of a Route 53 hosted zone, like Z0123456789ABCDEFGHIJ")
    ] = Field(description="Id of the Route 53 hosted zone that holds the name.")
