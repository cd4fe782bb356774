"""Prices of storage worked out by hand: quantity x list price of Seoul, rounded to the cent.

730 hours are 730 / 24 = 30.41667 days: that many days make a month.
"""

from decimal import Decimal

import pytest

from pricing.model import Graph, Line, Unpriced
from tests.pricing.edge_graphs import (
    ASKED,
    BALANCER,
    DELIVERY,
    FLOW_LOG,
    FRONTEND,
    KEPT,
    LOGS,
    MEDIA,
    PLAN,
    WATCHED,
    bucket,
    media,
)
from tests.pricing.graphs import charges, expected, graph

ROWS: list[tuple[str, Graph, Line, str, str]] = [
    # 30 days of 100 GB: 100 x 30 / 30.41667 = 98.63014 GB x 0.025 = 2.46575
    ("Standard", graph(*MEDIA, usage_of=KEPT), Line.S3, "Standard storage", "2.47"),
    # A fifth is overwritten soon and stays 90 days: 0.8 x 30 + 0.2 x 90 = 42 days, 100 x 42 / 30.41667 = 138.08219 GB
    # x 0.025 = 3.45205
    (
        "overwritten media",
        graph(*media(noncurrent=90), usage_of={**KEPT, "media_overwritten_percent": 20}),
        Line.S3,
        "Standard storage",
        "3.45",
    ),
    # From day 30 to 90: 100 x 60 / 30.41667 = 197.26027 GB x 0.0138 = 2.72219
    ("Standard-IA", graph(*MEDIA, usage_of=KEPT), Line.S3, "Standard-IA storage", "2.72"),
    # From day 90 to 12 months, which are 365 days, and 30 days more after it is deleted: 100 x (275 + 30) / 30.41667
    # = 1,002.73973 GB x 0.005 = 5.01370
    (
        "Glacier Instant Retrieval",
        graph(*MEDIA, usage_of=KEPT),
        Line.S3,
        "Glacier Instant Retrieval storage",
        "5.01",
    ),
    # Deleted after 4 months, which are 121.66667 days, and gone on day 151.66667: 61.66667 days in Glacier, which bills
    # 90: 100 x 90 / 30.41667 = 295.89041 GB x 0.005 = 1.47945
    (
        "Glacier's least time",
        graph(*MEDIA, usage_of={**KEPT, "media_months": 4}),
        Line.S3,
        "Glacier Instant Retrieval storage",
        "1.48",
    ),
    # Deleted after a month, 10 hours after it moved, and gone a day later, where IA bills 30 days: 98.63014 x 0.0138
    # = 1.36110
    (
        "Standard-IA's least time",
        graph(*media(noncurrent=1), usage_of={**KEPT, "media_months": 1}),
        Line.S3,
        "Standard-IA storage",
        "1.36",
    ),
    # A fifth of 100 GB is overwritten before it moves: 80 x 60 / 30.41667 = 157.80822 GB x 0.0138 = 2.17775
    (
        "Standard-IA of what lasts",
        graph(*MEDIA, usage_of={**KEPT, "media_overwritten_percent": 20}),
        Line.S3,
        "Standard-IA storage",
        "2.18",
    ),
    # and 80 x 305 / 30.41667 = 802.19178 GB x 0.005 = 4.01096
    (
        "Glacier Instant Retrieval of what lasts",
        graph(*MEDIA, usage_of={**KEPT, "media_overwritten_percent": 20}),
        Line.S3,
        "Glacier Instant Retrieval storage",
        "4.01",
    ),
    # Deleted before it moves, after a month of 30.41667 days, and kept 30 more: 100 x 60.41667 / 30.41667 = 198.63014
    # GB x 0.025 = 4.96575
    (
        "deleted media",
        graph(
            *bucket(
                "media",
                {"transitions": [{"days": 60, "storageClass": "STANDARD_IA"}]},
                {"noncurrentVersionExpiration": {"noncurrentDays": 30}},
            ),
            usage_of={**KEPT, "media_months": 1},
        ),
        Line.S3,
        "Standard storage",
        "4.97",
    ),
    # 100 GB in objects of 4 MiB are 25,600 PUT: 25.6 x 0.0045 = 0.1152
    ("PUT requests", graph(*MEDIA, usage_of=KEPT), Line.S3, "PUT", "0.12"),
    # 10,000 GB of 40 MiB are 256,000 objects in 5 parts, begun and completed: 256 x 7 x 0.0045 = 8.064
    (
        "multipart uploads",
        graph(*MEDIA, usage_of={**KEPT, "media_upload_gib": 10_000, "media_object_mib": 40}),
        Line.S3,
        "PUT",
        "8.06",
    ),
    # Each of 25,600 objects goes to IA (0.01) and to Glacier (0.02): 25.6 x 0.03 = 0.768
    ("transitions", graph(*MEDIA, usage_of=KEPT), Line.S3, "transitions", "0.77"),
    # Half of them are overwritten before: 12.8 x 0.03 = 0.384
    (
        "transitions of what lasts",
        graph(*MEDIA, usage_of={**KEPT, "media_overwritten_percent": 50}),
        Line.S3,
        "transitions",
        "0.38",
    ),
    # 608.3333 GB are old, of which IA has 60 / 335 days' worth at 0.01 and Glacier 275 / 335 at 0.03:
    # 608.3333 x (0.17910 x 0.01 + 0.82090 x 0.03) = 16.07090
    ("retrieval of old media", graph(*MEDIA, usage_of=WATCHED), Line.S3, "retrieval", "16.07"),
    # 1,000 x 1,000 x 30.41667 x 10 % = 3,041,667 GET: 80 % at 0.00035, 20 % x 60 / 335 at 0.001, 20 % x 275 / 335 at
    # 0.01: 0.85167 + 0.10896 + 4.99378 = 5.95440
    ("GET requests", graph(*MEDIA, usage_of=WATCHED), Line.S3, "GET", "5.95"),
    # 8 builds of 1000 MiB in 30.41667 days, each kept 30, and the one that is served: (8 x 30 / 30.41667 + 1) x 1000
    # / 1024 = 8.68204 GB x 0.025 = 0.21705
    ("frontend builds", graph(*FRONTEND, usage_of={"frontend_mib": 1000}), Line.S3, "Standard storage", "0.22"),
    # 8 builds of 200 files: 1.6 x 0.0045 = 0.0072
    ("files of builds", graph(*FRONTEND), Line.S3, "PUT", "0.01"),
    # 10,000 people x 1,000 x 30 days x 0.5 KiB / 1,048,576 = 143.05115 GB x 0.025 = 3.57628
    (
        "access logs of the CDN",
        graph(*LOGS, DELIVERY, usage_of={**ASKED, "cdn_requests_per_user": 1000}),
        Line.S3,
        "Standard storage",
        "3.58",
    ),
    # What the API is asked is logged by both: 2 x 3.57628 = 7.15256
    (
        "access logs of both",
        graph(*LOGS, DELIVERY, BALANCER, usage_of={"daily_users": 10_000, "api_requests_per_user": 1000}),
        Line.S3,
        "Standard storage",
        "7.15",
    ),
    # Half a GB of rejects a month for 30 of 30.41667 days, 0.49315 GB x 0.025 = 0.01233
    ("flow logs", graph(*LOGS, FLOW_LOG), Line.S3, "Standard storage", "0.01"),
    # Three sources x 24 files x 730 hours: 52.56 x 0.0045 = 0.23652
    ("log files", graph(*LOGS, DELIVERY, BALANCER, FLOW_LOG), Line.S3, "log files", "0.24"),
    # Of the plan's 1,000 GB of S3 Standard, builds take 8.68204: of 2,000 x 30 / 30.41667 = 1,972.60274 GB of media
    # 981.28478 are left: x 0.025 = 24.53212
    (
        "Standard beyond the plan's credit",
        graph(*FRONTEND, *MEDIA, PLAN, usage_of={"media_upload_gib": 2000, "frontend_mib": 1000}),
        Line.S3,
        "Standard storage",
        "24.53",
    ),
    # The credit is for Standard alone: 197.26027 x 0.0138, as without a plan
    (
        "Standard-IA with the plan",
        graph(*MEDIA, PLAN, usage_of=KEPT),
        Line.S3,
        "Standard-IA storage",
        "2.72",
    ),
]


