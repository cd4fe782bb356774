"""What is priced, and what comes out: resources and usage in, charges and their sums out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from pricing.money import Range, flat, total
from pricing.prices import Price
from sizing.usage import Usage

__all__ = ["Bill", "Charge", "Graph", "Line", "Range", "Resource", "Unpriced", "charge"]


class Line(Enum):
    """The lines of a bill: the requirement's own first, then what it does not speak of."""

    COMPUTE = "Compute"
    ALB = "ALB"
    RDS = "RDS"
    S3 = "S3"
    CLOUDFRONT = "CloudFront"
    SQS = "SQS"
    CLOUDWATCH = "CloudWatch"
    NETWORK = "NAT and public addresses"
    SECRETS = "Secrets Manager"
    REGISTRY = "ECR"
    GPU = "GPU"


class Unpriced(LookupError):  # noqa: N818 -- says what is missing
    """Resource types that have neither a pricing rule nor a page that says they are free; the text names them."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource as the program declares it."""

    type: str
    name: str
    urn: str
    id: str
    """What the stand-in calls it; other resources' inputs name it so."""
    inputs: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One reason for which one resource, or all of a kind that share a free tier, costs money."""

    line: Line
    type: str
    resource: str
    what: str
    quantity: Range
    """In `unit`, after free tiers and allowances."""
    unit: str
    price_keys: tuple[str, ...]
    usd: Range
    confidence: str
    free: str = ""
    """What a free tier or a plan took off, in words."""

    @property
    def doubtful(self) -> bool:
        """Whether it is marked: it costs something, and its price is an estimate or of low confidence."""
        return self.confidence in ("low", "estimate") and bool(self.usd.high)


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Everything that is priced together: a stack's resources and what people do with them."""

    resources: tuple[Resource, ...]
    usage: Usage
    plan_approved: bool = True
    """Whether a declared flat-rate plan is in force; until a person approves it, CloudFront is paid as it is used."""

    def of_type(self, type_: str) -> list[Resource]:
        """Every resource of a type."""
        return [each for each in self.resources if each.type == type_]

    @property
    def has_plan(self) -> bool:
        """Whether a flat-rate plan is declared."""
        return bool(self.of_type("aws:pricingplanmanager/subscription:Subscription"))

    @property
    def plan_in_force(self) -> bool:
        """Whether a flat-rate plan is declared and approved."""
        return self.has_plan and self.plan_approved


def charge(
    line: Line,
    resource: Resource | tuple[str, str],
    what: str,
    quantity: Range | Decimal | int,
    price: Price,
    *,
    per: int = 1,
    free: str = "",
    usd: Range | None = None,
) -> Charge:
    """A charge of a quantity at a price; `per` is how many units the price is for.

    `resource` may be a type and a name, for what all resources of a type share. `usd` is given where tiers, and not
    one rate, make the amount.
    """
    type_, name = (resource.type, resource.name) if isinstance(resource, Resource) else resource
    amount = (quantity if isinstance(quantity, Range) else flat(quantity)) / per
    return Charge(
        line=line,
        type=type_,
        resource=name,
        what=what,
        quantity=amount,
        unit=price.unit,
        price_keys=(price.key,),
        usd=(usd or amount * price.usd).exact(),
        confidence=price.confidence,
        free=free,
    )


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What a stack costs in a month."""

    charges: tuple[Charge, ...]

    @property
    def total(self) -> Range:
        """Everything."""
        return total(each.usd for each in self.charges)

    @property
    def lines(self) -> dict[Line, Range]:
        """What each line comes to, for every line there is."""
        return {line: total(each.usd for each in self.charges if each.line is line) for line in Line}

    def in_cents(self) -> "Bill":
        """The same with each charge rounded to the cent: what is shown of it adds up to the total that is shown."""
        return Bill(charges=tuple(replace(each, usd=each.usd.in_cents()) for each in self.charges))

    def largest(self, count: int) -> list[tuple[str, Range]]:
        """The resources that cost most, as `type name` and what each comes to."""
        by_resource: dict[str, Range] = {}
        for each in self.charges:
            key = f"{each.type} {each.resource}"
            by_resource[key] = by_resource.get(key, flat(0)) + each.usd
        return sorted(by_resource.items(), key=lambda item: (-item[1].expected, item[0]))[:count]

    def doubtful(self) -> Iterator[Charge]:
        """The charges whose price is an estimate or of low confidence."""
        return (each for each in self.charges if each.doubtful)
