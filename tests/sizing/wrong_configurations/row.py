"""The shape of a row, and how its change is made."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import cast


class Absence(Enum):
    """What stands in a change for taking a key out."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Wrong:
    """A stack file that the parse refuses."""

    name: str
    changes: Mapping[Path, object]
    """Values by path (`("academy:network", "zones", 1)`), as the program receives them."""
    lines: tuple[str, ...]
    """All that is told, without the first line."""

    def message(self, source: str) -> str:
        """The whole text."""
        return "\n  ".join((f"{source} is invalid:", *self.lines))


@dataclass(frozen=True)
class RefusedByCli:
    """A stack file that the CLI refuses before it starts the program."""

    name: str
    changes: Mapping[Path, object]
    said: str
    """What it says of the stack, with {stack} where the stack's name stands."""


@dataclass(frozen=True)
class YamlText:
    """A line of Pulumi.initial.yaml, and one in its place whose value YAML takes for something else."""

    name: str
    line: str
    instead: str
    lines: tuple[str, ...]
    """All that is told; nothing where the file still is a good one."""


def changed(config: Mapping[str, object], changes: Mapping[Path, object]) -> dict[str, object]:
    """A copy of a stack's configuration with the changes made."""
    result = copy.deepcopy(dict(config))
    for path, value in changes.items():
        place: object = result
        for part in path[:-1]:
            place = cast("dict[str | int, object]", place)[part]
        parent = cast("dict[str | int, object]", place)
        if value is ABSENT:
            del parent[path[-1]]
        else:
            parent[path[-1]] = value
    return result
