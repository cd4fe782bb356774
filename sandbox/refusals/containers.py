"""What ECS refuses of a task definition, its containers above all: they are JSON text that nothing else looks into."""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import botocore.session
from botocore.model import ListShape, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

from sandbox.held import Change
from sandbox.refusals.reading import number, numbers, objects, parsed, texts, values
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import Rule, no
from sandbox.refusals.tokens import ROLE, TASK_DEFINITION
from sandbox.wire import is_list, is_object, is_unknown
from sizing.fargate import fargate_memory_choices

_REGISTER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"
_CONTAINER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"
_FARGATE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"
_GPU = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html"
_STORAGE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html"
_QUOTAS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"

LONGEST_STOP_SECONDS = 120  # on Fargate: see _CONTAINER
EPHEMERAL_GIB = (21, 200)  # on Fargate: see _STORAGE
LARGEST_BYTES = 64 * 1024
"""A whole task definition. See _QUOTAS."""
MOST_CONTAINERS = 10  # see _QUOTAS

_FAMILY = re.compile(r"[A-Za-z0-9_-]{1,255}")
_SORTED = ("environment", "secrets")

REFERENCES = tuple(
    Reference(holder=TASK_DEFINITION, path=path, target=ROLE, by=("arn",), missing="ClientException", page=_REGISTER)
    for path in ("executionRoleArn", "taskRoleArn")
)


def not_a_list_of_containers(change: Change) -> str | None:
    """`containerDefinitions` is the JSON text of a list."""
    text = change.inputs.get("containerDefinitions")
    if not isinstance(text, str) or is_unknown(text) or is_list(parsed(text)):
        return None
    return f"containerDefinitions: want the JSON text of a list, got {text[:60]}"


def containers_of_another_shape(change: Change) -> str | None:
    """Every container has only what RegisterTaskDefinition takes, of the type that it takes."""
    found = container_problems(_containers(change))
    return no("ClientException", f"containerDefinitions: {'; '.join(found)}", _CONTAINER) if found else None


def containers_in_another_order(change: Change) -> str | None:
    """What AWS sorts by name is sorted: else every update would register a revision and deploy it."""
    containers = _containers(change)
    lists = {"containerDefinitions": containers} | {
        f"containerDefinitions[{index}].{kind}": each.get(kind)
        for index, each in enumerate(objects(containers))
        for kind in _SORTED
    }
    found = [path for path, value in lists.items() if (names := texts(value, "name")) != sorted(names)]
    return f"not sorted by name, so each update would register a revision: {', '.join(found)}" if found else None


def containers_that_cannot_be_told_apart(change: Change) -> str | None:
    """Container names differ, and so do the names of a container's variables."""
    containers = objects(_containers(change))
    for path, names in (
        ("container", texts(containers, "name")),
        *((f"{kind} of {each.get('name')}", texts(each, f"{kind}.name")) for each in containers for kind in _SORTED),
    ):
        again = [name for name, count in Counter(names).items() if count > 1]
        if again:
            return no("ClientException", f"{path}: {again[0]} is there twice", _CONTAINER)
    return None


def containers_that_name_what_is_not_there(change: Change) -> str | None:
    """Volumes and containers that a container speaks of are there."""
    containers = objects(_containers(change))
    volumes = set(texts(change.inputs, "volumes.name"))
    for each in containers:
        for volume in texts(each, "mountPoints.sourceVolume"):
            if volume not in volumes:
                return no("ClientException", f"{each.get('name')} mounts unknown volume {volume}", _CONTAINER)
        if reason := _dependency(each, containers):
            return no("ClientException", reason, _CONTAINER)
    return None


def no_essential_container(change: Change) -> str | None:
    """One of the containers, ten at most, keeps the task alive."""
    containers = objects(_containers(change))
    if containers and not any(each.get("essential", True) for each in containers):
        return no("ClientException", "no container is essential", _CONTAINER)
    if len(containers) > MOST_CONTAINERS:
        return no("ClientException", f"{len(containers)} containers; want at most {MOST_CONTAINERS}", _QUOTAS)
    return None


def task_that_fargate_does_not_rent(change: Change) -> str | None:
    """On Fargate a task has a size that is rented, storage in its range, and a network interface of its own."""
    if not _on_fargate(change):
        return None
    if change.text("networkMode") != "awsvpc":
        return no("ClientException", f"networkMode is {change.text('networkMode') or 'bridge'}; want awsvpc", _FARGATE)
    if reason := _size(change.inputs):
        return no("ClientException", reason, _FARGATE)
    least, most = EPHEMERAL_GIB
    storage = number(change.inputs, "ephemeralStorage.sizeInGib", least)
    if not least <= storage <= most:
        return no("ClientException", f"ephemeral storage of {storage} GiB; want {least} to {most}", _STORAGE)
    return None


