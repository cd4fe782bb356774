"""The names that the real provider makes up for what AWS wants named and the program leaves unnamed."""

import hashlib

from sandbox.catalogue.row import ResourceType
from sandbox.replacements import RULES

_DIGITS = 7


def name_input(token: str) -> str:
    """The input that holds the physical name; empty if the provider makes up none for the type."""
    return next(iter(RULES[token].named_by), "") if token in RULES else ""


def made_up(kind: ResourceType, logical_name: str, seed: bytes) -> str:
    """The logical name and seven digits, the same for the same seed.

    Raises ValueError if AWS does not take a name of that length.
    """
    digits = hashlib.sha256(logical_name.encode() + seed).hexdigest()[:_DIGITS]
    name = f"{logical_name.lower() if kind.lower_case_name else logical_name}-{digits}"
    if len(name) > kind.longest_name:
        room = kind.longest_name - _DIGITS - 1
        raise ValueError(f"its physical name would be {name}: want a logical name of at most {room} characters")
    return name
