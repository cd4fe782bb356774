"""What `academy prices refresh` makes of answers that are not one price. They are written after the API reference."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ops.prices import refresh
from ops.problem import Problem
from tests.ops.price_list import PUT, VCPU, PriceList, entry, flat, price_list, prices_of, product

TODAY = date(2026, 11, 24)


@pytest.fixture
def aws() -> Iterator[PriceList]:
    with price_list() as side:
        yield side


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
