"""From an empty account over a first release to 10,000 people a day, in the order in which AWS is asked for it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.held import Held, Operation
from sandbox.results import Result
from sandbox.workspace import Sandbox
from tests.engine.conftest import succeeded
from tests.engine.graphs import Changes, write_stack
from tests.engine.test_growth import logical

pytestmark = pytest.mark.engine

SERVICE = "aws:ecs/service:Service"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
TARGET = "aws:appautoscaling/target:Target"
ROUTE = "aws:ec2/route:Route"
SUBNET = "aws:ec2/subnet:Subnet"
NAT = "aws:ec2/natGateway:NatGateway"

SERVICES: tuple[str, ...] = ("ai", "api", "messaging", "video")
PGBOUNCER = f"sha256:{'0a' * 32}"
IMAGES: dict[str, str] = dict.fromkeys(SERVICES, "1.0.0")
FIRST: Changes = {"academy:release": IMAGES}
POOLED: Changes = {"academy:release": {**IMAGES, "pgbouncer": PGBOUNCER}}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """An `up`: what the engine did, what AWS was asked for, and what it held then."""

    result: Result
    log: Sequence[Operation]
    held: Sequence[Held]

    def of_type(self, token: str) -> dict[str, Held]:
        """What is held of a type, by logical name; of several, the newest."""
        return {each.name: each for each in self.held if each.type == token}

    def running(self, service: str) -> Held:
        """The task definition that a service runs."""
        arn = self.of_type(SERVICE)[service].inputs["taskDefinition"]
        return next(each for each in self.held if each.type == TASK_DEFINITION and each.outputs["arn"] == arn)

    def images(self, service: str) -> list[str]:
        """What the containers of a service are made from, without the registry."""
        containers = json.loads(str(self.running(service).inputs["containerDefinitions"]))
        return [each["image"].rpartition("/")[2] for each in containers]

    def scaling(self) -> dict[str, tuple[object, object]]:
        """Least and most tasks, by service."""
        return {
            name: (each.inputs["minCapacity"], each.inputs["maxCapacity"])
            for name, each in self.of_type(TARGET).items()
        }

    def when(self, op: str, token: str) -> dict[str, int]:
        """The turn at which each resource of a type was created, or updated."""
        return {each.name: turn for turn, each in enumerate(self.log) if (each.op, each.type) == (op, token)}


@dataclass(frozen=True, kw_only=True)
class Story:
    """Three ups, one after the other, of one stack."""

    empty: Stage
    released: Stage
    grown: Stage


@pytest.fixture(scope="module")
def story(engine: Path) -> Story:
    with Sandbox(engine) as box:
        return grow(box)


def grow(box: Sandbox) -> Story:
    """Bring up, release, grow."""

    def up(stack: str) -> Stage:
        box.account.clear_log()
        result = succeeded(box.up(stack))
        return Stage(result=result, log=box.account.log(), held=box.account.list())

    empty = up("initial")
    write_stack(box, "initial", "initial", FIRST)
    released = up("initial")
    succeeded(box.rename("initial", "10k"))
    write_stack(box, "10k", "10k", POOLED)
    return Story(empty=empty, released=released, grown=up("10k"))


def test_the_first_up_needs_no_image(story: Story) -> None:
    assert story.empty.scaling() == dict.fromkeys(SERVICES, (0, 0))
    assert {each.inputs["desiredCount"] for each in story.empty.of_type(SERVICE).values()} == {0}
    assert {service: story.empty.images(service) for service in SERVICES} == {
        service: [f"academy-{service}:unreleased"] for service in SERVICES
    }


def test_the_first_release_starts_tasks_of_the_images_that_it_names(story: Story) -> None:
    assert {service: story.released.images(service) for service in SERVICES} == {
        service: [f"academy-{service}:1.0.0"] for service in SERVICES
    }
    assert story.released.scaling() == {"ai": (1, 2), "api": (2, 4), "messaging": (1, 2), "video": (1, 2)}


def test_growing_makes_every_way_out_before_it_moves_a_service(story: Story) -> None:
    ways_out = story.grown.when("create", ROUTE) | story.grown.when("create", NAT)
    moved = story.grown.when("update", SERVICE)

    assert set(ways_out) == {"network-private-a", "network-private-c", "network-nat-a", "network-nat-c"}
    assert set(moved) == set(SERVICES)
    assert max(ways_out.values()) < min(moved.values())

    subnets = story.grown.of_type(SUBNET)
    private = {subnets[name].id for name in ("network-private-a", "network-private-c")}
    for service in story.grown.of_type(SERVICE).values():
        network = service.inputs["networkConfiguration"]
        assert isinstance(network, dict)
        assert {*network["subnets"]} == private
        assert network["assignPublicIp"] is False


def test_growing_replaces_nothing_but_the_revision_that_pgbouncer_joins(story: Story) -> None:
    assert logical(story.grown.result, "delete") == set()
    assert logical(story.grown.result, "replace") == {f"{TASK_DEFINITION}::api"}


@pytest.mark.parametrize("service", SERVICES)
def test_the_revision_before_stays_for_a_rollback(story: Story, service: str) -> None:
    before = [stage.running(service) for stage in (story.empty, story.released)]

    assert before[0].outputs["arn"] != before[1].outputs["arn"]
    still_there = {each.outputs["arn"] for each in story.grown.held if each.type == TASK_DEFINITION}
    assert {each.outputs["arn"] for each in before} <= still_there
    for stage in (story.released, story.grown):
        assert stage.when("delete", TASK_DEFINITION) == {}


def test_growing_puts_pgbouncer_by_its_digest_beside_the_api(story: Story) -> None:
    assert story.grown.images("api") == ["academy-api:1.0.0", f"academy-pgbouncer@{PGBOUNCER}"]
    assert story.grown.scaling()["api"] == (4, 12)
