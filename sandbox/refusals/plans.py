"""What CloudFront's flat-rate plans refuse, and what AWS refuses because of them.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html
"""

from collections.abc import Mapping, Sequence

from sandbox.held import Change, Held
from sandbox.refusals.reading import objects, texts, values
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import (
    DISTRIBUTION,
    HEADERS_POLICY,
    SUBSCRIPTION,
    WEB_ACL,
)

_PLAN = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html"

SMALL_TIERS = frozenset({"FREE", "PRO"})
"""The plans without VPC origins and without policies of one's own. See _PLAN."""


def plan_without_a_web_acl(change: Change) -> str | None:
    """A plan is for one distribution and the one web ACL that guards it."""
    arns = texts(change.inputs, "resourceArns")
    distributions = [each for each in change.held(DISTRIBUTION) if each.outputs.get("arn") in arns]
    acls = [each for each in change.held(WEB_ACL) if each.outputs.get("arn") in arns]
    if len(distributions) != 1 or len(acls) != 1:
        reason = f"want exactly one distribution and one web ACL that are there; got {', '.join(arns)}"
        return no("ValidationException", reason, _PLAN)
    if distributions[0].inputs.get("webAclId") != acls[0].outputs.get("arn"):
        reason = f"{distributions[0].id} is not guarded by {acls[0].id}"
        return no("ValidationException", reason, _PLAN)
    return None


def second_plan(change: Change) -> str | None:
    """A distribution has one plan."""
    mine = set(texts(change.inputs, "resourceArns"))
    for other in _subscriptions(change):
        if other.id != change.id and mine & set(texts(other.inputs, "resourceArns")):
            return no("ConflictException", f"{min(mine)} has a plan already: {other.id}", _PLAN)
    return None


def plan_too_small(change: Change) -> str | None:
    """The free and pro plans have no VPC origins and no policies of one's own; no plan has the old cache settings."""
    arns = texts(change.inputs, "resourceArns")
    for distribution in change.held(DISTRIBUTION):
        if distribution.outputs.get("arn") in arns:
            reason = _feature_too_much(change, distribution.inputs)
            return no("ValidationException", reason, _PLAN) if reason else None
    return None


def approval_of_the_free_plan(change: Change) -> str | None:
    """Nobody has to approve what costs nothing."""
    if change.text("planTier") == "FREE" and change.text("approvalMode") == "MANUAL":
        return no("ValidationException", "approvalMode MANUAL goes with paid plans only", _PLAN)
    return None


def distribution_under_a_plan(change: Change) -> str | None:
    """A distribution stays while its plan lasts, which is to the end of the month in which somebody cancels it."""
    for subscription in _subscriptions(change):
        if change.outputs.get("arn") in texts(subscription.inputs, "resourceArns"):
            reason = f"{change.id} has an active pricing plan: {subscription.id}"
            return no("PreconditionFailed", reason, _PLAN)
    return None


def web_acl_under_a_plan(change: Change) -> str | None:
    """A web ACL stays while the plan of its distribution lasts."""
    for subscription in _subscriptions(change):
        if change.outputs.get("arn") in texts(subscription.inputs, "resourceArns"):
            reason = f"you can't remove or replace the web ACL {change.id}: it is part of the plan {subscription.id}"
            return no("WAFAssociatedItemException", reason, _PLAN)
    return None


def web_acl_taken_off_under_a_plan(change: Change) -> str | None:
    """A distribution keeps its web ACL while its plan lasts."""
    if change.olds.get("webAclId") == change.inputs.get("webAclId"):
        return None
    for subscription in _subscriptions(change):
        if change.outputs.get("arn") in texts(subscription.inputs, "resourceArns"):
            reason = f"you can't remove or replace the web ACL of {change.id}: its plan {subscription.id} lasts"
            return no("InvalidWebACLId", reason, _PLAN)
    return None


def _feature_too_much(change: Change, distribution: Mapping[str, object]) -> str | None:
    behaviors = [*objects(distribution, "defaultCacheBehavior"), *objects(distribution, "orderedCacheBehaviors")]
    if values(behaviors, "forwardedValues"):
        return "forwardedValues is not available with a plan; want cache policies"
    tier = change.text("planTier")
    if tier not in SMALL_TIERS:
        return None
    if values(distribution, "origins.vpcOriginConfig"):
        return f"VPC origins are not available with the plan {tier}; want BUSINESS"
    own = {each.id for each in change.held(HEADERS_POLICY)} & set(texts(behaviors, "responseHeadersPolicyId"))
    if own:
        return f"responseHeadersPolicyId {min(own)}: own policies are not available with {tier}; want BUSINESS"
    return None


def _subscriptions(change: Change) -> Sequence[Held]:
    """Those that last: a paid plan that was active goes on to the end of the month when it is cancelled."""
    cancelled = [each for each in change.gone(SUBSCRIPTION) if each.outputs.get("status") == "ACTIVE"]
    return [*change.held(SUBSCRIPTION), *(each for each in cancelled if each.inputs.get("planTier") != "FREE")]


RULES = (
    Rule(when=WRITE, types=frozenset({SUBSCRIPTION}), reason=plan_without_a_web_acl),
    Rule(when=frozenset({"create"}), types=frozenset({SUBSCRIPTION}), reason=second_plan),
    Rule(when=WRITE, types=frozenset({SUBSCRIPTION}), reason=plan_too_small),
    Rule(when=frozenset({"create"}), types=frozenset({SUBSCRIPTION}), reason=approval_of_the_free_plan),
    Rule(when=frozenset({"delete"}), types=frozenset({DISTRIBUTION}), reason=distribution_under_a_plan),
    Rule(when=frozenset({"delete"}), types=frozenset({WEB_ACL}), reason=web_acl_under_a_plan),
    Rule(when=frozenset({"update"}), types=frozenset({DISTRIBUTION}), reason=web_acl_taken_off_under_a_plan),
)
