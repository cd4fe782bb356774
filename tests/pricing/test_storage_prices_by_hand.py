"""Prices of storage, CDN and queues worked out by hand: quantity x list price of Seoul, rounded to the cent."""

from decimal import Decimal
from typing import Any

import pytest

from pricing.model import Graph, Line
from tests.pricing.graphs import charges, expected, graph, resource, service

MEDIA = [
    resource("aws:s3/bucket:Bucket", "media", {"bucket": "media"}),
    resource(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "media",
        {
            "bucket": "media",
            "rules": [
                {
                    "transitions": [
                        {"days": 30, "storageClass": "STANDARD_IA"},
                        {"days": 90, "storageClass": "GLACIER_IR"},
                    ]
                },
                {"noncurrentVersionExpiration": {"noncurrentDays": 30}},
            ],
        },
    ),
]
DISTRIBUTION = resource("aws:cloudfront/distribution:Distribution", "cdn", {})
FUNCTION = resource("aws:cloudfront/function:Function", "rewrite", {})
WEB_ACL = resource("aws:wafv2/webAcl:WebAcl", "waf", {"rules": [{}, {}, {}]})
PLAN = resource("aws:pricingplanmanager/subscription:Subscription", "plan", {"planTier": "BUSINESS"})
QUEUES = [resource("aws:sqs/queue:Queue", name, {}) for name in ("video", "video-dlq")]
# 730 hours are 730 / 24 = 30.41667 days; 100 GB a month kept for a year is 1200 GB
KEPT: dict[str, Any] = {"media_upload_gib": 100, "media_months": 12, "media_object_mib": 4}
JOBS = {"video": 0, "ai_lite": 100_000, "ai_basic": 0, "ai_premium": 0, "messaging": 0}

