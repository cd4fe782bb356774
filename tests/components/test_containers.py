"""Container definitions and what containers are told, as ECS would be asked for them."""

import dataclasses
from typing import Literal

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.containers import Container, HealthCheck, ServiceImage, Tmpfs, Volume, container_definitions
from components.environment import database_environment, service_environment, service_secrets
from components.task import Task, TaskArgs
from sandbox.recording import Recording, record
from sizing.access import ServiceAccess
from sizing.compute import Architecture
from sizing.release import UNRELEASED
from tests.components.compute import (
    API,
    API_ACCESS,
    DIGEST,
    LOG_GROUP,
    MESSAGING_ACCESS,
    REPOSITORY,
    ROLES,
    SECRETS,
    TASK_DEFINITION,
    container,
    containers_of,
    placement,
    surroundings,
    task_definition,
)

WORK = Volume(name="work", path="/work")


def task(
    *containers: Container,
    scratch_gib: int | None = None,
    architecture: Architecture = "arm64",
    compatibility: Literal["FARGATE", "EC2"] = "FARGATE",
) -> Recording:
    args = TaskArgs(
        service="video",
        placement=placement(),
        roles=ROLES,
        size=API.model_copy(update={"architecture": architecture}),
        containers=containers or [container()],
        scratch_gib=scratch_gib,
        compatibility=compatibility,
    )
    return record(lambda: Task("video", args))


def test_a_container_is_to_the_letter_what_ecs_keeps_of_it() -> None:
    definition = task_definition(task(), "video")

    assert containers_of(definition)["app"] == {
        "name": "app",
        "image": f"{REPOSITORY}app:1.4.0",
        "cpu": 0,
        "essential": True,
        "user": "10001:10001",
        "privileged": False,
        "readonlyRootFilesystem": True,
        "environment": [],
        "mountPoints": [],
        "portMappings": [],
        "systemControls": [],
        "volumesFrom": [],
        "linuxParameters": {
            "initProcessEnabled": True,
            "tmpfs": [{"containerPath": "/tmp", "mountOptions": ["mode=1777", "nodev", "nosuid"], "size": 32}],  # noqa: S108
        },
        "stopTimeout": 30,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/academy/prod/video",
                "awslogs-region": "ap-northeast-2",
                "awslogs-stream-prefix": "app",
                "max-buffer-size": "4m",
                "mode": "non-blocking",
            },
        },
    }


def test_all_that_a_container_may_have_is_accepted_by_aws() -> None:
    check = HealthCheck(
        command=("CMD-SHELL", "true"), interval_seconds=5, timeout_seconds=3, retries=3, start_seconds=10
    )
    pooler = container(name="pooler", health_check=check, memory_mib=64)
    everything = container(
        environment={"B": "2", "A": "1"},
        secrets={"Y": f"{SECRETS}y", "X": f"{SECRETS}x"},
        writable=(WORK, Tmpfs(path="/tmp", size_mib=8), Tmpfs(path="/run/app", size_mib=1)),  # noqa: S108
        entry_point=("sh", "-c"),
        command=("serve",),
        port=8000,
        starts_after=("pooler",),
        stop_seconds=120,
    )
    definition = task_definition(task(pooler, everything), "video")

    assert list(containers_of(definition)) == ["app", "pooler"]
    found = containers_of(definition)["app"]
    assert found["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert found["secrets"] == [
        {"name": "X", "valueFrom": f"{SECRETS}x"},
        {"name": "Y", "valueFrom": f"{SECRETS}y"},
    ]
    assert found["mountPoints"] == [{"containerPath": "/work", "readOnly": False, "sourceVolume": "work"}]
    assert [each["containerPath"] for each in found["linuxParameters"]["tmpfs"]] == ["/run/app", "/tmp"]  # noqa: S108
    assert found["portMappings"] == [{"containerPort": 8000, "hostPort": 8000, "protocol": "tcp"}]
    assert found["dependsOn"] == [{"condition": "HEALTHY", "containerName": "pooler"}]
    assert (found["entryPoint"], found["command"], found["stopTimeout"]) == (["sh", "-c"], ["serve"], 120)
    pooled = containers_of(definition)["pooler"]
    assert pooled["memory"] == 64
    assert pooled["healthCheck"] == {
        "command": ["CMD-SHELL", "true"],
        "interval": 5,
        "timeout": 3,
        "retries": 3,
        "startPeriod": 10,
    }


def test_on_machines_of_our_own_a_container_asks_for_the_gpus_that_it_needs() -> None:
    definition = task_definition(task(container(gpus=1), compatibility="EC2"), "video")

    assert definition.inputs["requiresCompatibilities"] == ["EC2"]
    assert containers_of(definition)["app"]["resourceRequirements"] == [{"type": "GPU", "value": "1"}]


@settings(max_examples=15, deadline=None)
@given(st.permutations(["a", "b", "c"]), st.permutations(["X", "Y", "Z"]))
def test_the_order_in_which_things_are_written_down_changes_nothing(names: list[str], keys: list[str]) -> None:
    def definitions(order: list[str], variables: list[str]) -> str:
        containers = [
            container(
                name=name,
                environment={key: key.lower() for key in variables},
                secrets={f"{key}_SECRET": f"{SECRETS}{key}" for key in variables},
            )
            for name in order
        ]
        found = record(
            lambda: pulumi.export("text", container_definitions(containers, "/academy/prod/app", "ap-northeast-2"))
        )
        return found.exports["text"]

    assert definitions(names, keys) == definitions(["a", "b", "c"], ["X", "Y", "Z"])


