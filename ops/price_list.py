"""AWS's Price List query API: what one product costs on demand, or why the answer is not clear.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ops.aws.errors import aws_problems, code, explain

if TYPE_CHECKING:
    from mypy_boto3_pricing import PricingClient

ENDPOINT_REGION = "us-east-1"
"""One of the regions that have the API; it lists the prices of all of them.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html"""

FORMAT = "aws_v1"

NAMED_PRODUCTS = 3
"""How many of the products that match are named where there should be one."""

_WRONG_QUERY = frozenset({"InvalidParameterException", "NotFoundException", "ResourceNotFoundException"})
"""The query's own fault; any other error would meet the next query as well."""


class Unclear(LookupError):  # noqa: N818 -- says what is unclear
    """A query has no one answer; the text says why, in one line."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """What picks one product: a service, and an exact value for each of some attributes."""

    service: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """USD for one unit of the API's, from an amount of a month to another; None is without end."""

    begins: Decimal
    ends: Decimal | None
    usd: Decimal


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The on-demand price of one product."""

    rates: tuple[Rate, ...]
    """From nothing upwards, without a gap."""
    service: str
    sku: str
    published: str
    """Day of the price list, as 2026-10-05."""

    @property
    def paid(self) -> tuple[Rate, ...]:
        """The rates after a free tier, where the price list has it as a tier of 0 USD."""
        return tuple(rate for rate in self.rates if rate.usd)


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Product(_Answer):
    sku: str
    attributes: Mapping[str, str] = Field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.attributes.get("usagetype", self.sku)


class _Dimension(_Answer):
    begin: Decimal = Field(alias="beginRange")
    end: Decimal | Literal["Inf"] = Field(alias="endRange")
    prices: Mapping[str, Decimal] = Field(alias="pricePerUnit")


class _Term(_Answer):
    dimensions: Mapping[str, _Dimension] = Field(alias="priceDimensions")


class _Terms(_Answer):
    on_demand: Mapping[str, _Term] = Field(alias="OnDemand", default_factory=dict)


class _Item(_Answer):
    product: _Product
    service: str = Field(alias="serviceCode")
    terms: _Terms
    published: str = Field(alias="publicationDate")


def look_up(pricing: "PricingClient", query: Query) -> Listed:
    """The price of the one product that a query picks.

    Raises:
        Unclear: it picks none or several, or the product has not one price in USD.
        Problem: AWS can't be asked: no credentials, no permission, no way there.
    """
    found = [_parsed(text) for text in _texts(pricing, query)]
    if len(found) != 1:
        raise Unclear(f"{_counted(found)}; want exactly one product")
    item = found[0]
    return Listed(
        rates=_rates(item), service=item.service, sku=item.product.sku, published=item.published.partition("T")[0]
    )


def _texts(pricing: "PricingClient", query: Query) -> list[str]:
    """What the API lists, on all its pages: each product is a JSON document in a string."""
    with aws_problems():
        pages = pricing.get_paginator("get_products").paginate(
            ServiceCode=query.service,
            Filters=[
                {"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in query.attributes.items()
            ],
            FormatVersion=FORMAT,
        )
        try:
            return [text for page in pages for text in page["PriceList"]]
        except ClientError as error:
            if code(error) not in _WRONG_QUERY:
                raise
            raise Unclear(explain(error)) from error


def _parsed(text: str) -> _Item:
    try:
        return _Item.model_validate_json(text)
    except ValidationError as error:
        wrong = "; ".join(": ".join((*map(str, one["loc"]), one["msg"])) for one in error.errors())
        raise Unclear(f"the answer is not what the API reference describes: {wrong}") from None


def _counted(found: list[_Item]) -> str:
    if not found:
        return "no product matches"
    names = sorted({item.product.name for item in found})
    more = ", …" if len(names) > NAMED_PRODUCTS else ""
    return f"{len(found)} products match ({', '.join(names[:NAMED_PRODUCTS])}{more})"


def _rates(item: _Item) -> tuple[Rate, ...]:
    terms = list(item.terms.on_demand.values())
    if len(terms) != 1:
        raise Unclear(f"{item.product.name} has {len(terms)} OnDemand terms; want exactly one")
    dimensions = sorted(terms[0].dimensions.values(), key=lambda each: each.begin)
    if any([*each.prices] != ["USD"] for each in dimensions):
        raise Unclear(f"{item.product.name} is priced in {_currencies(dimensions)}; want USD")
    starts = [each.begin for each in dimensions]
    if [Decimal(0), *(each.end for each in dimensions)] != [*starts, "Inf"]:
        ranges = ", ".join(f"{each.begin} to {each.end}" for each in dimensions) or "none"
        raise Unclear(f"{item.product.name} has the price dimensions {ranges}; want one, or tiers without a gap")
    return tuple(
        Rate(begins=each.begin, ends=None if each.end == "Inf" else each.end, usd=each.prices["USD"])
        for each in dimensions
    )


def _currencies(dimensions: list[_Dimension]) -> str:
    return ", ".join(sorted({currency for each in dimensions for currency in each.prices})) or "nothing"
