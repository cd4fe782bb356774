"""A command never outlives the process that runs it."""

import os
from pathlib import Path

import pytest

from sandbox import leash
from tests.sandbox.go_programs import Lifeline


def run(script: str, folder: Path, lines: list[str | None] | None = None, limit_seconds: float = 600) -> int:
    seen: list[str | None] = [] if lines is None else lines
    return leash.run(
        ["sh", "-c", script], folder=folder, environment=os.environ, watch=seen.append, limit_seconds=limit_seconds
    )


def test_the_exit_status_is_the_commands(tmp_path: Path) -> None:
    assert run("exit 0", tmp_path) == 0
    assert run("exit 42", tmp_path) == 42


def test_the_watcher_gets_every_line_of_both_streams(tmp_path: Path) -> None:
    lines: list[str | None] = []

    run("echo one; echo two >&2; printf three", tmp_path, lines)

    assert lines == ["one", "two", "three"]


def test_the_command_reads_nothing_of_what_the_person_types(tmp_path: Path) -> None:
    assert run("read -r line", tmp_path) == 1


def test_a_quiet_command_still_shows_that_it_is_alive(tmp_path: Path) -> None:
    lines: list[str | None] = []

    run("sleep 1.5", tmp_path, lines)

    assert set(lines) == {None}


def test_a_command_past_its_limit_is_ended(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match=r"^$"):
        run("while :; do echo busy; done", tmp_path, limit_seconds=0.5)


def test_an_exception_ends_the_command_with_its_children(tmp_path: Path) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")

    def stop(line: str | None) -> None:
        if line == "up":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        leash.run(
            [
                "sh",
                "-c",
                f"exec 9>{lifeline.path}; echo here >&9; sleep 600 & trap '' INT TERM HUP; echo up; sleep 600",
            ],
            folder=tmp_path,
            environment=os.environ,
            watch=stop,
        )

    lifeline.wait_for("here")
    lifeline.wait_until_dropped()


def test_what_a_command_leaves_running_is_ended(tmp_path: Path) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")

    assert run(f"exec 9>{lifeline.path} >/dev/null 2>&1; echo here >&9; sleep 600 &", tmp_path) == 0

    lifeline.wait_for("here")
    lifeline.wait_until_dropped()
