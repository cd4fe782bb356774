"""What differs between the inputs that a resource has and those asked for, and whether AWS can change that in place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.replacements import RULES
from sandbox.wire import is_list, is_object

Kind = Literal["add", "delete", "update"]

_DEFAULTS = "__defaults"
_DATABASE = "aws:rds/instance:Instance"
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One place where the inputs differ."""

    path: str
    """Such as `ingress[0].fromPort` or `tags["cost:centre"]`."""
    kind: Kind
    replaces: bool

    @property
    def key(self) -> str:
        """The input that it is in."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]


@dataclass(frozen=True, kw_only=True)
class Diff:
    """All that differs, and how the engine is to go about it."""

    differences: tuple[Difference, ...]
    delete_before_replace: bool

    @property
    def changed(self) -> list[str]:
        """The inputs in which something differs."""
        return sorted({each.key for each in self.differences})

    @property
    def replaces(self) -> list[str]:
        """The inputs because of which the resource is replaced."""
        return sorted({each.key for each in self.differences if each.replaces})


def compare(token: str, olds: Mapping[str, object], news: Mapping[str, object]) -> Diff:
    """What an update from the old inputs to the new ones means. What a preview cannot know yet counts as changed."""
    news = tolerated(token, olds, news)
    differences = tuple(
        Difference(path=path, kind=kind, replaces=_replaces(token, path, olds, news))
        for path, kind in _differences(_own(olds), _own(news), "")
    )
    found = Diff(differences=differences, delete_before_replace=False)
    if not found.replaces:
        return found
    # The real provider's rule: two resources cannot have the name that the program fixed at the same time.
    made_up = news.get(_DEFAULTS)
    fixed = [key for key in RULES[token].named_by if key in news and not (is_list(made_up) and key in made_up)]
    return Diff(differences=differences, delete_before_replace=bool(fixed))


def tolerated(token: str, olds: Mapping[str, object], news: Mapping[str, object]) -> Mapping[str, object]:
    """The new inputs, with the old value where the real provider overlooks the difference.

    Storage that RDS has let grow by itself stays as large as it is, while it may grow further.
    """
    if token != _DATABASE:
        return news
    before, after, most = olds.get("allocatedStorage"), news.get("allocatedStorage"), news.get("maxAllocatedStorage")
    if isinstance(before, int) and isinstance(after, int) and isinstance(most, int) and after < min(before, most):
        return {**news, "allocatedStorage": before}
    return news


def _own(inputs: Mapping[str, object]) -> Mapping[str, object]:
    return {key: value for key, value in inputs.items() if not key.startswith("__")}


def _differences(old: object, new: object, path: str) -> Iterator[tuple[str, Kind]]:
    if is_object(old) and is_object(new):
        for key in (*old, *(key for key in new if key not in old)):
            yield from _differences(old.get(key), new.get(key), _join(path, key))
    elif is_list(old) and is_list(new):
        for index in range(max(len(old), len(new))):
            before, after = (each[index] if index < len(each) else None for each in (old, new))
            yield from _differences(before, after, f"{path}[{index}]")
    elif not _same(old, new):
        yield path, "add" if old is None else "delete" if new is None else "update"


def _same(old: object, new: object) -> bool:
    # To Python 1 is True.
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _replaces(token: str, path: str, olds: Mapping[str, object], news: Mapping[str, object]) -> bool:
    rule = RULES[token]
    plain = _INDEX.sub("", path)
    key = re.split(r"[.\[]", plain, maxsplit=1)[0]
    if key in rule.replaces:
        return True
    if key in rule.replaces_unless:
        # The provider goes from one value to another in place if it is told so, but not from or to none at all.
        return news.get(rule.replaces_unless[key]) is not True or not (olds.get(key) and news.get(key))
    for nested in rule.replaces_nested:
        related = _within(plain, nested) or _within(nested, plain)
        if related and not _same(_all(olds, nested.split(".")), _all(news, nested.split("."))):
            return True
    return False


def _within(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.")


def _all(value: object, path: list[str]) -> list[object]:
    """Every value at a path, through lists; an unknown on the way stands for what would be below it."""
    if is_list(value):
        return [found for each in value for found in _all(each, path)]
    if not path or value is None or not is_object(value):
        return [] if value is None else [value]
    return _all(value.get(path[0]), path[1:])


def _join(path: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key
