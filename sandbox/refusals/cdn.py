"""What CloudFront refuses."""

import re
from collections import Counter
from collections.abc import Mapping

from sandbox.held import Change
from sandbox.refusals.certificates import covers, issued
from sandbox.refusals.reading import objects, texts
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import (
    CERTIFICATE,
    DISTRIBUTION,
    FUNCTION,
    HEADERS_POLICY,
    KEY_GROUP,
    ORIGIN_ACCESS,
    PUBLIC_KEY,
    VALIDATION,
    VPC_ORIGIN,
    WEB_ACL,
)

_API = "https://docs.aws.amazon.com/cloudfront/latest/APIReference"
_CREATE = f"{_API}/API_CreateDistribution.html"
_FUNCTION = f"{_API}/API_CreateFunction.html"
_KEYS = f"{_API}/API_CreateKeyGroup.html"
_UPDATE_ORIGIN = f"{_API}/API_UpdateVpcOrigin.html"
_DELETE_ORIGIN = f"{_API}/API_DeleteVpcOrigin.html"
_QUOTAS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
_NAMES = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html"
_ERRORS_WAF = "https://docs.aws.amazon.com/waf/latest/APIReference/API_DeleteWebACL.html"

LARGEST_FUNCTION_BYTES = 10 * 1024  # see _QUOTAS
EDGE_REGION = "us-east-1"
"""Where CloudFront looks for certificates and web ACLs. See _NAMES."""

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
AWS_POLICIES: Mapping[str, tuple[str, frozenset[str]]] = {
    "cachePolicyId": (
        "NoSuchCachePolicy",
        frozenset(
            {
                "658327ea-f89d-4fab-a63d-7e88639e58f6",  # CachingOptimized
                "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",  # CachingDisabled
            }
        ),
    ),
    "originRequestPolicyId": (
        "NoSuchOriginRequestPolicy",
        frozenset(
            {
                "216adef6-5c7f-47e4-b989-5492eafa07d3",  # AllViewer
                "b689b0a8-53d0-40ab-baf2-68738e2966ac",  # AllViewerExceptHostHeader
            }
        ),
    ),
}
"""Which of AWS's own policies there are, as far as the program uses them; of its own it has none."""


def _of_a_behavior(key: str, target: str, by: str, missing: str, in_use: str) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            holder=DISTRIBUTION,
            path=f"{behavior}.{key}",
            target=target,
            by=(by,),
            missing=missing,
            in_use=in_use,
            page=_CREATE,
        )
        for behavior in ("defaultCacheBehavior", "orderedCacheBehaviors")
    )


REFERENCES = (
    *_of_a_behavior(
        "responseHeadersPolicyId", HEADERS_POLICY, "id", "NoSuchResponseHeadersPolicy", "ResponseHeadersPolicyInUse"
    ),
    *_of_a_behavior("functionAssociations.functionArn", FUNCTION, "arn", "InvalidFunctionAssociation", "FunctionInUse"),
    *_of_a_behavior("trustedKeyGroups", KEY_GROUP, "id", "TrustedKeyGroupDoesNotExist", "ResourceInUse"),
    Reference(
        holder=DISTRIBUTION,
        path="origins.originAccessControlId",
        target=ORIGIN_ACCESS,
        missing="InvalidOriginAccessControl",
        in_use="OriginAccessControlInUse",
        page=_CREATE,
    ),
    Reference(
        holder=DISTRIBUTION,
        path="origins.vpcOriginConfig.vpcOriginId",
        target=VPC_ORIGIN,
        missing="EntityNotFound",
        in_use="CannotDeleteEntityWhileInUse",
        page=_DELETE_ORIGIN,
    ),
    Reference(
        holder=DISTRIBUTION,
        path="webAclId",
        target=WEB_ACL,
        by=("arn",),
        missing="InvalidWebACLId",
        in_use="WAFAssociatedItemException",
        page=_ERRORS_WAF,
    ),
    Reference(
        holder=DISTRIBUTION,
        path="viewerCertificate.acmCertificateArn",
        target=CERTIFICATE,
        by=("arn",),
        missing="InvalidViewerCertificate",
        in_use="ResourceInUseException",
        page=_NAMES,
    ),
    Reference(
        holder=KEY_GROUP,
        path="items",
        target=PUBLIC_KEY,
        missing="InvalidArgument",
        in_use="PublicKeyInUse",
        page=_KEYS,
    ),
)


def vpc_origin_in_use(change: Change) -> str | None:
    """A VPC origin that a distribution uses cannot be changed, and not even get another name or tag."""
    for distribution in change.held(DISTRIBUTION):
        if change.id in texts(distribution.inputs, "origins.vpcOriginConfig.vpcOriginId"):
            reason = f"VPC origin {change.id} is in use by {distribution.id}"
            return no("CannotUpdateEntityWhileInUse", reason, _UPDATE_ORIGIN)
    return None


