"""A drill brings the database back beside the live one, and leaves nothing behind."""

from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from ops.problem import Problem
from ops.restore.copies import Copy, find_copies, find_copy, new_identifier, read_live, remove
from ops.restore.drill import Check, remove_copies
from tests.ops.refusals import refused
from tests.ops.restore.conftest import COPY, HOUR, LIVE, NOW, World


def live(world: World) -> dict[str, object]:
    """The live database, without what changes by the minute."""
    (instance,) = world.rds.describe_db_instances(DBInstanceIdentifier=LIVE)["DBInstances"]
    return {key: value for key, value in instance.items() if key != "LatestRestorableTime"}


def fine(_: Copy, __: datetime) -> None:
    pass


def broken(_: Copy, __: datetime) -> None:
    raise Problem("the check failed: 0 rows")


def test_the_copy_is_checked_and_goes_again(world: World) -> None:
    seen: list[Copy] = []

    def check(copy: Copy, until: datetime) -> None:
        seen.append(copy)
        assert until == NOW + HOUR
        assert world.instances() == [LIVE, COPY]
        world.pause(90)

    done = world.drill(check)
    assert [copy.host for copy in seen] == [f"{COPY}.aaaaaaaaaa.ap-northeast-2.rds.amazonaws.com"]
    assert [copy.port for copy in seen] == [5432]
    assert (done.copy, done.restore_seconds, done.check_seconds) == (COPY, 0, 90)
    assert world.instances() == [LIVE]


def test_the_copy_lies_beside_the_live_one_and_takes_nothing_with_it(world: World) -> None:
    groups = world.rds.describe_db_instances(DBInstanceIdentifier=LIVE)["DBInstances"][0].get("VpcSecurityGroups", [])
    world.drill(fine)
    (asked,) = world.asked("RestoreDBInstanceToPointInTime")
    assert asked == {
        "SourceDBInstanceIdentifier": LIVE,
        "TargetDBInstanceIdentifier": COPY,
        "UseLatestRestorableTime": True,
        "DBSubnetGroupName": "database-1",
        "DBParameterGroupName": "database-2",
        "VpcSecurityGroupIds": (groups[0].get("VpcSecurityGroupId"),),
        "MultiAZ": False,
        "PubliclyAccessible": False,
        "DeletionProtection": False,
        "AutoMinorVersionUpgrade": False,
        "BackupRetentionPeriod": 0,
        "Tags": [
            {"Key": "DrillUntil", "Value": "2026-08-01T04:04:05+00:00"},
            {"Key": "ManagedBy", "Value": "academy restore"},
            {"Key": "Project", "Value": "academy"},
            {"Key": "Purpose", "Value": "restore-drill"},
        ],
    }
    (deleted,) = world.asked("DeleteDBInstance")
    assert deleted == {"DBInstanceIdentifier": COPY, "SkipFinalSnapshot": True, "DeleteAutomatedBackups": True}


@pytest.mark.parametrize("check", [fine, broken])
def test_the_live_database_is_only_read(world: World, check: Check) -> None:
    before = live(world)
    with suppress(Problem):
        world.drill(check)
    reading = {"DescribeDBInstances", "DescribeDBInstanceAutomatedBackups"}
    changing = {name: params for name, params in world.calls if name not in reading}
    assert set(changing) == {"RestoreDBInstanceToPointInTime", "ModifyDBInstance", "DeleteDBInstance"}
    assert changing.pop("RestoreDBInstanceToPointInTime")["TargetDBInstanceIdentifier"] == COPY
    assert [params["DBInstanceIdentifier"] for params in changing.values()] == [COPY, COPY]
    assert live(world) == before


def test_a_moment_is_passed_on(world: World) -> None:
    moment = datetime(2026, 7, 31, 12, tzinfo=UTC)
    assert world.drill(fine, moment).moment == moment
    (asked,) = world.asked("RestoreDBInstanceToPointInTime")
    assert (asked["RestoreTime"], "UseLatestRestorableTime" in asked) == (moment, False)


def test_a_check_that_fails_fails_the_drill_and_the_copy_goes_all_the_same(world: World) -> None:
    with pytest.raises(Problem, match="the check failed: 0 rows"):
        world.drill(broken)
    assert world.instances() == [LIVE]


def test_ctrl_c_removes_the_copy(world: World) -> None:
    def interrupt(_: Copy, __: datetime) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.drill(interrupt)
    assert world.instances() == [LIVE]


def test_a_copy_that_cannot_be_removed_is_named_with_what_removes_it(world: World) -> None:
    with (
        refused(world.rds, "DeleteDBInstance", "ExpiredToken"),
        pytest.raises(Problem, match="the check failed: 0 rows"),
    ):
        world.drill(broken)
    assert world.told[-2:] == [
        f"{COPY} is left and costs money: run the command again with --remove-copies",
        "It was not removed: the credentials for AWS have expired: sign in again (`aws sso login`, or new keys in the "
        "environment)",
    ]
    assert remove_copies(world.rds, LIVE, world.waiting) == [COPY]
    assert world.instances() == [LIVE]


