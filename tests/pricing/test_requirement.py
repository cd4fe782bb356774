"""The requirement's own price list, by hand from its two tables, and what a bill leaves out."""

import pytest

from pricing.left_out import left_out
from pricing.model import Line
from pricing.requirement import BUDGETS_USD, REQUIREMENT, asked_total
from tests.pricing.graphs import database, graph, resource

TABLES = [
    (Line.COMPUTE, 60, 200),
    (Line.ALB, 20, 20),
    (Line.RDS, 15, 80),
    (Line.S3, 11, 100),
    (Line.CLOUDFRONT, 20, 250),
    (Line.SQS, 2, 10),
    (Line.CLOUDWATCH, 1, 10),
]


@pytest.mark.parametrize(("line", "small", "large"), TABLES, ids=[line.value for line, _, _ in TABLES])
def test_each_line_of_the_requirement_has_its_two_figures(line: Line, small: int, large: int) -> None:
    assert (REQUIREMENT[line].for_users(500), REQUIREMENT[line].for_users(10_000)) == (small, large)


def test_every_line_says_why_it_differs_and_the_others_have_no_figure() -> None:
    assert set(REQUIREMENT) == set(Line)
    assert [line for line, asked in REQUIREMENT.items() if not (asked.why(500) and asked.why(10_000))] == []
    assert {line for line, asked in REQUIREMENT.items() if asked.small is not None} == {line for line, _, _ in TABLES}


def test_the_requirements_lines_are_its_totals() -> None:
    # 60 + 20 + 15 + 11 + 20 + 2 + 1 = 129, and 200 + 20 + 80 + 100 + 250 + 10 + 10 = 670
    sums = [sum(asked) for asked in zip(*(row[1:] for row in TABLES), strict=True)]
    assert sums == [129, 670] == list(BUDGETS_USD.values())


@pytest.mark.parametrize(
    ("people", "asked"), [(1, 129), (500, 129), (2_236, 129), (2_237, 670), (10_000, 670), (1_000_000, 670)]
)
def test_the_table_that_applies_is_the_one_for_the_nearer_number_of_people(people: int, asked: int) -> None:
    # by factor: the square root of 500 x 10,000 is 2,236.07
    assert asked_total(people) == asked


def test_what_no_bill_can_know_is_said() -> None:
    assert [line.partition(",")[0] for line in left_out(graph())] == [
        "taxes",
        "what others charge: Solapi for each message",
        "the migration task",
    ]


def test_a_burstable_database_and_a_domain_cost_what_the_bill_leaves_out() -> None:
    record = resource("aws:route53/record:Record", "cdn-a", {})
    words = list(left_out(graph(database(multi_az=False), record)))
    assert words[3:] == [
        "CPU credits, where the database is busier for a day than its class is made for",
        "the domain and its hosted zone, 0.50 USD a month, which are not the stack's",
    ]
