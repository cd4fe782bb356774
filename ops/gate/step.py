"""What a plan does to one resource, whoever made the plan."""

import json
import re
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

Op = Literal["create", "update", "replace", "delete", "same"]

UNKNOWN = "known after the change"
"""What stands where a plan can't tell a value yet."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One property that differs."""

    path: str
    """Such as `cidrBlock`, `tags.Name` or `aliases[0]`."""
    old: JsonValue
    new: JsonValue
    """None where it goes."""
    replaces: bool = False
    """Whether AWS can't change it in place."""
    unknown: bool = False
    """Whether the new value isn't known yet; `new` then means nothing."""

    @property
    def input(self) -> str:
        """The resource's input that it is in."""
        return input_of(self.path)

    def __str__(self) -> str:
        """Such as `cidrBlock (10.0.0.0/16 -> 10.1.0.0/16)`; the path alone where neither value is known."""
        if self.old is None and self.unknown:
            return self.path
        return f"{self.path} ({_plain(self.old)} -> {UNKNOWN if self.unknown else _plain(self.new)})"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happens to one resource; all that an engine does for one replacement is one step."""

    urn: str
    type: str
    op: Op
    changes: tuple[Change, ...] = ()
    was_protected: bool = False
    is_protected: bool = False
    kept_in_aws: bool = False
    """Whether AWS keeps what is deleted from the stack."""

    @property
    def name(self) -> str:
        """Logical name."""
        return self.urn.split("::", 3)[-1]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that a preview, or the preview in a rehearsal, says."""

    steps: tuple[Step, ...]
    errors: tuple[str, ...] = ()
    """Why it is no plan to go by."""
    unchanged: int = 0
    """Resources that stay as they are, by the engine's own count: not every one of them has a step."""


def input_of(path: str) -> str:
    """The resource's input that a path such as `aliases[0]` or `tags.Name` is in."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


_MAX_LENGTH = 60
"""Characters of a value in a message."""


def _plain(value: JsonValue) -> str:
    if value is None:
        return "none"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
