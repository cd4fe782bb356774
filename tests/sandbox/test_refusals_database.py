"""What RDS refuses, and what it lets be."""

import pytest

from sandbox.account import AwsAccount
from sandbox.check import refused
from sandbox.diff import compare
from sandbox.held import Held, RefusedError
from sandbox.refusals.tokens import DATABASE, LOG_GROUP, PARAMETER_GROUP, SUBNET_GROUP
from tests.sandbox.accounts import SEOUL, SUBNET, make, network
from tests.sandbox.platforms import declare, security_group, two_zones

INPUTS: dict[str, object] = {
    "identifier": "academy-test",
    "instanceClass": "db.t4g.micro",
    "engine": "postgres",
    "engineVersion": "17",
    "storageType": "gp3",
    "allocatedStorage": 20,
    "maxAllocatedStorage": 100,
    "skipFinalSnapshot": False,
    "finalSnapshotIdentifier": "academy-test-final",
    "enabledCloudwatchLogsExports": ["postgresql"],
}


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def database(account: AwsAccount, /, **inputs: object) -> Held:
    return declare(account, DATABASE, INPUTS | inputs)


def change(account: AwsAccount, there: Held, /, **inputs: object) -> Held:
    return account.update(there.type, there.id, {**there.inputs, **inputs})


def test_a_protected_database_stays_until_the_protection_is_off(account: AwsAccount) -> None:
    there = database(account, deletionProtection=True)
    with pytest.raises(
        RefusedError, match="InvalidParameterCombination: cannot delete protected DB instance academy-test"
    ):
        account.delete(there.type, there.id)
    change(account, there, deletionProtection=False)
    account.delete(there.type, there.id)
    assert account.read(there.type, there.id) is None


def test_storage_does_not_shrink(account: AwsAccount) -> None:
    there = database(account, allocatedStorage=50, maxAllocatedStorage=None)
    with pytest.raises(RefusedError, match="academy-test has 50 GiB of storage; it cannot have 20"):
        change(account, there, allocatedStorage=20)
    change(account, there, allocatedStorage=60)


def test_storage_that_grew_by_itself_is_no_difference_and_stays(account: AwsAccount) -> None:
    there = database(account)
    grown = account.tamper(there.id, {"allocatedStorage": 40})
    assert compare(DATABASE, grown.inputs, INPUTS).differences == ()
    assert change(account, there, backupRetentionPeriod=8).outputs["allocatedStorage"] == 40


def test_storage_that_may_not_grow_any_more_is_a_difference(account: AwsAccount) -> None:
    grown = INPUTS | {"allocatedStorage": 40}
    assert compare(DATABASE, grown, INPUTS | {"maxAllocatedStorage": 20}).changed == [
        "allocatedStorage",
        "maxAllocatedStorage",
    ]
    assert compare(DATABASE, INPUTS, grown).changed == ["allocatedStorage"]


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"allocatedStorage": 10}, "gp3 storage of 10 GiB; want at least 20"),
        ({"storageType": "io2", "allocatedStorage": 99}, "io2 storage of 99 GiB; want at least 100"),
        ({"allocatedStorage": 50, "maxAllocatedStorage": 54}, "maxAllocatedStorage is 54 with 50 GiB allocated"),
    ],
)
def test_storage_out_of_its_range(account: AwsAccount, inputs: dict[str, object], reason: str) -> None:
    with pytest.raises(RefusedError, match=f"InvalidParameterCombination: {reason}"):
        database(account, **inputs)


def test_a_final_snapshot_needs_a_name_that_is_free(account: AwsAccount) -> None:
    there = database(account, finalSnapshotIdentifier=None)
    with pytest.raises(RefusedError, match="finalSnapshotIdentifier is required"):
        account.delete(there.type, there.id)
    change(account, there, finalSnapshotIdentifier="last")
    account.delete(there.type, there.id)
    again = database(account, finalSnapshotIdentifier="last")
    with pytest.raises(RefusedError, match="DBSnapshotAlreadyExists: there is a snapshot last already"):
        account.delete(again.type, again.id)


def test_a_database_that_nobody_wants_a_snapshot_of_just_goes(account: AwsAccount) -> None:
    there = database(account, skipFinalSnapshot=True, finalSnapshotIdentifier=None)
    account.delete(there.type, there.id)
    assert account.read(there.type, there.id) is None


def test_a_parameter_group_of_another_major_version(account: AwsAccount) -> None:
    make(account, PARAMETER_GROUP, name="old", family="postgres16")
    make(account, PARAMETER_GROUP, name="right", family="postgres17")
    with pytest.raises(RefusedError, match="old is of the family postgres16; the database needs postgres17"):
        database(account, parameterGroupName="old")
    database(account, parameterGroupName="right")


def test_what_a_database_uses_stays(account: AwsAccount) -> None:
    vpc, subnets = two_zones(account)
    group = make(account, SUBNET_GROUP, name="academy", subnetIds=[each.id for each in subnets])
    parameters = make(account, PARAMETER_GROUP, name="academy", family="postgres17")
    firewall = security_group(account, vpc)
    database(account, dbSubnetGroupName="academy", parameterGroupName="academy", vpcSecurityGroupIds=[firewall.id])
    for used, code in (
        (group, "InvalidDBSubnetGroupStateFault"),
        (parameters, "InvalidDBParameterGroupState"),
        (firewall, "DependencyViolation"),
    ):
        with pytest.raises(RefusedError, match=f"{code}: {used.id} is in use by db-"):
            account.delete(used.type, used.id)


def test_awss_own_parameter_group_needs_no_declaration(account: AwsAccount) -> None:
    database(account, parameterGroupName="default.postgres17")


def test_a_subnet_group_reaches_into_two_zones(account: AwsAccount) -> None:
    vpc, first = network(account)
    second = make(account, SUBNET, "again", vpcId=vpc.id, cidrBlock="10.0.1.0/24", availabilityZone=f"{SEOUL}a")
    with pytest.raises(RefusedError, match="DBSubnetGroupDoesNotCoverEnoughAZs: the DB subnet group covers 1 availab"):
        make(account, SUBNET_GROUP, subnetIds=[first.id, second.id])


def test_rds_makes_the_log_groups_that_it_does_not_find(account: AwsAccount) -> None:
    database(account)
    with pytest.raises(RefusedError, match=r"ResourceAlreadyExistsException: .*: academy-test made it"):
        make(account, LOG_GROUP, name="/aws/rds/instance/academy-test/postgresql")
    make(account, LOG_GROUP, name="/aws/rds/instance/academy-test/upgrade")


def test_log_groups_that_are_there_first_are_the_programs_own(account: AwsAccount) -> None:
    make(account, LOG_GROUP, name="/aws/rds/instance/academy-test/postgresql")
    database(account)


def test_a_password_beside_the_one_that_rds_keeps(account: AwsAccount) -> None:
    both = INPUTS | {"manageMasterUserPassword": True, "password": "secret"}
    assert refused(DATABASE, both, SEOUL) == ['"password": conflicts with manage_master_user_password']
    assert refused(DATABASE, INPUTS | {"manageMasterUserPassword": True}, SEOUL) == []


def test_another_class_keeps_endpoint_and_master_secret(account: AwsAccount) -> None:
    before = database(account, manageMasterUserPassword=True)
    after = change(account, before, instanceClass="db.t4g.medium", multiAz=True)
    assert [after.outputs[key] for key in ("address", "endpoint", "masterUserSecrets", "arn")] == [
        before.outputs[key] for key in ("address", "endpoint", "masterUserSecrets", "arn")
    ]
