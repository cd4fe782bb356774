"""Which inputs of a resource type AWS cannot change in place, and which one holds its physical name."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_suffix(".json")


class Rule(BaseModel):
    """A row of replacements.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    terraform: str
    """The type's name in the provider that the row was read out of."""
    replaces: frozenset[str]
    """Inputs that replace the resource when anything in them changes."""
    replaces_nested: frozenset[str] = frozenset()
    """Paths such as `deploymentController.type` that replace it, while the rest of that input doesn't."""
    replaces_unless: Mapping[str, str] = {}
    """Inputs that replace it where another one, such as `forceNewDeployment`, isn't true, or where they come or go."""
    by_hand: str = ""
    """Why the row, or a part of it, was not read out of the schema."""
    named_by: tuple[str, ...]
    """The input with the physical name, if the provider makes one up where it is left out."""


def _read() -> Mapping[str, Rule]:
    rows = cast("dict[str, object]", json.loads(FILE.read_text(encoding="utf-8")))
    return {key: Rule.model_validate(row) for key, row in rows.items() if key != "_meta"}


RULES: Mapping[str, Rule] = _read()
