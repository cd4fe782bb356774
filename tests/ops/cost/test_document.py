"""The JSON of `academy cost` is what docs/cost.md says it is, and adds up."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import pytest

from ops.cost.compare import Comparison
from ops.cost.costs import Costs
from ops.cost.document import as_json
from sandbox.recording import ROOT

PAGE = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
THREE = ("low", "expected", "high")


@pytest.fixture(scope="module")
def document(comparison: Comparison) -> dict[str, Any]:
    """10k against initial, as a program reads it."""
    text = json.dumps(as_json(comparison.after, comparison))
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def names(value: object) -> Iterator[str]:
    """Every key at every depth."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            yield name
            yield from names(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from names(inner)


def test_docs_name_every_field(document: dict[str, Any]) -> None:
    assert {name for name in names(document) if f"`{name}`" not in PAGE} == set()


def test_charges_sum_to_lines_and_lines_to_the_total(document: dict[str, Any]) -> None:
    for each in THREE:
        for line in document["lines"]:
            charges = [one["usd"][each] for one in document["charges"] if one["line"] == line["line"]]
            assert sum(charges) == line["usd"][each]
        assert sum(line["usd"][each] for line in document["lines"]) == document["total_usd"][each]


def test_reasons_sum_to_lines_and_lines_to_the_difference(document: dict[str, Any]) -> None:
    against = document["against"]
    for line in against["lines"]:
        assert sum(reason["difference_usd"] for reason in line["reasons"]) == line["difference_usd"]
        assert line["after_usd"] - line["before_usd"] == line["difference_usd"]
    assert sum(line["difference_usd"] for line in against["lines"]) == against["difference_usd"]
    assert against["after_usd"] == document["total_usd"]["expected"]


def test_it_holds_the_budget_the_requirement_and_the_month_before_approval(document: dict[str, Any]) -> None:
    assert (document["schema_version"], document["stack"], document["daily_users"]) == (1, "10k", 10_000)
    assert (document["budget_usd"], document["asked_usd"], document["within_budget"]) == (670, 670, True)
    before = document["before_plan_approval"]
    assert before["cloudfront_usd"]["expected"] > 1500 > document["total_usd"]["expected"]
    assert [line["asked_usd"] for line in document["lines"]] == [200, 20, 80, 100, 250, 10, 10, *[None] * 4]
    assert document["priced_as_released"] == ["api", "video", "ai", "messaging", "pgbouncer"]


def test_prices_in_doubt_are_marked(document: dict[str, Any]) -> None:
    marked = {one["confidence"] for one in document["charges"] if one["doubtful"]}
    assert marked == {"low", "estimate"}
    assert {line["line"] for line in document["lines"] if line["doubtful"]} >= {"Compute"}


def test_a_stack_without_a_plan_and_nothing_to_compare_with_says_null(initial: Costs) -> None:
    alone = as_json(initial, None)
    assert (alone["before_plan_approval"], alone["against"]) == (None, None)
