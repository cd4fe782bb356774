"""Sessions: whose they are, how patient they are, and that nothing happens in the wrong account."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from moto import mock_aws

from ops.aws.outputs import Located
from ops.aws.session import check_account, open_session, open_stack_session, own_account
from ops.problem import Problem
from sandbox.recording import ROOT
from tests.ops.answers import Answers

REGION = "ap-northeast-2"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


def test_calls_are_repeated_a_few_times_and_never_wait_for_ever() -> None:
    config = cast("Any", open_session(None, REGION)).client("sts").meta.config
    assert config.retries == {"mode": "standard", "total_max_attempts": 5}
    assert (config.connect_timeout, config.read_timeout, config.region_name) == (10, 60, REGION)


def test_a_profile_that_is_not_there_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with pytest.raises(Problem, match=r"The config profile \(nobody\) could not be found: want one of ~/.aws/config"):
        open_session("nobody", REGION)


@mock_aws
def test_the_stacks_own_account_is_let_through() -> None:
    located = Located(account_id="123456789012", region=REGION, environment="prod")
    assert open_stack_session(None, located).region_name == REGION


@mock_aws
def test_another_account_is_refused() -> None:
    located = Located(account_id="210987654321", region=REGION, environment="prod")
    with pytest.raises(
        Problem, match="credentials are for account 123456789012, and the stack is in 210987654321: nothing was done"
    ):
        open_stack_session(None, located)


def test_expired_credentials_are_a_problem() -> None:
    sts = cast("Any", open_session(None, REGION)).client("sts")
    Answers(sts).refuse("get_caller_identity", "ExpiredToken", "The security token included in the request is expired")
    with pytest.raises(Problem, match="the credentials for AWS have expired: sign in again"):
        own_account(sts)
    with pytest.raises(Problem, match="the credentials for AWS have expired: sign in again"):
        check_account(sts, "123456789012")


def test_a_command_without_credentials_says_so_in_one_line(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    answer = subprocess.run(
        [sys.executable, "-m", "ops.cli", "preflight", "initial"],
        cwd=ROOT,
        env={**environment, "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == (
        "error: there are no credentials for AWS: name a profile with --profile, or sign in (`aws sso login`, or new "
        "keys in the environment)\n"
    )


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (
            "[profile half]\naws_access_key_id = AKIA\n",
            "the credentials for AWS can't be read: Partial credentials found in config-file, missing: "
            "aws_secret_access_key",
        ),
        (
            "[profile half]\ncredential_process = false\n",
            "the credentials for AWS can't be read: Error when retrieving credentials from custom-process:",
        ),
        (
            "[profile half]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = other\n",
            'The source_profile "other" referenced in the profile "half" does not exist.',
        ),
    ],
)
def test_a_profile_that_gives_no_credentials_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, config: str, said: str
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text(config, encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with pytest.raises(Problem, match=said):
        open_session("half", REGION)


def test_a_region_that_cannot_be_one_is_a_problem() -> None:
    with pytest.raises(Problem, match="Provided region_name 'South Korea' doesn't match a supported format"):
        open_session(None, "South Korea")
