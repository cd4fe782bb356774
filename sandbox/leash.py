"""Runs a command that never outlives this process, however this process ends."""

import math
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

# The shell leads a process group of its own. Beside the command it starts a watcher that waits for the end of our pipe.
# The kernel closes the pipe when we end, a SIGKILL included, and the watcher then kills the whole group.
_ON_A_LEASH = """
exec 3<&0 </dev/null
{ read -r _ <&3; kill -s KILL 0; } >/dev/null 2>&1 &
"$@" 3<&-
exit $?
"""
_QUIET_SECONDS = 1.0


def run(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    watch: Callable[[str | None], None],
    limit_seconds: float = math.inf,
) -> int:
    """Runs a command in a folder and returns its exit status.

    `watch` gets every line that the command prints, and None whenever it was quiet for a second. Whatever ends this
    call ends the command and every process that it started.

    Raises:
        TimeoutError: the command still ran after `limit_seconds`.
    """
    process = subprocess.Popen(
        ["sh", "-c", _ON_A_LEASH, "sh", *command],  # noqa: S607 - every POSIX system has one on PATH
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without its pipes")  # cannot happen: both were asked for
    lines = queue.SimpleQueue[str | None]()
    threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
    try:
        _follow(lines, watch, time.monotonic() + limit_seconds)
        return process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        process.stdin.close()  # lets the watcher end, and with it whatever the command left running
        process.wait()


def _read(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    with stream:
        for line in stream:
            lines.put(line.rstrip("\n"))
    lines.put(None)


def _follow(lines: queue.SimpleQueue[str | None], watch: Callable[[str | None], None], deadline: float) -> None:
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=min(left, _QUIET_SECONDS))
        except queue.Empty:
            watch(None)
            continue
        if line is None:
            return
        watch(line)
    raise TimeoutError
