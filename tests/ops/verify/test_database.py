"""A database that is not what it should be, though `pulumi up` was content."""

from typing import Any

import pytest

from ops.verify.database import check_database
from ops.verify.found import Trouble
from tests.ops.verify.conftest import Platform


def described(platform: Platform, **changes: Any) -> None:
    """RDS describes the instance as it is in moto, but for some changes: moto applies everything at once."""
    name = platform.side.outputs["database_identifier"]
    (instance,) = platform.side.client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
    platform.answers["rds"].answer("describe_db_instances", {"DBInstances": [instance | changes]})


@pytest.mark.parametrize("status", ["available", "backing-up", "storage-optimization"])
def test_a_database_at_work_is_well(platform: Platform, status: str) -> None:
    described(platform, DBInstanceStatus=status)

    found = platform.verify()["database"]

    assert found.troubles == []
    assert [note.text for note in found.notes] == [f"academy-prod is {status}: PostgreSQL 17.6, db.t4g.micro"]


def test_a_database_that_is_busy_with_itself_is_told(platform: Platform) -> None:
    described(platform, DBInstanceStatus="rebooting")

    assert platform.troubles() == ["database: academy-prod is rebooting; want available"]


def test_what_waits_for_the_maintenance_window_is_told_without_a_password(platform: Platform) -> None:
    described(
        platform,
        PendingModifiedValues={"DBInstanceClass": "db.t4g.medium", "MultiAZ": True, "MasterUserPassword": "hunter2"},
    )

    (trouble,) = platform.troubles()

    assert trouble == (
        "database: changes wait for the maintenance window (sun:19:00-sun:20:00 UTC): DBInstanceClass db.t4g.medium, "
        "MultiAZ True, MasterUserPassword; to have them at once, "
        'set academy:database.apply to "now" and run `pulumi up`'
    )
    assert "hunter2" not in trouble


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        (
            "",
            "pending-reboot",
            "parameters of {ours} count after a restart, which takes a minute or two: "
            "aws rds reboot-db-instance --db-instance-identifier academy-prod",
        ),
        ("", "applying", "parameter group {ours} is applying; want in-sync"),
        ("default.postgres17", "in-sync", "academy-prod has parameter group default.postgres17; want {ours}"),
    ],
)
def test_a_parameter_group_that_does_not_count_yet_is_told(
    platform: Platform, name: str, status: str, said: str
) -> None:
    ours = platform.side.outputs["database_parameter_group"]
    described(platform, DBParameterGroups=[{"DBParameterGroupName": name or ours, "ParameterApplyStatus": status}])

    assert platform.troubles() == [f"database: {said.format(ours=ours)}"]


def test_another_number_of_connections_than_the_stack_file_says_is_told(platform: Platform) -> None:
    group = platform.side.outputs["database_parameter_group"]
    change = {"ParameterName": "max_connections", "ParameterValue": "100", "ApplyMethod": "pending-reboot"}
    platform.side.client("rds").modify_db_parameter_group(DBParameterGroupName=group, Parameters=[change])

    assert platform.troubles() == [f"database: max_connections of {group} is 100; want 80: run `pulumi up`"]


def test_a_database_that_is_not_there_is_told(platform: Platform) -> None:
    assert list(check_database(platform.clients.rds, "academy-other", "group", 80)) == [
        Trouble(text="there is no academy-other; run `pulumi up`")
    ]
