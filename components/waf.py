"""Web application firewall tier: what looks at every request before CloudFront answers it."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import wafv2

from components.domain import CLOUDFRONT_REGION

RATE_WINDOW_SECONDS = 300
"""The window that the stack's rate limit is about.
https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html"""

# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
COMMON_RULES = "AWSManagedRulesCommonRuleSet"
KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"
BODY_SIZE_RULE = "SizeRestrictions_BODY"


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    """What the firewall needs from the rest of the stack."""

    environment: str
    rate_limit: int
    """Requests in five minutes after which an address is blocked."""


class WebFirewall(ComponentResource):
    """A web ACL for CloudFront: one address's flood, common attacks and known exploits are blocked.

    Its metrics are on. Its own request log isn't: a plan takes those logs in for nothing, but every gigabyte of them
    is paid for without one, so turning it on is left to an incident.
    """

    arn: Output[str]
    metric_name: str
    """What CloudWatch calls it, in the dimension WebACL of the namespace AWS/WAFV2 in us-east-1."""

    def __init__(self, name: str, args: WebFirewallArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:edge:WebFirewall", name, None, opts)

        self.metric_name = f"academy-{args.environment}"
        acl = wafv2.WebAcl(
            name,
            description="Every request to the academy",
            scope="CLOUDFRONT",
            region=CLOUDFRONT_REGION,
            default_action={"allow": {}},
            # In the order of their priorities: what costs least and stops most comes first.
            rules=[
                rate_limit_rule(0, args.rate_limit),
                # An API's bodies may well be longer than the 8 KiB of this rule: it only counts them.
                managed_rule(1, COMMON_RULES, counted=BODY_SIZE_RULE),
                managed_rule(2, KNOWN_BAD_INPUTS),
            ],
            visibility_config=_visible(self.metric_name),
            tags={"Name": f"academy-{args.environment}"},
            opts=ResourceOptions(parent=self),
        )

        self.arn = acl.arn
        self.register_outputs({"arn": self.arn, "metric_name": self.metric_name})


def rate_limit_rule(priority: int, limit: int) -> wafv2.WebAclRuleArgsDict:
    """Blocks an address while it sends more than `limit` requests in five minutes."""
    return {
        "name": "rate-limit",
        "priority": priority,
        "action": {"block": {}},
        "statement": {
            "rate_based_statement": {
                "limit": limit,
                "aggregate_key_type": "IP",
                "evaluation_window_sec": RATE_WINDOW_SECONDS,
            }
        },
        "visibility_config": _visible("rate-limit"),
    }


def managed_rule(priority: int, group: str, *, counted: str | None = None) -> wafv2.WebAclRuleArgsDict:
    """A rule group that AWS keeps up to date, with its own actions; one rule of it may count instead of blocking."""
    statement: wafv2.WebAclRuleStatementManagedRuleGroupStatementArgsDict = {"vendor_name": "AWS", "name": group}
    if counted is not None:
        statement["rule_action_overrides"] = [{"name": counted, "action_to_use": {"count": {}}}]
    return {
        "name": group,
        "priority": priority,
        # The group's rules keep the actions that AWS gave them.
        "override_action": {"none": {}},
        "statement": {"managed_rule_group_statement": statement},
        "visibility_config": _visible(group),
    }


def _visible(metric_name: str) -> wafv2.WebAclVisibilityConfigArgsDict:
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric_name}
