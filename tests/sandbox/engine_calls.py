"""Calling the provider as the engine does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from google.protobuf import empty_pb2, json_format, struct_pb2
from google.protobuf.message import Message
from pulumi.runtime.proto import provider_pb2

from sandbox.inspection import Account
from tests.sandbox.accounts import SEOUL

Response = TypeVar("Response", bound=Message)


def struct(value: Mapping[str, object]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(value), struct_pb2.Struct())


def plain(value: struct_pb2.Struct) -> dict[str, Any]:
    return json_format.MessageToDict(value)


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:test::academy::academy:messaging:Queues${token}::{name}"


@dataclass(frozen=True)
class Engine:
    """The engine's end of the connection."""

    stub: object
    account: Account

    def call(self, method: str, request: Message, response: type[Response]) -> Response:
        answer: object = getattr(self.stub, method)(request)
        assert isinstance(answer, response)
        return answer

    def configure(self, name: str = "default_7_51_1", region: str = SEOUL, **args: object) -> None:
        request = provider_pb2.ConfigureRequest(args=struct({"region": region, **args}), name=name)
        self.call("Configure", request, provider_pb2.ConfigureResponse)

    def check(self, token: str, news: Mapping[str, object], olds: Mapping[str, object] | None = None) -> dict[str, Any]:
        request = provider_pb2.CheckRequest(
            urn=urn(token, "thing"), news=struct(news), olds=struct(olds or {}), randomSeed=b"seed"
        )
        response = self.call("Check", request, provider_pb2.CheckResponse)
        assert [each.reason for each in response.failures] == []
        return plain(response.inputs)

    def diff(self, token: str, olds: Mapping[str, object], news: Mapping[str, object]) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(urn=urn(token, "thing"), old_inputs=struct(olds), news=struct(news))
        return self.call("Diff", request, provider_pb2.DiffResponse)

    def create(
        self, token: str, inputs: Mapping[str, object], *, name: str = "thing", preview: bool = False
    ) -> tuple[str, dict[str, Any]]:
        request = provider_pb2.CreateRequest(urn=urn(token, name), properties=struct(inputs), preview=preview)
        response = self.call("Create", request, provider_pb2.CreateResponse)
        return response.id, plain(response.properties)

    def update(
        self, token: str, identifier: str, news: Mapping[str, object], *, preview: bool = False
    ) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(urn=urn(token, "thing"), id=identifier, news=struct(news), preview=preview)
        return plain(self.call("Update", request, provider_pb2.UpdateResponse).properties)

    def read(self, token: str, identifier: str) -> provider_pb2.ReadResponse:
        request = provider_pb2.ReadRequest(urn=urn(token, "thing"), id=identifier)
        return self.call("Read", request, provider_pb2.ReadResponse)

    def delete(self, token: str, identifier: str) -> None:
        request = provider_pb2.DeleteRequest(urn=urn(token, "thing"), id=identifier)
        self.call("Delete", request, empty_pb2.Empty)
