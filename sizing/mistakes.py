"""What is wrong with a stack file, in words: where, what was given, what is wanted, and the command that mends it."""

import difflib
import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sizing.section import TIMESTAMP, enumerate_words

LONGEST_SHOWN = 60
"""Characters of a wrong value that a message repeats."""

Path = tuple[str | int, ...]
"""`("academy:network", "zones", 1)`: the config key, then keys and list positions below it."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One thing to mend."""

    path: Path
    text: str
    """What follows the path: `is 5; want 1 to 4`."""

    def __str__(self) -> str:
        """The line that a person reads."""
        return f"{written(self.path)} {self.text}"


class InvalidProfile(ValueError):  # noqa: N818 what it is, rather than that it is an error
    """A stack file that can't be used, with every mistake in it."""

    def __init__(self, source: str, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n  ".join([f"{source} is invalid:", *map(str, self.mistakes)]))


def written(path: Path) -> str:
    """A path as `pulumi config set --path` takes it: `academy:network.zones[1]`, `aws:defaultTags.tags["a.b"]`."""
    top = str(path[0])
    text = top if top.isprintable() else json.dumps(top)
    for part in path[1:]:
        if isinstance(part, int):
            text += f"[{part}]"
        elif re.fullmatch(r"[\w:/@-]+", part, re.ASCII):
            text += f".{part}"
        else:
            text += f"[{json.dumps(part, ensure_ascii=False)}]"
    return text


def shown(value: object, *, secret: bool) -> str:
    """A value as a message repeats it: short, in JSON, and not at all where it is a secret or looks like one."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    if secret or "PRIVATE KEY" in text:
        return "[secret]"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def unknown(path: Path, keys: Sequence[str]) -> Mistake:
    """A key that nothing reads, beside the keys that may stand there."""
    key = str(path[-1])
    above, _, below = key.replace("[", ".").partition(".")
    if above in keys:
        # The classic slip of `pulumi config set academy:network.cidr …`, which makes a key with a dot in its name.
        return Mistake(path=path, text=f"is not a key; did you mean {below} under {above} (config set --path)?")
    # The namespace is left out of the comparison: it would make all keys look alike.
    names = {one.rpartition(":")[2]: one for one in keys}
    meant = difflib.get_close_matches(key.rpartition(":")[2], names, n=1)
    hint = f"did you mean {names[meant[0]]}?" if meant else f"want {enumerate_words(keys, 'or')}"
    return Mistake(path=path, text=f"is not a key; {hint}")


def missing(path: Path, want: str) -> Mistake:
    """A key without a value."""
    return Mistake(path=path, text=f"is missing; want {want}")


def wrong(path: Path, value: object, want: str, *, secret: bool, text: bool, mend: str = "VALUE") -> Mistake:
    """A value that isn't allowed.

    `text` says that the key takes a string: then the message mends what YAML and `config set` make of one, with `mend`
    as the value to set.
    """
    line = f"is {shown(value, secret=secret)}; want {want}"
    if text and _was_converted(value):
        # A secret always is a string, and the CLI refuses both flags together.
        flags = "--path --secret" if secret else "--path --type string"
        line += f"; mend it with: pulumi config set {flags} {shlex.quote(written(path))} {shlex.quote(mend)}"
    return Mistake(path=path, text=line)


def _was_converted(value: object) -> bool:
    if isinstance(value, str):
        return TIMESTAMP.fullmatch(value) is not None
    return not isinstance(value, Mapping | tuple)
