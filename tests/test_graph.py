"""What follows from the whole graph at once: who is reached from outside, and what is left when a zone goes."""

import dataclasses
import re
from typing import Any

import pytest

from sandbox.recording import ROOT, Recording, record_program
from tests.invariants import (
    are_reached_through_cloudfront_alone,
    have_no_public_address_unasked,
    let_in_only_each_other_and_cloudfront,
)
from tests.reach import BALANCER, DATABASE, INGRESS, SERVICE, SUBNET, reached
from tests.zone_loss import lost, zones

RELEASED = {
    "academy:release": {
        **dict.fromkeys(("api", "video", "ai", "messaging"), "1.4.0"),
        "pgbouncer": f"sha256:{'0a' * 32}",
    }
}
GPU = {"academy:network": {"nat": "per_zone"}, "academy:gpu": {"enabled": True}}
DOMAIN = {"academy:domain": {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"}}

LOST_BY_INITIAL = {
    "database": (
        "Database (one zone): down until AWS has the zone back, or until a person restores a backup in the other "
        "zone, without the last minutes of changes."
    ),
    "api": "API: its task in the other zone runs on, and every request that needs the database fails.",
    "messaging": (
        "Messaging worker: starts again in the other zone, and a job that five times finds no database waits in the "
        "dead-letter queue until somebody sends it back."
    ),
}
"""By the name of the resource; the texts are the README's."""

README_SECTION = "What `initial` does not survive"


@pytest.fixture(scope="module")
def initial() -> Recording:
    return record_program("initial", RELEASED)


@pytest.fixture(scope="module")
def ten_k() -> Recording:
    return record_program("10k", RELEASED)


@pytest.fixture(scope="module")
def everything() -> Recording:
    return record_program("initial", RELEASED | GPU | DOMAIN)


@pytest.fixture(params=["initial", "ten_k", "everything"])
def graph(request: pytest.FixtureRequest) -> Recording:
    return request.getfixturevalue(request.param)


def with_inputs(graph: Recording, token: str, name: str, **inputs: Any) -> Recording:
    """The graph with one resource as somebody might change it."""
    there = graph.one(token, name)
    changed = dataclasses.replace(there, inputs={**there.inputs, **inputs})
    return dataclasses.replace(graph, resources=tuple(changed if each is there else each for each in graph.resources))


def test_no_security_group_lets_in_anybody_but_cloudfront_and_its_neighbours(graph: Recording) -> None:
    assert list(let_in_only_each_other_and_cloudfront(graph)) == []


def test_no_subnet_maps_public_addresses(graph: Recording) -> None:
    assert len(graph.of_type(SUBNET)) == 4
    assert list(have_no_public_address_unasked(graph)) == []


def test_every_path_from_the_internet_to_a_task_goes_through_cloudfront(graph: Recording) -> None:
    assert reached(graph, through_cloudfront=False) == set()
    # Workers are reached by nobody; the database only by way of the API.
    assert reached(graph, through_cloudfront=True) == {
        "Distribution cdn",
        "LoadBalancer balancer",
        "Service api",
        "Instance database",
    }
    assert list(are_reached_through_cloudfront_alone(graph)) == []


def test_a_way_round_cloudfront_is_found(initial: Recording) -> None:
    public = with_inputs(initial, BALANCER, "balancer", internal=False)
    assert "Service api" in reached(public, through_cloudfront=False)

    rule = initial.one(INGRESS, "firewall-api-from-balancer-http")
    opened = {key: value for key, value in rule.inputs.items() if key != "referencedSecurityGroupId"}
    anybody = dataclasses.replace(
        rule, name="by-hand", urn=f"{rule.urn}-2", inputs={**opened, "cidrIpv4": "8.8.8.0/24"}
    )
    # Tasks of `initial` have public addresses: nothing but their security groups keeps the internet out.
    beside = dataclasses.replace(initial, resources=(*initial.resources, anybody))
    assert reached(beside, through_cloudfront=False) == {"Service api", "Instance database"}

    shut = dataclasses.replace(
        initial, resources=tuple(each for each in initial.resources if each.type != "aws:lb/listener:Listener")
    )
    assert reached(shut, through_cloudfront=True) == {"Distribution cdn", "LoadBalancer balancer"}


def test_what_has_ways_in_of_its_own_is_not_passed_over(initial: Recording) -> None:
    gateway = dataclasses.replace(initial.one(BALANCER), type="aws:apigatewayv2/api:Api", name="by-hand", urn="urn:2")

    with pytest.raises(NotImplementedError, match="ways in through Api by-hand"):
        reached(dataclasses.replace(initial, resources=(*initial.resources, gateway)), through_cloudfront=True)


@pytest.mark.parametrize("zone", ["ap-northeast-2a", "ap-northeast-2c"])
def test_10k_runs_on_without_either_zone(ten_k: Recording, zone: str) -> None:
    assert zones(ten_k) == ["ap-northeast-2a", "ap-northeast-2c"]

    assert lost(ten_k, zone) == set()


@pytest.mark.parametrize("zone", ["ap-northeast-2a", "ap-northeast-2c"])
def test_initial_loses_with_a_zone_what_the_readme_says(initial: Recording, zone: str) -> None:
    assert lost(initial, zone) == LOST_BY_INITIAL.keys()


def test_the_readme_lists_what_initial_loses() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(rf"^#+ {re.escape(README_SECTION)}\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    assert section, f"README.md has no section {README_SECTION!r}"

    bullets = [" ".join(each.split()) for each in re.split(r"^- ", section[1], flags=re.MULTILINE)[1:]]
    assert bullets == list(LOST_BY_INITIAL.values())


@pytest.mark.parametrize("stack", ["initial", "ten_k"])
def test_the_api_has_tasks_left_in_the_other_zone_at_once(stack: str, request: pytest.FixtureRequest) -> None:
    graph: Recording = request.getfixturevalue(stack)
    api = graph.one(SERVICE, "api")
    target = graph.one("aws:appautoscaling/target:Target", "api")

    # ECS spreads tasks evenly over the zones, so half of them are in each.
    assert api.inputs["availabilityZoneRebalancing"] == "ENABLED"
    assert target.inputs["minCapacity"] // len(zones(graph)) >= {"initial": 1, "ten_k": 2}[stack]


def test_one_nat_gateway_takes_every_task_with_its_zone() -> None:
    single = record_program("10k", RELEASED | {"academy:network": {"nat": "single"}})

    assert lost(single, "ap-northeast-2a") == {"api", "video", "ai", "messaging"}
    assert lost(single, "ap-northeast-2c") == set()


def test_a_database_in_one_zone_is_lost_with_any(ten_k: Recording) -> None:
    alone = with_inputs(ten_k, DATABASE, "database", multiAz=False)

    assert lost(alone, "ap-northeast-2c") == {"database", "api", "messaging"}


def test_a_load_balancer_in_one_zone_takes_the_api_with_it(ten_k: Recording) -> None:
    subnets = [each.id for each in ten_k.of_type(SUBNET) if each.inputs["availabilityZone"].endswith("a")]
    alone = with_inputs(ten_k, BALANCER, "balancer", subnets=subnets)

    assert lost(alone, "ap-northeast-2a") == {"balancer", "api"}


def made_from(graph: Recording, urns: frozenset[str]) -> set[str]:
    """Everything that must be there before these, and they themselves, by URN."""
    found, ahead = set[str](), set(urns)
    while ahead:
        here = ahead.pop()
        found.add(here)
        ahead |= {each for each in graph.by_urn(here).dependencies if each} - found
    return found


def test_a_service_is_told_of_subnets_that_have_their_way_out(graph: Recording) -> None:
    private = bool(graph.of_type("aws:ec2/natGateway:NatGateway"))
    ways_out = {
        each.urn
        for token in ("aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation")
        for each in graph.of_type(token)
        if each.name.startswith("network-private") is private
    }

    assert len(ways_out) == (4 if private else 3)
    for service in graph.of_type(SERVICE):
        before = made_from(graph, service.property_dependencies["networkConfiguration"])
        assert ways_out <= before, service.name