def containers_that_fargate_does_not_run(change: Change) -> str | None:
    """On Fargate a container has no GPU, no privileges, two minutes to stop, and a role to fetch its secrets by."""
    if not _on_fargate(change):
        return None
    for each in objects(_containers(change)):
        if reason := _container_on_fargate(each):
            return no("ClientException", f"{each.get('name')}: {reason[0]}", reason[1])
    if _needs_execution_role(change) and change.inputs.get("executionRoleArn") is None:
        reason = "Fargate requires an execution role to support secrets and the awslogs log driver"
        return no("ClientException", reason, _FARGATE)
    return None


def task_definition_of_a_wrong_form(change: Change) -> str | None:
    """A family has a name of AWS's form, and the whole task definition has 64 KiB at most."""
    family = change.text("family")
    if family and not is_unknown(family) and not _FAMILY.fullmatch(family):
        return no("ClientException", f"family is {family}; want letters, digits, hyphens and underscores", _REGISTER)
    length = len(change.text("containerDefinitions").encode())
    if length > LARGEST_BYTES:
        return no("ClientException", f"{length} bytes; want at most {LARGEST_BYTES}", _QUOTAS)
    return None


def container_problems(containers: object) -> list[str]:
    """What RegisterTaskDefinition's own shape says against container definitions, one line a mistake, with its path."""
    if not is_list(containers):
        return []
    asked: dict[str, Any] = {"family": "any", "containerDefinitions": containers}
    report: str = ParamValidator().validate(asked, _shape()).generate_report()
    return [*report.splitlines(), *_words(containers, _shape().members["containerDefinitions"], "containerDefinitions")]


@functools.cache
def _shape() -> StructureShape:
    service = botocore.session.get_session().get_service_model("ecs")
    return cast("StructureShape", service.operation_model("RegisterTaskDefinition").input_shape)


def _words(value: object, shape: Shape, path: str) -> Iterator[str]:
    """Words that the shape has not in its list: botocore leaves those to AWS."""
    if isinstance(shape, StructureShape) and is_object(value):
        for key, each in value.items():
            if key in shape.members:
                yield from _words(each, shape.members[key], f"{path}.{key}")
    elif isinstance(shape, ListShape) and is_list(value):
        for index, each in enumerate(value):
            yield from _words(each, shape.member, f"{path}[{index}]")
    elif isinstance(shape, StringShape) and shape.enum and isinstance(value, str) and value not in shape.enum:
        yield f"{path} is {value}; want {', '.join(shape.enum)}"


def _containers(change: Change) -> object:
    return parsed(change.inputs.get("containerDefinitions"))


def _on_fargate(change: Change) -> bool:
    return "FARGATE" in values(change.inputs, "requiresCompatibilities")


def _size(inputs: Mapping[str, object]) -> str | None:
    cpu, memory = numbers(inputs, "cpu"), numbers(inputs, "memory")
    if not cpu or not memory:
        return "Fargate requires that cpu and memory be defined at the task level"
    try:
        choices = fargate_memory_choices(int(cpu[0]))
    except ValueError as error:
        return str(error)
    return None if memory[0] in choices else f"no Fargate configuration exists for {cpu[0]} CPU units, {memory[0]} MiB"


def _container_on_fargate(container: Mapping[str, object]) -> tuple[str, str] | None:
    if "GPU" in texts(container, "resourceRequirements.type"):
        return "Fargate has no GPU", _GPU
    stop = number(container, "stopTimeout", 30)
    if stop > LONGEST_STOP_SECONDS:
        return f"stopTimeout is {stop}; want at most {LONGEST_STOP_SECONDS}", _CONTAINER
    if container.get("privileged") is True:
        return "privileged containers are not supported on Fargate", _FARGATE
    for mapping in objects(container, "portMappings"):
        if mapping.get("hostPort") not in (None, mapping.get("containerPort")):
            return f"hostPort {mapping.get('hostPort')} must equal the containerPort with awsvpc", _CONTAINER
    return None


def _needs_execution_role(change: Change) -> bool:
    containers = _containers(change)
    return bool(values(containers, "secrets")) or "awslogs" in values(containers, "logConfiguration.logDriver")


def _dependency(container: Mapping[str, object], containers: Sequence[Mapping[str, object]]) -> str | None:
    others = {str(each.get("name")): each for each in containers}
    for each in objects(container, "dependsOn"):
        other = others.get(str(each.get("containerName")))
        if other is None or other is container:
            return f"{container.get('name')} depends on unknown container {each.get('containerName')}"
        if each.get("condition") == "HEALTHY" and not other.get("healthCheck"):
            return f"{container.get('name')} waits for {other.get('name')} to be healthy, which has no health check"
    return None


_ALL = frozenset({TASK_DEFINITION})
_CHECKS = (
    not_a_list_of_containers,
    containers_of_another_shape,
    containers_in_another_order,
    containers_that_cannot_be_told_apart,
    containers_that_name_what_is_not_there,
    no_essential_container,
    task_that_fargate_does_not_rent,
    containers_that_fargate_does_not_run,
    task_definition_of_a_wrong_form,
)

RULES = (*rules(REFERENCES), *(Rule(when=frozenset({"check"}), types=_ALL, reason=each) for each in _CHECKS))
