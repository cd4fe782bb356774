"""How the commands talk: results on stdout, everything else on stderr, colour only where somebody wants it.

Exit status: 0 all is well, 1 something is wrong or was refused, 2 the command was called wrongly, 130 interrupted.
"""

import json
import sys
from collections.abc import Iterable

from rich.console import Console

stdout = Console(highlight=False, emoji=False)
"""Results. Rich takes colour away when stdout is no terminal and when NO_COLOR is set."""

stderr = Console(stderr=True, highlight=False, emoji=False)
"""Progress, warnings and errors."""


def tell_json(value: object) -> None:
    """Print the one JSON document that a command with `--json` prints on stdout."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def say(line: str) -> None:
    """One line of a result on stdout, as it is: never wrapped, nothing in it read as markup."""
    stdout.print(line, markup=False, soft_wrap=True)


def tell(line: str) -> None:
    """One line about what goes on, on stderr, as it is."""
    stderr.print(line, markup=False, soft_wrap=True)


def tell_error(message: str) -> None:
    """One `error:` on stderr."""
    _tell("error", message, "bold red")


def tell_warning(message: str) -> None:
    """One `warning:` on stderr."""
    _tell("warning", message, "yellow")


def tell_problems(problems: Iterable[str]) -> int:
    """Tell each problem on a line of its own and give the exit status that follows: 0 without any, 1 with one."""
    found = list(problems)
    for problem in found:
        tell_error(problem)
    return 1 if found else 0


def _tell(kind: str, message: str, style: str) -> None:
    # Never wrapped: a line that was cut at 80 columns can't be searched for or pasted.
    stderr.print(f"[{style}]{kind}:[/] ", end="", soft_wrap=True)
    stderr.print(message, markup=False, soft_wrap=True)