@pytest.mark.parametrize(("of", "line", "what", "usd"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_price_is_what_the_arithmetic_gives(of: Graph, line: Line, what: str, usd: str) -> None:
    assert expected(of, line, what) == Decimal(usd)


def test_until_the_plan_is_approved_there_is_no_credit_for_s3() -> None:
    of = graph(*MEDIA, PLAN, usage_of=KEPT, plan_approved=False)
    (standard,) = charges(of, Line.S3, "Standard storage")
    # 98.63014 x 0.025, as without a plan
    assert (expected(of, Line.S3, "Standard storage"), standard.free) == (Decimal("2.47"), "")


def test_media_that_is_deleted_young_pays_neither_for_moves_nor_for_retrieval() -> None:
    rules = {"transitions": [{"days": 60, "storageClass": "STANDARD_IA"}]}
    of = graph(*bucket("media", rules), usage_of={**WATCHED, "media_months": 1})
    # 100 GB for a month: 100 x 0.025; 25,600 PUT: 0.1152; 3,041,667 GET, none of old media: 1.06458
    assert {each.what: each.usd.expected.quantize(Decimal("0.01")) for each in charges(of, Line.S3, "")} == {
        "Standard storage": Decimal("2.50"),
        "Standard-IA storage": Decimal("0.00"),
        "Glacier Instant Retrieval storage": Decimal("0.00"),
        "PUT and multipart requests": Decimal("0.12"),
        "GET requests": Decimal("1.06"),
    }


def test_a_storage_class_without_a_rule_is_an_error_that_names_it() -> None:
    deep = {"transitions": [{"days": 30, "storageClass": "DEEP_ARCHIVE"}]}
    with pytest.raises(
        Unpriced, match="no pricing rule for S3 storage class DEEP_ARCHIVE, to which media moves objects"
    ):
        expected(graph(*bucket("media", deep)), Line.S3, "")
