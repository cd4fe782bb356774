"""S3: every bucket by what it is for, and the credit that a flat-rate plan has for it."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import MIB_PER_GIB, Load, over_loads
from pricing.model import Charge, Graph, Line, Range, Resource, charge
from pricing.money import DAYS, HOURS, flat
from pricing.prices import Prices
from pricing.rules import media
from pricing.rules.cdn import plan_in_force
from pricing.rules.lifecycle import Lifecycle, lifecycles
from pricing.rules.network import BALANCER, FLOW_LOG, REJECTS_GIB

BUCKET, DELIVERY = "aws:s3/bucket:Bucket", "aws:cloudwatch/logDelivery:LogDelivery"

BUILDS_PER_MONTH, FILES_PER_BUILD = 8, 200
"""Ours: releases of the frontend, and files of each."""

LOG_LINE_KIB = Decimal("0.5")
"""Ours: a line of an access log, not compressed.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/access-log-entry-format.html"""

LOG_FILES_PER_HOUR = 24
"""Ours, for each source of logs: a file every five minutes from each of two zones, as the load balancer writes them.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html"""


def buckets(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Every bucket by what it is for: media moves through classes, the frontend keeps builds, logs expire.

    A flat-rate plan's credit is taken off what is in S3 Standard, of all buckets together.
    """
    rules = lifecycles(graph)
    credit = _credit(graph, prices)
    left = [credit, credit, credit]
    for each in graph.of_type(BUCKET):
        lifecycle = rules.get(each.inputs["bucket"], Lifecycle())
        stored, further = _RULES[_kind(lifecycle)]
        standard = stored(graph, lifecycle)
        charged, left = _less_credit(standard, left)
        free = f"{standard.expected - charged.expected:.2f} GB by the plan's credit of {credit} GB" if credit else ""
        yield charge(Line.S3, each, "Standard storage", charged, prices["s3.standard.gb_month"], free=free)
        yield from further(graph, each, lifecycle, prices)


def _kind(lifecycle: Lifecycle) -> str:
    """What a bucket is for, by its rules: media moves on, logs expire, and what is left is the frontend."""
    if lifecycle.ia_days is not None or lifecycle.glacier_days is not None:
        return "media"
    return "logs" if lifecycle.expiry_days is not None else "frontend"


def _credit(graph: Graph, prices: Prices) -> Decimal:
    plan = plan_in_force(graph, prices)
    return Decimal(0) if plan is None else Decimal((plan.includes or {})["s3_standard_credit_gb"])


def _less_credit(stored: Range, left: list[Decimal]) -> tuple[Range, list[Decimal]]:
    """What is charged of it at each load, and the credit that is left for other buckets at that load."""
    amounts = [stored.low, stored.expected, stored.high]
    low, expected, high = (max(Decimal(0), amount - credit) for amount, credit in zip(amounts, left, strict=True))
    further = [max(Decimal(0), credit - amount) for amount, credit in zip(amounts, left, strict=True)]
    return Range(low=low, expected=expected, high=high), further


def _frontend_stored(graph: Graph, lifecycle: Lifecycle) -> Range:
    """The build that is served, and those before it until they expire."""
    old = BUILDS_PER_MONTH * lifecycle.noncurrent_days / DAYS
    return flat(graph.usage.frontend_mib * (1 + old) / MIB_PER_GIB)


def _frontend(graph: Graph, bucket: Resource, lifecycle: Lifecycle, prices: Prices) -> Iterator[Charge]:
    """Builds that are uploaded. Reads are the media's: usage doesn't tell whose page or picture a miss was."""
    del graph, lifecycle
    files = BUILDS_PER_MONTH * FILES_PER_BUILD
    yield charge(Line.S3, bucket, "PUT requests", files, prices["s3.put_1k"], per=1000)


def _logs_stored(graph: Graph, lifecycle: Lifecycle) -> Range:
    """What is logged until it expires: by the load balancer, by the CDN and of the network, each where it logs."""
    balancer, cdn, flows = (bool(graph.of_type(each)) for each in (BALANCER, DELIVERY, FLOW_LOG))
    months = (lifecycle.expiry_days or 0) / DAYS

    def gib(load: Load) -> Decimal:
        lines = load.api_requests * (balancer + cdn) + load.cdn_requests * cdn
        return (lines * LOG_LINE_KIB / 1024 / 1024 + REJECTS_GIB * flows) * months

    return over_loads(graph.usage, gib)


def _logs(graph: Graph, bucket: Resource, lifecycle: Lifecycle, prices: Prices) -> Iterator[Charge]:
    """Files that are written. To deliver access logs to S3 costs nothing more; of flow logs, that is their own rule's.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
    """
    del lifecycle
    sources = sum(bool(graph.of_type(each)) for each in (BALANCER, DELIVERY, FLOW_LOG))
    files = sources * LOG_FILES_PER_HOUR * HOURS
    yield charge(Line.S3, bucket, "log files written", files, prices["s3.put_1k"], per=1000)


_RULES = {
    "media": (media.standard, media.further),
    "frontend": (_frontend_stored, _frontend),
    "logs": (_logs_stored, _logs),
}
"""What a bucket is for -> how much of it is in S3 Standard, and what else it costs."""
