"""What services and tasks are declared with in tests: stand-ins for the tiers that come before them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import botocore.session
from botocore.validate import ParamValidator
from pulumi import Input, Resource
from pulumi_aws import iam

from components.containers import Container, ServiceImage, Tmpfs
from components.environment import DatabaseEndpoint, Surroundings
from components.task import Placement
from sandbox.recording import Declared, Recording
from sizing.access import ServiceAccess
from sizing.compute import ApiSize, ApiTasks, ScheduledMinimum
from sizing.queues import QUEUES
from sizing.release import UNRELEASED

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
SCALING_TARGET = "aws:appautoscaling/target:Target"
SCALING_POLICY = "aws:appautoscaling/policy:Policy"
SCHEDULED_ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"

REPOSITORY = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/academy-"
DIGEST = f"sha256:{'0a' * 32}"
TOPIC = "arn:aws:sns:ap-northeast-2:123456789012:alerts"
CLUSTER = "arn:aws:ecs:ap-northeast-2:123456789012:cluster/academy"
SECRETS = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:academy/prod/"
MASTER_SECRET = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:rds!db-0123-abcdef"

API = ApiSize(
    cpu=512,
    memory_mib=1024,
    architecture="arm64",
    tmp_mib=64,
    tasks=ApiTasks(min=2, max=4),
    connections=5,
    cpu_target_percent=60,
    requests_per_task_per_minute=600,
    scheduled_minimum=ScheduledMinimum(tasks=3, from_hour=18, to_hour=23),
)

EVERY_QUEUE = tuple(queue.key for queue in QUEUES)

API_ACCESS = ServiceAccess(
    service="api",
    image="api",
    sends_to=EVERY_QUEUE,
    receives_from=EVERY_QUEUE,
    media="full",
    secrets=("application-key", "database-password"),
)
MIGRATE_ACCESS = ServiceAccess(service="migrate", image="api", secrets=("database-password",), master_secret=True)
MESSAGING_ACCESS = ServiceAccess(
    service="messaging", image="messaging", receives_from=("messaging",), secrets=("database-password", "solapi")
)


def surroundings(*, signed: bool = False) -> Surroundings:
    """A whole stack's worth of names."""
    return Surroundings(
        environment="prod",
        region="ap-northeast-2",
        public_origin="https://academy.example",
        media_bucket="academy-media-prod",
        media_key_id="K0123" if signed else None,
        queue_urls={
            queue.key: f"https://sqs.ap-northeast-2.amazonaws.com/123456789012/{queue.base_name}" for queue in QUEUES
        },
        database=DatabaseEndpoint(
            host="academy-prod.example.ap-northeast-2.rds.amazonaws.com", port=5432, name="academy"
        ),
        secret_arns={
            key: f"{SECRETS}{key}-AbCdEf"
            for key in ("application-key", "database-password", "solapi", "media-signing-key")
        },
    )


def placement(*, public: bool = True) -> Placement:
    """Where tasks run."""
    return Placement(
        environment="prod",
        region="ap-northeast-2",
        cluster_arn=CLUSTER,
        cluster_name="academy",
        subnet_ids=["subnet-a", "subnet-c"],
        assign_public_ip=public,
        log_days=7,
        topic_arn=TOPIC,
    )


def image(name: str, tag: str = "1.4.0") -> ServiceImage:
    """A build in one of our repositories."""
    return ServiceImage(repository_url=f"{REPOSITORY}{name}", tag=tag)


UNRELEASED_API = image("api", UNRELEASED)


@dataclass(frozen=True, kw_only=True)
class StandInRoles:
    """The two roles of a service."""

    execution_role_arn: Input[str] = "arn:aws:iam::123456789012:role/execution"
    task_role_arn: Input[str] = "arn:aws:iam::123456789012:role/task"
    policies: Sequence[Resource] = field(default_factory=list[Resource])


ROLES = StandInRoles()
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::academy-media-prod/*"}],
    }
)


def roles_with_a_policy() -> StandInRoles:
    """Roles whose permissions are a resource of their own; only within a program."""
    return StandInRoles(policies=[iam.RolePolicy("permissions", role="task", policy=POLICY)])


def container(**changes: Any) -> Container:
    """A small container with a writable /tmp."""
    plain: dict[str, Any] = {
        "name": "app",
        "image": image("app"),
        "environment": {},
        "secrets": {},
        "writable": (Tmpfs(path="/tmp", size_mib=32),),  # noqa: S108
    }
    return Container(**(plain | changes))


def containers_of(definition: Declared) -> dict[str, dict[str, Any]]:
    """The containers of a task definition by name."""
    return {each["name"]: each for each in json.loads(definition.inputs["containerDefinitions"])}


def variables(definition: dict[str, Any]) -> dict[str, str]:
    """A container's environment, secrets not included."""
    return {each["name"]: each["value"] for each in definition["environment"]}


def secrets(definition: dict[str, Any]) -> dict[str, str]:
    """A container's secrets: variable to reference."""
    return {each["name"]: each["valueFrom"] for each in definition.get("secrets", [])}


def assert_canonical(definition: Declared) -> None:
    """Fails unless the text is exactly what ECS will keep of it."""
    text = definition.inputs["containerDefinitions"]
    parsed = json.loads(text)
    assert text == json.dumps(parsed, sort_keys=True, separators=(",", ":"))
    assert [each["name"] for each in parsed] == sorted(each["name"] for each in parsed)
    assert "null" not in text
    for each in parsed:
        for key in ("environment", "secrets"):
            names = [entry["name"] for entry in each.get(key, [])]
            assert names == sorted(set(names)), key
        for key in ("mountPoints", "volumesFrom", "systemControls", "portMappings"):
            assert isinstance(each[key], list), key
        for port in each["portMappings"]:
            assert port["hostPort"] == port["containerPort"]
        assert not [key for key in ("secrets", "command", "entryPoint", "dependsOn") if each.get(key) == []]


def assert_accepted_by_aws(definition: Declared) -> None:
    """Fails unless `RegisterTaskDefinition` takes the task definition as it is written."""
    inputs = definition.inputs
    request: dict[str, object] = {
        "family": inputs["family"],
        "containerDefinitions": json.loads(inputs["containerDefinitions"]),
        "cpu": inputs["cpu"],
        "memory": inputs["memory"],
        "networkMode": inputs["networkMode"],
        "requiresCompatibilities": inputs["requiresCompatibilities"],
        "executionRoleArn": inputs["executionRoleArn"],
        "taskRoleArn": inputs["taskRoleArn"],
        "runtimePlatform": inputs["runtimePlatform"],
        "volumes": inputs.get("volumes", []),
    }
    if "ephemeralStorage" in inputs:
        request["ephemeralStorage"] = {"sizeInGiB": inputs["ephemeralStorage"]["sizeInGib"]}
    model = botocore.session.get_session().get_service_model("ecs")
    shape = model.operation_model("RegisterTaskDefinition").input_shape
    report = cast("Any", ParamValidator()).validate(request, shape)
    assert not report.has_errors(), report.generate_report()


def task_definition(recording: Recording, name: str) -> Declared:
    """The one of that name, fit for AWS."""
    found = recording.one(TASK_DEFINITION, name)
    assert_canonical(found)
    assert_accepted_by_aws(found)
    return found
