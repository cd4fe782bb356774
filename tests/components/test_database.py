"""The database, as AWS would be asked for it."""

import re

import pulumi
import pytest

from components.database import Database, DatabaseArgs
from sandbox.recording import Recording, record
from sizing.database import DatabaseSize

TIER = "academy:data:Database"
INSTANCE = "aws:rds/instance:Instance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"

SMALL = DatabaseSize(
    major_version=17,
    instance_class="db.t4g.micro",
    multi_az=False,
    storage_gib=20,
    max_storage_gib=100,
    backup_days=7,
    apply="window",
    max_connections=80,
    slow_query_ms=500,
    pooler="none",
    iam_auth=False,
)
LARGE = SMALL.model_copy(
    update={
        "instance_class": "db.t4g.medium",
        "multi_az": True,
        "storage_gib": 50,
        "max_storage_gib": 500,
        "backup_days": 14,
        "apply": "now",
        "max_connections": 200,
        "slow_query_ms": 250,
        "iam_auth": True,
    }
)


def declare(size: DatabaseSize, environment: str = "prod") -> Database:
    return Database(
        "database",
        DatabaseArgs(
            size=size,
            environment=environment,
            subnet_ids=["subnet-a", "subnet-c"],
            security_group_id="sg-database",
            log_days=7,
        ),
    )


def database(size: DatabaseSize = SMALL, environment: str = "prod") -> Recording:
    return record(lambda: declare(size, environment))


def test_size_is_the_profiles() -> None:
    def sized(size: DatabaseSize) -> dict[str, object]:
        inputs = database(size).one(INSTANCE).inputs
        keys = (
            "instanceClass",
            "multiAz",
            "allocatedStorage",
            "maxAllocatedStorage",
            "backupRetentionPeriod",
            "applyImmediately",
            "iamDatabaseAuthenticationEnabled",
        )
        return {key: inputs[key] for key in keys}

    assert sized(SMALL) == {
        "instanceClass": "db.t4g.micro",
        "multiAz": False,
        "allocatedStorage": 20,
        "maxAllocatedStorage": 100,
        "backupRetentionPeriod": 7,
        "applyImmediately": False,
        "iamDatabaseAuthenticationEnabled": False,
    }
    assert sized(LARGE) == {
        "instanceClass": "db.t4g.medium",
        "multiAz": True,
        "allocatedStorage": 50,
        "maxAllocatedStorage": 500,
        "backupRetentionPeriod": 14,
        "applyImmediately": True,
        "iamDatabaseAuthenticationEnabled": True,
    }


def test_growing_names_nothing_anew() -> None:
    before, after = database(SMALL), database(LARGE)

    assert before.keys() == after.keys()
    small, large = before.one(INSTANCE).inputs, after.one(INSTANCE).inputs
    for key in ("identifier", "dbName", "username", "engine", "storageEncrypted", "finalSnapshotIdentifier"):
        assert small[key] == large[key]


def test_it_is_postgresql_of_a_major_version_whose_minor_one_rds_keeps_current() -> None:
    inputs = database().one(INSTANCE).inputs

    assert (inputs["engine"], inputs["engineVersion"]) == ("postgres", "17")
    assert inputs["autoMinorVersionUpgrade"] is True
    # Another number in the profile is the wish to upgrade; RDS refuses it otherwise.
    assert inputs["allowMajorVersionUpgrade"] is True


def test_it_is_encrypted_on_gp3_and_has_no_public_address() -> None:
    recording = database()
    inputs = recording.one(INSTANCE).inputs

    assert inputs["storageType"] == "gp3"
    assert inputs["storageEncrypted"] is True
    assert inputs["publiclyAccessible"] is False
    assert inputs["vpcSecurityGroupIds"] == ["sg-database"]
    assert inputs["dbSubnetGroupName"] == recording.one(SUBNETS).id
    assert recording.one(SUBNETS).inputs["subnetIds"] == ["subnet-a", "subnet-c"]
    assert inputs["port"] == 5432


def test_nobody_deletes_it_by_mistake_and_what_it_held_stays() -> None:
    found = database().one(INSTANCE)

    assert found.protect
    assert found.inputs["deletionProtection"] is True
    assert found.inputs["skipFinalSnapshot"] is False
    assert found.inputs["deleteAutomatedBackups"] is False
    assert found.inputs["copyTagsToSnapshot"] is True


def test_the_final_snapshot_is_named_after_something_that_the_next_database_will_not_have() -> None:
    recording = database()
    instance, subnets = recording.one(INSTANCE), recording.one(SUBNETS)
    name = instance.inputs["finalSnapshotIdentifier"]

    assert name == f"academy-prod-final-{subnets.id}"
    assert "name" not in subnets.inputs
    assert instance.property_dependencies["finalSnapshotIdentifier"] == {subnets.urn}
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
    assert re.fullmatch(r"[a-zA-Z](-?[a-zA-Z0-9])*", name)
    assert len(name) <= 255
    assert database().one(INSTANCE).inputs["finalSnapshotIdentifier"] == name


