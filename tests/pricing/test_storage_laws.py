"""What holds for every lifecycle and usage of buckets, CDN and queues."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pricing.model import Bill, Line
from pricing.prices import load_prices
from pricing.rules import bill
from pricing.rules.lifecycle import Lifecycle, billed, in_use
from tests.pricing.edge_graphs import (
    BALANCER,
    DELIVERY,
    DISTRIBUTION,
    FRONTEND,
    FUNCTION,
    LOGS,
    MEDIA,
    PLAN,
    QUEUES,
    WEB_ACL,
)
from tests.pricing.everything import usages
from tests.pricing.graphs import graph, resource, service

EDGE = (DISTRIBUTION, FUNCTION, WEB_ACL, BALANCER, DELIVERY, *MEDIA, *FRONTEND, *LOGS)
NEGLIGIBLE = Decimal("1e-20")

# Every field with which these lines can only grow.
GROWING = (
    "daily_users",
    "api_requests_per_user",
    "api_response_kib",
    "cdn_requests_per_user",
    "cdn_mib_per_user",
    "media_upload_gib",
    "frontend_mib",
)


def moving(ia_days: int, later: int, noncurrent_days: int) -> Lifecycle:
    return Lifecycle(ia_days=ia_days, glacier_days=ia_days + later, noncurrent_days=noncurrent_days)


lifecycles = st.builds(moving, st.integers(30, 400), st.integers(30, 400), st.integers(0, 400))


def priced(used: dict[str, Any], *, plan: bool, approved: bool = True) -> Bill:
    resources = (*EDGE, PLAN) if plan else EDGE
    return bill(graph(*resources, usage_of=used, plan_approved=approved), load_prices())


@given(lifecycle=lifecycles, months=st.integers(1, 120))
def test_an_object_is_in_one_class_at_a_time_until_it_is_deleted(lifecycle: Lifecycle, months: int) -> None:
    used = in_use(lifecycle, months)
    assert abs(used.standard + used.aged - months) < NEGLIGIBLE
    assert min(used.standard, used.ia, used.glacier) >= 0


@given(lifecycle=lifecycles, months=st.integers(1, 120))
def test_nothing_is_billed_shorter_than_it_is_there(lifecycle: Lifecycle, months: int) -> None:
    used, paid = in_use(lifecycle, months), billed(lifecycle, months)
    assert paid.standard >= used.standard
    assert paid.ia >= used.ia
    assert paid.glacier >= used.glacier
    assert paid.standard + paid.aged >= months - NEGLIGIBLE


@given(used=usages, plan=st.booleans(), approved=st.booleans())
def test_every_charge_is_in_order_and_none_is_less_than_nothing(
    used: dict[str, Any], *, plan: bool, approved: bool
) -> None:
    for each in priced(used, plan=plan, approved=approved).charges:
        assert 0 <= each.usd.low <= each.usd.expected <= each.usd.high


@given(
    used=usages,
    name=st.sampled_from(GROWING),
    more=st.integers(1, 1000),
    plan=st.booleans(),
    approved=st.booleans(),
)
def test_neither_storage_nor_the_cdn_falls_when_usage_grows(
    used: dict[str, Any], name: str, more: int, *, plan: bool, approved: bool
) -> None:
    most = {"daily_users": 1_000_000, "frontend_mib": 1000, "media_upload_gib": 1_000_000}.get(name, 10_000)
    grown = {**used, name: min(most, used[name] + more)}
    one, other = (priced(each, plan=plan, approved=approved).lines for each in (used, grown))
    for line in (Line.S3, Line.CLOUDFRONT):
        assert other[line].low >= one[line].low
        assert other[line].expected >= one[line].expected
        assert other[line].high >= one[line].high


@given(used=usages)
def test_media_that_is_kept_longer_never_costs_less(used: dict[str, Any]) -> None:
    # Nothing old is read: the older media is, the more of the same reads go to the dearer class.
    costs = [
        bill(graph(*MEDIA, usage_of={**used, "old_media_percent": 0, "media_months": months}), load_prices()).total
        for months in (1, 2, 3, 4, 5, 6, 12, 120)
    ]
    assert [each.expected for each in costs] == sorted(each.expected for each in costs)


@given(used=usages)
def test_a_plans_credit_only_takes_off(used: dict[str, Any]) -> None:
    with_plan, before = (priced(used, plan=True, approved=approved).lines[Line.S3] for approved in (True, False))
    assert with_plan.expected <= before.expected
    # 1,000 GB of S3 Standard at most; each charge is rounded to a billionth.
    assert before.expected - with_plan.expected <= Decimal("25.00000001")


@given(
    jobs=st.integers(0, 1_000_000),
    more=st.integers(0, 100_000),
    tasks=st.integers(0, 20),
    further=st.integers(0, 5),
)
def test_queues_never_cost_less_with_more_jobs_or_more_tasks(jobs: int, more: int, tasks: int, further: int) -> None:
    def cost(a_day: int, least: int) -> Decimal:
        a_day = min(a_day, 1_000_000)
        per_day = {"video": a_day, "ai_lite": 0, "ai_basic": 0, "ai_premium": 0, "messaging": 0}
        polling = service(least=least, most=30, queues=("video",))
        return (
            bill(graph(*QUEUES, *polling, usage_of={"jobs_per_day": per_day}), load_prices()).lines[Line.SQS].expected
        )

    assert cost(jobs, tasks) <= cost(jobs + more, tasks) <= cost(jobs + more, tasks + further)


@given(used=usages)
def test_more_queues_that_nobody_polls_cost_nothing_more(used: dict[str, Any]) -> None:
    one, two = (QUEUES, [*QUEUES, resource("aws:sqs/queue:Queue", "more", {})])
    assert (
        bill(graph(*one, usage_of=used), load_prices()).total == bill(graph(*two, usage_of=used), load_prices()).total
    )
