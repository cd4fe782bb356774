"""The media bucket: what is stored in each class by its age, and what writing, moving and reading it costs."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from pricing.load import over_loads
from pricing.model import Charge, Graph, Line, Range, Resource, charge
from pricing.money import DAYS
from pricing.prices import Prices
from pricing.rules.lifecycle import Lifecycle, Months, billed, in_use

PART_MIB = 8
"""What the AWS SDKs cut an upload into, and the size up to which they do not cut.
https://docs.aws.amazon.com/cli/latest/topic/s3-config.html"""

# S3 moves no object of less than 128 KB: media has none, as its mean is a MiB at least. None of these classes adds to
# an object's size. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html


def standard(graph: Graph, lifecycle: Lifecycle) -> Range:
    """GB in S3 Standard: young media, and what was overwritten while it was young, until S3 removes it."""
    gone = _overwritten(graph)
    months = (1 - gone) * _billed(graph, lifecycle).standard + gone * lifecycle.noncurrent_days / DAYS
    return over_loads(graph.usage, lambda load: load.upload_gib * months)


def further(graph: Graph, bucket: Resource, lifecycle: Lifecycle, prices: Prices) -> Iterator[Charge]:
    """Everything of the bucket but S3 Standard."""
    months, lasting = _billed(graph, lifecycle), 1 - _overwritten(graph)
    ia = over_loads(graph.usage, lambda load: load.upload_gib * lasting * months.ia)
    yield charge(Line.S3, bucket, "Standard-IA storage", ia, prices["s3.standard_ia.gb_month"])
    glacier = over_loads(graph.usage, lambda load: load.upload_gib * lasting * months.glacier)
    yield charge(Line.S3, bucket, "Glacier Instant Retrieval storage", glacier, prices["s3.glacier_ir.gb_month"])
    yield from _writes(graph, bucket, months, prices)
    yield from _reads(graph, bucket, in_use(lifecycle, graph.usage.media_months), prices)


def _billed(graph: Graph, lifecycle: Lifecycle) -> Months:
    return billed(lifecycle, graph.usage.media_months)


def _overwritten(graph: Graph) -> Decimal:
    return Decimal(graph.usage.media_overwritten_percent) / 100


def _writes(graph: Graph, bucket: Resource, months: Months, prices: Prices) -> Iterator[Charge]:
    """Uploads, in parts and their beginning and end where they are cut; and each object's moves to other classes."""
    size = graph.usage.media_object_mib
    requests = 1 if size <= PART_MIB else ceil(size / PART_MIB) + 2
    objects = over_loads(graph.usage, lambda load: load.uploaded_objects)
    yield charge(Line.S3, bucket, "PUT and multipart requests", objects * requests, prices["s3.put_1k"], per=1000)
    moved = objects * (1 - _overwritten(graph))
    if months.ia:
        price = prices["s3.transition_to_ia_1k"]
        yield charge(Line.S3, bucket, "transitions to Standard-IA", moved, price, per=1000)
    if months.glacier:
        price = prices["s3.transition_to_glacier_ir_1k"]
        yield charge(Line.S3, bucket, "transitions to Glacier Instant Retrieval", moved, price, per=1000)


def _reads(graph: Graph, bucket: Resource, months: Months, prices: Prices) -> Iterator[Charge]:
    """What the CDN does not have in its cache: old media costs by the GB, from each class by how much it holds.

    To CloudFront, and to tasks of the region, the transfer itself is free. https://aws.amazon.com/s3/pricing/
    """
    old = Decimal(graph.usage.old_media_percent) / 100 if months.aged else Decimal(0)
    requests = over_loads(graph.usage, lambda load: load.missed_requests)
    gib = over_loads(graph.usage, lambda load: load.missed_gib)
    yield charge(Line.S3, bucket, "GET requests", requests * (1 - old), prices["s3.get_1k"], per=1000)
    for held, words, get, retrieval in (
        (months.ia, "Standard-IA", "s3.ia_get_1k", "s3.ia_retrieval_gb"),
        (months.glacier, "Glacier Instant Retrieval", "s3.glacier_ir_get_1k", "s3.glacier_ir_retrieval_gb"),
    ):
        if held:
            share = old * held / months.aged
            yield charge(Line.S3, bucket, f"GET requests, {words}", requests * share, prices[get], per=1000)
            yield charge(Line.S3, bucket, f"retrieval, {words}", gib * share, prices[retrieval])
