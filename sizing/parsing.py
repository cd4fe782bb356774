"""From plain configuration values to a model, with everything that is wrong with them found in one go."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sizing.mistakes import Mistake, Path, missing, unknown, wrong
from sizing.section import CONTRADICTION, Section, Unwanted, Withheld, section_in, wanted, wanted_item

AnySection = TypeVar("AnySection", bound=Section)

_TEXT_ERRORS = frozenset({"string_type", "literal_error"})
"""Pydantic's error types for keys that take a string, whatever was given."""


@dataclass(frozen=True, kw_only=True)
class Parsed(Generic[AnySection]):
    """A model where nothing is wrong, else the mistakes; never both."""

    value: AnySection | None
    mistakes: tuple[Mistake, ...]


def as_read(value: object) -> object:
    """A configuration value as the models take it, however it was read.

    Lists become tuples, which the frozen models hold. Keys without a value (`nat:`) are left out: they are missing.
    Whole floats become integers, because the CLI hands over `30.0` and `3e1` as 30: a reader of the file must not
    judge it otherwise.
    """
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return {str(key): as_read(entry) for key, entry in entries.items() if entry is not None}
    if isinstance(value, list | tuple):
        return tuple(as_read(entry) for entry in cast("list[object]", value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def config_key(name: str, field: FieldInfo) -> str:
    """What a field is called in the stack file."""
    return field.validation_alias if isinstance(field.validation_alias, str) else name


def parse_section(
    model: type[AnySection], values: Mapping[str, object], *, root: Path = (), secret_keys: Collection[str] = ()
) -> Parsed[AnySection]:
    """The model of `values` (as `as_read` gives them), or all that is wrong.

    `root` is where they stand in the stack file. What stands under one of `secret_keys` is not repeated in a message.
    """
    try:
        return Parsed(value=model.model_validate(values), mistakes=())
    except ValidationError as error:
        errors = [one for one in error.errors(include_url=False) if one["type"] != CONTRADICTION]

    def is_secret(path: Path) -> bool:
        return path[0] in secret_keys

    mistakes: list[Mistake] = []
    for one in errors:
        path = root + _path(model, one["loc"])
        mistakes.append(_mistake(model, one, path, secret=is_secret(path)))
    sound = _sound_part(model, values, [one["loc"] for one in errors])
    hidden = any(key in secret_keys for key in (*values, *root))
    for at, told in _contradictions(sound):
        path = root + _path(model, at)
        # A contradiction quotes the other value, which may be the secret one.
        want = "what goes with the other keys" if hidden else told
        value = _value_at(model, values, at)
        mistakes.append(
            missing(path, want) if value is None else wrong(path, value, want, secret=is_secret(path), text=False)
        )
    return Parsed(value=None, mistakes=tuple(mistakes))


def _mistake(model: type[Section], error: ErrorDetails, path: Path, *, secret: bool) -> Mistake:
    loc = error["loc"]
    if error["type"] == "extra_forbidden":
        return unknown(path, _keys_beside(_section_at(model, loc[:-1]), str(loc[-1])))
    reason = error.get("ctx", {}).get("error")
    want = str(reason) if isinstance(reason, Unwanted) else _want_at(model, loc)
    if error["type"] == "missing":
        return missing(path, want)
    value = cast("object", error["input"])
    text = error["type"] in _TEXT_ERRORS or (error["type"] == "value_error" and isinstance(value, str))
    return wrong(path, value, want, secret=secret or isinstance(reason, Withheld), text=text)


def _steps(model: type[Section], loc: Path) -> Iterator[tuple[type[Section], str, FieldInfo]]:
    """The fields on the way down to `loc`, which gives their names or their keys in the file."""
    section: type[Section] | None = model
    for part in loc:
        if section is None:
            return
        keys = {config_key(name, field): name for name, field in section.model_fields.items()}
        name = keys.get(str(part), str(part))
        field = section.model_fields.get(name)
        if field is None:
            return
        yield section, name, field
        section = section_in(field)


def _path(model: type[Section], loc: Path) -> Path:
    steps = [config_key(name, field) for _, name, field in _steps(model, loc)]
    return (*steps, *loc[len(steps) :])


def _section_at(model: type[Section], loc: Path) -> type[Section]:
    for _, _, field in _steps(model, loc):
        model = section_in(field) or model
    return model


def _keys_beside(section: type[Section], key: str) -> list[str]:
    """The section's keys in the same namespace."""
    namespace = key.rpartition(":")[0]
    keys = [config_key(name, field) for name, field in section.model_fields.items()]
    return [one for one in keys if one.rpartition(":")[0] == namespace] or keys


def _want_at(model: type[Section], loc: Path) -> str:
    steps = list(_steps(model, loc))
    _, name, field = steps[-1]
    return wanted(name, field) if len(steps) == len(loc) else wanted_item(name, field)


def _sound_part(model: type[AnySection], values: Mapping[str, object], mistaken: list[Path]) -> AnySection:
    """The model without the keys that are wrong or missing: reading one of those is an AttributeError."""
    sound: dict[str, object] = {}
    for name, field in model.model_fields.items():
        key = config_key(name, field)
        below = [loc[1:] for loc in mistaken if loc[0] in {name, key}]
        value = values.get(key)
        inner = section_in(field)
        if inner is not None and isinstance(value, Mapping):
            sound[name] = _sound_part(inner, cast("Mapping[str, object]", value), below)
        elif not below:
            sound[name] = value if key in values else field.get_default()
    partial = model.model_construct()
    vars(partial).clear()
    vars(partial).update(sound)
    return partial


def _contradictions(section: Section, at: tuple[str, ...] = ()) -> Iterator[tuple[Path, str]]:
    for check in section.cross_checks:
        try:
            found = check(section)
        except AttributeError:
            continue  # it compares with a key that is a mistake of its own
        if found is not None:
            yield (*at, *found.at), found.want
    for name, value in section.__dict__.items():
        if isinstance(value, Section):
            yield from _contradictions(value, (*at, name))


def _value_at(model: type[Section], values: Mapping[str, object], loc: Path) -> object:
    value: object = values
    for part in _path(model, loc):
        value = cast("Mapping[object, object]", value).get(part) if isinstance(value, Mapping) else None
    return value
