"""Filling secrets: what is empty gets a value, what is there is kept, and services that must roll are named."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from ops.problem import Problem
from ops.secrets.asking import Typed
from ops.secrets.values import GENERATED
from tests.ops.answers import Answers
from tests.ops.preflight.conftest import profile_of
from tests.ops.secrets.conftest import ACCOUNT, LONG_AGO, NAMES, Somebody, Stack, somebody


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
