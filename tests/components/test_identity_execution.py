"""What ECS may do to start the tasks of each service, as AWS would be asked for it."""

import pytest

from sandbox.recording import Recording, record
from sizing.database import Pooler
from tests.components.access import (
    IMAGES,
    POLICY,
    REPOSITORY,
    SECRET_ARNS,
    WITH_GPU,
    allows,
    declare,
    may,
    policy,
    record_everything,
)
from tests.components.compute import MASTER_SECRET
from tests.components.policies import statements

LOGS = "arn:aws:logs:ap-northeast-2:123456789012:log-group:/academy/prod/"


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record_everything()


@pytest.mark.parametrize(
    ("service", "keys"),
    [
        ("api", {"application-key", "database-password"}),
        ("video", set[str]()),
        ("ai", set[str]()),
        ("messaging", {"database-password", "solapi"}),
        ("gpu", {"database-password"}),
    ],
)
def test_ecs_reads_the_secrets_of_a_service_and_no_other(recording: Recording, service: str, keys: set[str]) -> None:
    read = {
        key
        for key, arn in SECRET_ARNS.items()
        if allows(policy(recording, f"{service}-execution"), "secretsmanager:GetSecretValue", arn)
    }
    assert read == keys


def test_only_the_migration_starts_with_the_master_password(recording: Recording) -> None:
    readers = {
        found.name
        for found in recording.of_type(POLICY)
        if allows(statements(found), "secretsmanager:GetSecretValue", MASTER_SECRET)
    }

    assert readers == {"identity-migrate-execution"}


def pulled(recording: Recording, service: str) -> set[str]:
    """The images that a service's tasks can be started from."""
    return {
        image
        for image in IMAGES
        if may(recording, f"{service}-execution", {"ecr:BatchGetImage", "ecr:PutImage"}, f"{REPOSITORY}{image}")
        == {"ecr:BatchGetImage"}
    }


def test_a_service_pulls_its_own_image(recording: Recording) -> None:
    assert {each: pulled(recording, each) for each in ("video", "ai", "messaging", "gpu", "migrate")} == {
        "video": {"video"},
        "ai": {"ai"},
        "messaging": {"messaging"},
        "gpu": {"gpu"},
        "migrate": {"api"},
    }
    needed = {"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer"}
    assert may(recording, "video-execution", needed, f"{REPOSITORY}video") == needed
    assert allows(policy(recording, "video-execution"), "ecr:GetAuthorizationToken", "*")


@pytest.mark.parametrize(("pooler", "images"), [("none", {"api"}), ("pgbouncer", {"api", "pgbouncer"})])
def test_the_api_pulls_pgbouncer_where_it_has_one(pooler: Pooler, images: set[str]) -> None:
    assert pulled(record(lambda: declare(pooler=pooler)), "api") == images


def test_a_service_writes_to_its_own_log_group(recording: Recording) -> None:
    writing = {"logs:CreateLogStream", "logs:PutLogEvents"}
    actions = writing | {"logs:CreateLogGroup", "logs:DeleteLogStream"}

    for access in WITH_GPU:
        for other in WITH_GPU:
            stream = f"{LOGS}{other.service}:log-stream:app/app/0123abcd"
            expected = writing if other is access else set[str]()
            assert may(recording, f"{access.service}-execution", actions, stream) == expected
