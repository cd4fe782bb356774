"""What the provider does to a program's inputs before anything is planned: checks them, fills in what it decides."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from sandbox import aws
from sandbox.catalogue.row import ResourceType
from sandbox.held import Change
from sandbox.naming import made_up, name_input
from sandbox.refusals import reasons
from sandbox.schema import problems, unknown_names
from sandbox.sdk import input_shape, output_shapes, provider_shape
from sandbox.wire import UNKNOWN, has_unknown, is_list, is_object, is_unknown

_DEFAULTS = "__defaults"


@dataclass(frozen=True, kw_only=True)
class ProviderConfig:
    """The `aws:` configuration, as far as it changes what resources get."""

    region: str
    default_tags: Mapping[str, object] = field(default_factory=dict[str, object])


def provider_problems(config: Mapping[str, object]) -> list[str]:
    """What is wrong with the provider's configuration, one line a mistake."""
    names = [name for name in config if name not in {"version", "pluginDownloadURL"} and not name.startswith("__")]
    found = unknown_names(provider_shape(), names)
    if config.get("region") is None:
        found.append("aws:region is missing")
    tags = _decoded(config.get("defaultTags"))
    if tags is not None and not is_unknown(tags) and not (is_object(tags) and set(tags) <= {"tags"}):
        found.append(f"defaultTags is {json.dumps(tags)}; want an object with tags")
    return found


def provider_config(config: Mapping[str, object]) -> ProviderConfig:
    """The configuration from what the engine sends, where everything nested is JSON text."""
    defaults = _decoded(config.get("defaultTags"))
    tags = defaults.get("tags") if is_object(defaults) else None
    return ProviderConfig(region=str(config.get("region")), default_tags=tags if is_object(tags) else {})


def check(
    token: str,
    logical_name: str,
    config: ProviderConfig,
    *,
    olds: Mapping[str, object],
    news: Mapping[str, object],
    seed: bytes,
) -> tuple[dict[str, object], list[str]]:
    """The inputs with region, all tags and physical name filled in, and what is wrong with them.

    Args:
        token: the resource type.
        logical_name: the name in the program.
        config: the provider's configuration.
        olds: the inputs that the resource has; a name made up for them stays.
        news: the inputs of the program.
        seed: what a made-up name follows from.

    Raises UnknownType if the table has no such type.
    """
    kind = aws.row(token)
    found = problems(token, news)
    if found:
        return dict(news), found
    inputs = {key: value for key, value in news.items() if value is not None}
    if "region" in input_shape(token).properties:
        inputs.setdefault("region", config.region)
    if "tagsAll" in output_shapes(token):
        inputs["tagsAll"] = _all_tags(config.default_tags, inputs.get("tags"))
    named_by = name_input(token)
    made_up_names: list[str] = []
    if named_by and named_by not in inputs and f"{named_by}Prefix" not in inputs:
        made_up_names.append(named_by)
        before = olds.get(_DEFAULTS)
        if is_list(before) and named_by in before and olds.get(named_by):
            inputs[named_by] = olds[named_by]
        else:
            try:
                inputs[named_by] = made_up(kind, logical_name, seed)
            except ValueError as error:
                found.append(str(error))
    elif named_by and (reason := _bad_name(kind, inputs.get(named_by))):
        found.append(f"{named_by}: {reason}")
    inputs[_DEFAULTS] = made_up_names
    return inputs, [*found, *refused(token, inputs, config.region)]


def refused(token: str, inputs: Mapping[str, object], region: str) -> list[str]:
    """What the real provider's own validation says against inputs whose properties and types are right."""
    region = str(inputs.get("region") or region)
    change = Change(type=token, region=region, inputs=inputs, outputs={}, id="", olds={}, held=lambda _token: ())
    return reasons("check", change)


def _all_tags(defaults: Mapping[str, object], tags: object) -> object:
    if has_unknown(tags) or has_unknown(defaults):
        return UNKNOWN  # as the real provider does: one unknown tag hides them all
    return {**defaults, **(tags if is_object(tags) else {})}


def _bad_name(kind: ResourceType, name: object) -> str | None:
    if not isinstance(name, str) or is_unknown(name):
        return None
    if len(name) > kind.longest_name:
        return f"{name} has {len(name)} characters; want at most {kind.longest_name}"
    return None if re.fullmatch(kind.name_pattern, name) else f"{name} is not a name that AWS allows"


def _decoded(value: object) -> object:
    if not isinstance(value, str) or is_unknown(value):
        return value
    try:
        return cast("object", json.loads(value))
    except json.JSONDecodeError:
        return value
