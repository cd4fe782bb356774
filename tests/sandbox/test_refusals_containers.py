"""What ECS refuses of a task definition: nothing else looks into the JSON text of its containers."""

import pytest

from sandbox.account import AwsAccount
from sandbox.check import refused
from sandbox.held import RefusedError
from sandbox.refusals.tokens import TASK_DEFINITION
from sandbox.wire import UNKNOWN
from tests.sandbox.accounts import SEOUL
from tests.sandbox.platforms import container, declare, fargate_task, role


def faults(*containers: dict[str, object], **inputs: object) -> list[str]:
    """What the provider says of a task definition, without the pages."""
    said = refused(TASK_DEFINITION, fargate_task(*containers, **inputs), SEOUL)
    return [each.partition(" (https://")[0].removeprefix("ClientException: ") for each in said]


def variable(name: str, value: str = "x") -> dict[str, str]:
    return {"name": name, "value": value}


def secret(name: str) -> dict[str, str]:
    return {"name": name, "valueFrom": "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:key-AbCdEf"}


def test_a_task_definition_in_order() -> None:
    assert faults() == []
    sidecar = container(name="pooler", portMappings=[], healthCheck={"command": ["CMD", "true"]})
    app = container(
        environment=[variable("A"), variable("B")],
        secrets=[secret("C")],
        mountPoints=[{"sourceVolume": "work", "containerPath": "/work", "readOnly": False}],
        dependsOn=[{"containerName": "pooler", "condition": "HEALTHY"}],
        stopTimeout=120,
    )
    assert faults(app, sidecar, volumes=[{"name": "work"}]) == []


@pytest.mark.parametrize("text", ["{", "{}", '"app"', "null"])
def test_containers_are_a_list(text: str) -> None:
    assert faults(containerDefinitions=text) == [f"containerDefinitions: want the JSON text of a list, got {text}"]


def test_containers_that_a_preview_cannot_know_are_left_alone() -> None:
    assert faults(containerDefinitions=UNKNOWN) == []


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ({"imagee": "x"}, 'Unknown parameter in containerDefinitions[0]: "imagee", must be one of: name, image,'),
        (
            {"environment": [{"name": "A", "valu": "b"}]},
            'Unknown parameter in containerDefinitions[0].environment[0]: "valu"',
        ),
        ({"essential": "yes"}, "Invalid type for parameter containerDefinitions[0].essential, value: yes"),
        ({"cpu": "256"}, "Invalid type for parameter containerDefinitions[0].cpu, value: 256, type: <class 'str'>"),
        ({"command": None}, "Invalid type for parameter containerDefinitions[0].command, value: None"),
        (
            {"logConfiguration": {"options": {}}},
            'Missing required parameter in containerDefinitions[0].logConfiguration: "logDriver"',
        ),
        (
            {"dependsOn": [{"containerName": "app", "condition": "ALIVE"}]},
            "containerDefinitions[0].dependsOn[0].condition is ALIVE; want START, COMPLETE, SUCCESS, HEALTHY",
        ),
    ],
)
def test_a_mistake_in_a_container_is_told_with_its_path(keys: dict[str, object], line: str) -> None:
    assert faults(container(**keys))[0].startswith(f"containerDefinitions: {line}")


def test_all_mistakes_are_told_at_once() -> None:
    (said,) = faults(container(imagee="x", essential="yes"))
    assert '"imagee"' in said
    assert "essential" in said


def test_what_aws_sorts_is_sorted() -> None:
    app = container(environment=[variable("B"), variable("A")], secrets=[secret("D"), secret("C")])
    assert faults(app, container(name="a", portMappings=[])) == [
        "not sorted by name, so each update would register a revision: containerDefinitions, "
        "containerDefinitions[0].environment, containerDefinitions[0].secrets"
    ]


def test_names_are_there_once() -> None:
    assert faults(container(), container(portMappings=[])) == ["container: app is there twice"]
    twice = container(environment=[variable("A"), variable("A", "y")])
    assert faults(twice) == ["environment of app: A is there twice"]


def test_what_a_container_speaks_of_is_there() -> None:
    mount = {"sourceVolume": "work", "containerPath": "/work"}
    assert faults(container(mountPoints=[mount])) == ["app mounts unknown volume work"]
    waits = container(dependsOn=[{"containerName": "pooler", "condition": "START"}])
    assert faults(waits) == ["app depends on unknown container pooler"]
    healthy = container(dependsOn=[{"containerName": "pooler", "condition": "HEALTHY"}])
    assert faults(healthy, container(name="pooler", portMappings=[])) == [
        "app waits for pooler to be healthy, which has no health check"
    ]


