"""Shows that a long step is alive: one line that rewrites itself on a terminal, a plain line now and then elsewhere."""

import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

from sandbox.cache import Notify

_TERMINAL_SECONDS = 1
_PLAIN_SECONDS = 20
_CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Elapsed time and what was done in it."""

    def __init__(
        self,
        step: str,
        notify: Notify,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._step = step
        self._notify = notify
        self._stream = stream or sys.stderr
        self._on_terminal = self._stream.isatty()
        self._clock = clock
        self._begun = self._shown = clock()

    def show(self, done: str = "") -> None:
        """Shows the elapsed time and `done`, unless a line was shown only just now."""
        now = self._clock()
        if now - self._shown < (_TERMINAL_SECONDS if self._on_terminal else _PLAIN_SECONDS):
            return
        self._shown = now
        minutes, seconds = divmod(int(now - self._begun), 60)
        line = ", ".join(filter(None, [f"{self._step} {minutes}:{seconds:02}", done]))
        if self._on_terminal:
            self._write(_CLEAR_LINE + line[: shutil.get_terminal_size().columns - 1])
        else:
            self._notify(line)

    def close(self) -> None:
        """Leaves an empty line for what comes next."""
        if self._on_terminal:
            self._write(_CLEAR_LINE)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
