"""`academy secrets`: fills what is empty, keeps what is there, shows nothing."""

import json
import logging
import os
import pty
import re
import sys
import termios
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from ops.aws.session import open_session
from ops.cli import app
from ops.problem import Problem
from ops.secrets.asking import Piped, Typed
from ops.secrets.command import run
from ops.secrets.fill import Filling, SecretOutputs
from ops.secrets.values import GENERATED, checked
from tests.ops.answers import Answers
from tests.ops.preflight.conftest import profile_of

REGION = "ap-northeast-2"
ACCOUNT = {"api_key": "NCSKEY0123456789", "api_secret": "S0LAPISECRETxyz"}
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"
LONG_AGO = datetime(2026, 1, 31, tzinfo=UTC)

NAMES = {key: f"academy/prod/{key}" for key in ("application-key", "database-password", "solapi")}
OUTPUTS = {
    "account_id": "123456789012",
    "region": REGION,
    "environment": "prod",
    "secret_names": NAMES,
    "cluster_name": "cluster-1",
    "service_names": {"api": "api-1", "video": "video-1", "ai": "ai-1", "messaging": "messaging-1"},
}


class Somebody:
    """Answers questions, and counts them."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = [*answers], list[str]()

    def hidden(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0)

    def shown(self, question: str) -> str:
        return self.hidden(question)


@dataclass
class Stack:
    """A stack whose secrets are there and empty, with services that run."""

    manager: Any
    ecs: Answers
    outputs: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(OUTPUTS)))
    profile: Any = field(default_factory=lambda: profile_of("initial"))
    told: list[str] = field(default_factory=list[str])

    def filling(self, *replace: str) -> Filling:
        return Filling(
            manager=self.manager,
            ecs=cast("Any", self.ecs.client),
            outputs=SecretOutputs.model_validate(self.outputs),
            access=self.profile.access,
            replace=frozenset(replace),
            tell=self.told.append,
        )

    def run(
        self,
        *replace: str,
        person: Somebody | None = None,
        roll: bool = False,
        dry_run: bool = False,
        as_document: bool = False,
    ) -> int:
        somebody = Typed(terminal=person or Somebody())
        return run(
            self.filling(*replace), "initial", roll=roll, dry_run=dry_run, as_document=as_document, person=somebody
        )

    def values(self) -> dict[str, str]:
        """What Secrets Manager holds."""
        held: dict[str, str] = {}
        for key, name in self.outputs["secret_names"].items():
            try:
                held[key] = self.manager.get_secret_value(SecretId=name)["SecretString"]
            except self.manager.exceptions.ResourceNotFoundException:
                continue
        return held

    def running(self, since: Mapping[str, datetime]) -> None:
        """Services whose tasks were asked for then; those that aren't named have none."""
        services = [
            {
                "serviceName": self.outputs["service_names"][key],
                "desiredCount": 2 if key in since else 0,
                "deployments": [{"status": "PRIMARY", "createdAt": since.get(key, LONG_AGO)}],
            }
            for key in self.outputs["service_names"]
        ]
        self.ecs.instead("describe_services", {"services": services, "failures": []})


@pytest.fixture(scope="session")
def session() -> Iterator[boto3.Session]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        yield open_session(None, REGION)


@pytest.fixture
def stack(session: boto3.Session) -> Iterator[Stack]:
    client = cast("Any", session).client
    with mock_aws():
        manager = client("secretsmanager")
        for name in NAMES.values():
            manager.create_secret(Name=name)
        client("ecs").create_cluster(clusterName="cluster-1")
        made = Stack(manager=manager, ecs=Answers(client("ecs")))
        made.running({})
        yield made


def somebody() -> Somebody:
    return Somebody(*ACCOUNT.values())


