"""The aws provider that stands in for the real one: the gRPC server that the engine talks to, in a process of its own.

`python -m sandbox.provider` prints the port as its first line and ends when its stdin closes. In a thread of the
program's process the two would take turns, and everything would take more than twice as long.
"""
# ruff: noqa: ARG002, N802 -- names and arguments are those of the gRPC service

import contextlib
import json
import sys
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import cast

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox import aws
from sandbox.account import AwsAccount
from sandbox.catalogue.row import AbsentInputError
from sandbox.check import ProviderConfig, check, provider_config, provider_problems
from sandbox.diff import Difference, compare
from sandbox.held import Held, RefusedError
from sandbox.inspection import Account, handlers
from sandbox.wire import plain_object

__all__ = ["Account", "Provider", "serve"]

_WORKERS = 16  # the engine works on as many resources at once
_DEFAULT_PROVIDER = "default"


@contextlib.contextmanager
def _told(context: grpc.ServicerContext) -> Generator[None]:
    """What AWS or the table refuses reaches the person as the engine's error about the resource."""
    try:
        yield
    except (RefusedError, aws.UnknownType, AbsentInputError) as error:
        context.abort(grpc.StatusCode.UNKNOWN, str(error))


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Answers the engine from an account of its own; what it doesn't know it refuses by name."""

    def __init__(self, account: AwsAccount) -> None:
        self._account = account
        self._config = ProviderConfig(region="")

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Secrets come unwrapped, and the engine marks them again in the answers."""
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """The engine found the provider that runs already."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """The version that it stands in for."""
        return plugin_pb2.PluginInfo(version=version("pulumi-aws"))

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        """Not the real one: the engine needs none."""
        return provider_pb2.GetSchemaResponse(schema=json.dumps({"name": "aws", "version": version("pulumi-aws")}))

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Refuses `aws:` keys that the provider doesn't have."""
        found = provider_problems(_object(request.news))
        return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(found))

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """A changed configuration updates the provider; no resource is replaced because of it alone."""
        same = _object(request.old_inputs) == _object(request.news)
        changes = provider_pb2.DiffResponse.DIFF_NONE if same else provider_pb2.DiffResponse.DIFF_SOME
        return provider_pb2.DiffResponse(changes=changes)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Region and default tags. All provider resources of a program end here, so they must agree on them."""
        with _told(context):
            config = provider_config(_object(request.args))
            if request.name and not request.name.startswith(_DEFAULT_PROVIDER) and config != self._config:
                raise RefusedError(
                    f"the sandbox has one aws provider, and {request.name} is configured otherwise: "
                    "use the `region` argument of the resource instead"
                )
            self._config = config
            return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Refuses what the real provider's validation refuses; fills in region, tags and name."""
        with _told(context):
            token, name = _token_and_name(request.urn)
            inputs, found = check(
                token,
                name,
                self._config,
                olds=_object(request.olds),
                news=_object(request.news),
                seed=request.randomSeed,
            )
            return provider_pb2.CheckResponse(inputs=_struct(inputs), failures=_failures(found))

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """What has changed, and which of it AWS cannot change in place."""
        with _told(context):
            token, _ = _token_and_name(request.urn)
            aws.row(token)
            diff = compare(token, _object(request.old_inputs), _object(request.news))
            some = provider_pb2.DiffResponse.DIFF_SOME if diff.changed else provider_pb2.DiffResponse.DIFF_NONE
            return provider_pb2.DiffResponse(
                changes=some,
                diffs=diff.changed,
                replaces=diff.replaces,
                detailedDiff={each.path: _property_diff(each) for each in diff.differences},
                hasDetailedDiff=True,
                deleteBeforeReplace=diff.delete_before_replace,
            )

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Makes the resource, or says as much of it as a preview can know."""
        with _told(context):
            token, name = _token_and_name(request.urn)
            inputs = _object(request.properties)
            if request.preview:
                return provider_pb2.CreateResponse(properties=_struct(aws.foresee(token, inputs, self._config.region)))
            made = self._account.create(token, name, request.urn, inputs, self._config.region)
            return provider_pb2.CreateResponse(id=made.id, properties=_struct(made.outputs))

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """What the account holds, never what the engine remembers; nothing if it is gone."""
        with _told(context):
            token, _ = _token_and_name(request.urn)
            aws.row(token)
            found: Held | None = self._account.read(token, request.id)
            if found is None:
                return provider_pb2.ReadResponse()
            return provider_pb2.ReadResponse(
                id=found.id, properties=_struct(found.outputs), inputs=_struct(found.inputs)
            )

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Changes the resource in place. A preview knows all that doesn't follow from something it cannot know."""
        with _told(context):
            token, _ = _token_and_name(request.urn)
            inputs = _object(request.news)
            if request.preview:
                outputs = self._account.foresee_update(token, request.id, inputs)
                return provider_pb2.UpdateResponse(properties=_struct(outputs))
            return provider_pb2.UpdateResponse(
                properties=_struct(self._account.update(token, request.id, inputs).outputs)
            )

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Deletes the resource, unless AWS refuses."""
        with _told(context):
            token, _ = _token_and_name(request.urn)
            self._account.delete(token, request.id)
            return empty_pb2.Empty()

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """Answers the few look-ups that the program uses."""
        with _told(context):
            answer = aws.invoke(request.tok, _object(request.args), self._config.region)
            response = provider_pb2.InvokeResponse()
            cast("struct_pb2.Struct", getattr(response, "return")).CopyFrom(_struct(answer))  # a keyword of Python's
            return response

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Nothing takes long enough to be cancelled."""
        return empty_pb2.Empty()


def _token_and_name(urn: str) -> tuple[str, str]:
    """`urn:pulumi:stack::project::academy:data:Cache$aws:sqs/queue:Queue::name`: the type is the last of its chain."""
    _, _, types, name = urn.split("::", 3)
    return types.rpartition("$")[2], name


def _object(struct: struct_pb2.Struct) -> dict[str, object]:
    return plain_object(json_format.MessageToDict(struct))


def _struct(value: Mapping[str, object]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(cast("dict[str, None]", value))
    return struct


def _failures(problems: list[str]) -> list[provider_pb2.CheckFailure]:
    return [provider_pb2.CheckFailure(reason=problem) for problem in problems]


def _property_diff(difference: Difference) -> provider_pb2.PropertyDiff:
    kinds = provider_pb2.PropertyDiff.Kind
    kind = kinds.Value(f"{difference.kind.upper()}{'_REPLACE' if difference.replaces else ''}")
    return provider_pb2.PropertyDiff(kind=kind, inputDiff=True)


@contextlib.contextmanager
def serve() -> Generator[int]:
    """A running provider with an empty account; gives its port on this machine."""
    account = AwsAccount()
    server = grpc.server(
        ThreadPoolExecutor(max_workers=_WORKERS),
        options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(account), server)
    server.add_generic_rpc_handlers((handlers(account),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(grace=1).wait()


def main() -> None:
    """Serve until stdin closes, so that the process never outlives the one that started it."""
    with serve() as port, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
