"""The migration's task, as AWS would be asked for it."""

from components.migrate import MigrateTask, MigrateTaskArgs
from sandbox.recording import Recording, record
from sizing.connections import MIGRATE_CONNECTIONS
from sizing.release import UNRELEASED
from tests.components.compute import (
    API,
    LOG_GROUP,
    MASTER_SECRET,
    MIGRATE_ACCESS,
    REPOSITORY,
    SCALING_TARGET,
    SECRETS,
    SERVICE,
    StandInRoles,
    containers_of,
    image,
    placement,
    secrets,
    surroundings,
    task_definition,
    variables,
)

TIER = "academy:compute:MigrateTask"
OWN_ROLES = StandInRoles(
    execution_role_arn="arn:aws:iam::123456789012:role/migrate-execution",
    task_role_arn="arn:aws:iam::123456789012:role/migrate-task",
)


def migrate(tag: str = "1.4.0") -> Recording:
    args = MigrateTaskArgs(
        size=API,
        image=image("api", tag),
        access=MIGRATE_ACCESS,
        surroundings=surroundings(),
        placement=placement(),
        roles=OWN_ROLES,
        master_secret_arn=MASTER_SECRET,
    )
    return record(lambda: MigrateTask("migrate", args))


def test_it_is_a_task_to_be_run_and_not_a_service() -> None:
    recording = migrate()

    assert task_definition(recording, "migrate").inputs["family"] == "academy-prod-migrate"
    assert recording.of_type(SERVICE) == []
    assert recording.of_type(SCALING_TARGET) == []


def test_it_runs_the_apis_build_with_another_command() -> None:
    container = containers_of(task_definition(migrate(), "migrate"))["migrate"]

    assert container["image"] == f"{REPOSITORY}api:1.4.0"
    assert container["command"] == ["migrate"]
    assert container["portMappings"] == []


def test_it_gets_the_master_password_and_the_applications_by_reference() -> None:
    container = containers_of(task_definition(migrate(), "migrate"))["migrate"]

    assert secrets(container) == {
        "DATABASE_PASSWORD": f"{SECRETS}database-password-AbCdEf",
        "MASTER_PASSWORD": f"{MASTER_SECRET}:password::",
        "MASTER_USERNAME": f"{MASTER_SECRET}:username::",
    }


def test_it_goes_straight_to_the_database_with_what_the_budget_gives_it() -> None:
    told = variables(containers_of(task_definition(migrate(), "migrate"))["migrate"])

    assert told["DATABASE_HOST"] == surroundings().database.host
    assert told["DATABASE_PORT"] == "5432"
    assert told["DATABASE_SSLMODE"] == "require"
    assert told["DATABASE_USER"] == "academy_app"
    assert told["DATABASE_CONNECTIONS"] == str(MIGRATE_CONNECTIONS)
    assert not [key for key in told if key.startswith(("QUEUE_URL", "MEDIA"))]


def test_it_has_its_own_two_roles_and_its_own_log() -> None:
    recording = migrate()
    definition = task_definition(recording, "migrate").inputs

    assert definition["executionRoleArn"] == OWN_ROLES.execution_role_arn
    assert definition["taskRoleArn"] == OWN_ROLES.task_role_arn
    assert recording.one(LOG_GROUP).inputs["name"] == "/academy/prod/migrate"


def test_it_has_the_longest_time_to_end_a_transaction() -> None:
    container = containers_of(task_definition(migrate(), "migrate"))["migrate"]

    assert container["stopTimeout"] == 120


def test_it_can_write_to_tmp_and_nowhere_else() -> None:
    container = containers_of(task_definition(migrate(), "migrate"))["migrate"]

    assert container["readonlyRootFilesystem"] is True
    assert [each["containerPath"] for each in container["linuxParameters"]["tmpfs"]] == ["/tmp"]  # noqa: S108
    assert variables(container)["TMPDIR"] == "/tmp"  # noqa: S108


def test_before_the_first_release_it_is_declared_and_names_no_build() -> None:
    container = containers_of(task_definition(migrate(UNRELEASED), "migrate"))["migrate"]

    assert container["image"] == f"{REPOSITORY}api:unreleased"


def test_whoever_runs_it_gets_its_definition_and_its_log() -> None:
    recording = migrate()
    outputs = recording.outputs[recording.one(TIER).urn]

    assert outputs["task_definition_arn"].endswith("task-definition/academy-prod-migrate:1")
    assert outputs["log_group_name"] == "/academy/prod/migrate"
