"""The provider speaks the engine's protocol, in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from google.protobuf import empty_pb2
from google.protobuf.message import Message
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox.inspection import Account, AccountError
from sandbox.provider import serve
from sandbox.recording import ROOT
from sandbox.wire import UNKNOWN
from tests.sandbox.accounts import QUEUE, QUEUE_POLICY, SEOUL, SUBNET, VPC
from tests.sandbox.engine_calls import Engine, plain, struct, urn

SIGNATURE = "4dabf18193072939515e22adb298388d"
URL = "https://sqs.ap-northeast-2.amazonaws.com/123456789012/"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with (
        serve() as port,
        grpc.insecure_channel(f"127.0.0.1:{port}", [("grpc.enable_http_proxy", 0)]) as channel,
        Account(port) as account,
    ):
        engine = Engine(provider_pb2_grpc.ResourceProviderStub(channel), account)
        engine.configure(defaultTags=json.dumps({"tags": {"Project": "academy"}}))
        yield engine


def test_the_process_tells_its_port_serves_and_ends_when_its_stdin_closes() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.provider"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with Account(int(process.stdout.readline())) as account:
            assert account.list() == ()
            assert process.poll() is None
            process.stdin.close()
            assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_engine_can_attach_to_it(engine: Engine) -> None:
    greeting = provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1")
    engine.call("Handshake", greeting, provider_pb2.ProviderHandshakeResponse)
    engine.call("Attach", plugin_pb2.PluginAttach(address="127.0.0.1:1"), empty_pb2.Empty)
    assert engine.call("GetPluginInfo", empty_pb2.Empty(), plugin_pb2.PluginInfo).version.startswith("7.")
    schema = engine.call("GetSchema", provider_pb2.GetSchemaRequest(), provider_pb2.GetSchemaResponse).schema
    assert json.loads(schema)["name"] == "aws"
    engine.call("Cancel", empty_pb2.Empty(), empty_pb2.Empty)


def test_it_wants_previews_and_secrets_unwrapped(engine: Engine) -> None:
    request = provider_pb2.ConfigureRequest(args=struct({"region": SEOUL}))
    response = engine.call("Configure", request, provider_pb2.ConfigureResponse)
    assert response.supportsPreview
    assert not response.acceptSecrets


def test_a_wrong_provider_configuration_is_told(engine: Engine) -> None:
    request = provider_pb2.CheckRequest(news=struct({"region": SEOUL, "defaultTag": "{}"}))
    (failure,) = engine.call("CheckConfig", request, provider_pb2.CheckResponse).failures
    assert failure.reason == "defaultTag: unknown property; did you mean defaultTags?"


def test_a_changed_provider_configuration_replaces_nothing(engine: Engine) -> None:
    def changes(region: str) -> provider_pb2.DiffResponse:
        olds = struct({"region": SEOUL})
        request = provider_pb2.DiffRequest(old_inputs=olds, news=struct({"region": region}))
        return engine.call("DiffConfig", request, provider_pb2.DiffResponse)

    assert changes(SEOUL).changes == provider_pb2.DiffResponse.DIFF_NONE
    assert changes("us-east-1").changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(changes("us-east-1").replaces) == []


def test_a_second_provider_that_is_configured_otherwise_is_refused(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError, match="the sandbox has one aws provider, and other is configured otherwise"):
        engine.configure(name="other", region="us-east-1")


def test_a_second_provider_that_is_configured_alike_is_fine(engine: Engine) -> None:
    engine.configure(name="other", defaultTags=json.dumps({"tags": {"Project": "academy"}}))


def test_another_stack_may_configure_the_default_provider_otherwise(engine: Engine) -> None:
    engine.configure(region="us-east-1")
    assert engine.check(QUEUE, {"name": "jobs"})["region"] == "us-east-1"


def test_inputs_come_back_with_region_all_tags_and_name(engine: Engine) -> None:
    inputs = engine.check(QUEUE, {"delaySeconds": 3})
    assert inputs.pop("name").startswith("thing-")
    assert inputs == {
        "delaySeconds": 3,
        "region": SEOUL,
        "tagsAll": {"Project": "academy"},
        "__defaults": ["name"],
    }


def test_wrong_inputs_are_told_with_their_path(engine: Engine) -> None:
    news = struct({"tags": {"a": 1}, "fifoQueue": "no"})
    request = provider_pb2.CheckRequest(urn=urn(QUEUE, "thing"), news=news)
    response = engine.call("Check", request, provider_pb2.CheckResponse)
    assert [each.reason for each in response.failures] == [
        'tags["a"]: is 1; want a string',
        'fifoQueue: is "no"; want true or false',
    ]


def test_secrets_are_unwrapped_before_anything_else(engine: Engine) -> None:
    secret = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "jobs"}
    assert engine.check(QUEUE, {"name": secret})["name"] == "jobs"
    assert not engine.diff(QUEUE, {"name": "jobs"}, {"name": secret}).diffs


def test_a_difference_is_told_in_every_way_that_the_engine_reads(engine: Engine) -> None:
    response = engine.diff(
        QUEUE,
        {"name": "jobs", "delaySeconds": 3, "tags": {"a": "b"}},
        {"name": "tasks", "tags": {"a": "b", "c": "d"}, "__defaults": []},
    )
    kinds = provider_pb2.PropertyDiff
    assert response.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(response.diffs) == ["delaySeconds", "name", "tags"]
    assert list(response.replaces) == ["name"]
    assert response.hasDetailedDiff
    assert response.deleteBeforeReplace
    assert {path: each.kind for path, each in response.detailedDiff.items()} == {
        "delaySeconds": kinds.DELETE,
        "name": kinds.UPDATE_REPLACE,
        "tags.c": kinds.ADD,
    }
    assert all(each.inputDiff for each in response.detailedDiff.values())


def test_no_difference_is_told_as_none(engine: Engine) -> None:
    response = engine.diff(QUEUE, {"name": "jobs"}, {"name": "jobs", "__defaults": []})
    assert response.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert response.hasDetailedDiff


def test_a_previewed_creation_makes_nothing_and_knows_little(engine: Engine) -> None:
    identifier, outputs = engine.create(QUEUE, {"name": "jobs"}, preview=True)
    assert identifier == ""
    assert outputs["name"] == "jobs"
    assert outputs["arn"] == UNKNOWN
    assert engine.account.list() == ()
    assert engine.account.log() == ()


def test_a_resource_is_made_read_changed_and_deleted(engine: Engine) -> None:
    identifier, outputs = engine.create(QUEUE, {"name": "jobs"})
    assert identifier == outputs["url"] == f"{URL}jobs"
    assert engine.update(QUEUE, identifier, {"name": "jobs", "delaySeconds": 7})["delaySeconds"] == 7
    found = engine.read(QUEUE, identifier)
    assert found.id == identifier
    assert plain(found.inputs) == {"name": "jobs", "delaySeconds": 7}
    assert plain(found.properties)["arn"] == outputs["arn"]
    engine.delete(QUEUE, identifier)
    assert engine.read(QUEUE, identifier) == provider_pb2.ReadResponse()
    assert [each.op for each in engine.account.log()] == ["create", "update", "read", "delete"]


def test_a_previewed_update_changes_nothing_and_knows_what_stays(engine: Engine) -> None:
    identifier, outputs = engine.create(QUEUE, {"name": "jobs"})
    foreseen = engine.update(QUEUE, identifier, {"name": "jobs", "delaySeconds": 7}, preview=True)
    assert {key for key in outputs if foreseen[key] != outputs[key]} == {"delaySeconds"}
    assert [each.op for each in engine.account.log()] == ["create"]


def test_reading_answers_from_the_account_and_not_from_the_request(engine: Engine) -> None:
    identifier, _ = engine.create(QUEUE, {"name": "jobs", "delaySeconds": 3})
    engine.account.tamper(identifier, {"delaySeconds": 9})
    request = provider_pb2.ReadRequest(
        urn=urn(QUEUE, "thing"), id=identifier, inputs=struct({"name": "jobs", "delaySeconds": 3})
    )
    assert plain(engine.call("Read", request, provider_pb2.ReadResponse).inputs)["delaySeconds"] == 9


def test_what_was_removed_unseen_reads_as_gone(engine: Engine) -> None:
    identifier, _ = engine.create(QUEUE, {"name": "jobs"})
    engine.account.remove(identifier)
    assert engine.read(QUEUE, identifier).id == ""


def test_what_aws_refuses_is_an_error_with_its_reason(engine: Engine) -> None:
    vpc, _ = engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    reason = re.escape(f"InvalidSubnet.Range: 10.1.0.0/24 lies outside 10.0.0.0/16 of {vpc} (https://docs.aws")
    with pytest.raises(grpc.RpcError, match=reason):
        engine.create(SUBNET, {"vpcId": vpc, "cidrBlock": "10.1.0.0/24"})


@pytest.mark.parametrize(
    ("method", "request_type"),
    [
        ("Check", provider_pb2.CheckRequest),
        ("Diff", provider_pb2.DiffRequest),
        ("Create", provider_pb2.CreateRequest),
        ("Read", provider_pb2.ReadRequest),
    ],
)
def test_an_unknown_type_is_refused_by_name_whatever_is_asked(
    engine: Engine, method: str, request_type: Callable[..., Message]
) -> None:
    with pytest.raises(grpc.RpcError, match="the sandbox knows no resource type aws:glacier/vault:Vault"):
        engine.call(method, request_type(urn=urn("aws:glacier/vault:Vault", "v")), Message)


def test_the_look_up_that_the_program_uses_is_answered(engine: Engine) -> None:
    request = provider_pb2.InvokeRequest(tok="aws:index/getCallerIdentity:getCallerIdentity")
    assert (
        plain(getattr(engine.call("Invoke", request, provider_pb2.InvokeResponse), "return"))["accountId"]
        == "123456789012"
    )


def test_an_unknown_look_up_is_refused_by_name(engine: Engine) -> None:
    request = provider_pb2.InvokeRequest(tok="aws:index/getRegions:getRegions")
    with pytest.raises(grpc.RpcError, match="the sandbox knows no invoke aws:index/getRegions:getRegions"):
        engine.call("Invoke", request, provider_pb2.InvokeResponse)


def test_the_account_can_be_looked_into_from_outside(engine: Engine) -> None:
    identifier, _ = engine.create(QUEUE, {"name": "jobs"}, name="jobs")
    (found,) = engine.account.list()
    assert (found.type, found.id, found.name, found.urn) == (QUEUE, identifier, "jobs", urn(QUEUE, "jobs"))
    assert found.inputs == {"name": "jobs"}
    engine.account.clear_log()
    assert engine.account.log() == ()


def test_meddling_with_what_is_not_there_is_an_error(engine: Engine) -> None:
    with pytest.raises(AccountError, match="jobs: no such resource"):
        engine.account.remove("jobs")
    engine.create(QUEUE, {"name": "jobs"})
    with pytest.raises(AccountError, match=r"delaySecond: unknown property; did you mean delaySeconds\?"):
        engine.account.tamper(f"{URL}jobs", {"delaySecond": 3})
    with pytest.raises(AccountError, match="no such resource"):
        engine.account.remove(f"{URL}jobs", token=QUEUE_POLICY)


def test_many_calls_at_once_are_all_answered(engine: Engine) -> None:
    def create(number: int) -> str:
        return engine.create(QUEUE, {"name": f"jobs-{number}"})[0]

    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(create, range(100)))
    assert len(ids) == len(engine.account.list()) == 100
