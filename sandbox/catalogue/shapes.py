"""Ids in the forms that the services beside EC2 give them: UUIDs, hosts, ids in capitals.

All of them follow from the resource, so that two runs of the same program see the same account.
"""

import hashlib
import string
from collections.abc import Callable

from sandbox.catalogue.row import Made

CAPITALS = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits
MIXED = string.ascii_letters + string.digits
MADE_AT = "2026-01-01T00:00:00Z"
"""When everything was made: a clock would make two runs differ."""

_SEED = "{id}{hex}"


def letters(alphabet: str, count: int, template: str, prefix: str = "") -> Callable[[Made], str]:
    """`prefix` and then `count` characters of the alphabet, the same for the same filled-in template."""
    return lambda made: prefix + spell(alphabet, count, f"{prefix}{made.text(template)}")


def spell(alphabet: str, count: int, seed: str) -> str:
    """`count` characters of the alphabet, at most 32, the same for the same seed."""
    return "".join(alphabet[byte % len(alphabet)] for byte in hashlib.sha256(seed.encode()).digest()[:count])


def uuid(template: str = _SEED) -> Callable[[Made], str]:
    """A UUID, the same for the same filled-in template."""
    return lambda made: spell_uuid(made.text(template))


def spell_uuid(seed: str) -> str:
    """A UUID, the same for the same seed."""
    text = hashlib.sha256(seed.encode()).hexdigest()
    return "-".join((text[:8], text[8:12], f"4{text[13:16]}", f"8{text[17:20]}", text[20:32]))


def etag() -> Callable[[Made], str]:
    """CloudFront's version of a resource, another one after each update."""
    return letters(CAPITALS, 13, "{id} {version}", prefix="E")


def last_part(arn_or_name: object) -> str:
    """`academy` of `academy`, and of `arn:aws:ecs:ap-northeast-2:123456789012:cluster/academy`."""
    return str(arn_or_name).rpartition("/")[2]