def function_too_long(change: Change) -> str | None:
    """A CloudFront Function has 10 KB."""
    size = len(change.text("code").encode())
    if size <= LARGEST_FUNCTION_BYTES:
        return None
    return no("FunctionSizeLimitExceeded", f"{size} bytes; want at most {LARGEST_FUNCTION_BYTES}", _FUNCTION)


def two_functions_for_one_event(change: Change) -> str | None:
    """A behaviour has one function an event."""
    for behavior in _behaviors(change):
        events = Counter(texts(behavior, "functionAssociations.eventType"))
        if again := [event for event, count in events.items() if count > 1]:
            reason = f"{behavior.get('pathPattern') or 'the default behaviour'} has two functions for {again[0]}"
            return no("InvalidFunctionAssociation", reason, _CREATE)
    return None


def policy_that_is_not_there(change: Change) -> str | None:
    """A behaviour's cache and origin request policies are AWS's own."""
    for key, (code, policies) in AWS_POLICIES.items():
        for policy in texts(_behaviors(change), key):
            if policy not in policies:
                return no(code, f"{key} {policy} does not exist", _CREATE)
    return None


def behavior_without_its_origin(change: Change) -> str | None:
    """A behaviour's origin is one of the distribution's, and no two have the same id or path."""
    origins = texts(change.inputs, "origins.originId")
    for name, listed in (("originId", origins), ("pathPattern", texts(_behaviors(change), "pathPattern"))):
        if again := [each for each, count in Counter(listed).items() if count > 1]:
            return no("InvalidArgument", f"{name} {again[0]} is there twice", _CREATE)
    for origin in texts(_behaviors(change), "targetOriginId"):
        if origin not in origins:
            return no("NoSuchOrigin", f"one or more of your origins do not exist: {origin}", _CREATE)
    return None


def certificate_of_another_region(change: Change) -> str | None:
    """CloudFront's certificate is in us-east-1 and issued, and covers each of the distribution's own names."""
    arn = next(iter(texts(change.inputs, "viewerCertificate.acmCertificateArn")), "")
    aliases = texts(change.inputs, "aliases")
    if not arn:
        if aliases:
            return no("InvalidViewerCertificate", f"{aliases[0]} needs a certificate that covers it", _NAMES)
        return None
    if arn.split(":")[3] != EDGE_REGION:
        return no("InvalidViewerCertificate", f"{arn} isn't in {EDGE_REGION}", _NAMES)
    for certificate in change.held(CERTIFICATE):
        if certificate.id == arn:
            if not issued(certificate, list(change.held(VALIDATION))):
                return no("InvalidViewerCertificate", f"{arn} isn't valid: nobody waits for its validation", _NAMES)
            for alias in aliases:
                if not covers(certificate.outputs, alias):
                    return no("InvalidViewerCertificate", f"{arn} doesn't cover {alias}", _NAMES)
    return None


def name_of_another_distribution(change: Change) -> str | None:
    """A name belongs to one distribution."""
    for other in change.held(DISTRIBUTION):
        shared = set(texts(change.inputs, "aliases")) & set(texts(other.inputs, "aliases"))
        if shared and other.id != change.id:
            return no("CNAMEAlreadyExists", f"{min(shared)} is already associated with {other.id}", _NAMES)
    return None


def web_acl_of_another_region(change: Change) -> str | None:
    """A web ACL for CloudFront is made in us-east-1."""
    if change.text("scope") != "CLOUDFRONT" or change.region == EDGE_REGION:
        return None
    reason = f"the scope is not valid in {change.region}: CLOUDFRONT is made in {EDGE_REGION}"
    return no("WAFInvalidParameterException", reason, _ERRORS_WAF)


def key_that_is_no_pem(change: Change) -> str | None:
    """A public key is the text of a PEM file, the whole of it."""
    if re.fullmatch(
        r"-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PUBLIC KEY-----\n?", change.text("encodedKey")
    ):
        return None
    return no("InvalidArgument", "encodedKey is no PEM public key", f"{_API}/API_CreatePublicKey.html")


def _behaviors(change: Change) -> list[dict[str, object]]:
    found = [*objects(change.inputs, "defaultCacheBehavior"), *objects(change.inputs, "orderedCacheBehaviors")]
    return [dict(each) for each in found]


_DISTRIBUTION = frozenset({DISTRIBUTION})

RULES = (
    *rules(REFERENCES),
    *(
        Rule(when=WRITE, types=_DISTRIBUTION, reason=each)
        for each in (
            policy_that_is_not_there,
            two_functions_for_one_event,
            behavior_without_its_origin,
            certificate_of_another_region,
            name_of_another_distribution,
        )
    ),
    Rule(when=frozenset({"update"}), types=frozenset({VPC_ORIGIN}), reason=vpc_origin_in_use),
    Rule(when=WRITE, types=frozenset({FUNCTION}), reason=function_too_long),
    Rule(when=WRITE, types=frozenset({WEB_ACL}), reason=web_acl_of_another_region),
    Rule(when=frozenset({"create"}), types=frozenset({PUBLIC_KEY}), reason=key_that_is_no_pem),
)
