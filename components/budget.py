"""Budget: a mail before the month costs more than it may."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import budgets

SPENT_PERCENT = 80
"""Of the limit, that is spent: time to look before it is used up."""
FORECAST_PERCENT = 100
"""Of the limit, that the month will cost when it goes on like this. AWS forecasts after five weeks of use.
https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html"""


@dataclass(frozen=True, kw_only=True)
class BudgetArgs:
    """What the budget needs from the rest of the stack."""

    monthly_usd: int
    topic_arn: Input[str]
    emails: Sequence[str]
    """Budgets writes to them itself too: these mails need nobody's confirmation."""


class Budget(ComponentResource):
    """A monthly budget of the whole account without tax: actual cost at 80 %, forecast at 100 %.

    Credits don't lower it, so that their end is no surprise.
    """

    budget_name: Output[str]

    def __init__(self, name: str, args: BudgetArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:observability:Budget", name, None, opts)

        budget = budgets.Budget(
            name,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(args.monthly_usd),
            limit_unit="USD",
            cost_types={"include_tax": False, "include_credit": False, "include_refund": False},
            notifications=[
                _notification(args, "ACTUAL", SPENT_PERCENT),
                _notification(args, "FORECASTED", FORECAST_PERCENT),
            ],
            opts=ResourceOptions(parent=self),
        )

        self.budget_name = budget.name
        self.register_outputs({"budget_name": self.budget_name})


def _notification(
    args: BudgetArgs, kind: Literal["ACTUAL", "FORECASTED"], percent: int
) -> budgets.BudgetNotificationArgsDict:
    return {
        "notification_type": kind,
        "comparison_operator": "GREATER_THAN",
        "threshold": percent,
        "threshold_type": "PERCENTAGE",
        "subscriber_sns_topic_arns": [args.topic_arn],
        "subscriber_email_addresses": args.emails,
    }
