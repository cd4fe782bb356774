"""What IAM, Secrets Manager and ECR refuse."""

import json
import re
from collections.abc import Mapping

from sandbox.held import Change
from sandbox.refusals.everywhere import policy_fault
from sandbox.refusals.reading import number, objects, parsed, values
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import (
    ATTACHMENT,
    INSTANCE_PROFILE,
    LIFECYCLE,
    REPOSITORY,
    ROLE,
    ROLE_POLICY,
    SECRET,
)

_GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
_QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_DELETE = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html"
_ATTACH = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html"
_SECRET = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"  # noqa: S105
_DELETE_SECRET = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html"  # noqa: S105
_DELETE_REPOSITORY = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepository.html"
_LIFECYCLE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html"

# Characters, white space not counted: see _QUOTAS.
LONGEST_INLINE_POLICIES = 10_240
"""All inline policies of a role together."""
LONGEST_TRUST_POLICY = 2_048
MOST_ATTACHED_POLICIES = 10

RECOVERY_DAYS = (7, 30)
"""How long a deleted secret can be had back, 0 for not at all. See _DELETE_SECRET."""

REFERENCES = (
    Reference(
        holder=ROLE_POLICY,
        path="role",
        target=ROLE,
        by=("name",),
        missing="NoSuchEntity",
        in_use="DeleteConflict",
        page=_DELETE,
    ),
    Reference(
        holder=ATTACHMENT,
        path="role",
        target=ROLE,
        by=("name",),
        missing="NoSuchEntity",
        in_use="DeleteConflict",
        page=_DELETE,
    ),
    # The provider takes a role out of its instance profile before it deletes it.
    Reference(holder=INSTANCE_PROFILE, path="role", target=ROLE, by=("name",), missing="NoSuchEntity", page=_DELETE),
    Reference(
        holder=LIFECYCLE,
        path="repository",
        target=REPOSITORY,
        by=("name",),
        missing="RepositoryNotFoundException",
        page=_DELETE_REPOSITORY,
    ),
)


def broken_identity_policy(change: Change) -> str | None:
    """An identity policy has a version and statements with effect, actions and resources; a role is its principal."""
    policy = _document(change.inputs.get("policy"))
    if policy is None:
        return None
    reason = policy_fault(policy, needs=("Action", "Resource"), never=("Principal", "NotPrincipal"))
    return no("MalformedPolicyDocument", f"policy: {reason}", _GRAMMAR) if reason else None


def broken_trust_policy(change: Change) -> str | None:
    """A trust policy says who may take the role; the role is its resource."""
    policy = _document(change.inputs.get("assumeRolePolicy"))
    if policy is None:
        return None
    reason = policy_fault(policy, needs=("Action", "Principal"), never=("Resource", "NotResource"))
    return no("MalformedPolicyDocument", f"assumeRolePolicy: {reason}", _GRAMMAR) if reason else None


def inline_policies_too_long(change: Change) -> str | None:
    """All inline policies of a role have 10,240 characters together."""
    role = change.text("role")
    others = [each.inputs for each in change.held(ROLE_POLICY) if each.id != change.id]
    policies = [each.get("policy") for each in (*others, change.inputs) if each.get("role") == role]
    length = sum(_length(policy) for policy in policies)
    if length <= LONGEST_INLINE_POLICIES:
        return None
    reason = f"the inline policies of {role} have {length} characters; want at most {LONGEST_INLINE_POLICIES}"
    return no("LimitExceeded", reason, _QUOTAS)


def trust_policy_too_long(change: Change) -> str | None:
    """A trust policy has 2,048 characters."""
    length = _length(change.inputs.get("assumeRolePolicy"))
    if length <= LONGEST_TRUST_POLICY:
        return None
    reason = f"assumeRolePolicy has {length} characters; want at most {LONGEST_TRUST_POLICY}"
    return no("LimitExceeded", reason, _QUOTAS)


