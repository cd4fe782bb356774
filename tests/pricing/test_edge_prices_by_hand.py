"""Prices of the CDN and of queues worked out by hand: quantity x list price of Korea, rounded to the cent.

730 hours are 730 / 24 = 30.41667 days: that many days make a month.
"""

from decimal import Decimal

import pytest

from pricing.model import Graph, Line
from tests.pricing.edge_graphs import (
    ASKED,
    DISTRIBUTION,
    FUNCTION,
    JOBS,
    MEDIA,
    PLAN,
    QUEUES,
    WEB_ACL,
)
from tests.pricing.graphs import charges, expected, graph, service

ROWS: list[tuple[str, Graph, Line, str, str]] = [
    # 1,000 people x 1 GiB x 30.41667 = 30,416.667 GB, 1,024 free: 10,240 x 0.12 + 19,152.667 x 0.10 = 3,144.0667
    (
        "GB to viewers over two tiers",
        graph(DISTRIBUTION, usage_of={"daily_users": 1000, "cdn_mib_per_user": 1024}),
        Line.CLOUDFRONT,
        "GB to viewers",
        "3144.07",
    ),
    # Ten times as many: 304,166.667 - 1,024 = 303,142.667 GB: 10,240 x 0.12 + 40,960 x 0.10 + 102,400 x 0.095
    # + 149,542.667 x 0.09 = 1,228.80 + 4,096 + 9,728 + 13,458.84 = 28,511.64
    (
        "GB to viewers over four tiers",
        graph(DISTRIBUTION, usage_of={"daily_users": 10_000, "cdn_mib_per_user": 1024}),
        Line.CLOUDFRONT,
        "GB to viewers",
        "28511.64",
    ),
    # 500 people x 50 MiB are 742.59 GB: within the free terabyte
    (
        "GB within the free tier",
        graph(DISTRIBUTION, usage_of={"daily_users": 500, "cdn_mib_per_user": 50}),
        Line.CLOUDFRONT,
        "GB to viewers",
        "0.00",
    ),
    # 30,416,667 requests to the API x 2 KiB = 58.01519 GB x 0.06 = 3.48091
    (
        "GB to the API",
        graph(DISTRIBUTION, usage_of={"daily_users": 10_000, "api_requests_per_user": 100}),
        Line.CLOUDFRONT,
        "GB to the API",
        "3.48",
    ),
    # 10,000 people x 100 x 30.41667 = 30,416,667, 10 million free: 2,041.6667 x 0.012 = 24.50
    ("HTTPS requests", graph(DISTRIBUTION, usage_of=ASKED), Line.CLOUDFRONT, "HTTPS", "24.50"),
    # 8 paths, of which 1,000 are free
    ("invalidations", graph(DISTRIBUTION), Line.CLOUDFRONT, "invalidated", "0.00"),
    # As many runs of a function, 2 million free: 28.416667 x 0.10 = 2.84167
    ("function invocations", graph(FUNCTION, usage_of=ASKED), Line.CLOUDFRONT, "function", "2.84"),
    # 5 for the ACL, 3 rules of 1, and 30.416667 million requests at 0.60: 5 + 3 + 18.25 = 26.25
    ("WAF by the piece", graph(WEB_ACL, usage_of=ASKED), Line.CLOUDFRONT, "", "26.25"),
    # The plan is 200 whatever is sent, with WAF, functions and requests
    (
        "the business plan",
        graph(DISTRIBUTION, FUNCTION, WEB_ACL, PLAN, usage_of={**ASKED, "cdn_mib_per_user": 1000}),
        Line.CLOUDFRONT,
        "",
        "200.00",
    ),
    # 100,000 jobs x 30.41667 x 3 requests = 9,125,000, one million free: 8.125 x 0.40 = 3.25
    ("requests of jobs", graph(*QUEUES, usage_of={"jobs_per_day": JOBS}), Line.SQS, "requests", "3.25"),
    # Four tasks that poll 3 queues every 20 seconds: 4 x 3 x 730 x 180 = 1,576,800, 576,800 beyond: x 0.40 = 0.23072
    (
        "empty receives",
        graph(*QUEUES, *service(least=4, most=4, queues=("ai_lite", "ai_basic", "ai_premium"))),
        Line.SQS,
        "requests",
        "0.23",
    ),
    # One task that polls one queue: 730 x 180 = 131,400, which is free
    ("a few receives", graph(*QUEUES, *service(most=1, queues=("video",))), Line.SQS, "requests", "0.00"),
]


@pytest.mark.parametrize(("of", "line", "what", "usd"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_price_is_what_the_arithmetic_gives(of: Graph, line: Line, what: str, usd: str) -> None:
    assert expected(of, line, what) == Decimal(usd)


def test_until_the_plan_is_approved_cloudfront_and_waf_are_paid_as_they_are_used() -> None:
    of = graph(DISTRIBUTION, WEB_ACL, PLAN, usage_of=ASKED, plan_approved=False)
    # 24.50 of requests and 26.25 of WAF, as above
    assert expected(of, Line.CLOUDFRONT, "") == Decimal("50.75")


def test_what_a_free_tier_or_the_plan_took_is_said() -> None:
    used = {**ASKED, "cdn_mib_per_user": 52, "media_upload_gib": 100}
    paid = graph(DISTRIBUTION, FUNCTION, *MEDIA, usage_of=used)
    assert {each.what: each.free for each in charges(paid, Line.CLOUDFRONT, "") if each.free} == {
        "GB to viewers": "1,024 GB a month, account-wide",
        "HTTPS requests": "10,000,000 a month, account-wide",
        "invalidated paths": "1,000 paths a month, account-wide",
        "function invocations": "2,000,000 a month, account-wide",
    }
    # 10,000 x 52 MiB x 30.41667 / 1,024 = 15,446 GB
    planned = graph(DISTRIBUTION, PLAN, *MEDIA, usage_of=used)
    (plan,), (standard,) = (
        charges(planned, Line.CLOUDFRONT, "flat-rate plan"),
        charges(planned, Line.S3, "Standard storage"),
    )
    assert plan.free == "15,446 of 51,200 GB, 30.4 of 125 million requests; WAF, functions and log delivery"
    assert standard.free == "98.63 GB by the plan's credit of 1000 GB"


@pytest.mark.parametrize(
    ("used", "past"),
    [
        ({"cdn_requests_per_user": 100}, "requests"),
        ({"cdn_mib_per_user": 20}, "GB"),
        ({"cdn_requests_per_user": 100, "cdn_mib_per_user": 20}, "GB and requests"),
    ],
)
def test_past_the_plans_allowance_nothing_is_added_and_it_is_said(used: dict[str, int], past: str) -> None:
    of = graph(DISTRIBUTION, PLAN, usage_of={"daily_users": 100_000, **used})
    (plan,) = charges(of, Line.CLOUDFRONT, "flat-rate plan")
    assert expected(of, Line.CLOUDFRONT, "") == Decimal("200.00")
    assert plan.free.endswith(f"; past its allowance of {past}: AWS may serve from fewer and farther places")