ROWS: list[tuple[str, Graph, Line, str, str]] = [
    # 30 days of 100 GB: 100 x 30 / 30.41667 = 98.63014 GB x 0.025 = 2.46575
    ("Standard", graph(*MEDIA, usage_of=KEPT), Line.S3, "S3 Standard", "2.47"),
    # and 5 % of 100 GB overwritten, kept 30 more days: (98.63014 + 4.93151) x 0.025 = 2.58904
    (
        "noncurrent versions",
        graph(*MEDIA, usage_of={**KEPT, "media_overwritten_percent": 5}),
        Line.S3,
        "S3 Standard",
        "2.59",
    ),
    # 60 days: 100 x 60 / 30.41667 = 197.26027 GB x 0.0138 = 2.72219
    ("Standard-IA", graph(*MEDIA, usage_of=KEPT), Line.S3, "Standard-IA", "2.72"),
    # the rest of 1200 GB, which is 904.10959 GB x 0.005 = 4.52055
    ("Glacier Instant Retrieval", graph(*MEDIA, usage_of=KEPT), Line.S3, "Glacier Instant Retrieval", "4.52"),
    # 100 GB in objects of 4 MiB are 25,600 PUT: 25.6 x 0.0045 = 0.1152
    ("PUT requests", graph(*MEDIA, usage_of=KEPT), Line.S3, "PUT", "0.12"),
    # of 40 MiB, 2,560 objects in 5 parts, begun and completed: 2,560 x 7 / 1000 x 0.0045 = 0.08064
    ("multipart uploads", graph(*MEDIA, usage_of={**KEPT, "media_object_mib": 40}), Line.S3, "PUT", "0.08"),
    # each of 25,600 objects goes to IA (0.01) and to Glacier (0.02): 25.6 x 0.03 = 0.768
    ("lifecycle transitions", graph(*MEDIA, usage_of=KEPT), Line.S3, "transitions", "0.77"),
    # 1,000 people x 1 GiB x 30.41667 days, 10 % not in the cache, 20 % of that old: 608.3333 GB, of which IA has
    # 197.26027 / 1101.36986 at 0.01 and Glacier the rest at 0.03: 608.3333 x (0.1791 x 0.01 + 0.8209 x 0.03) = 16.071
    (
        "retrieval of old media",
        graph(
            *MEDIA,
            usage_of={
                **KEPT,
                "daily_users": 1000,
                "cdn_mib_per_user": 1024,
                "cache_hit_percent": 90,
                "old_media_percent": 20,
            },
        ),
        Line.S3,
        "retrieval",
        "16.07",
    ),
    # 1,000 people x 1 GiB x 30.41667 = 30,416.667 GB, 1,024 free: 10,240 x 0.12 + 19,152.667 x 0.10 = 3,144.0667
    (
        "GB to viewers over two tiers",
        graph(DISTRIBUTION, usage_of={"daily_users": 1000, "cdn_mib_per_user": 1024}),
        Line.CLOUDFRONT,
        "GB to viewers",
        "3144.07",
    ),
    # 500 people x 50 MiB are 742.59 GB: within the free terabyte
    (
        "GB within the free tier",
        graph(DISTRIBUTION, usage_of={"daily_users": 500, "cdn_mib_per_user": 50}),
        Line.CLOUDFRONT,
        "GB to viewers",
        "0.00",
    ),
    # 10,000 people x 100 x 30.41667 = 30,416,667, 10 million free: 2,041.6667 x 0.012 = 24.50
    (
        "HTTPS requests",
        graph(DISTRIBUTION, usage_of={"daily_users": 10_000, "cdn_requests_per_user": 100}),
        Line.CLOUDFRONT,
        "HTTPS",
        "24.50",
    ),
    # the same runs of a function, 2 million free: 28.416667 x 0.10 = 2.84167
    (
        "function invocations",
        graph(FUNCTION, usage_of={"daily_users": 10_000, "cdn_requests_per_user": 100}),
        Line.CLOUDFRONT,
        "function",
        "2.84",
    ),
    # 5 for the ACL, 3 rules of 1, and 30.416667 million requests at 0.60: 5 + 3 + 18.25 = 26.25
    (
        "WAF by the piece",
        graph(WEB_ACL, usage_of={"daily_users": 10_000, "cdn_requests_per_user": 100}),
        Line.CLOUDFRONT,
        "",
        "26.25",
    ),
    # The plan is 200 whatever is sent, with WAF, functions and requests
    (
        "the business plan",
        graph(DISTRIBUTION, FUNCTION, WEB_ACL, PLAN, usage_of={"daily_users": 10_000, "cdn_mib_per_user": 1000}),
        Line.CLOUDFRONT,
        "",
        "200.00",
    ),
    # and 1,000 GB of S3 Standard: of 2,000 GB x 30 / 30.41667 = 1,972.60274, 972.60274 are left x 0.025 = 24.31507
    (
        "S3 beyond the plan's credit",
        graph(*MEDIA, PLAN, usage_of={"media_upload_gib": 2000}),
        Line.S3,
        "S3 Standard",
        "24.32",
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
]


@pytest.mark.parametrize(("of", "line", "what", "usd"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_price_is_what_the_arithmetic_gives(of: Graph, line: Line, what: str, usd: str) -> None:
    assert expected(of, line, what) == Decimal(usd)


def test_until_the_plan_is_approved_cloudfront_and_waf_are_paid_as_they_are_used() -> None:
    used = {"daily_users": 10_000, "cdn_requests_per_user": 100}
    of = graph(DISTRIBUTION, WEB_ACL, PLAN, usage_of=used, plan_approved=False)
    # 24.50 of requests and 26.25 of WAF, as above
    assert expected(of, Line.CLOUDFRONT, "") == Decimal("50.75")


def test_past_the_plans_allowance_nothing_is_added_and_it_is_said() -> None:
    of = graph(DISTRIBUTION, PLAN, usage_of={"daily_users": 100_000, "cdn_requests_per_user": 100})
    (plan,) = charges(of, Line.CLOUDFRONT, "flat-rate plan")
    assert expected(of, Line.CLOUDFRONT, "") == Decimal("200.00")
    assert plan.free.endswith("past its allowance of requests: AWS may serve from fewer places")


def test_a_storage_class_without_a_rule_is_an_error() -> None:
    rules = [{"transitions": [{"days": 30, "storageClass": "DEEP_ARCHIVE"}]}]
    deep = resource(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "media", {"bucket": "media", "rules": rules}
    )
    with pytest.raises(LookupError, match="no pricing rule for storage class DEEP_ARCHIVE"):
        expected(graph(MEDIA[0], deep), Line.S3, "")
