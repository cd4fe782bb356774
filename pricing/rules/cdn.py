"""CloudFront and WAF: as it is used, in Korea, or by a flat-rate plan."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import over_loads
from pricing.model import Charge, Graph, Line, Resource, charge
from pricing.money import Range
from pricing.prices import Prices

DISTRIBUTION, FUNCTION = "aws:cloudfront/distribution:Distribution", "aws:cloudfront/function:Function"
PLAN, WEB_ACL = "aws:pricingplanmanager/subscription:Subscription", "aws:wafv2/webAcl:WebAcl"

GIB_PER_TIB = 1024


def cloudfront(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Bytes and requests to viewers in Korea beyond the always-free tier; nothing while a plan is in force."""
    if graph.plan_in_force:
        return
    free = prices["cloudfront.free_tier"]
    for each in graph.of_type(DISTRIBUTION):
        out, price = prices["cloudfront.kr.out_gb"], prices["cloudfront.kr.https_10k"]
        free_gib, free_requests = free.free_amount("out_tb") * GIB_PER_TIB, free.free_amount("requests")
        sent = over_loads(graph.usage, lambda load: load.cdn_gib + load.api_gib).beyond(free_gib)
        usd = Range(low=out.tiered(sent.low), expected=out.tiered(sent.expected), high=out.tiered(sent.high))
        yield charge(
            Line.CLOUDFRONT, each, "GB to viewers", sent, out, usd=usd, free=f"{free_gib} GB a month, account-wide"
        )
        asked = over_loads(graph.usage, lambda load: load.cdn_requests + load.api_requests).beyond(free_requests)
        words = f"{free_requests:,} a month, account-wide"
        yield charge(Line.CLOUDFRONT, each, "HTTPS requests", asked, price, per=10_000, free=words)


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
    for each in graph.of_type(PLAN):
        price = prices[f"cloudfront.plan.{each.inputs['planTier'].lower()}.month"]
        if graph.plan_in_force:
            words = "transfer, requests, WAF, functions and log delivery are in it"
            words += _past_allowance(graph, each, prices)
            yield charge(Line.CLOUDFRONT, each, "flat-rate plan", 1, price, free=words)


def _past_allowance(graph: Graph, subscription: Resource, prices: Prices) -> str:
    includes = prices[f"cloudfront.plan.{subscription.inputs['planTier'].lower()}.month"].includes or {}
    requests = over_loads(graph.usage, lambda load: load.cdn_requests + load.api_requests).expected
    gib = over_loads(graph.usage, lambda load: load.cdn_gib + load.api_gib).expected
    past = [
        name
        for name, used, allowed in (
            ("requests", requests, Decimal(includes["requests_million"]) * 1_000_000),
            ("transfer", gib, Decimal(includes["out_tb"]) * GIB_PER_TIB),
        )
        if used > allowed
    ]
    return f"; past its allowance of {' and '.join(past)}: AWS may serve from fewer places" if past else ""


def firewall(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """A web ACL, its rules and the requests that it looks at; a plan includes all of it."""
    if graph.plan_in_force:
        return
    for each in graph.of_type(WEB_ACL):
        yield charge(Line.CLOUDFRONT, each, "web ACL", 1, prices["waf.web_acl_month"])
        yield charge(Line.CLOUDFRONT, each, "WAF rules", len(each.inputs["rules"]), prices["waf.rule_month"])
        seen = over_loads(graph.usage, lambda load: load.cdn_requests + load.api_requests)
        yield charge(Line.CLOUDFRONT, each, "requests seen", seen, prices["waf.request_million"], per=1_000_000)
