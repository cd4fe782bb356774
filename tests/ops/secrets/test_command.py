"""`academy secrets` as it is typed: no value is seen anywhere, and nothing happens in the wrong account."""

import json
import logging
import os
import pty
import sys
import termios
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ops.cli import app
from tests.ops.secrets.conftest import ACCOUNT, NAMES, OUTPUTS, Stack


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