def test_a_container_keeps_the_task_alive() -> None:
    assert faults(container(essential=False)) == ["no container is essential"]
    many = [container(name=f"app-{number:02}", portMappings=[]) for number in range(11)]
    assert faults(*many) == ["11 containers; want at most 10"]


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"networkMode": "bridge"}, "networkMode is bridge; want awsvpc"),
        ({"cpu": None}, "Fargate requires that cpu and memory be defined at the task level"),
        ({"cpu": "300"}, "cpu is 300; want 256, 512, 1024, 2048, 4096, 8192 or 16384"),
        ({"cpu": "512", "memory": "512"}, "no Fargate configuration exists for 512 CPU units, 512 MiB"),
        ({"ephemeralStorage": {"sizeInGib": 20}}, "ephemeral storage of 20 GiB; want 21 to 200"),
        (
            {"executionRoleArn": None},
            "Fargate requires an execution role to support secrets and the awslogs log driver",
        ),
        ({"family": "academy api"}, "family is academy api; want letters, digits, hyphens and underscores"),
    ],
)
def test_a_task_that_fargate_does_not_rent(inputs: dict[str, object], reason: str) -> None:
    assert faults(**inputs) == [reason]


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"resourceRequirements": [{"type": "GPU", "value": "1"}]}, "app: Fargate has no GPU"),
        ({"stopTimeout": 121}, "app: stopTimeout is 121; want at most 120"),
        ({"privileged": True}, "app: privileged containers are not supported on Fargate"),
        (
            {"portMappings": [{"containerPort": 8000, "hostPort": 80}]},
            "app: hostPort 80 must equal the containerPort with awsvpc",
        ),
    ],
)
def test_a_container_that_fargate_does_not_run(keys: dict[str, object], reason: str) -> None:
    assert faults(container(**keys)) == [reason]
    assert faults(container(**keys), requiresCompatibilities=["EC2"]) == []


def test_a_task_definition_has_64_kib() -> None:
    (said,) = faults(container(command=["x" * 64 * 1024]))
    assert said.endswith("bytes; want at most 65536")


def test_a_role_that_is_not_there() -> None:
    account = AwsAccount()
    there = role(account)
    declare(account, TASK_DEFINITION, fargate_task(executionRoleArn=there.outputs["arn"]))
    with pytest.raises(
        RefusedError, match="ClientException: taskRoleArn: arn:aws:iam::123456789012:role/gone does not"
    ):
        declare(
            account,
            TASK_DEFINITION,
            fargate_task(executionRoleArn=there.outputs["arn"], taskRoleArn="arn:aws:iam::123456789012:role/gone"),
        )


def test_each_revision_of_a_family_has_the_next_number_and_the_old_one_stays() -> None:
    account = AwsAccount()
    execution = role(account).outputs["arn"]
    first = declare(account, TASK_DEFINITION, fargate_task(executionRoleArn=execution))
    second = declare(account, TASK_DEFINITION, fargate_task(executionRoleArn=execution, memory="2048"))
    other = declare(account, TASK_DEFINITION, fargate_task(executionRoleArn=execution, family="video"))
    account.delete(first.type, first.id)
    stem = f"arn:aws:ecs:{SEOUL}:123456789012:task-definition"
    assert [each.outputs["arn"] for each in (first, second, other)] == [
        f"{stem}/api:1",
        f"{stem}/api:2",
        f"{stem}/video:1",
    ]
    assert [each.outputs["revision"] for each in (first, second, other)] == [1, 2, 1]
    assert second.outputs["arnWithoutRevision"] == f"{stem}/api"
    assert {each.id for each in account.held() if each.type == TASK_DEFINITION} == {"api:1", "api:2", "video:1"}


def test_other_tags_are_no_other_revision() -> None:
    account = AwsAccount()
    task = declare(account, TASK_DEFINITION, fargate_task(executionRoleArn=role(account).outputs["arn"]))
    tagged = account.update(task.type, task.id, {**task.inputs, "tags": {"Name": "api"}})
    assert tagged.outputs["arn"] == task.outputs["arn"]
    assert tagged.outputs["revision"] == 1


def test_a_number_is_not_given_twice() -> None:
    account = AwsAccount()
    inputs = fargate_task(executionRoleArn=role(account).outputs["arn"], skipDestroy=False)
    first = declare(account, TASK_DEFINITION, inputs)
    account.delete(first.type, first.id)
    assert account.read(first.type, first.id) is None
    assert declare(account, TASK_DEFINITION, inputs).outputs["revision"] == 2
