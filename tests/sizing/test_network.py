from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sizing.network import (
    LARGEST_PREFIX,
    PRIVATE_RANGES,
    SMALLEST_PREFIX,
    ZONES,
    Nat,
    NetworkSize,
    Zone,
    ZoneSubnets,
    subnet_plan,
)

RESERVED_BY_AWS = 5
"""Addresses of every subnet. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"""


@st.composite
def vpcs(draw: st.DrawFn) -> str:
    """Any block that the profile accepts."""
    private = draw(st.sampled_from(PRIVATE_RANGES))
    prefix = draw(st.integers(LARGEST_PREFIX, SMALLEST_PREFIX))
    place = draw(st.integers(0, 2 ** (prefix - private.prefixlen) - 1))
    return str(IPv4Network((int(private.network_address) + place * 2 ** (32 - prefix), prefix)))


zone_lists = st.lists(st.sampled_from(ZONES), min_size=2, max_size=len(ZONES), unique=True)
nats = st.sampled_from(("none", "single", "per_zone"))


def network(cidr: str = "10.0.0.0/16", zones: tuple[Zone, ...] = ("a", "c"), nat: Nat = "none") -> NetworkSize:
    return NetworkSize(cidr=cidr, zones=zones, nat=nat, flow_logs=False)


def blocks(plan: dict[Zone, ZoneSubnets]) -> list[IPv4Network]:
    return [IPv4Network(block) for subnets in plan.values() for block in (subnets.public, subnets.private)]


def test_the_requirements_block_is_laid_out_like_this() -> None:
    assert subnet_plan("10.0.0.0/16", ZONES) == {
        "a": ZoneSubnets(public="10.0.0.0/20", private="10.0.128.0/19"),
        "b": ZoneSubnets(public="10.0.16.0/20", private="10.0.160.0/19"),
        "c": ZoneSubnets(public="10.0.32.0/20", private="10.0.192.0/19"),
        "d": ZoneSubnets(public="10.0.48.0/20", private="10.0.224.0/19"),
    }


@given(vpcs(), zone_lists)
def test_subnets_never_overlap_and_lie_inside_the_vpc(cidr: str, zones: list[Zone]) -> None:
    planned = blocks(subnet_plan(cidr, zones))
    assert len(planned) == 2 * len(zones)
    assert not any(one.overlaps(other) for one, other in combinations(planned, 2))
    assert all(block.subnet_of(IPv4Network(cidr)) for block in planned)


@given(vpcs(), zone_lists, zone_lists)
def test_no_zone_moves_when_others_come_or_go(cidr: str, before: list[Zone], after: list[Zone]) -> None:
    old, new = subnet_plan(cidr, before), subnet_plan(cidr, after)
    assert all(old[zone] == new[zone] for zone in before if zone in after)


@given(vpcs(), zone_lists)
def test_the_plan_follows_the_order_of_the_zones_given(cidr: str, zones: list[Zone]) -> None:
    assert list(subnet_plan(cidr, zones)) == zones


@given(vpcs())
def test_a_quarter_of_the_vpc_stays_free(cidr: str) -> None:
    free = list(IPv4Network(cidr).subnets(prefixlen_diff=2))[1]
    assert not any(free.overlaps(block) for block in blocks(subnet_plan(cidr, ZONES)))


@given(vpcs())
def test_even_the_smallest_subnets_have_room_for_hundreds_of_tasks(cidr: str) -> None:
    for subnets in subnet_plan(cidr, ZONES).values():
        public, private = IPv4Network(subnets.public), IPv4Network(subnets.private)
        assert public.num_addresses - RESERVED_BY_AWS >= 251
        assert private.num_addresses == 2 * public.num_addresses


@given(vpcs())
def test_every_private_block_of_an_allowed_size_is_accepted(cidr: str) -> None:
    assert network(cidr).cidr == cidr


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_block_is_accepted_only_where_it_is_private_and_of_an_allowed_size(address: object, prefix: int) -> None:
    block = IPv4Network(f"{address}/{prefix}", strict=False)
    allowed = 16 <= prefix <= 20 and any(block.subnet_of(private) for private in PRIVATE_RANGES)
    if allowed:
        assert network(str(block)).cidr == str(block)
    else:
        with pytest.raises(ValidationError, match="cidr"):
            network(str(block))


@given(zone_lists, nats)
def test_nat_gateways_are_in_no_zone_the_first_or_all(zones: list[Zone], nat: Nat) -> None:
    size = network(zones=tuple(zones), nat=nat)
    assert size.nat_zones == {"none": (), "single": (zones[0],), "per_zone": tuple(zones)}[nat]


@given(zone_lists, nats)
def test_every_nat_gateway_is_in_a_zone_that_has_subnets(zones: list[Zone], nat: Nat) -> None:
    size = network(zones=tuple(zones), nat=nat)
    assert set(size.nat_zones) <= set(subnet_plan(size.cidr, size.zones))


def test_a_network_never_changes_once_it_was_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        network().nat = "single"  # pyright: ignore[reportAttributeAccessIssue]
