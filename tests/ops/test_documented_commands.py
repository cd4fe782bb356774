"""Every `academy …` line that a page tells people to run is one that the command line takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import typer.main

from ops.cli import app
from sandbox.recording import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(academy\s[^`]+)`")
_ENDS_A_COMMAND = {"|", "&&", "||", ";", ">", "2>", "\\"}
_STANDS_FOR = {"STACK": "initial", "TIME": "2026-01-31T03:00:00Z", "OWNER/REPOSITORY": "owner/repository"}


def documented(text: str) -> Iterator[str]:
    """The command lines of a page: those in its blocks of code, and those in its sentences.

    A name alone in a sentence stands for the command with whatever belongs to it, `…`.
    """
    for block in _FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            if line.lstrip("$ ").startswith(("academy ", ".venv/bin/academy ")):
                yield line.lstrip("$ ")
    for line in _INLINE.findall(_FENCE.sub("", text)):
        words = " ".join(line.split())
        yield f"{words} …" if len(words.split()) == 2 else words


def arguments(line: str) -> list[str]:
    """What follows `academy`, without comments and without what the shell keeps for itself."""
    words = shlex.split(line, comments=True)[1:]
    mine = next((number for number, word in enumerate(words) if word in _ENDS_A_COMMAND), len(words))
    return [_STANDS_FOR.get(word, word) for word in words[:mine] if word != "…"]


def refusal(line: str) -> str:
    """What the command line says against a line; nothing where it would run it. Nothing is run."""
    command, name, args = cast("Any", typer.main.get_command(app)), "academy", arguments(line)
    unfinished = line.endswith(" …")
    context = None
    try:
        while True:
            context = command.make_context(name, args, parent=context, resilient_parsing=unfinished)
            if not hasattr(command, "commands"):
                return ""
            name, command, args = command.resolve_command(context, [*context._protected_args, *context.args])
    except Exception as error:  # noqa: BLE001 -- click's own errors, whose base class typer brings along
        return str(getattr(error, "message", error)) or type(error).__name__


LINES = sorted({(page.name, line) for page in PAGES for line in documented(page.read_text(encoding="utf-8"))})


@pytest.mark.parametrize(("page", "line"), LINES, ids=[f"{page}: {line}" for page, line in LINES])
def test_a_command_of_the_pages_is_one_that_there_is(page: str, line: str) -> None:
    assert refusal(line) == ""


def test_the_first_deployment_uses_the_commands_around_a_deployment() -> None:
    page = (ROOT / "docs" / "first-deployment.md").read_text(encoding="utf-8")
    named = [arguments(line)[0] for line in documented(page)]

    steps = ["bootstrap", "preflight", "secrets", "migrate", "verify"]
    assert [name for name in dict.fromkeys(named) if name in steps] == steps
    assert {"queues", "restore"} <= {*named}


def test_a_wrong_line_is_found_in_blocks_and_in_sentences(tmp_path: Path) -> None:
    text = (
        "Run `academy preview initial --twice`.\n"
        "```sh\nacademy xyz initial  # no\nacademy preview \\\n  10k | less\n```\n"
    )

    assert [(line, refusal(line)) for line in documented(text)] == [
        ("academy xyz initial  # no", "No such command 'xyz'."),
        ("academy preview    10k | less", ""),
        ("academy preview initial --twice", "No such option: --twice"),
    ]
