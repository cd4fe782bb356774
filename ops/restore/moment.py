"""The moment that a database is brought back to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ops.problem import Problem

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient

LATEST = "latest"
WANTED = f'a time with its zone, like 2026-08-01T09:00:00+09:00 or 2026-08-01T00:00:00Z, or "{LATEST}"'


@dataclass(frozen=True, kw_only=True)
class Window:
    """The moments that a database can be brought back to."""

    earliest: datetime | None
    """None where RDS doesn't say."""
    latest: datetime
    """Some five minutes ago. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html"""


def parse_moment(text: str) -> datetime | None:
    """The moment in UTC; None for the latest there is.

    Raises:
        ValueError: with what is wanted, for anything else than WANTED.
    """
    if text == LATEST:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is no time; want {WANTED}') from None
    if moment.tzinfo is None:
        raise ValueError(f'"{text}" has no zone; want {WANTED}')
    return moment.astimezone(UTC)


def read_window(rds: "RDSClient", identifier: str, latest: datetime | None) -> Window:
    """What can be restored, given the instance's LatestRestorableTime. Raises botocore's errors as they come.

    Raises:
        Problem: nothing can.
    """
    if latest is None:
        raise Problem(f"{identifier} can't be restored to a moment yet: RDS names no latest restorable time")
    backups = rds.describe_db_instance_automated_backups(DBInstanceIdentifier=identifier)
    for backup in backups.get("DBInstanceAutomatedBackups", []):
        if backup.get("Status") == "active":
            return Window(earliest=backup.get("RestoreWindow", {}).get("EarliestTime"), latest=latest)
    return Window(earliest=None, latest=latest)


def check_moment(moment: datetime | None, window: Window) -> None:
    """Raises Problem for a moment outside of the window."""
    if moment is None:
        return
    if moment > window.latest:
        raise Problem(
            f'--to is {told(moment)}; the latest moment that can be restored is {told(window.latest)}, or "{LATEST}"'
        )
    if window.earliest is not None and moment < window.earliest:
        raise Problem(f"--to is {told(moment)}; the earliest moment that can be restored is {told(window.earliest)}")


def told(moment: datetime) -> str:
    """For people, to the second, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
