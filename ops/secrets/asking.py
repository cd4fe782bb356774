"""Where values come from that somebody has to bring: a terminal, which doesn't show them, or stdin."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO, cast

from ops.problem import Problem
from ops.secrets.values import SOLAPI_PARTS, WANTED
from sizing.access import SecretKey


class Terminal(Protocol):
    """Somebody who answers."""

    def hidden(self, question: str) -> str:
        """An answer that isn't shown while it is typed."""
        ...

    def shown(self, question: str) -> str:
        """An answer that is no secret."""
        ...


@dataclass(frozen=True, kw_only=True)
class Typed:
    """Values that somebody types."""

    terminal: Terminal

    def __call__(self, key: SecretKey) -> str:
        """Ask for one.

        Raises:
            Problem: the file that was named can't be read.
        """
        if key == "solapi":
            return json.dumps({part: self.terminal.hidden(f"{key}: {part}") for part in SOLAPI_PARTS})
        if key == "media-signing-key":
            # Of many lines, which no hidden prompt takes.
            return _content(Path(self.terminal.shown(f"{key}: file with the private key")).expanduser())
        return self.terminal.hidden(key)


class Piped:
    """Values on stdin: a JSON object by key of the secret, or else the one value that is missing, as it is."""

    def __init__(self, stdin: TextIO, wanted: list[SecretKey]) -> None:
        self._wanted, self._text = wanted, stdin.read().strip()

    def __call__(self, key: SecretKey) -> str | None:
        """The value of one; None where stdin has none.

        Raises:
            Problem: there is something on stdin, and it can't be told which secret's it is.
        """
        if not self._text:
            return None
        by_key = self._by_key()
        if by_key is not None:
            value = by_key.get(key)
            return value if isinstance(value, str) or value is None else json.dumps(value)
        if self._wanted != [key]:
            shapes = ", ".join(f'"{one}": {WANTED.get(one, "a text")}' for one in self._wanted)
            raise Problem(f"stdin has one value for {' and '.join(self._wanted)}; want JSON, {{{shapes}}}")
        return self._text

    def _by_key(self) -> Mapping[str, object] | None:
        try:
            content = cast("object", json.loads(self._text))
        except ValueError:
            return None
        if not isinstance(content, dict):
            return None
        values = cast("Mapping[str, object]", content)
        return values if values and {*values} <= {*WANTED} else None


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Problem(f"{file} can't be read: {reason}") from None
