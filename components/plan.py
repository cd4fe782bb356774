"""CloudFront's flat-rate plan: one price a month for the distribution, its firewall and its traffic."""

from dataclasses import dataclass

import pulumi
from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import pricingplanmanager

NOTICE = (
    "CloudFront's business plan costs 200 USD a month from the moment a person approves it (on the distribution's page "
    "in the console, or with `aws pricing-plan-manager approve-paid-subscription`); until then the distribution pays "
    "as it goes. While the plan lasts, AWS deletes neither the distribution nor its web ACL, so `pulumi destroy` "
    "fails. Leaving it takes two updates: first set academy:cdn.plan to pay_as_you_go; when that month is over, set "
    "academy:cdn.waf to false, or destroy."
)
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html"""


@dataclass(frozen=True, kw_only=True)
class BusinessPlanArgs:
    """What the plan covers."""

    distribution_arn: Input[str]
    web_acl_arn: Input[str]
    """The plan takes no distribution without one."""


class BusinessPlan(ComponentResource):
    """A subscription that waits for a person's approval, and says in every preview what it means."""

    subscription_arn: Output[str]
    status: Output[str]
    """PENDING_APPROVAL until somebody approved it, then ACTIVE."""

    def __init__(self, name: str, args: BusinessPlanArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:edge:BusinessPlan", name, None, opts)

        subscription = pricingplanmanager.Subscription(
            name,
            plan_family="CloudFront",
            plan_tier="BUSINESS",
            # Declaring it spends nothing.
            approval_mode="MANUAL",
            resource_arns=[args.distribution_arn, args.web_acl_arn],
            opts=ResourceOptions(parent=self),
        )
        # A warning and no mere note: only that is shown everywhere.
        pulumi.log.warn(NOTICE)

        self.subscription_arn = subscription.arn
        self.status = subscription.status
        self.register_outputs({"subscription_arn": self.subscription_arn, "status": self.status})
