"""What EC2 refuses of security groups and their rules."""

from collections.abc import Mapping

from sandbox.catalogue.firewall import PREFIX_LIST_WEIGHTS, prefix_list_id
from sandbox.held import Change
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import EGRESS, INGRESS, SECURITY_GROUP, VPC

_ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
_QUOTA = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"

MOST_RULES = 60
"""Inbound, and as many outbound; a prefix list counts as often as it has room for entries. See _QUOTA."""

_PEERS = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
_SAME = ("securityGroupId", "ipProtocol", "fromPort", "toPort", *_PEERS)

REFERENCES = (
    Reference(
        holder=SECURITY_GROUP,
        path="vpcId",
        target=VPC,
        missing="InvalidVpcID.NotFound",
        in_use="DependencyViolation",
        page=_ERRORS,
    ),
    *(
        Reference(
            holder=rule, path="securityGroupId", target=SECURITY_GROUP, missing="InvalidGroup.NotFound", page=_ERRORS
        )
        for rule in (INGRESS, EGRESS)
    ),
    *(
        Reference(
            holder=rule,
            path="referencedSecurityGroupId",
            target=SECURITY_GROUP,
            missing="InvalidGroup.NotFound",
            in_use="DependencyViolation",
            page=_ERRORS,
        )
        for rule in (INGRESS, EGRESS)
    ),
)


def too_many_rules(change: Change) -> str | None:
    """The rules of a security group weigh at most 60 a direction; CloudFront's prefix list alone weighs 55."""
    group = change.text("securityGroupId")
    others = [each.inputs for each in change.held(change.type) if each.id != change.id]
    inputs = [each for each in (*others, change.inputs) if each.get("securityGroupId") == group]
    weight = sum(_weight(each, change.region) for each in inputs)
    if weight <= MOST_RULES:
        return None
    reason = f"the rules of {group} would weigh {weight}; want at most {MOST_RULES}"
    return no("RulesPerSecurityGroupLimitExceeded", reason, _QUOTA)


def rule_that_exists(change: Change) -> str | None:
    """A security group has no two rules that say the same."""
    for other in change.held(change.type):
        if other.id != change.id and all(other.inputs.get(key) == change.inputs.get(key) for key in _SAME):
            reason = f"{change.text('securityGroupId')} has that rule already: {other.id}"
            return no("InvalidPermission.Duplicate", reason, _ERRORS)
    return None


def rule_without_a_peer(change: Change) -> str | None:
    """A rule names one other side: an address block, a prefix list or a security group."""
    given = [key for key in _PEERS if change.inputs.get(key) is not None]
    return None if len(given) == 1 else f"one (and only one) of {', '.join(_PEERS)} can be specified, got {given}"


def rule_without_ports(change: Change) -> str | None:
    """A TCP or UDP rule says which ports, the lower one first; a rule for all protocols says none."""
    first, last = change.inputs.get("fromPort"), change.inputs.get("toPort")
    if change.text("ipProtocol") in {"tcp", "udp", "6", "17"}:
        if not isinstance(first, int) or not isinstance(last, int):
            return no("InvalidParameterValue", "a TCP or UDP rule needs fromPort and toPort", _ERRORS)
        if not 0 <= first <= last <= 65_535:
            return no("InvalidParameterValue", f"invalid TCP/UDP port range ({first}-{last})", _ERRORS)
    return None


def unknown_prefix_list(change: Change) -> str | None:
    """A prefix list is one of AWS's own, in the region of the security group."""
    asked = change.inputs.get("prefixListId")
    if asked is None or asked in _weights(change.region):
        return None
    return no("InvalidPrefixListID.NotFound", f"{asked} does not exist in {change.region}", _ERRORS)


def _weight(inputs: Mapping[str, object], region: str) -> int:
    return _weights(region).get(str(inputs.get("prefixListId")), 1)


def _weights(region: str) -> dict[str, int]:
    names = {template.format(region=region): weight for template, weight in PREFIX_LIST_WEIGHTS.items()}
    return {prefix_list_id(name, region): weight for name, weight in names.items()}


_RULES = frozenset({INGRESS, EGRESS})

RULES = (
    *rules(REFERENCES),
    Rule(when=frozenset({"check"}), types=_RULES, reason=rule_without_a_peer),
    Rule(when=WRITE, types=_RULES, reason=rule_without_ports),
    Rule(when=WRITE, types=_RULES, reason=unknown_prefix_list),
    Rule(when=WRITE, types=_RULES, reason=rule_that_exists),
    Rule(when=WRITE, types=_RULES, reason=too_many_rules),
)
