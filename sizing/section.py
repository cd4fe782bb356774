"""What every part of the typed stack profile shares: strictness, what a key wants in words, checks across keys."""

import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, ClassVar, Literal, Union, cast, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError, core_schema

CONTRADICTION = "contradiction"
"""Pydantic's error type for values that are each allowed and contradict each other."""

UNITS: Mapping[str, str] = {
    "days": "days",
    "seconds": "seconds",
    "minutes": "minutes",
    "hours": "hours",
    "months": "months",
    "ms": "milliseconds",
    "kib": "KiB",
    "mib": "MiB",
    "gib": "GiB",
    "usd": "USD",
    "percent": "percent",
}
"""The unit that the last word of a key stands for; a key without one counts things."""


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """A key whose value is allowed alone and not beside another key."""

    at: tuple[str, ...]
    """Field names from the section that checks down to the key at fault."""

    want: str


CrossChecks = tuple[Callable[..., Contradiction | None], ...]


class Unwanted(ValueError):  # noqa: N818 what a validator raises to say what it wants of this very value
    """Raised by a validator whose wish depends on the value; its text takes the place of `Wants`."""


class Withheld(Unwanted):
    """Raised by a validator for a value that a message must not repeat."""


@dataclass(frozen=True)
class Wants:
    """Beside a validator: what a person reads that the key wants."""

    text: str


TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \S+")
"""What a date without quotes has become when it reaches the program: 2026-03-01 is 2026-03-01 00:00:00 +0000 UTC."""


def _as_written(text: str) -> str:
    if TIMESTAMP.fullmatch(text):
        raise ValueError("a date")
    return text


Text = Annotated[str, AfterValidator(_as_written)]
"""Any string but one that isn't what stands in the file."""


class Section(BaseModel):
    """Part of the profile: nothing converted, nothing changed later, no unknown key."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", validate_default=True)

    cross_checks: ClassVar[CrossChecks] = ()
    """Methods that compare keys. Each stands alone: it is skipped where a key that it reads is itself wrong."""

    def contradictions(self) -> Iterator[Contradiction]:
        """What the section's own cross-checks find, without those of the sections inside it."""
        for check in self.cross_checks:
            found = check(self)
            if found is not None:
                yield found

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> "Section":
        found = list(self.contradictions())
        if found:
            text = "; ".join(f"{'.'.join(one.at)}: want {one.want}" for one in found)
            # As a context value: pydantic would read braces in the text as placeholders.
            raise PydanticCustomError(CONTRADICTION, "{text}", {"text": text})
        return self


@dataclass(frozen=True, kw_only=True)
class Listed:
    """On a tuple: how many items it takes. None may stand twice."""

    at_least: int = 0
    at_most: int | None = None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._check, handler(source))

    def _check(self, items: object, inner: ValidatorFunctionWrapHandler) -> object:
        # A wrap validator, because pydantic's own checks of a list stop at the first wrong item.
        mistakes: list[InitErrorDetails] = []
        if isinstance(items, tuple) and not self._holds(cast("tuple[object, ...]", items)):
            mistakes.append(InitErrorDetails(type=PydanticCustomError("list", "list"), input=items))
        try:
            checked = inner(items)
        except ValidationError as error:
            mistakes += [_again(one) for one in error.errors(include_url=False)]
        else:
            if not mistakes:
                return checked
        raise ValidationError.from_exception_data("list", mistakes)

    def _holds(self, items: tuple[object, ...]) -> bool:
        texts = [repr(item) for item in items]
        return len(set(texts)) == len(texts) >= self.at_least and (self.at_most is None or len(texts) <= self.at_most)


def _again(error: ErrorDetails) -> InitErrorDetails:
    return InitErrorDetails(type=error["type"], loc=error["loc"], input=error["input"], ctx=error.get("ctx", {}))


def enumerate_words(words: Sequence[str], last: Literal["and", "or"]) -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def section_in(field: FieldInfo) -> type[Section] | None:
    """The section that a field holds, if only when it is given, or None where it holds a value."""
    kinds = get_args(field.annotation) or (field.annotation,)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Section)), None)


def wanted(name: str, field: FieldInfo) -> str:
    """What a key wants, in words, from the very constants that pydantic enforces.

    `name` is the key's own name: its last word is the unit.
    """
    return _wanted(name, field.annotation, tuple(field.metadata))


def wanted_item(name: str, field: FieldInfo) -> str:
    """What each item of a list wants; as `wanted` for what is no list."""
    item = _item(field.annotation)
    return wanted(name, field) if item is None else _wanted(name, item, ())


def _item(annotation: object) -> object | None:
    return get_args(annotation)[0] if get_origin(annotation) in {tuple, dict} else None


@cache
def _wanted(name: str, annotation: object, metadata: tuple[object, ...]) -> str:  # noqa: PLR0911 one kind of key a return
    for one in metadata:
        if isinstance(one, Wants):
            return one.text
    origin = get_origin(annotation)
    arguments = cast("tuple[object, ...]", get_args(annotation))
    if origin is Annotated:
        return _wanted(name, arguments[0], arguments[1:])
    if origin in {Union, types.UnionType}:
        # An override that may be left out: None is how Python says so, and not something to write.
        return _wanted(name, next(one for one in arguments if one is not type(None)), metadata)
    if origin is Literal:
        return enumerate_words([str(one) for one in arguments], "or")
    if origin is tuple:
        return f"a list{_count(metadata)} without repeats, each {_wanted(name, arguments[0], ())}"
    if origin is dict:
        return f"keys, each with {_wanted(name, arguments[1], ())}"
    if annotation is bool:
        return "true or false"
    if annotation is int:
        unit = UNITS.get(name.rpartition("_")[2])
        return f"a whole number{f' of {unit}' if unit else ''}{_range(metadata)}"
    if annotation is str:
        return "a string"
    if isinstance(annotation, type) and issubclass(annotation, Section):
        fields = annotation.model_fields
        required = [key for key, field in fields.items() if field.is_required()]
        words = enumerate_words(required, "and") if required else enumerate_words(list(fields), "or")
        return f"{words} under it"
    raise TypeError(f"{name}: no words for {annotation}")


def _range(metadata: tuple[object, ...]) -> str:
    low = next((one.ge for one in metadata if isinstance(one, Ge)), None)
    high = next((one.le for one in metadata if isinstance(one, Le)), None)
    if low is None or high is None:
        raise TypeError("a number needs both its limits")
    return f" from {low} to {high}"


def _count(metadata: tuple[object, ...]) -> str:
    count = next((one for one in metadata if isinstance(one, Listed)), None)
    if count is None:
        raise TypeError("a list needs Listed")
    if count.at_most is not None:
        return f" of {count.at_least} to {count.at_most}"
    return f" of {count.at_least} or more" if count.at_least else ""
