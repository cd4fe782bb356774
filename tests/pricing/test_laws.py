"""What holds for every size and usage: more is never cheaper, the lines are the total, low <= expected <= high."""

import dataclasses
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.priced import resources_of
from pricing.model import Bill, Graph, Line, Resource, Unpriced
from pricing.money import total
from pricing.prices import UnknownPrice, load_prices
from pricing.rules import FREE, RULES, bill
from sandbox.recording import record_program
from sizing.usage import Usage
from tests.pricing.graphs import graph, resource, service, usage

RELEASE = {
    **dict.fromkeys(("api", "video", "ai", "messaging", "gpu"), "1"),
    "pgbouncer": "sha256:" + "0" * 64,
}
EVERYTHING = {
    "academy:release": RELEASE,
    "academy:gpu": {"enabled": True},
    "academy:domain": {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"},
    "academy:monitoring": {"container_insights": True},
    "academy:alerts": {"emails": ["a@academy.example"]},
}
# Amounts of which more is more to pay; with the rest (a cache that hits, hours that are busy) more can be less.
GROWING = (
    "daily_users",
    "api_requests_per_user",
    "api_response_kib",
    "cdn_requests_per_user",
    "cdn_mib_per_user",
    "media_upload_gib",
    "media_months",
    "media_overwritten_percent",
    "frontend_mib",
    "log_mib_per_day",
    "database_changed_percent",
    "outbound_gib",
    "registry_gib",
    "gpu_hours",
)


@cache
def everything() -> tuple[Resource, ...]:
    """10k with everything on that configuration can turn on."""
    return resources_of(record_program("10k", EVERYTHING))


def priced(resources: tuple[Resource, ...], used: Usage, *, plan_approved: bool = True) -> Bill:
    return bill(Graph(resources=resources, usage=used, plan_approved=plan_approved), load_prices())


usages = st.fixed_dictionaries(
    {
        "daily_users": st.integers(1, 1_000_000),
        "api_requests_per_user": st.integers(0, 500),
        "api_response_kib": st.integers(1, 1000),
        "cdn_requests_per_user": st.integers(0, 1000),
        "cdn_mib_per_user": st.integers(0, 5000),
        "cache_hit_percent": st.integers(0, 100),
        "old_media_percent": st.integers(0, 100),
        "media_upload_gib": st.integers(0, 100_000),
        "media_months": st.integers(1, 120),
        "media_object_mib": st.integers(1, 1000),
        "media_overwritten_percent": st.integers(0, 100),
        "log_mib_per_day": st.integers(0, 100_000),
        "database_gib": st.integers(0, 200),
        "database_changed_percent": st.integers(0, 100),
        "outbound_gib": st.integers(0, 10_000),
        "registry_gib": st.integers(0, 1000),
        "gpu_hours": st.integers(0, 2000),
    }
)


@given(used=usages, approved=st.booleans())
def test_the_lines_sum_to_the_total_and_the_resources_too(used: dict[str, Any], *, approved: bool) -> None:
    answer = priced(everything(), usage(used), plan_approved=approved)
    assert total(answer.lines.values()) == answer.total
    assert total(amount for _, amount in answer.largest(1000)) == answer.total


@given(used=usages, approved=st.booleans())
def test_every_charge_has_its_least_its_expected_and_its_most_in_order(used: dict[str, Any], *, approved: bool) -> None:
    for each in priced(everything(), usage(used), plan_approved=approved).charges:
        assert 0 <= each.usd.low <= each.usd.expected <= each.usd.high
        assert 0 <= each.quantity.low <= each.quantity.expected <= each.quantity.high


@given(used=usages, name=st.sampled_from(GROWING), more=st.integers(1, 100), approved=st.booleans())
def test_the_cost_never_falls_when_usage_grows(used: dict[str, Any], name: str, more: int, *, approved: bool) -> None:
    before = usage(used)
    grown = before.model_copy(update={name: getattr(before, name) + more})
    one, other = (priced(everything(), each, plan_approved=approved).total for each in (before, grown))
    assert (other.low, other.expected, other.high) >= (one.low, one.expected, one.high)
    assert other.expected >= one.expected


@given(
    size=st.fixed_dictionaries(
        {
            "cpu": st.sampled_from((256, 512, 1024, 2048, 4096)),
            "memory": st.integers(512, 30_720),
            "least": st.integers(0, 20),
            "extra": st.integers(0, 20),
            "disk": st.integers(20, 200),
        }
    ),
    spot=st.booleans(),
    name=st.sampled_from(("cpu", "memory", "least", "extra", "disk")),
)
def test_the_cost_never_falls_when_a_task_or_their_number_grows(size: dict[str, int], name: str, *, spot: bool) -> None:
    grown = {**size, name: size[name] * 2 if name in ("cpu", "memory", "disk") else size[name] + 1}
    provider = "FARGATE_SPOT" if spot else "FARGATE"
    one, other = (
        bill(
            graph(
                *service(
                    cpu=each["cpu"],
                    memory=each["memory"],
                    least=each["least"],
                    most=each["least"] + each["extra"],
                    disk_gib=each["disk"],
                    provider=provider,
                    public=True,
                )
            ),
            load_prices(),
        ).total
        for each in (size, grown)
    )
    assert other.low >= one.low
    assert other.expected >= one.expected
    assert other.high >= one.high


@given(position=st.integers(min_value=0), used=usages)
def test_the_cost_never_falls_when_a_resource_is_added(position: int, used: dict[str, Any]) -> None:
    billed = [each for each in everything() if each.type in RULES and each.type != PLAN]
    left_out = billed[position % len(billed)]
    if left_out.type in PARTS:
        return
    fewer = tuple(each for each in everything() if each is not left_out)
    assert priced(fewer, usage(used)).total.expected <= priced(everything(), usage(used)).total.expected


PLAN = "aws:pricingplanmanager/subscription:Subscription"
PARTS = {"aws:ec2/natGateway:NatGateway"}
"""Leaving one of two NAT gateways out sends everything through the other: never dearer, and never cheaper by bytes."""


def test_every_type_that_the_program_can_declare_has_a_rule_or_is_free_and_none_is_both() -> None:
    assert {each.type for each in everything()} - RULES.keys() - FREE.keys() == set()
    assert RULES.keys() & FREE.keys() == set()


def test_what_is_free_is_said_to_be_so_by_a_page_of_awss() -> None:
    pages = {url.split("/")[2] for url in FREE.values()}
    assert pages <= {"aws.amazon.com", "docs.aws.amazon.com"}


def test_a_type_without_a_rule_is_an_error_that_names_it() -> None:
    with pytest.raises(Unpriced, match="no pricing rule for aws:elasticache/cluster:Cluster, aws:sfn/x:X: add one"):
        bill(
            graph(resource("aws:elasticache/cluster:Cluster", "cache", {}), resource("aws:sfn/x:X", "x", {})),
            load_prices(),
        )


def test_a_class_without_a_price_is_an_error_that_names_those_that_have_one() -> None:
    larger = tuple(
        dataclasses.replace(each, inputs={**each.inputs, "instanceClass": "db.r7g.large"})
        if each.type == "aws:rds/instance:Instance"
        else each
        for each in everything()
    )
    with pytest.raises(UnknownPrice, match=r"no price for db.r7g.large, Multi-AZ; there is for db.t4g.micro, "):
        priced(larger, usage())


def test_every_price_says_where_and_when_it_was_read_and_how_sure_it_is() -> None:
    prices = load_prices()
    assert {prices[key].confidence for key in prices} <= {"high", "medium", "low", "estimate"}
    assert [key for key in prices if not prices[key].source or not prices[key].as_of] == []


def test_an_estimated_price_is_told_from_a_list_price() -> None:
    answer = bill(graph(*service(provider="FARGATE_SPOT")), load_prices())
    assert {each.what for each in answer.doubtful()} == {"vCPU, Fargate Spot, arm", "memory, Fargate Spot, arm"}


def test_every_line_is_there_even_where_it_is_nothing() -> None:
    assert list(bill(graph(), load_prices()).lines) == list(Line)
