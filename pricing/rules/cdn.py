"""CloudFront and WAF: as they are used, in Korea, or by a flat-rate plan."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import KIB_PER_GIB, Load, over_loads
from pricing.model import Charge, Graph, Line, charge
from pricing.money import Range
from pricing.prices import Price, Prices

DISTRIBUTION, FUNCTION = "aws:cloudfront/distribution:Distribution", "aws:cloudfront/function:Function"
PLAN, WEB_ACL = "aws:pricingplanmanager/subscription:Subscription", "aws:wafv2/webAcl:WebAcl"

GIB_PER_TIB = 1024

REQUEST_KIB = 2
"""Ours: a request to the API with headers and body. Media is uploaded to S3 itself, which costs no transfer."""

INVALIDATIONS_PER_MONTH = 8
"""Ours: a release of the frontend invalidates /*, which counts as one path.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PayingForInvalidation.html"""


def plan_price(graph: Graph, prices: Prices) -> Price | None:
    """The price of the flat-rate plan that is declared, whether it is approved or not; None without a plan."""
    declared = graph.of_type(PLAN)
    return prices[f"cloudfront.plan.{declared[0].inputs['planTier'].lower()}.month"] if declared else None


def plan_in_force(graph: Graph, prices: Prices) -> Price | None:
    """The plan's price where it is approved, and so in force."""
    return plan_price(graph, prices) if graph.plan_in_force else None


def _requests(load: Load) -> Decimal:
    return load.cdn_requests + load.api_requests


def _sent_gib(load: Load) -> Decimal:
    return load.cdn_gib + load.api_gib


def cloudfront(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """What goes to viewers in Korea beyond the always-free tier, and to the API; nothing while a plan is in force.

    What origins send to CloudFront is free: S3 and the load balancer are both AWS's.
    https://aws.amazon.com/cloudfront/pricing/pay-as-you-go/
    """
    if graph.plan_in_force:
        return
    free = prices["cloudfront.free_tier"]
    for each in graph.of_type(DISTRIBUTION):
        out, free_gib = prices["cloudfront.kr.out_gb"], free.free_amount("out_tb") * GIB_PER_TIB
        sent = over_loads(graph.usage, _sent_gib).beyond(free_gib)
        usd = Range(low=out.tiered(sent.low), expected=out.tiered(sent.expected), high=out.tiered(sent.high))
        words = f"{free_gib:,} GB a month, account-wide"
        yield charge(Line.CLOUDFRONT, each, "GB to viewers", sent, out, usd=usd, free=words)

        free_requests = free.free_amount("requests")
        asked = over_loads(graph.usage, _requests).beyond(free_requests)
        words = f"{free_requests:,} a month, account-wide"
        yield charge(
            Line.CLOUDFRONT, each, "HTTPS requests", asked, prices["cloudfront.kr.https_10k"], per=10_000, free=words
        )
        passed_on = over_loads(graph.usage, lambda load: load.api_requests * REQUEST_KIB / KIB_PER_GIB)
        yield charge(Line.CLOUDFRONT, each, "GB to the API", passed_on, prices["cloudfront.kr.origin_out_gb"])

        path = prices["cloudfront.invalidation_path"]
        free_paths = path.free_amount("paths")
        beyond = max(Decimal(0), INVALIDATIONS_PER_MONTH - free_paths)
        words = f"{free_paths:,} paths a month, account-wide"
        yield charge(Line.CLOUDFRONT, each, "invalidated paths", beyond, path, free=words)


def functions(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Runs of CloudFront Functions: at most every request that is not the API's. A plan includes them."""
    if graph.plan_in_force:
        return
    free = prices["cloudfront.free_tier"].free_amount("functions")
    for each in graph.of_type(FUNCTION):
        runs = over_loads(graph.usage, lambda load: load.cdn_requests).beyond(free)
        yield charge(
            Line.CLOUDFRONT,
            each,
            "function invocations",
            runs,
            prices["cloudfront.function_million"],
            per=1_000_000,
            free=f"{free:,} a month, account-wide",
        )


def plan(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """The flat-rate plan, once a person has approved it. Past its allowance it never costs more.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html
    """
    price = plan_in_force(graph, prices)
    if price is None:
        return
    for each in graph.of_type(PLAN):
        yield charge(Line.CLOUDFRONT, each, "flat-rate plan", 1, price, free=_taken(graph, price))


def _taken(graph: Graph, price: Price) -> str:
    """What the plan takes off, of how much, and what AWS does where that is less than what is expected."""
    includes = price.includes or {}
    gib, requests = over_loads(graph.usage, _sent_gib).expected, over_loads(graph.usage, _requests).expected
    most_gib, most_millions = includes["out_tb"] * GIB_PER_TIB, includes["requests_million"]
    millions = requests / 1_000_000
    words = (
        f"{gib:,.0f} of {most_gib:,.0f} GB, {millions:,.1f} of {most_millions} million requests; WAF, functions and "
        "log delivery"
    )
    past = [name for name, over in (("GB", gib > most_gib), ("requests", millions > most_millions)) if over]
    if not past:
        return words
    # No charge follows. A month of up to three times as much changes nothing yet; what goes on for months does.
    return f"{words}; past its allowance of {' and '.join(past)}: AWS may serve from fewer and farther places"


def firewall(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """A web ACL, its rules and the requests that it looks at; a plan includes all of it."""
    if graph.plan_in_force:
        return
    for each in graph.of_type(WEB_ACL):
        yield charge(Line.CLOUDFRONT, each, "web ACL", 1, prices["waf.web_acl_month"])
        # A managed rule group of AWS's own is one rule. https://aws.amazon.com/waf/pricing/
        yield charge(Line.CLOUDFRONT, each, "WAF rules", len(each.inputs["rules"]), prices["waf.rule_month"])
        seen = over_loads(graph.usage, _requests)
        yield charge(Line.CLOUDFRONT, each, "requests seen", seen, prices["waf.request_million"], per=1_000_000)
