"""What the capacity model decides, one key at a time, and what it can't."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, cast

Value = bool | int | str | Mapping[str, int] | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One key of a stack file that depends on how many people there are."""

    path: tuple[str, ...]
    """`("api", "tasks")`: the tier, then keys below it."""

    value: Value
    """None leaves the key without a value."""

    why: str = ""
    """The comment beside it, in one line; nothing where the number says it all."""

    @property
    def key(self) -> str:
        """`api.tasks`."""
        return ".".join(self.path)


class Demand(NamedTuple):
    """What is asked of a part of the stack, and the most that it takes."""

    key: str
    """The key that can't be larger, like `api.tasks.max`."""
    asked: Fraction
    most: Fraction
    what: str
    """What it is that ends there, in words that stand alone and are the same for any number of people."""
    stops: bool = True
    """Whether nothing carries more; if not, the part chooses otherwise from there on."""

    @property
    def met(self) -> bool:
        """Whether it is carried."""
        return self.asked <= self.most


Part = tuple[tuple[Choice, ...], tuple[Demand, ...]]
"""A part of the model: what it chose, and what has to hold for that to be enough."""


def round_up(number: Fraction | int, step: int = 1) -> int:
    """The next multiple of `step`, or the number itself where it is one."""
    return -int(-number // step) * step


def nested(choices: Iterable[Choice], tier: str) -> dict[str, object]:
    """The values chosen for one tier, as they stand below it in a stack file."""
    tree: dict[str, object] = {}
    for choice in choices:
        if choice.path[0] == tier:
            put(tree, choice.path[1:], choice.value)
    return tree


def put(tree: dict[str, object], path: tuple[str, ...], value: Value) -> None:
    """Set a value in nested mappings, of which those on the way are made where they are missing.

    Raises TypeError where one of them is there and is no mapping.
    """
    place = tree
    for part in path[:-1]:
        below = place.setdefault(part, {})
        if not isinstance(below, dict):
            raise TypeError(f"{part} of {path} holds a value")
        place = cast("dict[str, object]", below)
    place[path[-1]] = dict(value) if isinstance(value, Mapping) else value
