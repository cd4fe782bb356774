"""How the CDN is paid for, and what a stack has from some number of people on: NAT, a firewall, logs, a dashboard."""

from fractions import Fraction

from sizing.capacity.choice import Choice, Demand, Part
from sizing.capacity.load import RESILIENT_FROM, Load

TB = 10**12
"""Bytes, as CloudFront's allowances may count them: of two readings the smaller."""

FREE_BYTES = TB
FREE_REQUESTS = 10_000_000
"""A month of CloudFront, free for ever where one pays as one goes. https://aws.amazon.com/cloudfront/pricing/"""

USD_PER_TB = 120
USD_PER_MILLION = Fraction("1.2")
"""CloudFront's first price to viewers in Korea, and that of HTTPS requests (same page)."""

PLAN_USD = 200
PLAN_BYTES = 50 * TB
PLAN_REQUESTS = 125_000_000
"""The business plan's price and its allowances for a month. It bills nothing more beyond them, but who stays there is
served from fewer places: so the model leaves it. The premium plan, which has 500 million requests for 1,000 USD, is
not in this program.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html"""

DISTRIBUTION_BITS = 150 * 10**9
DISTRIBUTION_REQUESTS = 250_000
"""A second of one distribution without a plan, until AWS raises it.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""

BUDGETS = ((500, 129), (10_000, 670))
"""People and USD: the requirement's two totals. Between and beyond them the budget is on the line through both, and
never below the first."""


def network(load: Load) -> Part:
    """The network's keys."""
    resilient = load.usage.daily_users >= RESILIENT_FROM
    nat = Choice(
        path=("network", "nat"),
        value="per_zone" if resilient else "none",
        why="tasks move to private subnets; one zone's failure leaves the other its way out"
        if resilient
        else "43 USD a month and zone; tasks have public addresses instead",
    )
    return (nat, Choice(path=("network", "flow_logs"), value=resilient)), ()


def cdn(load: Load) -> Part:
    """The CDN's keys."""
    resilient = load.usage.daily_users >= RESILIENT_FROM
    plan, why = _plan(load)
    waf = resilient or plan == "business"
    choices = (
        Choice(path=("cdn", "plan"), value=plan, why=why),
        Choice(path=("cdn", "waf"), value=waf, why="" if waf else "from 8 USD a month on"),
        Choice(path=("cdn", "access_logs"), value=resilient),
    )
    demands = (
        _allowance(load),
        Demand(
            key="cdn",
            asked=load.surge_bits,
            most=Fraction(DISTRIBUTION_BITS),
            what=f"one distribution sends {DISTRIBUTION_BITS // 10**9} Gbit a second",
        ),
        Demand(
            key="cdn",
            asked=load.surge_requests,
            most=Fraction(DISTRIBUTION_REQUESTS),
            what=f"one distribution answers {DISTRIBUTION_REQUESTS:,} requests a second",
        ),
    )
    return choices, demands


def monitoring(load: Load) -> Part:
    """The monitoring's keys."""
    people = load.usage.daily_users
    resilient = people >= RESILIENT_FROM
    choices = (
        Choice(
            path=("monitoring", "dashboard"), value=resilient, why="" if resilient else "off until somebody looks at it"
        ),
        Choice(path=("monitoring", "budget_usd"), value=budget_usd(people)),
    )
    return choices, ()


def budget_usd(people: int) -> int:
    """What the requirement's two totals allow so many people, in whole USD."""
    (few, small), (many, large) = BUDGETS
    return small + max(0, people - few) * (large - small) // (many - few)


def _allowance(load: Load) -> Demand:
    """What the plan has, by the allowance that is used up first: which one that is, is the same for all numbers."""
    requests, size = load.monthly_requests / PLAN_REQUESTS, load.monthly_bytes / PLAN_BYTES
    end = f"{PLAN_REQUESTS // 10**6} million requests" if requests > size else f"{PLAN_BYTES // TB} TB"
    return Demand(
        key="cdn.plan",
        asked=max(requests, size),
        most=Fraction(1),
        what=f"CloudFront's business plan ends at {end} a month",
        stops=False,
    )


def _plan(load: Load) -> tuple[str, str]:
    """The plan, and why."""
    size, requests = load.monthly_bytes, load.monthly_requests
    if not _allowance(load).met:
        return "pay_as_you_go", (
            f"{float(size / TB):,.0f} TB and {int(requests) // 10**6:,} million requests a month: more than the "
            "business plan has"
        )
    paid = max(Fraction(0), size - FREE_BYTES) / TB * USD_PER_TB
    paid += max(Fraction(0), requests - FREE_REQUESTS) / 10**6 * USD_PER_MILLION
    if paid > PLAN_USD:
        return "business", (
            f"{PLAN_USD} USD for {PLAN_BYTES // TB} TB and {PLAN_REQUESTS // 10**6} million requests: by the gigabyte "
            f"1 TB more is {USD_PER_TB} USD"
        )
    return "pay_as_you_go", f"{FREE_BYTES // TB} TB and {FREE_REQUESTS // 10**6} million requests a month are free"
