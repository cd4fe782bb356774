"""One thing that bootstrap does, planned before it is done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sizing.names import PROJECT

OWN_TAGS: Mapping[str, str] = {"Project": PROJECT, "ManagedBy": "academy-bootstrap"}
"""What is made here carries these: no stack of Pulumi's has it."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A change of the account."""

    change: Literal["create", "update"]
    what: str
    """Such as `state bucket academy-state-123456789012: versioning`."""
    apply: Callable[[], object]


def same_document(found: object, wanted: Mapping[str, object]) -> bool:
    """Whether two policy documents are the same, one of them as AWS gives it: parsed, as JSON, or not there."""
    parsed = cast("object", json.loads(found)) if isinstance(found, str) else found
    return parsed == wanted


def compact(document: Mapping[str, object]) -> str:
    """A document as IAM takes it: blanks would only cost room."""
    return json.dumps(document, separators=(",", ":"))
