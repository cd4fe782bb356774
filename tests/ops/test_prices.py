"""`academy prices refresh`. Its answers are written after the API reference: none of this has ever run against AWS.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ops.prices import UNITS, read_again, refresh
from ops.problem import Problem
from pricing.prices import FILE, load_prices
from tests.ops.price_list import KEPT, OUT, PUT, VCPU, PriceList, entry, flat, price_list, prices_of, product, read

TODAY = date(2026, 11, 24)


@pytest.fixture
def aws() -> Iterator[PriceList]:
    with price_list() as side:
        yield side


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


def test_twice_the_price_or_half_of_it_is_still_believed(aws: PriceList, tmp_path: Path) -> None:
    file = prices_of(tmp_path, {"double": entry(0.02), "half": entry(0.02), "more": entry(0.02), "less": entry(0.02)})
    for usd in ("0.04", "0.01", "0.0401", "0.0099"):
        aws.answers(flat(usd))
    reading = read_again(aws.client, read(file), TODAY)
    assert reading.changed == {"double": ("0.02", "0.04"), "half": ("0.02", "0.01")}
    assert [*reading.unclear] == ["more", "less"]


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
    listed = [key for key in before if before[key].confidence != "estimate"]
    assert {key: (after[key].usd, after[key].tiers) for key in listed} == {
        key: (before[key].usd, before[key].tiers) for key in listed
    }
