"""The drill: copy, check, remove."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS, explain
from ops.problem import Problem
from ops.restore.copies import (
    Copy,
    Live,
    Waiting,
    begin,
    find_copies,
    new_identifier,
    remove,
    wait_until_available,
)
from ops.restore.moment import told

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient

Check = Callable[[Copy, datetime], None]
"""Looks into a copy, and raises Problem for one that doesn't have what it should; gives up at a time."""

REMOVE = "--remove-copies"


@dataclass(frozen=True, kw_only=True)
class Drill:
    """How it went. Times are in seconds."""

    copy: str
    moment: datetime
    restore_seconds: int
    """Until the copy took connections: what a real restore takes."""
    check_seconds: int
    removal_seconds: int


def run_drill(
    rds: "RDSClient", live: Live, moment: datetime | None, check: Check, *, timeout: timedelta, waiting: Waiting
) -> Drill:
    """Make a copy of the database as it was at a moment (None: the latest there is), check it, remove it.

    The live database is only read. Whatever happens, Ctrl-C included, the copy is removed. After a kill it is left: the
    next drill removes it once `timeout` is over, and `remove_copies` at any time. Raises botocore's errors as they
    come.

    Raises:
        Problem: another drill is under way, the copy does not come up, the check fails, or the copy can't be removed.
    """
    begun = waiting.clock()
    _remove_leftovers(rds, live, begun, waiting)
    identifier = new_identifier(live.identifier, begun)
    until = begun + timeout
    waiting.tell(f"Restoring {live.identifier} as of {told(moment or live.window.latest)} into {identifier}")
    try:
        begin(rds, live, identifier, moment, until)
        copy = wait_until_available(rds, live.identifier, identifier, until, waiting)
        restored = waiting.clock()
        check(copy, until)
        checked = waiting.clock()
    except BaseException:
        _remove_after_failure(rds, live, identifier, waiting)
        raise
    with _tells_what_is_left(identifier, waiting):
        remove(rds, live.identifier, identifier, waiting)
    return Drill(
        copy=identifier,
        moment=moment or live.window.latest,
        restore_seconds=_seconds(restored - begun),
        check_seconds=_seconds(checked - restored),
        removal_seconds=_seconds(waiting.clock() - checked),
    )


def remove_copies(rds: "RDSClient", live: str, waiting: Waiting) -> list[str]:
    """Remove every copy that drills have left, also one whose drill is under way; which they were."""
    copies = [copy.identifier for copy in find_copies(rds, live)]
    for identifier in copies:
        remove(rds, live, identifier, waiting)
    return copies


def _remove_leftovers(rds: "RDSClient", live: Live, now: datetime, waiting: Waiting) -> None:
    for copy in find_copies(rds, live.identifier):
        if copy.until > now:
            raise Problem(
                f"a drill that may take until {told(copy.until)} has made {copy.identifier}. "
                f"If it was killed, {REMOVE} removes what it left"
            )
        waiting.tell(f"{copy.identifier} is left from an earlier drill: removing it")
        remove(rds, live.identifier, copy.identifier, waiting)


def _remove_after_failure(rds: "RDSClient", live: Live, identifier: str, waiting: Waiting) -> None:
    try:
        with _tells_what_is_left(identifier, waiting):
            remove(rds, live.identifier, identifier, waiting)
    except Exception as error:  # noqa: BLE001 -- the failure that brought us here is the one to raise
        said = explain(error) if isinstance(error, AWS_ERRORS) else str(error)
        waiting.tell(f"It was not removed: {said}")


@contextmanager
def _tells_what_is_left(identifier: str, waiting: Waiting) -> Generator[None]:
    try:
        yield
    except BaseException:
        waiting.tell(f"{identifier} is left and costs money: run the command again with {REMOVE}")
        raise


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
