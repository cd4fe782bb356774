"""The lines are the total, low <= expected <= high, and nothing is left without a price, whatever size and usage."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model import Line, Unpriced
from pricing.money import total
from pricing.prices import UnknownPrice, load_prices
from pricing.rules import FREE, RULES, bill
from tests.pricing.everything import changed, everything, priced, usages
from tests.pricing.graphs import graph, resource, service, usage


@given(used=usages, approved=st.booleans())
def test_the_lines_sum_to_the_total_and_the_resources_too(used: dict[str, Any], *, approved: bool) -> None:
    answer = priced(everything(), usage(used), plan_approved=approved)
    assert total(answer.lines.values()) == answer.total
    assert total(amount for _, amount in answer.largest(1000)) == answer.total


@given(used=usages, approved=st.booleans())
def test_every_charge_has_its_least_its_expected_and_its_most_in_order(used: dict[str, Any], *, approved: bool) -> None:
    for each in priced(everything(), usage(used), plan_approved=approved).charges:
        assert 0 <= each.usd.low <= each.usd.expected <= each.usd.high
        assert 0 <= each.quantity.low <= each.quantity.expected <= each.quantity.high


def test_every_type_that_the_program_can_declare_has_a_rule_or_is_free_and_none_is_both() -> None:
    assert {each.type for each in everything()} - RULES.keys() - FREE.keys() == set()
    assert RULES.keys() & FREE.keys() == set()


def test_what_is_free_is_said_to_be_so_by_a_page_of_awss() -> None:
    pages = {url.split("/")[2] for url in FREE.values()}
    assert pages <= {"aws.amazon.com", "docs.aws.amazon.com"}


def test_a_type_without_a_rule_is_an_error_that_names_it() -> None:
    with pytest.raises(Unpriced, match="no pricing rule for aws:elasticache/cluster:Cluster, aws:sfn/x:X: add one"):
        bill(
            graph(resource("aws:elasticache/cluster:Cluster", "cache", {}), resource("aws:sfn/x:X", "x", {})),
            load_prices(),
        )


def test_a_class_without_a_price_is_an_error_that_names_those_that_have_one() -> None:
    larger = changed("aws:rds/instance:Instance", {"instanceClass": "db.r7g.large"})
    with pytest.raises(UnknownPrice, match=r"no price for db.r7g.large, Multi-AZ; there is for db.t4g.micro, "):
        priced(larger, usage())


def test_every_price_says_where_and_when_it_was_read_and_how_sure_it_is() -> None:
    prices = load_prices()
    assert {prices[key].confidence for key in prices} <= {"high", "medium", "low", "estimate"}
    assert [key for key in prices if not prices[key].source or not prices[key].as_of] == []


def test_an_estimated_price_is_told_from_a_list_price() -> None:
    answer = bill(graph(*service(provider="FARGATE_SPOT")), load_prices())
    assert {each.what for each in answer.doubtful()} == {"vCPU, Fargate Spot, arm", "memory, Fargate Spot, arm"}


def test_every_line_is_there_even_where_it_is_nothing() -> None:
    assert list(bill(graph(), load_prices()).lines) == list(Line)
