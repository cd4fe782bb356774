"""The engine's part in a recording: answers from the sandbox's table, notes every option, refuses what AWS would."""

import importlib
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import Mocks, rpc, settings
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs
from pulumi.runtime.proto import engine_pb2, resource_pb2

from sandbox import aws, check, schema, wire
from sandbox.recorded import STACK_TYPE, Declared, Recording, is_stack


class Refused(AssertionError):  # noqa: N818 -- says what it is
    """What the engine or AWS would not accept."""


class _Unused(Mocks):
    """The monitor answers by itself and never asks these."""

    def call(self, args: MockCallArgs) -> Any:
        raise NotImplementedError(args.token)

    def new_resource(self, args: MockResourceArgs) -> Any:
        raise NotImplementedError(args.typ)


class _Log:
    """The engine's side of `pulumi.log`."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> empty_pb2.Empty:  # noqa: N802 -- gRPC's name
        if request.severity in (engine_pb2.WARNING, engine_pb2.ERROR):
            self.messages.append(request.message)
        return empty_pb2.Empty()


class Monitor(MockMonitor):
    """Sees what the plain mocks are not shown: protection, dependencies, and every other option."""

    def __init__(self, region: str, *, preview: bool) -> None:
        super().__init__(_Unused())
        self.log = _Log()
        self._region = region
        self._preview = preview
        self._declared: dict[str, Declared] = {}
        self._outputs: dict[str, dict[str, Any]] = {}
        self._exports: dict[str, Any] = {}
        self._secret_exports: frozenset[str] = frozenset()
        self._invokes: list[str] = []

    def recording(self) -> Recording:
        return Recording(
            resources=tuple(sorted(self._declared.values(), key=lambda each: each.urn)),
            outputs=self._outputs,
            exports=self._exports,
            secret_exports=self._secret_exports,
            invokes=tuple(self._invokes),
            messages=tuple(self.log.messages),
        )

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        # As the engine makes it; the mocks' own leaves out all but the nearest parent's type.
        if parent and not is_stack(parent):
            type_ = f"{parent.split('::')[2]}${type_}"
        return f"urn:pulumi:{settings.get_stack()}::{settings.get_project()}::{type_}::{name}"

    def RegisterResource(  # noqa: N802 -- gRPC's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if urn in self._declared:
            raise Refused(f"two resources have the URN {urn}")
        asked = json_format.MessageToDict(request)
        raw: dict[str, object] = asked.get("object", {})
        inputs = _plain(raw)
        if request.custom:
            self.log.messages += [
                f"{request.type} {request.name}: {each} is deprecated" for each in _deprecated(request.type, inputs)
            ]
        secrets = frozenset(_secret_paths(raw, ""))
        id_, outputs = self._answer(request, urn, inputs) if request.custom else ("", {})
        self._declared[urn] = Declared(
            type=request.type,
            name=request.name,
            urn=urn,
            parent=request.parent,
            custom=request.custom,
            id=id_,
            inputs=inputs,
            secrets=secrets,
            dependencies=frozenset(request.dependencies),
            property_dependencies={key: frozenset(value.urns) for key, value in request.propertyDependencies.items()},
            protect=request.protect,
            retain_on_delete=request.retainOnDelete,
            delete_before_replace=request.deleteBeforeReplace,
            ignore_changes=tuple(request.ignoreChanges),
            replace_on_changes=tuple(request.replaceOnChanges),
            additional_secret_outputs=tuple(request.additionalSecretOutputs),
            aliases=tuple(asked.get("aliases", ())),
            provider=request.provider,
            import_id=request.importId,
        )
        hidden = {path.partition(".")[0].partition("[")[0] for path in secrets} | {*request.additionalSecretOutputs}
        return resource_pb2.RegisterResourceResponse(
            urn=urn,
            id=id_,
            object=_struct({key: _wrapped(value) if key in hidden else value for key, value in outputs.items()}),
        )

    def _answer(
        self, request: resource_pb2.RegisterResourceRequest, urn: str, inputs: dict[str, Any]
    ) -> tuple[str, dict[str, object]]:
        region = str(inputs.get("region", self._region))
        mistakes = schema.problems(request.type, inputs) or check.refused(request.type, inputs, region)
        if mistakes:
            raise Refused(f"{request.type} {request.name}: {'; '.join(mistakes)}")
        if self._preview:
            return "", aws.foresee(request.type, inputs, region)
        # By its place in the program and not by its turn: the same resource has the same id in every recording.
        _, _, place = urn.split("::", 2)
        return aws.answer(request.type, request.name, inputs, zlib.crc32(place.encode()), region)

    def RegisterResourceOutputs(  # noqa: N802 -- gRPC's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        raw = json_format.MessageToDict(request.outputs)
        if is_stack(request.urn):
            self._exports = _plain(raw)
            self._secret_exports = frozenset(_secret_paths(raw, ""))
        else:
            self._outputs[request.urn] = _plain(raw)
        return empty_pb2.Empty()

    def Invoke(  # noqa: N802 -- gRPC's name
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> resource_pb2.ResourceInvokeResponse:
        self._invokes.append(request.tok)
        arguments = _plain(json_format.MessageToDict(request.args))
        answer = aws.invoke(request.tok, arguments, str(arguments.get("region", self._region)))
        return json_format.ParseDict({"return": answer}, resource_pb2.ResourceInvokeResponse())

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802
        raise Refused(f"{request.type} {request.name} is read, not declared")


def _deprecated(token: str, inputs: Mapping[str, object]) -> Iterator[str]:
    """The inputs that pulumi_aws marks as deprecated: a constructor takes them without a word."""
    package, path, name = token.split(":")
    info = cast("Any", rpc.get_resource_module(package, path, "")).mod_info
    properties = cast("dict[str, object]", vars(getattr(importlib.import_module(info["fqn"]), name)))
    for python_name, each in properties.items():
        getter = getattr(each, "fget", None)
        if hasattr(getter, "_pulumi_deprecated_callable") and getattr(getter, "_pulumi_name", None) in inputs:
            yield python_name


def _plain(raw: Mapping[str, object]) -> dict[str, Any]:
    return cast("dict[str, Any]", wire.plain(raw))


def _secret_paths(value: object, path: str) -> Iterator[str]:
    if rpc.is_rpc_secret(value):
        yield path
    elif wire.is_object(value):
        for key, each in value.items():
            yield from _secret_paths(each, f"{path}.{key}" if path else key)
    elif wire.is_list(value):
        for index, each in enumerate(value):
            yield from _secret_paths(each, f"{path}[{index}]")


def _wrapped(value: object) -> object:
    return rpc.wrap_rpc_secret(value)


def _struct(values: Mapping[str, object]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())
