"""A long step shows that it is alive, and floods neither a terminal nor a log."""

import io
import os
from collections.abc import Iterable

import pytest

from sandbox.progress import Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def show(stream: io.StringIO, at_seconds: Iterable[int], told: list[str]) -> None:
    clock = iter([0.0, *map(float, at_seconds)])
    progress = Progress("building x", told.append, stream, lambda: next(clock))
    for second in at_seconds:
        progress.show(f"{second} packages")
    progress.close()


def test_progress_is_one_line_that_rewrites_itself_on_a_terminal() -> None:
    terminal = _Terminal()
    told: list[str] = []

    show(terminal, [0, 1, 61], told)

    assert told == []
    clear = "\r\x1b[K"
    assert terminal.getvalue() == f"{clear}building x 0:01, 1 packages{clear}building x 1:01, 61 packages{clear}"


def test_progress_is_a_line_now_and_then_elsewhere() -> None:
    stream = io.StringIO()
    told: list[str] = []

    show(stream, [1, 19, 20, 21, 39, 65], told)

    assert told == ["building x 0:20, 20 packages", "building x 1:05, 65 packages"]
    assert stream.getvalue() == ""


def test_the_progress_line_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "12")
    terminal = _Terminal()

    show(terminal, [1], [])

    assert "building x " in terminal.getvalue()
    assert "packages" not in terminal.getvalue()
    assert os.linesep not in terminal.getvalue()
