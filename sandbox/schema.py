"""Checks what a program asks for against pulumi_aws's own input classes, at every depth.

Neither the SDK nor Pulumi's mocks do: a misspelt key in a nested dict reaches AWS, which ignores it or refuses it after
minutes.
"""

import difflib
import enum
import inspect
import json
import typing
from collections.abc import Iterable, Mapping, Sequence

import pulumi

from sandbox.sdk import InputShape, alternatives, input_shape, is_input_type, shape_of
from sandbox.wire import ARCHIVE, ASSET, is_list, is_object, is_unknown, plain_object, signature

_LONGEST_SHOWN = 60


def problems(token: str, inputs: Mapping[str, object]) -> list[str]:
    """What is wrong with the inputs of a resource type, one line a mistake, each beginning with its path.

    Such a line is `rules[0].transitions[1].days: is "30"; want a whole number`. Keys that begin with two underscores
    are Pulumi's own. What a preview cannot know yet is left alone, and so is null where the property isn't required.

    Raises LookupError if pulumi_aws has no such type.
    """
    return list(_object(input_shape(token), plain_object(inputs), ""))


def unknown_names(shape: InputShape, names: Iterable[str]) -> list[str]:
    """One line for each name that the shape does not have, with the one that may have been meant."""
    return [line for name in names if name not in shape.properties for line in _misspelt(name, shape, "")]


def _object(shape: InputShape, value: Mapping[str, object], path: str) -> typing.Iterator[str]:
    for name, each in value.items():
        if name.startswith("__"):
            continue
        if name not in shape.properties:
            yield from _misspelt(name, shape, path)
        elif each is not None:
            yield from _value(shape.properties[name], each, _join(path, name))
    for name in sorted(shape.required):
        if value.get(name) is None:
            yield f"{_join(path, name)}: missing; it is required"


def _misspelt(name: str, shape: InputShape, path: str) -> typing.Iterator[str]:
    close = difflib.get_close_matches(name, shape.properties, n=1)
    yield f"{_join(path, name)}: unknown property" + (f"; did you mean {close[0]}?" if close else "")


def _value(annotation: object, value: object, path: str) -> typing.Iterator[str]:
    if is_unknown(value):
        return
    kinds = alternatives(annotation)
    verdicts = [list(found) for kind in kinds if (found := _against(kind, value, path)) is not None]
    if not verdicts:
        wanted = " or ".join(dict.fromkeys(_wanted(kind) for kind in kinds))
        yield f"{path}: is {_shown(value)}; want {wanted}"
        return
    # "A string or a policy document": one alternative that fits is enough, else the one that comes nearest tells.
    yield from min(verdicts, key=len)


def _against(kind: object, value: object, path: str) -> Iterable[str] | None:
    """The problems of a value taken as one type, or None if it isn't even of that type."""
    if is_input_type(kind):
        return _object(shape_of(kind), value, path) if is_object(value) and not signature(value) else None
    origin = typing.get_origin(kind) or kind
    inner = typing.get_args(kind)
    if origin in {Sequence, list}:
        return _items(inner, value, path) if is_list(value) else None
    if origin in {Mapping, dict}:
        return _entries(inner, value, path) if is_object(value) else None
    return () if _is_scalar(kind, value) else None


def _items(inner: tuple[object, ...], value: Sequence[object], path: str) -> typing.Iterator[str]:
    for index, each in enumerate(value):
        if each is not None and inner:
            yield from _value(inner[0], each, f"{path}[{index}]")


def _entries(inner: tuple[object, ...], value: Mapping[str, object], path: str) -> typing.Iterator[str]:
    for key, each in value.items():
        if each is not None and inner:
            yield from _value(inner[1], each, f'{path}["{key}"]')


def _is_scalar(kind: object, value: object) -> bool:
    if inspect.isclass(kind) and issubclass(kind, enum.Enum):
        return value in [each.value for each in kind]
    if inspect.isclass(kind) and issubclass(kind, (pulumi.Asset, pulumi.Archive)):
        mark = ASSET if issubclass(kind, pulumi.Asset) else ARCHIVE
        return isinstance(value, kind) or signature(value) == mark
    if isinstance(value, bool):  # which Python takes for an int
        return kind in (bool, typing.Any)
    if kind is int:
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if kind is float:
        return isinstance(value, (int, float))
    return kind is typing.Any or (kind is str and isinstance(value, str))


def _wanted(kind: object) -> str:
    origin = typing.get_origin(kind) or kind
    if inspect.isclass(kind) and issubclass(kind, enum.Enum):
        return "one of " + ", ".join(_shown(each.value) for each in kind)
    if origin in {Sequence, list}:
        return "a list"
    words = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
    words |= {pulumi.Asset: "an asset", pulumi.Archive: "an archive"}
    return words[origin] if isinstance(origin, type) and origin in words else "an object"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=lambda each: f"<{type(each).__name__}>")
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
