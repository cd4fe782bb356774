"""More is never cheaper: more people, tasks, disk, zones, jobs, or one more resource."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pricing.money import Range
from pricing.prices import load_prices
from pricing.rules import RULES, bill
from tests.pricing.everything import changed, everything, is_no_less, priced, usages
from tests.pricing.graphs import database, graph, resource, service, usage

# Amounts of which more is more to pay. Shares are none: more that the cache has, or that is overwritten before it ever
# changes class, can be less to pay.
GROWING = (
    "daily_users",
    "api_requests_per_user",
    "api_response_kib",
    "cdn_requests_per_user",
    "cdn_mib_per_user",
    "media_upload_gib",
    "media_months",
    "frontend_mib",
    "log_mib_per_day",
    "database_gib",
    "database_changed_percent",
    "outbound_gib",
    "registry_gib",
    "gpu_hours",
)

Grow = Callable[[Mapping[str, Any], int], Mapping[str, Any]]


def by_adding(key: str) -> Grow:
    """One input, larger by an amount."""
    return lambda inputs, more: {key: inputs[key] + more}


def with_as_many_rules(inputs: Mapping[str, Any], more: int) -> Mapping[str, Any]:
    """The web ACL with more rules."""
    return {"rules": [*inputs["rules"], *inputs["rules"][:1] * more]}


SIZES: Mapping[str, tuple[str, Grow]] = {
    "disk of the database": ("aws:rds/instance:Instance", by_adding("allocatedStorage")),
    "most of that disk": ("aws:rds/instance:Instance", by_adding("maxAllocatedStorage")),
    "days of backups": ("aws:rds/instance:Instance", by_adding("backupRetentionPeriod")),
    "days of logs": ("aws:cloudwatch/logGroup:LogGroup", by_adding("retentionInDays")),
    "least tasks": (
        "aws:appautoscaling/target:Target",
        lambda inputs, more: {
            "minCapacity": inputs["minCapacity"] + more,
            "maxCapacity": max(inputs["maxCapacity"], inputs["minCapacity"] + more),
        },
    ),
    "most tasks": ("aws:appautoscaling/target:Target", by_adding("maxCapacity")),
    "tasks in the evening": (
        "aws:appautoscaling/scheduledAction:ScheduledAction",
        lambda inputs, more: (
            {"scalableTargetAction": {"minCapacity": min(12, 6 + more)}}
            if inputs["scalableTargetAction"]["minCapacity"] == 6
            else {}
        ),
    ),
    "most machines": ("aws:autoscaling/group:Group", by_adding("maxSize")),
    "rules of the web ACL": ("aws:wafv2/webAcl:WebAcl", with_as_many_rules),
}
"""What can grow -> the type that has it, and how it grows."""


PLAN = "aws:pricingplanmanager/subscription:Subscription"
PARTS = {"aws:ec2/natGateway:NatGateway"}
"""Leaving one of two NAT gateways out sends everything through the other: never dearer, and never cheaper by bytes."""


@given(used=usages, name=st.sampled_from(GROWING), more=st.integers(1, 100), approved=st.booleans())
def test_the_cost_never_falls_when_usage_grows(used: dict[str, Any], name: str, more: int, *, approved: bool) -> None:
    before = usage(used)
    grown = before.model_copy(update={name: getattr(before, name) + more})
    one, other = (priced(everything(), each, plan_approved=approved).total for each in (before, grown))
    assert is_no_less(other, one)


@given(
    used=usages,
    queue=st.sampled_from(("video", "ai_lite", "ai_basic", "ai_premium", "messaging")),
    jobs=st.integers(0, 100_000),
    seconds=st.integers(1, 3600),
    more=st.integers(1, 10_000),
)
def test_the_cost_never_falls_when_there_are_more_or_longer_jobs(
    used: dict[str, Any], queue: str, jobs: int, seconds: int, more: int
) -> None:
    def month(jobs: int, seconds: int) -> Range:
        before = usage(used)
        changed = {
            "jobs_per_day": before.jobs_per_day.model_copy(update={queue: jobs}),
            "job_seconds": before.job_seconds.model_copy(update={queue: seconds}),
        }
        return priced(everything(), before.model_copy(update=changed)).total

    assert is_no_less(month(jobs + more, seconds), month(jobs, seconds))
    assert is_no_less(month(jobs, seconds + more), month(jobs, seconds))


@given(used=usages, name=st.sampled_from(sorted(SIZES)), more=st.integers(1, 50), approved=st.booleans())
def test_the_cost_never_falls_when_a_size_of_the_stack_grows(
    used: dict[str, Any], name: str, more: int, *, approved: bool
) -> None:
    type_, grow = SIZES[name]
    grown = tuple(
        dataclasses.replace(each, inputs={**each.inputs, **grow(each.inputs, more)}) if each.type == type_ else each
        for each in everything()
    )
    assert grown != everything()
    one, other = (priced(each, usage(used), plan_approved=approved).total for each in (everything(), grown))
    assert is_no_less(other, one)


@given(used=usages, first=st.integers(0, 2), further=st.integers(0, 2), multi_az=st.booleans())
def test_the_cost_never_falls_when_the_database_gets_a_larger_class_or_a_standby(
    used: dict[str, Any], first: int, further: int, *, multi_az: bool
) -> None:
    classes = ("db.t4g.micro", "db.t4g.small", "db.t4g.medium")

    def month(place: int, *, standby: bool) -> Range:
        inputs = {"instanceClass": classes[min(place, 2)], "multiAz": standby}
        return priced(changed("aws:rds/instance:Instance", inputs), usage(used)).total

    assert is_no_less(month(first + further, standby=multi_az), month(first, standby=multi_az))
    assert is_no_less(month(first, standby=True), month(first, standby=False))


@given(used=usages, zones=st.integers(1, 3), gateways=st.integers(0, 4))
def test_the_cost_never_falls_when_tasks_run_in_one_more_zone(used: dict[str, Any], zones: int, gateways: int) -> None:
    def month(zones: int) -> Range:
        fixed = [resource("aws:ec2/natGateway:NatGateway", str(number), {}) for number in range(gateways)]
        subnets = [f"subnet-{zone}" for zone in range(zones)]
        balancer = resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {"subnets": subnets, "internal": False})
        return priced((*service(zones=zones, api=True), *fixed, database(multi_az=False), balancer), usage(used)).total

    assert is_no_less(month(zones + 1), month(zones))


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
    assert is_no_less(other, one)


@given(position=st.integers(min_value=0), used=usages)
def test_the_cost_never_falls_when_a_resource_is_added(position: int, used: dict[str, Any]) -> None:
    billed = [each for each in everything() if each.type in RULES and each.type != PLAN]
    left_out = billed[position % len(billed)]
    if left_out.type in PARTS:
        return
    fewer = tuple(each for each in everything() if each is not left_out)
    assert is_no_less(priced(everything(), usage(used)).total, priced(fewer, usage(used)).total)
