"""Which moments can be asked for."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from ops.problem import Problem
from ops.restore.moment import Window, check_moment, parse_moment, read_window
from tests.ops.nobody import NOBODY

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient

EARLIEST = datetime(2026, 7, 25, 18, tzinfo=UTC)
LATEST = datetime(2026, 8, 1, 2, 59, tzinfo=UTC)
WINDOW = Window(earliest=EARLIEST, latest=LATEST)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-08-01T09:00:00+09:00", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01T00:00:00Z", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01 09:00+09:00", datetime(2026, 8, 1, tzinfo=UTC)),
        ("latest", None),
    ],
)
def test_a_time_with_its_zone_or_the_latest(text: str, moment: datetime | None) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["2026-08-01T09:00:00", "2026-08-01"])
def test_a_time_without_a_zone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f'"{text}" has no zone; want a time with its zone, like 2026-08-01T'):
        parse_moment(text)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "1754000000"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f'"{text}" is no time; want a time with its zone'):
        parse_moment(text)


def test_both_ends_of_the_window_can_be_restored() -> None:
    for moment in (EARLIEST, LATEST, None):
        check_moment(moment, WINDOW)


def test_a_moment_outside_of_the_window_is_told_with_the_end_that_it_is_beyond() -> None:
    with pytest.raises(Problem, match="latest moment that can be restored is 2026-08-01 02:59:00 UTC"):
        check_moment(LATEST.replace(second=1), WINDOW)
    with pytest.raises(Problem, match="earliest moment that can be restored is 2026-07-25 18:00:00 UTC"):
        check_moment(EARLIEST.replace(hour=17), WINDOW)


def test_without_an_earliest_moment_rds_itself_decides() -> None:
    check_moment(datetime(2000, 1, 1, tzinfo=UTC), Window(earliest=None, latest=LATEST))


def client() -> "RDSClient":
    return boto3.client("rds", **NOBODY)  # pyright: ignore[reportUnknownMemberType]


def test_the_window_is_that_of_the_living_databases_backups() -> None:
    rds = client()
    old = {"Status": "retained", "RestoreWindow": {"EarliestTime": datetime(2026, 1, 1, tzinfo=UTC)}}
    active = {"Status": "active", "RestoreWindow": {"EarliestTime": EARLIEST, "LatestTime": LATEST}}
    with Stubber(rds) as stub:
        stub.add_response(
            "describe_db_instance_automated_backups",
            {"DBInstanceAutomatedBackups": [old, active]},
            {"DBInstanceIdentifier": "academy-prod"},
        )
        assert read_window(rds, "academy-prod", LATEST) == WINDOW


def test_a_database_without_a_latest_moment_cannot_be_restored() -> None:
    with pytest.raises(Problem, match="academy-prod can't be restored to a moment yet"):
        read_window(client(), "academy-prod", None)
