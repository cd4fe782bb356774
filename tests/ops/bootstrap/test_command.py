"""`academy bootstrap` as it is typed: the plan, the question, and the lines to paste."""

import json
from typing import Any, cast

import boto3
import pytest
from typer.testing import CliRunner

from ops.bootstrap.command import run
from ops.cli import app
from tests.ops.bootstrap.conftest import BUCKET, made, snapshot

pytestmark = pytest.mark.usefixtures("account")


def test_the_lines_to_paste_name_what_was_made(session: boto3.Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(made(session, "school@12/academy@34"), dry_run=False, yes=True, as_document=False) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "To log in, and to make each stack:",
        f"  pulumi login 's3://{BUCKET}?region=ap-northeast-2'",
        "  pulumi stack init initial --secrets-provider 'awskms://alias/academy-pulumi-secrets?region=ap-northeast-2'",
        "Variables of the repository (Settings, Secrets and variables, Actions):",
        "  AWS_PREVIEW_ROLE_ARN=arn:aws:iam::123456789012:role/academy-preview",
        "  AWS_DEPLOY_ROLE_ARN=arn:aws:iam::123456789012:role/academy-deploy",
        f"  PULUMI_BACKEND_URL=s3://{BUCKET}?region=ap-northeast-2",
        '  ACADEMY_STACKS=["initial"]',
        "Environments of the repository (Settings, Environments), each open to the branch main alone, with people who "
        "approve:",
        "  initial",
    ]
    assert "warning" not in err
    capsys.readouterr()
    assert run(made(session), dry_run=True, yes=False, as_document=True) == 0
    answer = capsys.readouterr()
    document = json.loads(answer.out)
    assert "gh api repos/school/academy/actions/oidc/customization/sub" in answer.err
    assert document["environments"] == ["initial"]
    assert document["variables"]["ACADEMY_STACKS"] == '["initial"]'
    assert [line["change"] for line in document["plan"]] == ["update", "update"]


def academy(*words: str) -> Any:
    return CliRunner().invoke(app, ["bootstrap", *words])


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


@pytest.mark.usefixtures("keys")
def test_a_dry_run_shows_the_plan_and_does_nothing(session: boto3.Session) -> None:
    answer = academy("school/academy", "--dry-run")
    assert answer.exit_code == 0
    assert f"  create state bucket {BUCKET}\n" in answer.stderr
    assert cast("Any", made(session).s3).list_buckets()["Buckets"] == []


@pytest.mark.usefixtures("keys")
def test_nothing_is_done_that_nobody_agreed_to(session: boto3.Session) -> None:
    answer = academy("school/academy")
    assert str(answer.exception).startswith("nobody is there to agree to this plan: add --yes to do it")
    assert cast("Any", made(session).s3).list_buckets()["Buckets"] == []


@pytest.mark.usefixtures("keys")
def test_a_run_of_the_command_does_it_and_a_second_has_nothing_to_do(session: boto3.Session) -> None:
    first = academy("school/academy", "--yes", "--json")
    assert first.exit_code == 0
    assert len(json.loads(first.stdout)["plan"]) > 10
    before = snapshot(made(session))
    second = academy("school/academy", "--json")
    assert (second.exit_code, json.loads(second.stdout)["plan"]) == (0, [])
    assert "account 123456789012 for school/academy: all is there" in second.stderr
    assert snapshot(made(session)) == before


@pytest.mark.parametrize("name", ["academy", "school/academy/x", "school@12/academy", "school/*", "*/academy", "a b/c"])
def test_what_is_no_repository_is_a_wrong_call(name: str) -> None:
    answer = academy(name)
    assert answer.exit_code == 2
    assert "is no repository; want" in " ".join(answer.stderr.split()).replace("│ ", "")