@pytest.mark.parametrize(
    ("tag", "reference", "released"),
    [
        ("1.4.0", f"{REPOSITORY}api:1.4.0", True),
        (DIGEST, f"{REPOSITORY}api@{DIGEST}", True),
        (UNRELEASED, f"{REPOSITORY}api:unreleased", False),
    ],
)
def test_an_image_is_named_by_its_tag_or_by_its_digest(tag: str, reference: str, released: bool) -> None:
    found = ServiceImage(repository_url=f"{REPOSITORY}api", tag=tag)

    assert record(lambda: pulumi.export("reference", found.reference)).exports["reference"] == reference
    assert found.released is released


def test_the_log_group_is_there_before_the_task_and_keeps_lines_as_long_as_the_profile_says() -> None:
    recording = task()
    group, definition = recording.one(LOG_GROUP), recording.one(TASK_DEFINITION)

    assert group.inputs["name"] == "/academy/prod/video"
    assert group.inputs["retentionInDays"] == 7
    assert group.urn in definition.property_dependencies["containerDefinitions"]


@pytest.mark.parametrize(("architecture", "known"), [("arm64", "ARM64"), ("x86_64", "X86_64")])
def test_a_task_is_fargates_and_runs_on_the_processor_that_its_image_is_built_for(
    architecture: Architecture, known: str
) -> None:
    inputs = task_definition(task(architecture=architecture), "video").inputs

    assert inputs["requiresCompatibilities"] == ["FARGATE"]
    assert inputs["networkMode"] == "awsvpc"
    assert inputs["runtimePlatform"] == {"operatingSystemFamily": "LINUX", "cpuArchitecture": known}
    assert (inputs["cpu"], inputs["memory"]) == ("512", "1024")
    assert inputs["family"] == "academy-prod-video"
    assert (inputs["executionRoleArn"], inputs["taskRoleArn"]) == (ROLES.execution_role_arn, ROLES.task_role_arn)


def test_the_revision_before_stays_registered_for_a_way_back() -> None:
    assert task().one(TASK_DEFINITION).inputs["skipDestroy"] is True


def test_a_task_with_scratch_space_has_as_much_disk_as_the_profile_says() -> None:
    inputs = task_definition(task(container(writable=(WORK,)), scratch_gib=30), "video").inputs

    assert inputs["ephemeralStorage"] == {"sizeInGib": 30}
    assert inputs["volumes"] == [{"name": "work"}]


def test_a_task_without_scratch_space_asks_for_no_disk() -> None:
    inputs = task_definition(task(), "video").inputs

    assert "ephemeralStorage" not in inputs
    assert inputs["volumes"] == []


def told(access: ServiceAccess, connections: int, *, signed: bool = False) -> dict[str, str]:
    return record(
        lambda: pulumi.export("told", service_environment(access, surroundings(signed=signed), connections))
    ).exports["told"]


def kept(access: ServiceAccess) -> dict[str, str]:
    return record(lambda: pulumi.export("kept", service_secrets(access, surroundings()))).exports["kept"]


def test_a_service_is_told_where_what_it_may_reach_is_and_nothing_else() -> None:
    api = told(API_ACCESS, 5)

    assert api.keys() == {
        "ENVIRONMENT",
        "AWS_REGION",
        "PUBLIC_ORIGIN",
        "MEDIA_BUCKET",
        "QUEUE_URL_VIDEO",
        "QUEUE_URL_AI_LITE",
        "QUEUE_URL_AI_BASIC",
        "QUEUE_URL_AI_PREMIUM",
        "QUEUE_URL_MESSAGING",
        "DATABASE_HOST",
        "DATABASE_PORT",
        "DATABASE_NAME",
        "DATABASE_USER",
        "DATABASE_SSLMODE",
        "DATABASE_CONNECTIONS",
    }
    assert api["QUEUE_URL_AI_LITE"].endswith("/academy-ai-jobs-lite")
    assert (api["DATABASE_PORT"], api["DATABASE_SSLMODE"], api["DATABASE_CONNECTIONS"]) == ("5432", "require", "5")
    assert told(MESSAGING_ACCESS, 0).keys() == {"ENVIRONMENT", "AWS_REGION", "PUBLIC_ORIGIN", "QUEUE_URL_MESSAGING"}


def test_who_signs_media_urls_is_told_which_key_it_has() -> None:
    signs = dataclasses.replace(API_ACCESS, secrets=(*API_ACCESS.secrets, "media-signing-key"))

    assert told(signs, 5, signed=True)["MEDIA_KEY_ID"] == "K0123"
    assert "MEDIA_KEY_ID" not in told(API_ACCESS, 5)
    assert kept(signs)["MEDIA_SIGNING_KEY"] == f"{SECRETS}media-signing-key-AbCdEf"


def test_secrets_are_named_and_never_read() -> None:
    assert kept(API_ACCESS) == {
        "APPLICATION_KEY": f"{SECRETS}application-key-AbCdEf",
        "DATABASE_PASSWORD": f"{SECRETS}database-password-AbCdEf",
    }
    assert kept(MESSAGING_ACCESS) == {
        "DATABASE_PASSWORD": f"{SECRETS}database-password-AbCdEf",
        "SOLAPI_API_KEY": f"{SECRETS}solapi-AbCdEf:api_key::",
        "SOLAPI_API_SECRET": f"{SECRETS}solapi-AbCdEf:api_secret::",
    }


def test_the_application_is_never_the_master_user() -> None:
    found = record(lambda: pulumi.export("told", database_environment(surroundings().database, 2))).exports["told"]

    assert found["DATABASE_USER"] == "academy_app"


def test_environment_and_secrets_never_share_a_name() -> None:
    for access in (API_ACCESS, MESSAGING_ACCESS):
        assert not told(access, 5).keys() & kept(access).keys()
