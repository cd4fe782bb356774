"""What checks find: troubles, which make the whole fail, and notes, which don't."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ops.aws.errors import AWS_ERRORS, EXPIRED, code, explain
from ops.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something that is not well, in one line."""

    text: str
    details: Sequence[str] = ()
    """What helps to find the cause: reasons, events, log lines."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that a person should know, and that is well."""

    text: str


@dataclass(kw_only=True)
class Found:
    """All that one check found."""

    check: str
    troubles: list[Trouble] = field(default_factory=list[Trouble])
    notes: list[Note] = field(default_factory=list[Note])


Check = Callable[[], Iterable[Trouble | Note]]


def examine(name: str, check: Check) -> Found:
    """Run one check to its end, or to what it may not read.

    Raises:
        Problem: the credentials have expired, so that no check can say anything.
    """
    found = Found(check=name)
    try:
        for each in check():
            if isinstance(each, Trouble):
                found.troubles.append(each)
            else:
                found.notes.append(each)
    except AWS_ERRORS as error:
        if code(error) in EXPIRED:
            raise Problem(explain(error)) from error
        found.troubles.append(Trouble(text=f"can't be checked: {explain(error)}"))
    return found
