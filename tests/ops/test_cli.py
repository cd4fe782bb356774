"""The command line itself: help, exit statuses, colours, and one clear line for a person's mistake."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer

from ops.cli import app
from sandbox.recording import ROOT

Command = tuple[str, ...]


def commands() -> Iterator[Command]:
    """Every command and group of commands, as the words after `academy`."""

    def below(command: object, words: Command) -> Iterator[Command]:
        yield words
        for name, inner in getattr(command, "commands", {}).items():
            yield from below(inner, (*words, name))

    return below(typer.main.get_command(app), ())


def academy(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.cli", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_explains_itself(words: Command) -> None:
    answer = academy(*words, "--help", COLUMNS="80", NO_COLOR="1")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert f"Usage: academy {' '.join(words)}".strip() in answer.stdout
    assert max(len(line) for line in answer.stdout.splitlines()) <= 80
    assert "\x1b[" not in answer.stdout


def test_a_command_that_does_not_exist_is_a_wrong_call() -> None:
    answer = academy("rehears", "initial", "10k")
    assert answer.returncode == 2
    assert "rehears" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_missing_argument_is_a_wrong_call_that_names_it() -> None:
    answer = academy("preview", NO_COLOR="1")
    assert answer.returncode == 2
    assert "STACK" in answer.stderr


@pytest.mark.parametrize("words", [("diagram", "nope"), ("preview", "nope")], ids=" ".join)
def test_a_stack_that_does_not_exist_is_one_line_on_stderr_and_status_1(words: Command) -> None:
    answer = academy(*words, NO_COLOR="1")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert re.fullmatch(r'error: STACK is "nope"; want 10k or initial.*\n', answer.stderr)


def test_help_imports_nothing_that_takes_long() -> None:
    program = "import ops.cli, sys; print(sorted({'boto3', 'pulumi', 'pydantic', 'pygraphviz'} & sys.modules.keys()))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
