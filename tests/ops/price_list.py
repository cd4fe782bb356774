"""AWS's Price List as tests answer for it, after the API reference: none of it has ever come from AWS.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import boto3
from botocore.stub import Stubber

from ops.price_list import ENDPOINT_REGION

VCPU, PUT, OUT = "fargate.linux_arm.vcpu_hour", "s3.put_1k", "transfer.internet_out.gb"
KEPT: dict[str, Any] = {
    "_meta": {"region": "ap-northeast-2"},
    "fargate_spot.linux_arm.vcpu_hour": {
        "usd": None,
        "unit": "vCPU-hour",
        "as_of": "-",
        "confidence": "null",
        "estimate": {"low": 0.011175, "high": 0.012665},
        "source": "none",
        "refresh": {"feed": "https://example.com/spot.json"},
    },
    "cloudfront.plan.business.month": {
        "usd": 200,
        "unit": "distribution-month",
        "as_of": "2026-09-05",
        "confidence": "high",
        "source": "https://aws.amazon.com/cloudfront/pricing/",
        "includes": {"out_tb": 50},
    },
}


def entry(usd: float | None, **more: object) -> dict[str, Any]:
    return {
        "usd": usd,
        "unit": "unit",
        "as_of": "2026-09-03",
        "confidence": "low",
        "source": "hearsay",
        "refresh": {
            "ServiceCode": "AmazonECS",
            "Filters": {"regionCode": "ap-northeast-2", "usagetype": "APN2-Fargate-ARM-vCPU-Hours:perCPU"},
        },
        **more,
    }


def product(*tiers: tuple[str, str, str], usage_type: str = "APN2-Usage", terms: int = 1, currency: str = "USD") -> str:
    """A product as the API lists it, with a price dimension for each (from, to, USD)."""
    sku = "G6G6ZNFBYMW2V8BH"
    dimensions = {
        f"{sku}.JRTCKXETXF.{number}": {
            "unit": "hours",
            "endRange": end,
            "description": f"{usd} {currency}",
            "appliesTo": list[str](),
            "rateCode": f"{sku}.JRTCKXETXF.{number}",
            "beginRange": begin,
            "pricePerUnit": {currency: usd},
        }
        for number, (begin, end, usd) in enumerate(tiers)
    }
    term = {
        "priceDimensions": dimensions,
        "sku": sku,
        "effectiveDate": "2026-11-01T00:00:00Z",
        "offerTermCode": "JRTCKXETXF",
        "termAttributes": {},
    }
    return json.dumps(
        {
            "product": {
                "productFamily": "Compute",
                "attributes": {"regionCode": "ap-northeast-2", "usagetype": usage_type, "servicecode": "AmazonECS"},
                "sku": sku,
            },
            "serviceCode": "AmazonECS",
            "terms": {"OnDemand": {f"{sku}.{number}": term for number in range(terms)}},
            "version": "20261101000000",
            "publicationDate": "2026-11-01T21:00:00Z",
        }
    )


def flat(usd: str) -> str:
    return product(("0", "Inf", usd))


class PriceList:
    """AWS's side: answers in the order of the file."""

    def __init__(self) -> None:
        nobody = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        client = cast("Any", boto3).client("pricing", region_name=ENDPOINT_REGION, **nobody)
        self.client = client
        self.stub = Stubber(client)

    def answers(self, *products: str) -> None:
        self.stub.add_response("get_products", {"FormatVersion": "aws_v1", "PriceList": list(products)})

    def refuses(self, code: str, message: str) -> None:
        self.stub.add_client_error("get_products", code, message)


def prices_of(folder: Path, prices: Mapping[str, object]) -> Path:
    file = folder / "prices.json"
    file.write_text(json.dumps({**KEPT, **prices}, indent=1) + "\n", encoding="utf-8")
    return file


def read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


@contextmanager
def price_list() -> Generator[PriceList]:
    """AWS's side for one test, which asks for every answer that it was given."""
    side = PriceList()
    with side.stub:
        yield side
        side.stub.assert_no_pending_responses()