def test_what_can_be_made_is_made_and_the_rest_is_asked_for(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    person = somebody()
    assert stack.run(person=person) == 0
    values = stack.values()
    assert json.loads(values.pop("solapi")) == ACCOUNT
    assert [*values] == ["application-key", "database-password"]
    assert person.asked == ["solapi: api_key", "solapi: api_secret"]
    assert capsys.readouterr().out.splitlines() == [
        "application-key (academy/prod/application-key): generated",
        "database-password (academy/prod/database-password): generated",
        "solapi (academy/prod/solapi): entered",
    ]


def test_a_password_has_nothing_that_breaks_a_uri_and_is_another_each_time() -> None:
    passwords = {GENERATED["database-password"]() for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9]{40}", password) for password in passwords)
    assert len(GENERATED["application-key"]()) == 64


def test_a_second_run_changes_and_asks_nothing(stack: Stack) -> None:
    stack.run(person=somebody())
    before, person = stack.values(), Somebody()
    assert stack.run(person=person) == 0
    assert stack.values() == before
    assert person.asked == []


def test_only_what_is_named_gets_a_new_value(stack: Stack) -> None:
    stack.run(person=somebody())
    before = stack.values()
    assert stack.run("application-key") == 0
    after = stack.values()
    assert after.pop("application-key") != before.pop("application-key")
    assert after == before


def test_a_key_that_is_no_secret_is_refused_before_anything_is_written(stack: Stack) -> None:
    with pytest.raises(
        Problem,
        match="--replace solapy is no secret of this stack; want application-key or database-password or solapi",
    ):
        stack.run("solapy")
    assert stack.values() == {}


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    stack.manager.put_secret_value(SecretId=NAMES["application-key"], SecretString="kept as it is")
    assert stack.run("application-key", dry_run=True) == 0
    assert stack.values() == {"application-key": "kept as it is"}
    assert capsys.readouterr().out.splitlines() == [
        "application-key (academy/prod/application-key): kept; would be generated",
        "database-password (academy/prod/database-password): empty; would be generated",
        "solapi (academy/prod/solapi): empty; would be asked for",
    ]


def test_somebody_who_fills_it_at_the_same_time_is_not_overwritten(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    late = stack.filling()
    found = late.secrets()
    stack.run(person=somebody())
    before = stack.values()

    outcome = late.fill(found, Typed(terminal=Somebody("another key", "another secret")))
    assert stack.values() == before
    assert outcome.problems == [
        f"{key} got a value from somebody else meanwhile, which was left alone"
        for key in ("application-key", "database-password", "solapi")
    ]


def test_services_that_started_before_are_named_and_those_without_tasks_are_not(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.running({"api": LONG_AGO, "video": LONG_AGO, "messaging": datetime.now(UTC) + timedelta(minutes=1)})
    assert stack.run(person=somebody()) == 0
    # Video has none of the secrets, messaging's tasks are newer, and the AI worker has no task.
    assert "warning: api runs with values from before" in capsys.readouterr().err
    assert stack.ecs.asked("update_service") == []


def test_rolling_gives_those_services_new_tasks_and_no_others(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    stack.running({"api": LONG_AGO, "video": LONG_AGO, "messaging": LONG_AGO})
    stack.ecs.answer("update_service", {"service": {}})
    assert stack.run(person=somebody(), roll=True) == 0
    assert stack.ecs.asked("update_service") == [
        {"cluster": "cluster-1", "service": "api-1", "forceNewDeployment": True},
        {"cluster": "cluster-1", "service": "messaging-1", "forceNewDeployment": True},
    ]
    assert "rolled: api, messaging; `academy verify` waits for them" in capsys.readouterr().out


def test_rolling_later_finds_them_by_themselves_and_a_second_time_finds_none(stack: Stack) -> None:
    stack.run(person=somebody())
    stack.running({"api": LONG_AGO})
    stack.ecs.answer("update_service", {"service": {}})
    assert stack.run(roll=True) == 0
    stack.running({"api": datetime.now(UTC) + timedelta(minutes=1)})
    assert stack.run(roll=True) == 0
    assert len(stack.ecs.asked("update_service")) == 1


def test_a_gpu_worker_is_rolled_in_its_own_cluster(stack: Stack) -> None:
    stack.outputs |= {"gpu_cluster_name": "gpu-cluster-1", "service_names": {"gpu": "gpu-1"}}
    stack.profile = profile_of(
        "10k", gpu={"enabled": True, "connections": 1}, usage={"gpu_hours": 10}, database={"max_connections": 330}
    )
    stack.running({"gpu": LONG_AGO})
    stack.ecs.answer("update_service", {"service": {}})
    assert stack.run(person=somebody(), roll=True) == 0
    assert stack.ecs.asked("describe_services")[0]["cluster"] == "gpu-cluster-1"
    assert stack.ecs.asked("update_service")[0]["cluster"] == "gpu-cluster-1"


def test_a_new_database_password_is_not_rolled_out_before_the_database_knows_it(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.run(person=somebody())
    stack.running({"api": LONG_AGO})
    assert stack.run("database-password", roll=True) == 1
    assert stack.ecs.asked("update_service") == []
    assert "error: nothing was rolled: the database does not know its new password yet" in capsys.readouterr().err


def test_what_nobody_brings_stays_empty_and_is_told(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = stack.filling().fill(stack.filling().secrets(), lambda _: None)
    assert outcome.problems == ["solapi got no value: run this in a terminal, which asks for it, or give it on stdin"]
    assert outcome.done == {"application-key": "generated", "database-password": "generated", "solapi": "empty"}


@pytest.mark.parametrize(
    "value", ["", "  \n", "NCSKEY0123456789", '{"api_key": "NCSKEY0123456789"}', '["NCSKEY0123456789"]']
)
def test_a_value_of_another_shape_is_refused_without_being_repeated(value: str) -> None:
    with pytest.raises(Problem, match=r'solapi got .*; want JSON with the texts "api_key" and "api_secret"') as refused:
        checked("solapi", value)
    assert "NCSKEY" not in str(refused.value)


def test_a_private_key_is_read_from_the_file_that_is_named(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "media.pem").write_text(PEM + "\n", encoding="utf-8")
    assert Typed(terminal=Somebody(str(tmp_path / "media.pem")))("media-signing-key").strip() == PEM
    assert checked("media-signing-key", PEM + "\n") == PEM
    with pytest.raises(Problem, match=r"none\.pem can't be read: No such file or directory"):
        Typed(terminal=Somebody(str(tmp_path / "none.pem")))("media-signing-key")
    with pytest.raises(Problem, match="media-signing-key got something else; want a private key as PEM"):
        checked("media-signing-key", PEM.replace("PRIVATE", "PUBLIC"))


def test_stdin_holds_the_one_value_or_all_of_them_by_key(tmp_path: Path) -> None:
    def piped(text: str, *wanted: Any) -> Piped:
        (tmp_path / "stdin").write_text(text, encoding="utf-8")
        with (tmp_path / "stdin").open(encoding="utf-8") as stdin:
            return Piped(stdin, [*wanted])

    assert piped(json.dumps(ACCOUNT), "solapi")("solapi") == json.dumps(ACCOUNT)
    assert piped(PEM, "media-signing-key")("media-signing-key") == PEM
    both = piped(json.dumps({"solapi": ACCOUNT, "media-signing-key": PEM}), "solapi", "media-signing-key")
    assert [both("solapi"), both("media-signing-key")] == [json.dumps(ACCOUNT), PEM]
    assert piped("", "solapi")("solapi") is None
    assert piped(json.dumps({"media-signing-key": PEM}), "solapi", "media-signing-key")("solapi") is None
    with pytest.raises(Problem, match="stdin has one value for solapi and media-signing-key; want JSON"):
        piped(PEM, "solapi", "media-signing-key")("solapi")


def test_a_refused_write_is_told_without_what_was_to_be_written(stack: Stack) -> None:
    refusing = Answers(stack.manager)
    # What AWS's own messages do: they repeat the value that they refuse.
    said = (
        f"1 validation error detected: Value '{ACCOUNT['api_secret']}' at 'secretString' failed to satisfy constraint"
    )
    refusing.refuse("put_secret_value", "ValidationException", said)
    outcome = stack.filling().fill(stack.filling().secrets(), Typed(terminal=somebody()))
    assert outcome.problems == [
        f"{key} was not set: ValidationException" for key in ("application-key", "database-password", "solapi")
    ]


def test_denied_writes_name_the_permission_and_what_was_not_written_stays_empty(stack: Stack) -> None:
    refusing = Answers(stack.manager)
    said = "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: secretsmanager:PutSecretValue on "
    refusing.refuse("put_secret_value", "AccessDeniedException", said + "resource: academy/prod/application-key")
    outcome = stack.filling().fill(stack.filling().secrets(), Typed(terminal=somebody()))
    assert outcome.done["solapi"] == "empty"
    assert outcome.problems[0] == (
        "application-key was not set: access denied: PutSecretValue needs secretsmanager:PutSecretValue on "
        "academy/prod/application-key"
    )


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("ExpiredTokenException", "the credentials for AWS have expired: sign in again"),
        ("ThrottlingException", "AWS has too many calls"),
        ("ResourceNotFoundException", "AWS refused DescribeSecret"),
    ],
)
def test_what_keeps_secrets_from_being_looked_at_is_one_line(stack: Stack, code: str, problem: str) -> None:
    Answers(stack.manager).refuse("describe_secret", code, "No")
    with pytest.raises(Problem, match=problem):
        stack.run()


def call(tmp_path: Path, outputs: Mapping[str, object], *words: str, stdin: str = "") -> Any:
    """The command as it is typed."""
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(outputs), encoding="utf-8")
    return CliRunner().invoke(app, ["secrets", "initial", "--outputs", str(file), *words], input=stdin)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


@pytest.mark.usefixtures("keys")
def test_no_value_is_in_any_output_log_exception_or_file(
    stack: Stack, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As loud as it gets: the SDK's debug log prints requests whole.
    caplog.set_level(logging.DEBUG)
    monkeypatch.chdir(tmp_path)
    answers = [
        call(tmp_path, OUTPUTS, stdin=json.dumps(ACCOUNT)),
        call(tmp_path, OUTPUTS, "--replace", "application-key", "--replace", "database-password"),
        call(tmp_path, OUTPUTS, "--replace", "solapi", "--json", stdin=json.dumps(ACCOUNT)[:-1]),
        call(tmp_path, OUTPUTS, "--replace", "solapi", "--json", stdin=json.dumps({"solapi": ACCOUNT["api_secret"]})),
        call(tmp_path, OUTPUTS, "--dry-run"),
    ]
    assert [answer.exit_code for answer in answers] == [0, 0, 1, 1, 0]
    seen = [caplog.text, *(file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file())]
    for answer in answers:
        seen += [answer.stdout, answer.stderr, "".join(traceback.format_exception(answer.exception))]
    assert "DescribeSecret" in caplog.text

    # Looked up only now: this logs them.
    secrets = [*ACCOUNT.values()]
    for name in NAMES.values():
        for version in stack.manager.list_secret_version_ids(SecretId=name)["Versions"]:
            held = stack.manager.get_secret_value(SecretId=name, VersionId=version["VersionId"])
            secrets.append(held["SecretString"])
    assert len({*secrets}) == 7
    assert [secret for secret in secrets for text in seen if secret in text] == []


@pytest.mark.usefixtures("keys")
def test_another_account_than_the_stacks_is_refused_before_anything_is_written(stack: Stack, tmp_path: Path) -> None:
    answer = call(tmp_path, {**OUTPUTS, "account_id": "210987654321"}, stdin=json.dumps(ACCOUNT))
    assert str(answer.exception) == (
        "the credentials are for account 123456789012, and the stack is in 210987654321: nothing was done"
    )
    assert stack.values() == {}


@pytest.mark.usefixtures("keys")
def test_a_missing_output_is_named(stack: Stack, tmp_path: Path) -> None:
    outputs = {key: value for key, value in OUTPUTS.items() if key not in ("secret_names", "account_id")}
    answer = call(tmp_path, outputs)
    assert str(answer.exception) == (
        "the outputs of outputs.json lack account_id, secret_names: `pulumi up` writes every output when it comes "
        "through"
    )


@pytest.mark.usefixtures("keys")
def test_the_document_names_secrets_and_what_became_of_them(stack: Stack, tmp_path: Path) -> None:
    answer = call(tmp_path, OUTPUTS, "--json", stdin=json.dumps(ACCOUNT))
    assert answer.exit_code == 0
    document = json.loads(answer.stdout)
    assert {one["key"]: one["state"] for one in document["secrets"]} == {
        "application-key": "generated",
        "database-password": "generated",
        "solapi": "entered",
    }
    assert document["problems"] == document["services_behind"] == document["services_rolled"] == []


def test_what_is_typed_at_the_prompt_is_not_shown() -> None:
    child, terminal = pty.fork()
    if child == 0:
        code = "from ops.secrets.command import Person; print(len(Person().hidden('solapi: api_secret')))"
        os.execv(sys.executable, [sys.executable, "-c", code])  # noqa: S606
    # What is typed before the terminal stops showing it is thrown away.
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        os.sched_yield()
    os.write(terminal, ACCOUNT["api_secret"].encode() + b"\n")
    os.waitpid(child, 0)
    shown = os.read(terminal, 4096)
    os.close(terminal)
    assert shown.split() == [b"solapi:", b"api_secret:", b"15"]
