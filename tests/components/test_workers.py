"""Queue workers, as AWS would be asked for them."""

from collections.abc import Callable

import pytest

from components.workers import QueueWorker, QueueWorkerArgs
from sandbox.recording import ROOT, Recording, record
from sizing.access import ServiceAccess
from sizing.compute import TaskRange
from sizing.queues import QUEUES
from sizing.release import UNRELEASED
from sizing.workers import BatchWorkerSize, MessagingWorkerSize
from tests.components.compute import (
    ALARM,
    DIGEST,
    LOG_GROUP,
    MESSAGING_ACCESS,
    SCALING_POLICY,
    SCALING_TARGET,
    SECRETS,
    SERVICE,
    TASK_DEFINITION,
    TOPIC,
    containers_of,
    image,
    placement,
    roles_with_a_policy,
    secrets,
    surroundings,
    task_definition,
    variables,
)

TIER = "academy:compute:QueueWorker"
POLICY = "aws:iam/rolePolicy:RolePolicy"

AI_ACCESS = ServiceAccess(
    service="ai", image="ai", receives_from=("ai-lite", "ai-basic", "ai-premium"), media="read_write"
)
AI = BatchWorkerSize(
    cpu=1024,
    memory_mib=2048,
    architecture="arm64",
    spot=True,
    tasks=TaskRange(min=1, max=2),
    connections=0,
    idle_minutes=10,
    scratch_gib=30,
)
MESSAGING = MessagingWorkerSize(
    cpu=256,
    memory_mib=512,
    architecture="arm64",
    spot=False,
    tasks=TaskRange(min=1, max=2),
    connections=2,
    idle_minutes=10,
    tmp_mib=32,
)


def ai(*, tag: str = "1.4.0", size: BatchWorkerSize = AI) -> Recording:
    """The AI worker."""
    return worker(size, AI_ACCESS, tag)


def messaging(*, tag: str = "1.4.0", size: MessagingWorkerSize = MESSAGING) -> Recording:
    """The messaging worker."""
    return worker(size, MESSAGING_ACCESS, tag)


def worker(size: BatchWorkerSize | MessagingWorkerSize, access: ServiceAccess, tag: str) -> Recording:
    """One worker."""

    def program() -> None:
        QueueWorker(
            access.service,
            QueueWorkerArgs(
                size=size,
                image=image(access.image, tag),
                access=access,
                surroundings=surroundings(),
                placement=placement(),
                roles=roles_with_a_policy(),
                security_group_id=f"sg-{access.service}",
            ),
        )

    return record(program)


@pytest.mark.parametrize(("declare", "provider"), [(ai, "FARGATE_SPOT"), (messaging, "FARGATE")])
def test_whether_aws_may_take_a_task_back_is_said(declare: Callable[[], Recording], provider: str) -> None:
    inputs = declare().one(SERVICE).inputs

    assert inputs["capacityProviderStrategies"] == [{"capacityProvider": provider, "base": 0, "weight": 1}]
    assert "launchType" not in inputs


def test_a_worker_is_told_the_queues_that_it_drains_and_where_media_is() -> None:
    container = containers_of(task_definition(ai(), "ai"))["ai"]

    assert variables(container) == {
        "AWS_REGION": "ap-northeast-2",
        "ENVIRONMENT": "prod",
        "MEDIA_BUCKET": "academy-media-prod",
        "PUBLIC_ORIGIN": "https://academy.example",
        "QUEUE_URL_AI_BASIC": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/academy-ai-jobs-basic",
        "QUEUE_URL_AI_LITE": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/academy-ai-jobs-lite",
        "QUEUE_URL_AI_PREMIUM": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/academy-ai-jobs-premium",
        "TMPDIR": "/work",
        "WORK_DIR": "/work",
    }
    assert secrets(container) == {}
    assert container["portMappings"] == []


def test_without_connections_a_worker_has_neither_a_database_nor_its_password() -> None:
    container = containers_of(task_definition(messaging(), "messaging"))["messaging"]
    without = containers_of(task_definition(ai(), "ai"))["ai"]

    assert variables(container)["DATABASE_CONNECTIONS"] == "2"
    assert secrets(container)["DATABASE_PASSWORD"] == f"{SECRETS}database-password-AbCdEf"
    assert not [key for key in variables(without) if key.startswith("DATABASE")]