def test_who_may_not_restore_learns_it_and_nothing_is_left(world: World) -> None:
    with (
        refused(world.rds, "RestoreDBInstanceToPointInTime", "AccessDenied"),
        pytest.raises(ClientError, match="AccessDenied"),
    ):
        world.drill(fine)
    assert world.instances() == [LIVE]
    assert "costs money" not in " ".join(world.told)


def test_a_copy_that_rds_does_not_let_go_yet_is_asked_for_again(world: World) -> None:
    with refused(world.rds, "DeleteDBInstance", "InvalidDBInstanceState", times=2):
        world.drill(fine)
    assert f"{COPY} can't be deleted yet: it is available" in world.told
    assert world.instances() == [LIVE]


def test_a_killed_drills_copy_is_removed_by_the_next_one_once_its_time_is_over(world: World) -> None:
    class Killed(BaseException):
        pass

    def kill(_: Copy, __: datetime) -> None:
        raise Killed

    with refused(world.rds, "DeleteDBInstance", "Killed"), pytest.raises(Killed):
        world.drill(kill)
    assert world.instances() == [LIVE, COPY]
    world.now = NOW + timedelta(minutes=59)
    with pytest.raises(Problem, match=f"until 2026-08-01 04:04:05 UTC has made {COPY}.*--remove-copies removes"):
        world.drill(fine)
    assert world.instances() == [LIVE, COPY]
    world.now = NOW + timedelta(minutes=61)
    assert world.drill(fine).copy == "academy-prod-drill-20260801-040505"
    assert f"{COPY} is left from an earlier drill: removing it" in world.told
    assert world.instances() == [LIVE]


def test_aws_being_busy_for_a_while_ends_no_drill(world: World) -> None:
    with ExitStack() as while_busy:

        def check(_: Copy, __: datetime) -> None:
            for operation in ("DescribeDBInstances", "DeleteDBInstance"):
                while_busy.enter_context(refused(world.rds, operation, "Throttling", times=2))

        world.drill(check)
    assert world.instances() == [LIVE]
    busy, *others = [line.partition(" (Throttling for DescribeDBInstances")[0] for line in world.told[-4:]]
    assert busy == "AWS has too many calls"
    assert others == [busy, f"{COPY} can't be deleted yet: it is available", f"{COPY} is being deleted"]


@pytest.mark.parametrize("status", ["failed", "incompatible-restore", "storage-full"])
def test_a_copy_that_does_not_come_up_is_a_problem_and_goes(world: World, status: str) -> None:
    says(world, status)
    with pytest.raises(Problem, match=f"{COPY} is {status}, which RDS doesn't mend by itself"):
        world.drill(fine)
    assert world.instances() == [LIVE]


def test_a_copy_that_takes_too_long_is_given_up(world: World) -> None:
    says(world, "creating")
    with pytest.raises(Problem, match=f"{COPY} is still creating and time is up; --timeout gives it more"):
        world.drill(fine)
    assert world.now >= NOW + HOUR
    assert world.instances() == [LIVE]


def says(world: World, status: str) -> None:
    """RDS says that of every copy."""

    def rewrite(parsed: dict[str, list[dict[str, str]]], **_: object) -> None:
        for instance in parsed.get("DBInstances", []):
            if instance["DBInstanceIdentifier"] != LIVE:
                instance["DBInstanceStatus"] = status

    world.rds.meta.events.register("after-call.rds.DescribeDBInstances", rewrite)


@pytest.mark.parametrize(
    ("identifier", "tags"),
    [
        ("academy-prod-drill-20260801-030405", {}),
        ("academy-prod-drill-20260801-030405", {"Purpose": "something else"}),
        ("academy-prod2-drill-20260801-030405", {"Purpose": "restore-drill"}),
        ("academy-staging", {"Purpose": "restore-drill"}),
    ],
)
def test_what_is_no_copy_is_never_removed(world: World, identifier: str, tags: dict[str, str]) -> None:
    world.rds.create_db_instance(
        DBInstanceIdentifier=identifier,
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="academy_admin",
        ManageMasterUserPassword=True,
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )
    assert find_copies(world.rds, LIVE) == []
    with pytest.raises(Problem, match=f"{identifier} is no copy of a drill"):
        remove(world.rds, LIVE, identifier, world.waiting)
    assert remove_copies(world.rds, LIVE, world.waiting) == []
    assert world.instances() == sorted([LIVE, identifier])


def test_the_live_database_itself_is_never_removed(world: World) -> None:
    world.rds.add_tags_to_resource(
        ResourceName=f"arn:aws:rds:ap-northeast-2:123456789012:db:{LIVE}",
        Tags=[{"Key": "Purpose", "Value": "restore-drill"}],
    )
    with pytest.raises(Problem, match=f"{LIVE} is no copy of a drill"):
        remove(world.rds, LIVE, LIVE, world.waiting)
    with pytest.raises(Problem, match=f"{LIVE} is no copy of a drill"):
        find_copy(world.rds, LIVE, LIVE)
    assert world.instances() == [LIVE]


def test_a_database_that_is_not_there_is_a_problem(world: World) -> None:
    with pytest.raises(Problem, match="there is no database academy-dev; has `pulumi up` come through"):
        read_live(world.rds, "academy-dev")


def test_the_longest_environment_gives_a_name_that_rds_takes() -> None:
    assert len(new_identifier(f"academy-{'e' * 20}", NOW)) == 50
