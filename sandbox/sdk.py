"""What pulumi_aws itself says about a resource type: its input and output properties, their types, which are required.

The classes of the SDK are generated from the real provider's schema, so this is that schema without the provider.
"""

import functools
import importlib
import inspect
import sys
import types
import typing
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws  # registers every resource module with the runtime, without importing it
from pulumi import _types  # pyright: ignore[reportPrivateUsage] -- no public way to the wire names


@dataclass(frozen=True, kw_only=True)
class InputShape:
    """The properties that an input class takes, by the names they have on the wire."""

    properties: Mapping[str, object]
    """Name to type annotation, wrappers and all; `alternatives` reads it."""
    required: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class OutputShape:
    """One output property of a resource."""

    kind: type
    """What its values are: `str`, `int`, `bool`, `float`, `list`, `dict`, or `object` where they are objects."""
    optional: bool
    """Whether it may come back empty. What may not is an input, or computed by AWS."""
    is_input: bool


def input_shape(token: str) -> InputShape:
    """The inputs of a resource type such as `aws:sqs/queue:Queue`.

    Raises LookupError if pulumi_aws has no such type.
    """
    return shape_of(_args_class(_resource_class(token)))


def provider_shape() -> InputShape:
    """The configuration that the aws provider takes."""
    return shape_of(pulumi_aws.ProviderArgs)


@functools.cache
def output_shapes(token: str) -> Mapping[str, OutputShape]:
    """The outputs of a resource type, by the names they have on the wire.

    Raises LookupError if pulumi_aws has no such type.
    """
    inputs = input_shape(token).properties
    hints = _types._raw_return_hints(_resource_class(token))  # pyright: ignore[reportPrivateUsage]
    return {
        name: OutputShape(
            kind=_kind(hint), optional=type(None) in typing.get_args(_inside_output(hint)), is_input=name in inputs
        )
        for name, hint in hints.items()
        if name not in {"id", "urn", "pulumiResourceType"}
    }


@functools.cache
def shape_of(args_class: type) -> InputShape:
    """The properties of an input class, nested ones included."""
    names = _types.input_type_py_to_pulumi_names(args_class)
    parameters = inspect.signature(args_class).parameters.values()
    return InputShape(
        properties=_types.input_type_types(args_class),
        required=frozenset(names[each.name] for each in parameters if each.default is inspect.Parameter.empty),
    )


def is_input_type(kind: object) -> typing.TypeGuard[type]:
    """Whether a type is one of the SDK's input classes, an object with properties of its own."""
    return inspect.isclass(kind) and _types.is_input_type(kind)


def alternatives(annotation: object) -> tuple[object, ...]:
    """The types a JSON value may have, without the wrappers that only Python code sees.

    `Input[T]` is written `Union[T, Awaitable[T], Output[T]]`, and each input class has a TypedDict twin.
    """
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return tuple(kind for each in typing.get_args(annotation) for kind in alternatives(each))
    origin = typing.get_origin(annotation)
    if annotation is type(None) or origin in {Awaitable, pulumi.Output} or typing.is_typeddict(annotation):
        return ()
    return (annotation,)


@functools.cache
def _resource_class(token: str) -> type:
    package, path, name = token.split(":") if token.count(":") == 2 else ("", "", "")
    module = pulumi.runtime.rpc.get_resource_module(package, path, "") if package else None
    info: Mapping[str, typing.Any] = getattr(module, "mod_info", {"classes": {}})
    if token not in info["classes"]:
        raise LookupError(f"pulumi_aws has no resource type {token}")
    found: type = getattr(importlib.import_module(info["fqn"]), name)
    return found


def _args_class(resource: type) -> type:
    # Where a nested type has already taken `<Name>Args` the SDK calls the class `<Name>InitArgs`: read its list.
    module = sys.modules[resource.__module__]
    name = next(each for each in module.__all__ if each.endswith("Args"))
    found: type = getattr(module, name)
    return found


def _inside_output(hint: object) -> object:
    return typing.get_args(hint)[0] if typing.get_origin(hint) is pulumi.Output else hint


def _kind(hint: object) -> type:
    first = next(iter(alternatives(_inside_output(hint))), object)
    origin = typing.get_origin(first)
    if origin in {Mapping, dict}:
        return dict
    if origin in {Sequence, list}:
        return list
    return next(
        (kind for kind in (bool, int, float, str) if inspect.isclass(first) and issubclass(first, kind)), object
    )