def test_batch_jobs_have_a_disk_and_messaging_has_a_little_memory_to_write_to() -> None:
    batch, light = task_definition(ai(), "ai"), task_definition(messaging(), "messaging")
    on_disk, in_memory = containers_of(batch)["ai"], containers_of(light)["messaging"]

    assert batch.inputs["ephemeralStorage"] == {"sizeInGib": 30}
    assert [each["name"] for each in batch.inputs["volumes"]] == ["work"]
    assert on_disk["mountPoints"] == [{"containerPath": "/work", "readOnly": False, "sourceVolume": "work"}]
    assert "tmpfs" not in on_disk["linuxParameters"]

    assert "ephemeralStorage" not in light.inputs
    assert [(each["containerPath"], each["size"]) for each in in_memory["linuxParameters"]["tmpfs"]] == [("/tmp", 32)]  # noqa: S108
    assert variables(in_memory)["TMPDIR"] == "/tmp"  # noqa: S108
    assert "WORK_DIR" not in variables(in_memory)


@pytest.mark.parametrize(("declare", "name"), [(ai, "ai"), (messaging, "messaging")])
def test_a_task_that_is_told_to_stop_has_the_two_minutes_that_its_queues_promise(
    declare: Callable[[], Recording], name: str
) -> None:
    container = containers_of(task_definition(declare(), name))[name]

    assert container["stopTimeout"] == 120
    assert container["linuxParameters"]["initProcessEnabled"] is True


def test_a_deployment_takes_no_task_away_before_a_new_one_runs() -> None:
    inputs = messaging().one(SERVICE).inputs

    assert (inputs["deploymentMinimumHealthyPercent"], inputs["deploymentMaximumPercent"]) == (100, 200)
    assert "loadBalancers" not in inputs or inputs["loadBalancers"] == []


def test_one_signal_scales_a_worker() -> None:
    recording = ai()
    target = recording.one(SCALING_TARGET)

    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (1, 2)
    assert [policy.inputs["policyType"] for policy in recording.of_type(SCALING_POLICY)] == ["StepScaling"] * 2
    assert [policy.name for policy in recording.of_type(SCALING_POLICY)] == ["ai-in", "ai-out"]
    assert {policy.inputs["resourceId"] for policy in recording.of_type(SCALING_POLICY)} == {
        target.inputs["resourceId"]
    }
    for policy in recording.of_type(SCALING_POLICY):
        assert target.urn in policy.dependencies


def test_nothing_that_scaling_does_takes_messaging_below_one() -> None:
    recording = messaging()
    configuration = recording.one(SCALING_POLICY, "messaging-in").inputs["stepScalingPolicyConfiguration"]

    assert recording.one(SCALING_TARGET).inputs["minCapacity"] == 1
    assert [each["scalingAdjustment"] for each in configuration["stepAdjustments"]] == [1]


def test_scaling_wakes_nobody() -> None:
    assert not [alarm.name for alarm in ai().of_type(ALARM) if TOPIC in alarm.inputs["alarmActions"]]


def test_before_its_first_release_a_worker_has_no_tasks_whatever_waits() -> None:
    before, after = ai(tag=UNRELEASED), ai(tag=DIGEST)
    target = before.one(SCALING_TARGET).inputs

    assert (target["minCapacity"], target["maxCapacity"]) == (0, 0)
    assert before.one(SERVICE).inputs["desiredCount"] == 0
    # The release then changes bounds and adds nothing that could come too late.
    assert before.keys() == after.keys()


def test_how_many_tasks_there_are_is_left_to_scaling() -> None:
    assert ai().one(SERVICE).ignore_changes == ("desiredCount",)


def test_a_worker_waits_for_its_roles_permissions_and_runs_behind_its_own_firewall() -> None:
    recording = ai()
    service = recording.one(SERVICE)

    assert recording.one(POLICY).urn in service.dependencies
    assert service.inputs["networkConfiguration"]["securityGroups"] == ["sg-ai"]


def test_a_worker_gives_its_names_and_logs_for_a_week() -> None:
    recording = ai()
    (tier,) = recording.of_type(TIER)

    told = recording.outputs[tier.urn]
    assert {*told} == {
        "service_name",
        "task_definition_arn",
        "log_group_name",
        "capacity_provider",
        "scaling_alarm_names",
    }
    assert told["scaling_alarm_names"].keys() == {"out", "in"}
    assert recording.one(LOG_GROUP).inputs["name"] == "/academy/prod/ai"
    assert recording.one(TASK_DEFINITION).inputs["runtimePlatform"]["cpuArchitecture"] == "ARM64"


def test_the_page_for_those_who_make_images_says_what_the_queues_promise() -> None:
    page = (ROOT / "docs" / "workers.md").read_text()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:3] == "| `"]

    assert rows == [
        [
            f"`{queue.key}`",
            queue.key.partition("-")[0],
            f"{queue.longest_job_seconds} s",
            f"{queue.acceptable_wait_seconds} s",
            f"{queue.visibility_timeout_seconds} s",
            "may be" if queue.survives_interruption else "never",
        ]
        for queue in QUEUES
    ]
