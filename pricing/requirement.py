"""The price list that the academy was asked for with, beside what the same things cost in Seoul."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pricing.model import Line

SMALL, LARGE = 500, 10_000
"""Daily users that the requirement's two tables are for."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A line of the requirement's cost summary, in USD a month, and why ours differs."""

    small: Decimal | None
    large: Decimal | None
    why_small: str
    why_large: str

    def for_users(self, daily_users: int) -> Decimal | None:
        """The figure of the table that applies."""
        return self.small if is_small(daily_users) else self.large

    def why(self, daily_users: int) -> str:
        """Why ours differs from that figure."""
        return self.why_small if is_small(daily_users) else self.why_large


def is_small(daily_users: int) -> bool:
    """Whether the table for 500 people applies, which is nearer by factor, and not the one for 10,000."""
    return daily_users * daily_users < SMALL * LARGE


def _asked(small: int | None, large: int | None, why_small: str, why_large: str = "") -> Asked:
    figures = [None if each is None else Decimal(each) for each in (small, large)]
    return Asked(small=figures[0], large=figures[1], why_small=why_small, why_large=why_large or why_small)


REQUIREMENT: Mapping[Line, Asked] = {
    Line.COMPUTE: _asked(
        60,
        200,
        "ARM is a fifth cheaper than x86; video and AI run on Spot, at a third",
        "ARM is a fifth cheaper than x86, Spot a third of the price; workers are at the required minimum until there "
        "is more to do",
    ),
    Line.ALB: _asked(20, 20, "Seoul's hour is 0.0225 USD; the rest is capacity units by traffic"),
    Line.RDS: _asked(
        15,
        80,
        "Seoul's price of the machine, and its disk",
        "Multi-AZ is two machines and two disks, at Seoul's prices",
    ),
    Line.S3: _asked(
        11,
        100,
        "lectures move to Standard-IA and Glacier as they age",
        "lectures move to Standard-IA and Glacier as they age; the business plan takes 1,000 GB of Standard off",
    ),
    Line.CLOUDFRONT: _asked(
        20,
        250,
        "1 TB and 10 million requests a month are always free",
        "the business plan is 200 USD, with 50 TB, WAF and log delivery in it",
    ),
    Line.SQS: _asked(2, 10, "a million requests a month are free, and long polling keeps idle workers near that"),
    Line.CLOUDWATCH: _asked(
        1,
        10,
        "5 GB of logs are free; alarms are billed by the metric, which its figure leaves out",
        "logs are 0.76 USD a GB beyond the free 5; alarms are billed by the metric, which its figure leaves out",
    ),
    Line.NETWORK: _asked(
        None,
        None,
        "not in its total: every task has a public IPv4 address, 3.65 USD a month",
        "not in its total, and at 32 USD in its text: NAT in Seoul is 43 USD and an address, one for each zone",
    ),
    Line.SECRETS: _asked(None, None, "not in its total: 0.40 USD a secret, the master password's among them"),
    Line.REGISTRY: _asked(None, None, "not in its list: images, those for a rollback among them"),
    Line.GPU: _asked(None, None, "not in its total, and at 200 USD in its text; nothing until gpu.enabled is true"),
}

BUDGETS_USD = {SMALL: Decimal(129), LARGE: Decimal(670)}
"""The requirement's totals, which the shipped stacks have to keep within."""


def asked_total(daily_users: int) -> Decimal:
    """The requirement's own total for about as many people."""
    return BUDGETS_USD[SMALL if is_small(daily_users) else LARGE]
