"""`academy prices refresh`. Its answers are written after the API reference: none of this has ever run against AWS.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from ops.price_list import ENDPOINT_REGION
from ops.prices import UNITS, read_again, refresh
from ops.problem import Problem
from pricing.prices import FILE, load_prices

TODAY = date(2026, 11, 24)
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


@pytest.fixture
def aws() -> Iterator[PriceList]:
    side = PriceList()
    with side.stub:
        yield side
        side.stub.assert_no_pending_responses()


def prices_of(folder: Path, prices: Mapping[str, object]) -> Path:
    file = folder / "prices.json"
    file.write_text(json.dumps({**KEPT, **prices}, indent=1) + "\n", encoding="utf-8")
    return file


def read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


def test_a_price_is_read_again_with_its_date_and_where_it_comes_from(aws: PriceList, tmp_path: Path) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725, note="perhaps"), PUT: entry(0.0045)})
    asked = {
        "ServiceCode": "AmazonECS",
        "Filters": [
            {"Type": "TERM_MATCH", "Field": "regionCode", "Value": "ap-northeast-2"},
            {"Type": "TERM_MATCH", "Field": "usagetype", "Value": "APN2-Fargate-ARM-vCPU-Hours:perCPU"},
        ],
        "FormatVersion": "aws_v1",
    }
    aws.stub.add_response("get_products", {"PriceList": [flat("0.0400000000")]}, asked)
    aws.answers(flat("0.0000045000"))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 0
    now = read(file)
    assert now[VCPU] == {
        **entry(0.04, note="perhaps"),
        "as_of": "2026-11-24",
        "confidence": "high",
        "source": "AWS Price List query API: AmazonECS, SKU G6G6ZNFBYMW2V8BH, published 2026-11-01",
    }
    assert now[PUT]["usd"] == 0.0045
    assert {key: now[key] for key in KEPT} == KEPT


def test_it_tells_what_changed_and_what_stays_as_it_is(
    aws: PriceList, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725), PUT: entry(0.0045)})
    aws.answers(flat("0.0400000000"))
    aws.answers(flat("0.0000045000"))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 0
    assert capsys.readouterr().out == (
        "kept, Spot has no list price: fargate_spot.linux_arm.vcpu_hour\n"
        "kept, pricing/prices.json has no query for it: cloudfront.plan.business.month\n"
        "fargate.linux_arm.vcpu_hour: 0.03725 -> 0.04\n"
        "2 prices read, 1 changed, 2 kept\n"
    )


def test_a_dry_run_tells_the_same_and_writes_nothing(
    aws: PriceList, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725)})
    before = file.read_bytes()
    aws.answers(flat("0.04"))
    assert refresh(aws.client, TODAY, dry_run=True, file=file) == 0
    assert "fargate.linux_arm.vcpu_hour: 0.03725 -> 0.04\n" in capsys.readouterr().out
    assert file.read_bytes() == before


def test_one_unclear_answer_and_nothing_is_written_at_all(
    aws: PriceList, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725), PUT: entry(0.0045), "kms.key_month": entry(1)})
    before = file.read_bytes()
    aws.answers(flat("0.04"))
    aws.answers()
    aws.answers(*(product(("0", "Inf", "1"), usage_type=f"APN2-KMS-{letter}") for letter in "DCBA"))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 1
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err == (
        "error: s3.put_1k: no product matches; want exactly one product\n"
        "error: kms.key_month: 4 products match (APN2-KMS-A, APN2-KMS-B, APN2-KMS-C, …); want exactly one product\n"
        "Nothing is written to prices.json: every query has to have one answer.\n"
    )
    assert file.read_bytes() == before


def test_every_page_of_an_answer_is_read(aws: PriceList, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725)})
    aws.stub.add_response("get_products", {"PriceList": [flat("0.04")], "NextToken": "more"})
    aws.stub.add_response(
        "get_products",
        {"PriceList": [flat("0.05")]},
        {
            "ServiceCode": "AmazonECS",
            "Filters": [
                {"Type": "TERM_MATCH", "Field": "regionCode", "Value": "ap-northeast-2"},
                {"Type": "TERM_MATCH", "Field": "usagetype", "Value": "APN2-Fargate-ARM-vCPU-Hours:perCPU"},
            ],
            "FormatVersion": "aws_v1",
            "NextToken": "more",
        },
    )
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 1
    assert "2 products match (APN2-Usage); want exactly one product" in capsys.readouterr().err


def test_the_first_tier_that_is_paid_is_the_price(aws: PriceList, tmp_path: Path) -> None:
    file = prices_of(tmp_path, {"sqs.standard_million": entry(0.4), "s3.standard.gb_month": entry(0.025)})
    aws.answers(
        product(
            ("100000000000", "Inf", "0.00000024"),
            ("0", "1000000", "0.0000000000"),
            ("1000000", "100000000000", "0.0000005"),
        )
    )
    aws.answers(product(("0", "51200", "0.026"), ("51200", "512000", "0.024"), ("512000", "Inf", "0.023")))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 0
    assert (read(file)["sqs.standard_million"]["usd"], read(file)["s3.standard.gb_month"]["usd"]) == (0.5, 0.026)


def test_a_price_with_tiers_gets_all_of_them_counted_from_the_first_that_is_paid(
    aws: PriceList, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiers = [{"up_to": 10240, "usd": 0.126}, {"up_to": None, "usd": 0.122}]
    file = prices_of(tmp_path, {OUT: entry(0.126, tiers=tiers)})
    paid = [("100", "10340", "0.12"), ("10340", "51300", "0.11"), ("51300", "Inf", "0.1")]
    aws.answers(product(("0", "100", "0"), *paid))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 0
    assert read(file)[OUT]["usd"] == 0.12
    assert read(file)[OUT]["tiers"] == [
        {"up_to": 10240, "usd": 0.12},
        {"up_to": 51200, "usd": 0.11},
        {"up_to": None, "usd": 0.1},
    ]
    assert f"{OUT}: 0.126 up to 10240, 0.122 -> 0.12 up to 10240, 0.11 up to 51200, 0.1\n" in capsys.readouterr().out


def test_a_list_price_takes_the_place_of_an_estimate(aws: PriceList, tmp_path: Path) -> None:
    guess = {"estimate": {"low": 0.262, "high": 0.262}, "note": "twice Single-AZ"}
    file = prices_of(tmp_path, {"rds.gp2": entry(None, **guess), "spot": entry(0.3, range=[0.2, 0.4])})
    aws.answers(flat("0.25"))
    aws.answers(flat("0.31"))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 0
    assert [
        {name: read(file)[key].get(name) for name in ("usd", "confidence", "estimate", "range", "note")}
        for key in ("rds.gp2", "spot")
    ] == [
        {"usd": 0.25, "confidence": "high", "estimate": None, "range": None, "note": None},
        {"usd": 0.31, "confidence": "high", "estimate": None, "range": None, "note": None},
    ]


UNCLEAR: dict[str, tuple[str, str]] = {
    "two terms": (
        product(("0", "Inf", "0.04"), terms=2),
        "APN2-Usage has 2 OnDemand terms; want exactly one",
    ),
    "no on-demand price": (
        product(("0", "Inf", "0.04"), terms=0),
        "APN2-Usage has 0 OnDemand terms; want exactly one",
    ),
    "two prices for the same amounts": (
        product(("0", "Inf", "0.04"), ("0", "Inf", "0.05")),
        "APN2-Usage has the price dimensions 0 to Inf, 0 to Inf; want one, or tiers without a gap",
    ),
    "a gap between tiers": (
        product(("0", "10", "0.04"), ("20", "Inf", "0.05")),
        "APN2-Usage has the price dimensions 0 to 10, 20 to Inf; want one, or tiers without a gap",
    ),
    "no price at all": (product(), "APN2-Usage has the price dimensions none; want one, or tiers without a gap"),
    "another currency": (
        product(("0", "Inf", "0.04"), currency="CNY"),
        "APN2-Usage is priced in CNY; want USD",
    ),
    "nothing to pay": (
        flat("0.0000000000"),
        f"it is listed at 0 USD; want a price, or an entry without a query if {VCPU} is free now",
    ),
    "another unit": (
        flat("27.1925"),
        "it is listed at 27.1925 USD, and was 0.03725: a price for another unit, it seems; if AWS did change it so "
        "much, correct it in the file first",
    ),
    "another shape": (
        '{"product": {"sku": "A"}, "serviceCode": "AmazonECS", "terms": {}}',
        "the answer is not what the API reference describes: publicationDate: Field required",
    ),
    "no JSON": ("<html>", "the answer is not what the API reference describes: Invalid JSON"),
}


@pytest.mark.parametrize(("answer", "reason"), UNCLEAR.values(), ids=UNCLEAR)
def test_an_answer_that_is_not_one_price_is_told_by_key_and_not_written(
    aws: PriceList, tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str, reason: str
) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725)})
    before = file.read_bytes()
    aws.answers(answer)
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 1
    assert f"error: {VCPU}: {reason}" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_twice_the_price_or_half_of_it_is_still_believed(aws: PriceList, tmp_path: Path) -> None:
    file = prices_of(tmp_path, {"double": entry(0.02), "half": entry(0.02), "more": entry(0.02), "less": entry(0.02)})
    for usd in ("0.04", "0.01", "0.0401", "0.0099"):
        aws.answers(flat(usd))
    reading = read_again(aws.client, read(file), TODAY)
    assert reading.changed == {"double": ("0.02", "0.04"), "half": ("0.02", "0.01")}
    assert [*reading.unclear] == ["more", "less"]


def test_a_query_that_aws_does_not_understand_is_told_by_key(
    aws: PriceList, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725), PUT: entry(0.0045)})
    aws.refuses("InvalidParameterException", "Unknown field usageType")
    aws.answers(flat("0.0000045"))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 1
    said = "AWS refused GetProducts (InvalidParameterException): Unknown field usageType"
    assert f"error: {VCPU}: {said}\n" in capsys.readouterr().err


def test_without_the_permission_it_stops_at_the_first_price(aws: PriceList, tmp_path: Path) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725), PUT: entry(0.0045)})
    aws.refuses("AccessDeniedException", "User: x is not authorized to perform: pricing:GetProducts")
    with pytest.raises(Problem, match="access denied: GetProducts needs pricing:GetProducts"):
        refresh(aws.client, TODAY, dry_run=False, file=file)


def test_the_file_keeps_its_mode_and_nothing_is_left_beside_it(aws: PriceList, tmp_path: Path) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725)})
    file.chmod(0o640)
    aws.answers(flat("0.04"))
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 0
    assert file.stat().st_mode & 0o777 == 0o640
    assert [*tmp_path.iterdir()] == [file]


def test_a_file_that_cannot_be_written_stays_as_it_is(
    aws: PriceList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = prices_of(tmp_path, {VCPU: entry(0.03725)})
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    aws.answers(flat("0.04"))
    with pytest.raises(Problem, match=r"prices\.json can't be written: No space left on device"):
        refresh(aws.client, TODAY, dry_run=False, file=file)
    assert file.read_bytes() == before
    assert [*tmp_path.iterdir()] == [file]


def as_listed(key: str, price: Mapping[str, Any]) -> str:
    """The answer of an AWS that has changed nothing."""
    per = next((per for ending, per in UNITS.items() if key.endswith(ending)), 1)
    tiers = price.get("tiers") or [{"up_to": None, "usd": price["usd"] or price["estimate"]["low"]}]
    starts = ["0", *(str(tier["up_to"]) for tier in tiers[:-1])]
    ends = [*starts[1:], "Inf"]
    rates = [f"{Decimal(str(tier['usd'])) / per:f}" for tier in tiers]
    return product(*zip(starts, ends, rates, strict=True))


def test_answers_that_repeat_every_shipped_price_change_nothing_but_dates(aws: PriceList, tmp_path: Path) -> None:
    shipped = read(FILE)
    asked = {key: price for key, price in shipped.items() if "ServiceCode" in price.get("refresh", {})}
    for key, price in asked.items():
        aws.answers(as_listed(key, price))
    file = tmp_path / "prices.json"
    file.write_bytes(FILE.read_bytes())
    assert refresh(aws.client, TODAY, dry_run=False, file=file) == 0
    now = read(file)
    assert [*now] == [*shipped]
    assert {key: now[key] for key in shipped if key not in asked} == {
        key: shipped[key] for key in shipped if key not in asked
    }
    assert {now[key]["as_of"] for key in asked} == {"2026-11-24"}
    before, after = load_prices(FILE), load_prices(file)
    assert {key: (after[key].usd, after[key].tiers) for key in after} == {
        key: (before[key].usd, before[key].tiers) for key in before
    }
