"""What a bucket's lifecycle rules do to an object as it ages, read from the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pricing.model import Graph, Resource, Unpriced
from pricing.money import DAYS

LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"

_MIN_IA_DAYS, _MIN_GLACIER_DAYS = 30, 90
"""Days for which S3 bills an object of Standard-IA and of Glacier Instant Retrieval at least, however soon it goes.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html"""


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """At which age, in days, objects of a bucket change class or go; None is never."""

    ia_days: int | None = None
    glacier_days: int | None = None
    expiry_days: int | None = None
    noncurrent_days: int = 0
    """How long a version stays that was replaced or deleted. It stays in the class that it is in."""


@dataclass(frozen=True, kw_only=True)
class Months:
    """How long an object is in each storage class; of what comes evenly, so many months' worth is there at any time."""

    standard: Decimal
    ia: Decimal
    glacier: Decimal

    @property
    def aged(self) -> Decimal:
        """In another class than Standard."""
        return self.ia + self.glacier


def lifecycles(graph: Graph) -> Mapping[str, Lifecycle]:
    """The rules of each bucket that has some, by the bucket's name.

    Raises:
        Unpriced: a rule moves objects to a storage class that has no pricing rule.
    """
    return {each.inputs["bucket"]: _lifecycle(each) for each in graph.of_type(LIFECYCLE)}


def in_use(lifecycle: Lifecycle, kept_months: int) -> Months:
    """Where an object is that is deleted after so many months, until then."""
    kept = Decimal(kept_months)
    ia, glacier = (
        kept if days is None else min(kept, days / DAYS) for days in (lifecycle.ia_days, lifecycle.glacier_days)
    )
    standard = min(ia, glacier)
    return Months(standard=standard, ia=max(Decimal(0), glacier - standard), glacier=kept - max(glacier, standard))


def billed(lifecycle: Lifecycle, kept_months: int) -> Months:
    """What is billed of such an object: until it is gone for good, and for as long as its class bills at least."""
    used, after = in_use(lifecycle, kept_months), lifecycle.noncurrent_days / DAYS
    if used.glacier:
        return Months(standard=used.standard, ia=used.ia, glacier=max(used.glacier + after, _MIN_GLACIER_DAYS / DAYS))
    if used.ia:
        return Months(standard=used.standard, ia=max(used.ia + after, _MIN_IA_DAYS / DAYS), glacier=Decimal(0))
    return Months(standard=used.standard + after, ia=Decimal(0), glacier=Decimal(0))


def _lifecycle(configuration: Resource) -> Lifecycle:
    ages: dict[str, int] = {}
    expiry_days, noncurrent_days = None, 0
    for rule in configuration.inputs["rules"]:
        ages |= {each["storageClass"]: int(each["days"]) for each in rule.get("transitions") or ()}
        if "days" in (rule.get("expiration") or {}):
            expiry_days = int(rule["expiration"]["days"])
        if rule.get("noncurrentVersionExpiration"):
            noncurrent_days = int(rule["noncurrentVersionExpiration"]["noncurrentDays"])
    unknown = sorted(ages.keys() - {"STANDARD_IA", "GLACIER_IR"})
    if unknown:
        raise Unpriced(
            f"no pricing rule for S3 storage class {', '.join(unknown)}, to which {configuration.name} moves objects"
        )
    return Lifecycle(
        ia_days=ages.get("STANDARD_IA"),
        glacier_days=ages.get("GLACIER_IR"),
        expiry_days=expiry_days,
        noncurrent_days=noncurrent_days,
    )
