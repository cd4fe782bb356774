"""S3: what is stored by class and age, old versions, requests, transitions and retrievals."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from pricing.load import MIB_PER_GIB, Load, over_loads
from pricing.model import Charge, Graph, Line, Resource, charge
from pricing.money import DAYS, Range, flat
from pricing.prices import Prices

BUCKET, LIFECYCLE = "aws:s3/bucket:Bucket", "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
_BALANCER, _DELIVERY = "aws:lb/loadBalancer:LoadBalancer", "aws:cloudwatch/logDelivery:LogDelivery"

PART_MIB = 8
"""What the AWS SDKs cut an upload into. https://docs.aws.amazon.com/cli/latest/topic/s3-config.html"""

BUILDS_PER_MONTH, FILES_PER_BUILD = 8, 200
"""Ours: releases of the frontend, and files of each."""

LOG_LINE_KIB = Decimal("0.5")
"""Ours: a line of an access log. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/access-log-entry-format.html"""

LOG_FILES_PER_HOUR = 24
"""The load balancer writes one every five minutes from each of two zones (same page)."""


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """When objects of a bucket change class or go; None is never."""

    ia_days: int | None = None
    glacier_days: int | None = None
    expiry_days: int | None = None
    noncurrent_days: int | None = None


def buckets(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Every bucket by what it is for: media moves through classes, the frontend keeps builds, logs expire.

    A flat-rate plan's credit is taken off what is in S3 Standard, of all buckets together.
    """
    rules = {each.inputs["bucket"]: _lifecycle(each) for each in graph.of_type(LIFECYCLE)}
    credit = _credit(graph, prices)
    left = [credit, credit, credit]
    for each in graph.of_type(BUCKET):
        lifecycle = rules.get(each.inputs["bucket"], Lifecycle())
        stored, further = _RULES[_kind(lifecycle)]
        standard = stored(graph, lifecycle)
        charged, left = _less_credit(standard, left)
        words = f"{credit} GB of the plan's credit" if credit else ""
        yield charge(Line.S3, each, "S3 Standard", charged, prices["s3.standard.gb_month"], free=words)
        yield from further(graph, each, lifecycle, prices)


def _less_credit(stored: Range, left: list[Decimal]) -> tuple[Range, list[Decimal]]:
    """What is charged of it at each load, and the credit that is left for other buckets at that load."""
    amounts = [stored.low, stored.expected, stored.high]
    low, expected, high = (max(Decimal(0), amount - credit) for amount, credit in zip(amounts, left, strict=True))
    further = [max(Decimal(0), credit - amount) for amount, credit in zip(amounts, left, strict=True)]
    return Range(low=low, expected=expected, high=high), further


def _lifecycle(configuration: Resource) -> Lifecycle:
    found: dict[str, int] = {}
    for rule in configuration.inputs["rules"]:
        for transition in rule.get("transitions") or ():
            if transition["storageClass"] == "STANDARD_IA":
                found["ia_days"] = int(transition["days"])
            elif transition["storageClass"] == "GLACIER_IR":
                found["glacier_days"] = int(transition["days"])
            else:
                raise LookupError(f"there is no pricing rule for storage class {transition['storageClass']}")
        if "days" in rule.get("expiration", ()):
            found["expiry_days"] = int(rule["expiration"]["days"])
        if rule.get("noncurrentVersionExpiration"):
            found["noncurrent_days"] = int(rule["noncurrentVersionExpiration"]["noncurrentDays"])
    return Lifecycle(**found)


def _kind(lifecycle: Lifecycle) -> str:
    """What a bucket is for, by its rules: media moves on, logs expire, and what is left is the frontend."""
    if lifecycle.ia_days is not None:
        return "media"
    return "logs" if lifecycle.expiry_days is not None else "frontend"


def _credit(graph: Graph, prices: Prices) -> Decimal:
    if not graph.plan_in_force:
        return Decimal(0)
    includes = prices["cloudfront.plan.business.month"].includes or {}
    return Decimal(includes["s3_standard_credit_gb"])


def _months_by_class(graph: Graph, lifecycle: Lifecycle) -> tuple[Decimal, Decimal, Decimal]:
    """How many months of uploads are in Standard, Standard-IA and Glacier Instant Retrieval at any time."""
    kept = Decimal(graph.usage.media_months)
    until_ia = min(kept, Decimal(lifecycle.ia_days or 0) / DAYS) if lifecycle.ia_days is not None else kept
    until_glacier = kept if lifecycle.glacier_days is None else min(kept, Decimal(lifecycle.glacier_days) / DAYS)
    return until_ia, max(Decimal(0), until_glacier - until_ia), kept - max(until_ia, until_glacier)


def _media_standard(graph: Graph, lifecycle: Lifecycle) -> Range:
    """Young media, and old versions: what is overwritten is overwritten soon, and waits there to expire."""
    standard, _, _ = _months_by_class(graph, lifecycle)
    old = Decimal(graph.usage.media_overwritten_percent) / 100 * Decimal(lifecycle.noncurrent_days or 0) / DAYS
    return over_loads(graph.usage, lambda load: load.upload_gib * (standard + old))


def _media(graph: Graph, bucket: Resource, lifecycle: Lifecycle, prices: Prices) -> Iterator[Charge]:
    _, ia, glacier = _months_by_class(graph, lifecycle)
    stored = {
        "s3.standard_ia.gb_month": ("Standard-IA", ia),
        "s3.glacier_ir.gb_month": ("Glacier Instant Retrieval", glacier),
    }
    for key, (words, months) in stored.items():
        amount = over_loads(graph.usage, lambda load, months=months: load.upload_gib * months)
        yield charge(Line.S3, bucket, words, amount, prices[key])
    parts = 1 if graph.usage.media_object_mib <= PART_MIB else ceil(graph.usage.media_object_mib / PART_MIB) + 2
    objects = over_loads(graph.usage, lambda load: load.uploaded_objects)
    yield charge(Line.S3, bucket, "PUT and multipart requests", objects * parts, prices["s3.put_1k"], per=1000)
    moved = {"s3.transition_to_ia_1k": ia + glacier, "s3.transition_to_glacier_ir_1k": glacier}
    for key, months in moved.items():
        if months:
            yield charge(Line.S3, bucket, "lifecycle transitions", objects, prices[key], per=1000)
    yield from _reads(graph, bucket, (ia, glacier), prices)


def _reads(graph: Graph, bucket: Resource, months: tuple[Decimal, Decimal], prices: Prices) -> Iterator[Charge]:
    """What the CDN does not have in its cache; old media costs by the GB, from each class by how much it holds."""
    old = Decimal(graph.usage.old_media_percent) / 100
    aged = sum(months)
    shares = [each / aged if aged else Decimal(0) for each in months]
    requests = over_loads(graph.usage, lambda load: load.missed_requests)
    gib = over_loads(graph.usage, lambda load: load.missed_gib)
    fresh = requests * (1 - old if aged else Decimal(1))
    yield charge(Line.S3, bucket, "GET requests", fresh, prices["s3.get_1k"], per=1000)
    for share, words, get, retrieval in (
        (shares[0], "Standard-IA", "s3.ia_get_1k", "s3.ia_retrieval_gb"),
        (shares[1], "Glacier Instant Retrieval", "s3.glacier_ir_get_1k", "s3.glacier_ir_retrieval_gb"),
    ):
        yield charge(Line.S3, bucket, f"GET requests, {words}", requests * (old * share), prices[get], per=1000)
        yield charge(Line.S3, bucket, f"retrieval, {words}", gib * (old * share), prices[retrieval])


def _frontend_stored(graph: Graph, lifecycle: Lifecycle) -> Range:
    """The build that is served, and those before it until they expire."""
    old = BUILDS_PER_MONTH * Decimal(lifecycle.noncurrent_days or 0) / DAYS
    return flat(graph.usage.frontend_mib * (1 + old) / MIB_PER_GIB)


def _frontend(graph: Graph, bucket: Resource, lifecycle: Lifecycle, prices: Prices) -> Iterator[Charge]:
    del graph, lifecycle
    files = BUILDS_PER_MONTH * FILES_PER_BUILD
    yield charge(Line.S3, bucket, "PUT requests", files, prices["s3.put_1k"], per=1000)


def _logs_stored(graph: Graph, lifecycle: Lifecycle) -> Range:
    """Lines of access logs until they expire: the load balancer's, and the CDN's where it logs."""
    logged = bool(graph.of_type(_BALANCER)), bool(graph.of_type(_DELIVERY))
    months = Decimal(lifecycle.expiry_days or 0) / DAYS

    def gib(load: Load) -> Decimal:
        lines = load.api_requests * (logged[0] + logged[1]) + load.cdn_requests * logged[1]
        return lines * LOG_LINE_KIB / 1024 / 1024 * months

    return over_loads(graph.usage, gib)


def _logs(graph: Graph, bucket: Resource, lifecycle: Lifecycle, prices: Prices) -> Iterator[Charge]:
    del lifecycle
    if graph.of_type(_BALANCER):
        files = LOG_FILES_PER_HOUR * 24 * DAYS
        yield charge(Line.S3, bucket, "log files written", files, prices["s3.put_1k"], per=1000)


_RULES = {
    "media": (_media_standard, _media),
    "frontend": (_frontend_stored, _frontend),
    "logs": (_logs_stored, _logs),
}
"""What a bucket is for -> how much of it is in S3 Standard, and what else it costs."""
