"""How long what was logged is kept, what is measured and shown, and what the stack may cost."""

from typing import Annotated

from pydantic import AfterValidator, Field

from sizing.section import Section, Wants, enumerate_words
from sizing.storage import MAX_DAYS

LOG_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""The retention times that CloudWatch Logs knows.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""

MAX_BUDGET_USD = 100_000
"""Ours: more is a slip of the keyboard."""

_LOG_DAYS_IN_WORDS = enumerate_words([str(days) for days in LOG_DAYS], "or")


def _known_to_cloudwatch(days: int) -> int:
    if days not in LOG_DAYS:
        raise ValueError("days")
    return days


class MonitoringSize(Section):
    """Logs, metrics, the dashboard and the budget."""

    access_log_days: int = Field(
        ge=1,
        le=MAX_DAYS,
        description=f"How long the logs bucket keeps access and flow logs, in days, 1 to {MAX_DAYS}.",
    )
    log_days: Annotated[int, AfterValidator(_known_to_cloudwatch), Wants(f"{_LOG_DAYS_IN_WORDS} days")] = Field(
        description=f"How long CloudWatch keeps what services log, in days, {_LOG_DAYS_IN_WORDS}."
    )
    container_insights: bool = Field(
        description="Whether ECS measures every service and task by itself (each metric is billed): true or false."
    )
    dashboard: bool = Field(description="Whether there is a CloudWatch dashboard: true or false.")
    budget_usd: int = Field(
        ge=1,
        le=MAX_BUDGET_USD,
        description=f"What a month may cost before somebody is told, in USD without tax, 1 to {MAX_BUDGET_USD}.",
    )
