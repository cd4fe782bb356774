"""The price list that the academy was asked for with, beside what the same things cost in Seoul."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pricing.model import Graph, Line

SMALL, LARGE = 500, 10_000
"""Daily users that the requirement's two tables are for."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A line of the requirement's cost summary, in USD a month, and why ours differs."""

    small: Decimal | None
    large: Decimal | None
    why: str

    def for_users(self, daily_users: int) -> Decimal | None:
        """The figure of the table that is nearer by factor: 500 people or 10,000."""
        return self.small if daily_users * daily_users < SMALL * LARGE else self.large


def _asked(small: int | None, large: int | None, why: str) -> Asked:
    figures = [None if each is None else Decimal(each) for each in (small, large)]
    return Asked(small=figures[0], large=figures[1], why=why)


REQUIREMENT: Mapping[Line, Asked] = {
    Line.COMPUTE: _asked(60, 200, "ARM is a fifth cheaper and Spot a third of on-demand; workers at their minimum"),
    Line.ALB: _asked(20, 20, "Seoul's hour is 0.0225 USD; the rest are capacity units by traffic"),
    Line.RDS: _asked(15, 80, "its figures are us-east-1's without disk: Seoul's Multi-AZ medium alone is 148 USD"),
    Line.S3: _asked(11, 100, "lectures move to Standard-IA and Glacier; the business plan's credit is taken off"),
    Line.CLOUDFRONT: _asked(20, 250, "1 TB a month is free; the business plan is 200 USD with WAF and logs in it"),
    Line.SQS: _asked(2, 10, "a million requests are free, and long polling keeps idle workers within them"),
    Line.CLOUDWATCH: _asked(1, 10, "alarms are billed by the metric, which its figure leaves out"),
    Line.NETWORK: _asked(None, None, "not in its total: addresses of tasks, or NAT per zone, which it puts at 32 USD"),
    Line.SECRETS: _asked(None, None, "not in its total: 0.40 USD a secret, the master password's among them"),
    Line.REGISTRY: _asked(None, None, "not in its list: the images that a rollback needs"),
    Line.GPU: _asked(None, None, "not in its total: it puts one machine at 200 USD; off until enabled"),
}

BUDGETS_USD = {SMALL: Decimal(129), LARGE: Decimal(670)}
"""The requirement's totals, which the shipped stacks have to keep within."""


def asked_total(graph: Graph) -> Decimal:
    """The requirement's own total for about as many people."""
    small = REQUIREMENT[Line.RDS].for_users(graph.usage.daily_users) == REQUIREMENT[Line.RDS].small
    return BUDGETS_USD[SMALL if small else LARGE]
