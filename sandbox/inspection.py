"""Looking into the stand-in's account from outside, and meddling with it behind Pulumi's back: service and client.

It is a plain gRPC service with JSON in and out, beside the provider's own on the same port.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol, Self, cast

import grpc

from sandbox.account import AwsAccount
from sandbox.held import Held, Operation

SERVICE = "academy.sandbox.Account"

Request = dict[str, Any]
Reply = Mapping[str, Any]


class AccountError(LookupError):
    """The account holds no such resource, or its type takes no such inputs."""


class Account:
    """The account of a running provider.

    Each call takes the provider's own lock, so it may be used while the engine works.
    """

    def __init__(self, port: int) -> None:
        """Connect to the provider on this machine that listens on the port."""
        # An HTTP proxy of the environment has no way to this machine's own ports.
        self._channel = cast("_Channel", grpc.insecure_channel(f"127.0.0.1:{port}", [("grpc.enable_http_proxy", 0)]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()

    def list(self) -> tuple[Held, ...]:
        """Everything that the account holds, oldest first."""
        return tuple(Held(**each) for each in self._call("List", {})["resources"])

    def tamper(self, identifier: str, inputs: Mapping[str, object], *, token: str = "") -> None:
        """Change a resource behind Pulumi's back; None takes an input away.

        Where a bucket and its settings share an id, the bucket is meant unless `token` says which type.

        Raises AccountError if there is no such resource or its type takes no such inputs.
        """
        self._call("Tamper", {"id": identifier, "inputs": dict(inputs), "type": token})

    def remove(self, identifier: str, *, token: str = "") -> None:
        """Delete a resource behind Pulumi's back, and with it what is part of it, as a queue's policies are.

        Raises AccountError if there is no such resource.
        """
        self._call("Remove", {"id": identifier, "type": token})

    def log(self) -> tuple[Operation, ...]:
        """What was asked of the account, in the order in which it came."""
        return tuple(Operation(**each) for each in self._call("Log", {})["operations"])

    def clear_log(self) -> None:
        """Forget what was asked so far."""
        self._call("ClearLog", {})

    def _call(self, method: str, request: Request) -> Reply:
        call = self._channel.unary_unary(f"/{SERVICE}/{method}", _encode, json.loads)
        try:
            return call(request, timeout=60)
        except grpc.RpcError as error:
            raise AccountError(cast("_Failure", error).details()) from error


def handlers(account: AwsAccount) -> grpc.GenericRpcHandler:
    """The service's methods, for a server to take."""

    def tamper(request: Request) -> Reply:
        account.tamper(request["id"], request["inputs"], request.get("type", ""))
        return {}

    def remove(request: Request) -> Reply:
        account.remove(request["id"], request.get("type", ""))
        return {}

    def clear_log(_request: Request) -> Reply:
        account.clear_operations()
        return {}

    methods: dict[str, Callable[[Request], Reply]] = {
        "List": lambda _request: {"resources": [dataclasses.asdict(each) for each in account.held()]},
        "Tamper": tamper,
        "Remove": remove,
        "Log": lambda _request: {"operations": [dataclasses.asdict(each) for each in account.operations()]},
        "ClearLog": clear_log,
    }
    return grpc.method_handlers_generic_handler(SERVICE, {name: _handler(method) for name, method in methods.items()})


class _Channel(Protocol):
    def unary_unary(
        self, method: str, request_serializer: Callable[[Request], bytes], response_deserializer: Callable[[bytes], Any]
    ) -> Callable[..., Reply]: ...

    def close(self) -> None: ...


class _Failure(Protocol):
    def details(self) -> str: ...


def _handler(method: Callable[[Request], Reply]) -> "grpc.RpcMethodHandler[Request, Reply]":
    def answer(request: Request, context: grpc.ServicerContext) -> Reply:
        try:
            return method(request)
        except (LookupError, ValueError) as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error.args[0]))
            raise

    return grpc.unary_unary_rpc_method_handler(answer, request_deserializer=json.loads, response_serializer=_encode)


def _encode(value: Reply) -> bytes:
    return json.dumps(value).encode()
