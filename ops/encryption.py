"""What a stack file says about how the stack's secrets are encrypted, and how that goes over into another one."""

import re
from pathlib import Path

from ops.problem import Problem

KEYS = ("secretsprovider", "encryptedkey", "encryptionsalt")
"""https://www.pulumi.com/docs/iac/concepts/secrets/#configuring-secrets-encryption"""

_LINES = re.compile(rf"^({'|'.join(KEYS)}):[ \t]*(.*?)[ \t]*$\n?", re.MULTILINE)


def carried(old: Path, new: Path) -> str:
    """The new file's text, with the encryption of the old one.

    Raises:
        Problem: the new file has an encryption of its own.
    """
    text = new.read_text(encoding="utf-8")
    lines = _lines(old.read_text(encoding="utf-8"))
    own = _lines(text)
    if own and _values(own) != _values(lines):
        differing = [key for key in KEYS if _values(own).get(key) != _values(lines).get(key)]
        raise Problem(
            f"{new.name} has an encryption of its own, and the stack has that of {old.name}: they differ in "
            f"{' and '.join(differing)}. Delete {' and '.join(own)} from {new.name}, commit that, and try again; "
            "secrets that were set in it have to be set again"
        )
    if own or not lines:
        return text
    return f"{text.rstrip()}\n{''.join(lines.values())}"


def _lines(text: str) -> dict[str, str]:
    return {found[1]: found[0].rstrip("\n") + "\n" for found in _LINES.finditer(text)}


def _values(lines: dict[str, str]) -> dict[str, str]:
    return {key: line.partition(":")[2].strip().strip("\"'") for key, line in lines.items()}
