"""What CloudFront's flat-rate plans refuse, and what AWS refuses because of them."""

import pytest

from sandbox.account import AwsAccount
from sandbox.held import Held, RefusedError
from sandbox.refusals.tokens import DISTRIBUTION, HEADERS_POLICY, SUBSCRIPTION, VPC_ORIGIN, WEB_ACL
from tests.sandbox.accounts import make
from tests.sandbox.platforms import behavior, declare, distribution, load_balancer, two_zones, web_acl


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


@pytest.fixture
def guarded(account: AwsAccount) -> tuple[Held, Held]:
    acl = web_acl(account)
    return distribution(account, webAclId=acl.outputs["arn"]), acl


Guarded = tuple[Held, Held]


def plan(account: AwsAccount, *covered: Held, **inputs: object) -> Held:
    fixed: dict[str, object] = {
        "planFamily": "CloudFront",
        "planTier": "BUSINESS",
        "approvalMode": "MANUAL",
        "resourceArns": [each.outputs["arn"] for each in covered],
    }
    return declare(account, SUBSCRIPTION, fixed | inputs)


def test_a_plan_waits_for_a_person_unless_told_otherwise(account: AwsAccount, guarded: Guarded) -> None:
    waiting = plan(account, *guarded)
    account.delete(SUBSCRIPTION, waiting.id)
    approved = plan(account, *guarded, approvalMode="IMMEDIATE")
    assert [each.outputs["status"] for each in (waiting, approved)] == ["PENDING_APPROVAL", "ACTIVE"]


def test_a_plan_needs_a_web_acl(account: AwsAccount, guarded: Guarded) -> None:
    cdn, acl = guarded
    for covered in ([cdn], [acl], []):
        with pytest.raises(RefusedError, match="ValidationException: want exactly one distribution and one web ACL"):
            plan(account, *covered)


def test_a_plan_needs_the_web_acl_that_guards_the_distribution(account: AwsAccount, guarded: Guarded) -> None:
    other = web_acl(account, "other")
    with pytest.raises(RefusedError, match=f"ValidationException: {guarded[0].id} is not guarded by {other.id}"):
        plan(account, guarded[0], other)


def test_a_distribution_has_one_plan(account: AwsAccount, guarded: Guarded) -> None:
    first = plan(account, *guarded)
    with pytest.raises(RefusedError, match=f"ConflictException: .* has a plan already: {first.id}"):
        plan(account, *guarded)


def test_under_a_plan_distribution_and_web_acl_stay(account: AwsAccount, guarded: Guarded) -> None:
    cdn, acl = guarded
    lasting = plan(account, *guarded)
    with pytest.raises(RefusedError, match=f"PreconditionFailed: {cdn.id} has an active pricing plan: {lasting.id}"):
        account.delete(DISTRIBUTION, cdn.id)
    with pytest.raises(RefusedError, match=f"InvalidWebACLId: you can't remove or replace the web ACL of {cdn.id}"):
        account.update(DISTRIBUTION, cdn.id, {**cdn.inputs, "webAclId": None})
    account.remove(cdn.id)
    with pytest.raises(RefusedError, match=f"WAFAssociatedItemException: you can't remove or replace .* {acl.id}"):
        account.delete(WEB_ACL, acl.id)


def test_under_a_plan_the_rest_may_change(account: AwsAccount, guarded: Guarded) -> None:
    cdn, acl = guarded
    plan(account, *guarded)
    account.update(DISTRIBUTION, cdn.id, {**cdn.inputs, "comment": "changed"})
    account.update(WEB_ACL, acl.id, {**acl.inputs, "description": "changed"})


def test_a_plan_that_nobody_approved_ends_at_once(account: AwsAccount, guarded: Guarded) -> None:
    waiting = plan(account, *guarded)
    account.delete(SUBSCRIPTION, waiting.id)
    account.delete(DISTRIBUTION, guarded[0].id)
    account.delete(WEB_ACL, guarded[1].id)


def test_an_approved_plan_lasts_to_the_end_of_the_month(account: AwsAccount, guarded: Guarded) -> None:
    approved = plan(account, *guarded, approvalMode="IMMEDIATE")
    account.delete(SUBSCRIPTION, approved.id)
    with pytest.raises(RefusedError, match=f"{guarded[0].id} has an active pricing plan: {approved.id}"):
        account.delete(DISTRIBUTION, guarded[0].id)


@pytest.mark.parametrize("tier", ["FREE", "PRO"])
def test_small_plans_have_no_vpc_origins(account: AwsAccount, tier: str) -> None:
    acl = web_acl(account)
    balancer = load_balancer(account, two_zones(account)[1])
    origin = make(account, VPC_ORIGIN, vpcOriginEndpointConfig={"arn": balancer.id, "name": "academy-test-http"})
    way = {"originId": "frontend", "domainName": "x", "vpcOriginConfig": {"vpcOriginId": origin.id}}
    cdn = distribution(account, origins=[way], webAclId=acl.outputs["arn"])
    with pytest.raises(RefusedError, match=f"VPC origins are not available with the plan {tier}; want BUSINESS"):
        plan(account, cdn, acl, planTier=tier, approvalMode=None)
    plan(account, cdn, acl)


def test_small_plans_have_no_policies_of_ones_own(account: AwsAccount) -> None:
    acl, headers = web_acl(account), make(account, HEADERS_POLICY)
    cdn = distribution(
        account,
        defaultCacheBehavior=behavior(responseHeadersPolicyId=headers.id),
        webAclId=acl.outputs["arn"],
    )
    with pytest.raises(RefusedError, match=f"responseHeadersPolicyId {headers.id}: own policies are not available"):
        plan(account, cdn, acl, planTier="PRO")
    plan(account, cdn, acl)


def test_no_plan_has_the_old_cache_settings(account: AwsAccount) -> None:
    acl = web_acl(account)
    old = behavior(cachePolicyId=None, forwardedValues={"queryString": False, "cookies": {"forward": "none"}})
    cdn = distribution(account, defaultCacheBehavior=old, webAclId=acl.outputs["arn"])
    with pytest.raises(RefusedError, match="ValidationException: forwardedValues is not available with a plan"):
        plan(account, cdn, acl)


def test_nobody_approves_what_costs_nothing(account: AwsAccount, guarded: Guarded) -> None:
    with pytest.raises(RefusedError, match="ValidationException: approvalMode MANUAL goes with paid plans only"):
        plan(account, *guarded, planTier="FREE")
    plan(account, *guarded, planTier="FREE", approvalMode="IMMEDIATE")
