"""The monthly budget, as AWS would be asked for it."""

import pytest

from tests.components.watching import BUDGET, TOPIC, Watching


@pytest.mark.parametrize(("limit", "amount"), [(129, "129"), (1010, "1010")])
def test_the_month_may_cost_what_the_stack_says(limit: int, amount: str) -> None:
    budget = Watching(budget_usd=limit).record().one(BUDGET).inputs

    assert budget["budgetType"] == "COST"
    assert budget["timeUnit"] == "MONTHLY"
    assert (budget["limitAmount"], budget["limitUnit"]) == (amount, "USD")


def test_neither_tax_nor_what_aws_pays_back_is_counted() -> None:
    budget = Watching().record().one(BUDGET).inputs

    assert budget["costTypes"] == {"includeTax": False, "includeCredit": False, "includeRefund": False}


def test_people_hear_at_80_percent_spent_and_when_all_of_it_will_be() -> None:
    recording = Watching(emails=("ops@academy.example", "owner@academy.example")).record()

    told = {
        "comparisonOperator": "GREATER_THAN",
        "thresholdType": "PERCENTAGE",
        "subscriberSnsTopicArns": [recording.one(TOPIC, "alerts").id],
        "subscriberEmailAddresses": ["ops@academy.example", "owner@academy.example"],
    }
    assert recording.one(BUDGET).inputs["notifications"] == [
        {"notificationType": "ACTUAL", "threshold": 80, **told},
        {"notificationType": "FORECASTED", "threshold": 100, **told},
    ]


def test_without_addresses_the_topic_still_hears() -> None:
    recording = Watching(emails=()).record()

    for notification in recording.one(BUDGET).inputs["notifications"]:
        assert notification["subscriberSnsTopicArns"] == [recording.one(TOPIC, "alerts").id]
        assert notification["subscriberEmailAddresses"] == []
