"""What the workflows run, may do and wait for, as far as no linter knows it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from ruamel.yaml import YAML

from sandbox.cache import cache_folder
from sandbox.recording import ROOT
from tests.ops.test_documented_commands import refusal

FOLDER = ROOT / ".github" / "workflows"
load = cast("Callable[[Path], dict[str, Any]]", YAML(typ="safe", pure=True).load)

STANDS_FOR = {"$STACK": "initial", "$NUMBER": "7", "$COMMIT": "0123abc", "$BASE": "origin/main", "$TESTS": "success"}
SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"


def workflow(name: str) -> dict[str, Any]:
    return load(FOLDER / f"{name}.yml")


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(FOLDER.glob("*.yml")):
        for name, job in load(file)["jobs"].items():
            yield f"{file.stem}: {name}", job


def commands() -> Iterator[str]:
    for _, job in jobs():
        for step in job["steps"]:
            yield from re.findall(r"\.venv/bin/(academy .+)", step.get("run", ""))


def permissions(job: dict[str, Any]) -> dict[str, str]:
    return job.get("permissions", {})


COMMANDS = sorted({*commands()})


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_a_workflow_is_one_that_there_is(line: str) -> None:
    for variable, value in STANDS_FOR.items():
        line = line.replace(f'"{variable}"', value)
    assert "$" not in line
    assert refusal(line) == ""


def test_the_workflows_run_what_the_readme_says_of_them() -> None:
    named = {" ".join(line.split()[1:3]) if " ci " in line else line.split()[1] for line in COMMANDS}
    assert named == {"ci check", "ci preview", "ci comment", "ci drift", "migrate", "verify"}
    assert "make test" in [step.get("run") for step in workflow("check")["jobs"]["check"]["steps"]]


def test_no_job_of_a_pull_request_may_both_be_somebody_in_aws_and_write_to_the_repository() -> None:
    for name, job in jobs():
        allowed = permissions(job)
        writes = {key for key, value in allowed.items() if value == "write"}
        assert writes <= {"id-token", "pull-requests", "issues"}, name
        assert len(writes) < 2 or name == "drift: drift", name
    assert [name for name, job in jobs() if "permissions" not in job] == ["preview: none", "up: none"]


def test_a_forks_pull_request_gets_no_job_with_an_identity_or_a_token_that_writes() -> None:
    for name, job in jobs():
        if name.partition(":")[0] in {"check", "preview"} and "write" in permissions(job).values():
            follows = job.get("needs") == "preview" and "needs.preview.result != 'skipped'" in job["if"]
            assert SAME_REPOSITORY in job["if"] or follows, name


def test_what_brings_up_is_never_cancelled_midway_and_never_two_at_once() -> None:
    up = workflow("up")
    assert up["jobs"]["up"]["concurrency"] == {"group": "up-${{ matrix.stack }}", "cancel-in-progress": False}
    assert "concurrency" not in up
    assert up["jobs"]["up"]["strategy"]["max-parallel"] == 1
    steps = [step.get("run", "") for step in up["jobs"]["up"]["steps"]]
    order = ["ci preview", "academy migrate", "pulumi up", "academy verify"]
    places = [next(place for place, run in enumerate(steps) if what in run) for what in order]
    assert places == sorted(places)


def test_both_that_write_the_comment_take_turns() -> None:
    turns = [workflow(name)["jobs"]["comment"]["concurrency"] for name in ("check", "preview")]
    assert turns[0] == turns[1]
    assert turns[0]["cancel-in-progress"] is False


def test_the_caches_are_where_the_project_and_uv_keep_theirs_and_go_by_what_pins_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    steps = workflow("check")["jobs"]["check"]["steps"]
    caches = {step["with"]["path"]: step["with"]["key"] for step in steps if "actions/cache@" in step.get("uses", "")}
    # https://docs.astral.sh/uv/concepts/cache/#cache-directory
    assert {*caches} == {str(cache_folder()).replace(str(tmp_path), "~"), "~/.cache/uv"}
    hashed = [file for key in caches.values() for file in re.findall(r"'([^']+)'", key)]
    assert all(list(ROOT.glob(each)) for each in hashed)
    assert {"sandbox/engine/go.*", "requirements.txt"} <= {*hashed}
    assert [name for name, job in jobs() if "up" in name.split(":")[0] and "actions/cache" in str(job)] == []
