"""What a row of the table of refusals says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.held import Change

Moment = Literal["check", "create", "update", "delete"]
"""`check` is the real provider's own validation, which a preview shows; the others are AWS's answers to the call."""

WRITE: frozenset[Moment] = frozenset({"create", "update"})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that AWS refuses."""

    when: frozenset[Moment]
    types: frozenset[str]
    reason: Callable[[Change], str | None]
    """What AWS says, or None if it does what it is asked."""


def no(code: str, reason: str, page: str) -> str:
    """AWS's error code, the reason in plain words, the page that tells the rule."""
    return f"{code}: {reason} ({page})"
