"""Puts values and their comments into a stack file's text; every other line stays as it is, to the letter.

A YAML library would write the whole file anew, in its own style: it only says here where a key stands.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, cast

from ruamel.yaml import YAML

from sizing.capacity.choice import Choice, Value
from sizing.names import PROJECT


class _Positions(Protocol):
    def key(self, key: str) -> tuple[int, int]:
        """Line and column of a key, from 0."""
        ...


class _Placed(Protocol):
    """A mapping as ruamel reads it for a round trip."""

    lc: _Positions


def with_choices(text: str, choices: Iterable[Choice]) -> str:
    """A stack file's text with these values and comments, each of which takes the place of one line.

    Raises:
        LookupError: the text doesn't have one of the keys on a line of its own.
    """
    load = cast("Callable[[str], dict[str, object]]", YAML(pure=True).load)
    config, lines = load(text)["config"], text.splitlines()
    for choice in choices:
        number = _line(config, choice)
        key = lines[number].partition(":")[0]
        if key.strip() != choice.path[-1]:
            raise LookupError(f"{choice.key} has no line of its own")
        lines[number] = _joined(f"{key}:", rendered(choice.value), f"# {choice.why}" if choice.why else "")
    return "\n".join(lines) + "\n"


def with_heading(text: str, heading: str) -> str:
    """A stack file's text with another comment at its top, in place of the one that it has."""
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join([f"# {heading}", *lines[first:]]) + "\n"


def rendered(value: object) -> str:
    """A value as a stack file has it: `true`, `db.t4g.micro`, `{ min: 2, max: 4 }`, or nothing at all."""
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Value]", value).items()
        return f"{{ {', '.join(f'{key}: {rendered(entry)}' for key, entry in entries)} }}"
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(config: object, choice: Choice) -> int:
    """Number of the line on which a key stands, from 0."""
    path, place = (f"{PROJECT}:{choice.path[0]}", *choice.path[1:]), config
    for part in path[:-1]:
        place = cast("Mapping[str, object]", place)[part]
    return cast("_Placed", place).lc.key(path[-1])[0]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
