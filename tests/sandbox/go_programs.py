"""A ten-line Go program and stand-ins for executables, for the tests of how the engine is found and built.

Run as a module it is a process of its own that finds the program: `python -m tests.sandbox.go_programs MODULE CACHE`.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Never

import pytest

from sandbox.build import GoProgram
from sandbox.engine import EngineUnavailable, Sources, find_engine, tell_stderr

ROOT = Path(__file__).parents[2]
_PATIENCE_TRIES = 1200
_PAUSE_SECONDS = 0.05

TEN_LINES = """\
package main

import "os"

var version = "none"

func main() {
	os.Stdout.WriteString(version + "\\n")
}
"""


def go_program(module: Path, cache: Path, *, source: str = TEN_LINES, disk_gib: float = 0.001) -> GoProgram:
    """The program `tenlines` 1.2.3; its module is written to the folder `module`, if that isn't there yet."""
    if not module.exists():  # another process may be reading it
        module.mkdir(parents=True)
        (module / "go.mod").write_text("module example/tenlines\n\ngo 1.21\n", encoding="utf-8")
        (module / "main.go").write_text(source, encoding="utf-8")
    return GoProgram(
        name="tenlines",
        module=module,
        package="example/tenlines",
        version="1.2.3",
        version_variable="main.version",
        cache=cache,
        disk_gib=disk_gib,
        effort="a few seconds",
    )


def offline(program: GoProgram) -> Sources:
    """The program can only be built."""
    return Sources(program=program, reachable=lambda _: False, download=_no_download)


def _no_download(*_: object) -> Never:
    raise AssertionError("a download without a way out")


def executable(path: Path, script: str) -> Path:
    """Writes a shell script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def stand_in_go(folder: Path, build: str, version: str = "go1.99.0") -> Path:
    """A `go` of that version whose `go build` is the shell script `build`; there `$product` is the file to be built."""
    return executable(
        folder / "go",
        f"""
        if [ "$1" = env ]; then echo {version}; exit; fi
        while [ "$1" != -o ]; do shift; done
        product=$2
        {build}
        """,
    )


def real_go() -> str:
    """Go's path; only a machine with a Pulumi of its own may lack Go."""
    go = shutil.which("go")
    if go is None and shutil.which("pulumi"):
        pytest.skip("there is no Go here, nor is it needed: a pulumi is on PATH")
    assert go is not None, "this machine has neither Go nor a pulumi on PATH"
    return go


class Lifeline:
    """A FIFO that processes hold open for writing; it tells when the last of them has ended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)
        self._reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def wait_for(self, word: str) -> None:
        """Until a process has written that word."""
        self._until(lambda: self._read() == f"{word}\n".encode(), f"nobody wrote {word!r}")

    def wait_until_dropped(self) -> None:
        """Until no process holds the FIFO any more."""
        self._until(lambda: self._read() == b"", "a process still lives")

    def _read(self) -> bytes | None:
        try:
            return os.read(self._reader, 1024)
        except BlockingIOError:  # held, and nothing written
            return None

    def _until(self, condition: Callable[[], bool], otherwise: str) -> None:
        for _ in range(_PATIENCE_TRIES):
            if condition():
                return
            time.sleep(_PAUSE_SECONDS)
        raise AssertionError(otherwise)


def unfinished(cache: Path) -> list[str]:
    """What lies in the cache folder beside finished programs and the lock."""
    return sorted(path.name for path in cache.iterdir() if path.name != "lock" and not (path / "bin").is_dir())


def path_with(*folders: Path) -> str:
    """A PATH that has the given folders first, and neither a Go nor a Pulumi of this machine."""
    rest = [folder for folder in ("/usr/bin", "/bin") if not any((Path(folder) / x).exists() for x in ("go", "pulumi"))]
    return os.pathsep.join([*map(str, folders), *rest])


def main(module: Path, cache: Path) -> int:
    """Finds the program, as `python -m sandbox.engine` finds Pulumi."""
    try:
        found = find_engine(tell_stderr, offline(go_program(module, cache)))
    except EngineUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