def test_nothing_that_changes_is_ignored() -> None:
    for each in database().resources:
        assert each.ignore_changes == ()


def test_no_password_passes_through_pulumi() -> None:
    inputs = database().one(INSTANCE).inputs

    assert inputs["manageMasterUserPassword"] is True
    assert not [key for key in inputs if "password" in key.lower() and key != "manageMasterUserPassword"]
    assert inputs["username"] not in {"postgres", "admin", "rdsadmin"}


def minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def test_backup_and_maintenance_are_at_night_in_seoul_and_not_at_once() -> None:
    inputs = database().one(INSTANCE).inputs
    backup = [minutes(each) for each in inputs["backupWindow"].split("-")]
    days, hours = zip(*[each.split(":", 1) for each in inputs["maintenanceWindow"].split("-")], strict=True)
    maintenance = [minutes(each) for each in hours]

    assert days == ("sun", "sun")
    assert backup[0] + 30 <= backup[1] <= maintenance[0] < maintenance[0] + 30 <= maintenance[1]
    # Seoul is nine hours ahead: from 2:00 to 6:00 there.
    assert backup[0] >= 17 * 60
    assert maintenance[1] <= 21 * 60


def test_parameters_force_tls_hold_the_connections_and_log_what_is_slow() -> None:
    recording = database()
    group = recording.one(PARAMETERS)

    assert group.inputs["family"] == "postgres17"
    assert group.inputs["parameters"] == [
        {"name": "rds.force_ssl", "value": "1", "applyMethod": "pending-reboot"},
        {"name": "max_connections", "value": "80", "applyMethod": "pending-reboot"},
        {"name": "log_min_duration_statement", "value": "500", "applyMethod": "immediate"},
    ]
    assert "name" not in group.inputs
    assert recording.one(INSTANCE).inputs["parameterGroupName"] == group.id


def test_parameters_follow_the_profile() -> None:
    later = LARGE.model_copy(update={"major_version": 18})
    group = database(later).one(PARAMETERS).inputs

    assert group["family"] == "postgres18"
    assert [each["value"] for each in group["parameters"]] == ["1", "200", "250"]


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_log_groups_are_there_before_rds_would_make_them_and_forget(environment: str) -> None:
    recording = database(environment=environment)
    instance = recording.one(INSTANCE)
    exported = instance.inputs["enabledCloudwatchLogsExports"]

    assert exported == ["postgresql", "upgrade"]
    assert instance.inputs["identifier"] == f"academy-{environment}"
    groups = recording.of_type(LOG_GROUP)
    assert {each.inputs["name"] for each in groups} == {
        f"/aws/rds/instance/academy-{environment}/{log}" for log in exported
    }
    for group in groups:
        assert group.inputs["retentionInDays"] == 7
        assert group.urn in instance.dependencies


def test_insights_are_those_that_cost_nothing() -> None:
    inputs = database().one(INSTANCE).inputs

    assert inputs["databaseInsightsMode"] == "standard"
    assert inputs["performanceInsightsEnabled"] is True
    assert inputs["performanceInsightsRetentionPeriod"] == 7
    assert inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"


def test_other_tiers_get_where_it_is_and_where_its_master_password_is() -> None:
    recording = database()

    outputs = recording.outputs[recording.one(TIER).urn]
    assert re.fullmatch(r"academy-prod\.\w+\.ap-northeast-2\.rds\.amazonaws\.com", outputs.pop("host"))
    secret = outputs.pop("master_secret_arn")
    assert secret.startswith("arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:rds!db-")
    group = recording.one("aws:rds/parameterGroup:ParameterGroup").id
    assert outputs == {"identifier": "academy-prod", "port": 5432, "name": "academy", "parameter_group": group}


@pytest.mark.parametrize(("size", "allowed"), [(SMALL, False), (LARGE, True)])
def test_iam_gets_to_know_the_instance_only_where_it_may_let_somebody_in(size: DatabaseSize, allowed: bool) -> None:
    def program() -> None:
        login_id = declare(size).login_id
        pulumi.export("login_id", login_id)

    recording = record(program)

    expected = {"login_id": recording.one(INSTANCE).id} if allowed else {}
    assert recording.exports == expected


def test_a_first_preview_does_without_the_secret_that_rds_has_not_made_yet() -> None:
    recording = record(lambda: declare(SMALL), preview=True)

    assert recording.keys() == database(SMALL).keys()
    assert recording.outputs[recording.one(TIER).urn]["identifier"] == "academy-prod"