def too_many_attached_policies(change: Change) -> str | None:
    """A role has ten managed policies attached."""
    attached = [each for each in change.held(ATTACHMENT) if each.inputs.get("role") == change.inputs.get("role")]
    if len(attached) < MOST_ATTACHED_POLICIES:
        return None
    reason = f"{change.text('role')} has {len(attached)} managed policies; want at most {MOST_ATTACHED_POLICIES}"
    return no("LimitExceeded", reason, _QUOTAS)


def managed_policy_that_is_not_there(change: Change) -> str | None:
    """A managed policy is one of AWS's: the table has no type for another."""
    if change.text("policyArn").startswith("arn:aws:iam::aws:policy/"):
        return None
    return no("NoSuchEntity", f"policy {change.text('policyArn')} does not exist", _ATTACH)


def secret_that_waits_for_its_deletion(change: Change) -> str | None:
    """A deleted secret keeps its name while it can be had back."""
    for gone in change.gone(SECRET):
        same = gone.outputs.get("name") == change.outputs.get("name") and gone.region == change.region
        if same and number(gone.inputs, "recoveryWindowInDays", 30) > 0:
            reason = f"a secret named {change.outputs.get('name')} is scheduled for deletion already"
            return no("InvalidRequestException", reason, _SECRET)
    return None


def recovery_window_out_of_range(change: Change) -> str | None:
    """A deleted secret can be had back for 7 to 30 days, or not at all."""
    days = number(change.inputs, "recoveryWindowInDays", 30)
    least, most = RECOVERY_DAYS
    if days == 0 or least <= days <= most:
        return None
    return f"expected recovery_window_in_days to be 0 or {least} to {most}, got {days} ({_DELETE_SECRET})"


def lifecycle_policy_of_another_shape(change: Change) -> str | None:
    """A lifecycle policy is JSON with rules; each has a priority of its own, a selection and an action."""
    policy = parsed(change.inputs.get("policy"))
    listed = objects(policy, "rules")
    priorities = values(policy, "rules.rulePriority")
    if not listed or len(set(map(str, priorities))) != len(listed):
        return no(
            "InvalidParameterException", "rules: want at least one, each with a rulePriority of its own", _LIFECYCLE
        )
    for index, rule in enumerate(listed):
        selection, action = objects(rule, "selection"), objects(rule, "action")
        if not selection or not action or action[0].get("type") != "expire":
            return no(
                "InvalidParameterException", f"rules[{index}] needs a selection and the action expire", _LIFECYCLE
            )
        tagged = any(selection[0].get(key) for key in ("tagPrefixList", "tagPatternList"))
        if (selection[0].get("tagStatus") == "tagged") != tagged:
            reason = f"rules[{index}]: tagPrefixList or tagPatternList goes with tagStatus tagged, and only with it"
            return no("InvalidParameterException", reason, _LIFECYCLE)
    return None


def _document(value: object) -> Mapping[str, object] | None:
    found = objects(parsed(value) if isinstance(value, str) else value)
    return found[0] if found else None


def _length(policy: object) -> int:
    text = policy if isinstance(policy, str) else json.dumps(policy)
    return len(re.sub(r"\s", "", text))


RULES = (
    *rules(REFERENCES),
    Rule(when=frozenset({"check"}), types=frozenset({ROLE_POLICY}), reason=broken_identity_policy),
    Rule(when=frozenset({"check"}), types=frozenset({ROLE}), reason=broken_trust_policy),
    Rule(when=frozenset({"check"}), types=frozenset({ROLE}), reason=trust_policy_too_long),
    Rule(when=WRITE, types=frozenset({ROLE_POLICY}), reason=inline_policies_too_long),
    Rule(when=frozenset({"create"}), types=frozenset({ATTACHMENT}), reason=too_many_attached_policies),
    Rule(when=frozenset({"create"}), types=frozenset({ATTACHMENT}), reason=managed_policy_that_is_not_there),
    Rule(when=frozenset({"create"}), types=frozenset({SECRET}), reason=secret_that_waits_for_its_deletion),
    Rule(when=frozenset({"check"}), types=frozenset({SECRET}), reason=recovery_window_out_of_range),
    Rule(when=WRITE, types=frozenset({LIFECYCLE}), reason=lifecycle_policy_of_another_shape),
)
