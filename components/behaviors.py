"""What CloudFront does with a request: which path goes where, what is cached, and which headers come back."""

from collections.abc import Sequence

from pulumi import Input
from pulumi_aws import cloudfront

from sizing.cdn import MEDIA_PREFIX

FRONTEND = "frontend"
MEDIA = "media"
API = "api"

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""AWS's own cache policy: neither query strings nor cookies, a day unless the object says otherwise.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html"""
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""AWS's own cache policy (same page)."""

ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
"""AWS's own origin request policy: everything the viewer sent.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html"""
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""AWS's own origin request policy: everything but Host, which is the load balancer's own name then (same page)."""

READ = ("GET", "HEAD")
EVERY_METHOD = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")

HSTS_SECONDS = 31_536_000
"""A year."""

MEDIA_CONTENT_SECURITY_POLICY = "script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"""Media is what people uploaded, on the site's own origin: a page or drawing among it may be seen, and run nothing."""


def frontend_behavior(
    function_arn: Input[str], headers_id: Input[str]
) -> cloudfront.DistributionDefaultCacheBehaviorArgsDict:
    """The built application. Only here, the function turns the paths of its pages into index.html."""
    return {
        "target_origin_id": FRONTEND,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": READ,
        "cached_methods": READ,
        "cache_policy_id": CACHING_OPTIMIZED,
        "response_headers_policy_id": headers_id,
        "compress": True,
        "function_associations": [{"event_type": "viewer-request", "function_arn": function_arn}],
    }


def api_behavior(
    prefix: str, headers_id: Input[str], *, own_domain: bool
) -> cloudfront.DistributionOrderedCacheBehaviorArgsDict:
    """Every request reaches the API, with all that the viewer sent.

    Host is part of it only with a domain of the academy's own: the load balancer's certificate is for that name.
    """
    return {
        "path_pattern": prefix,
        "target_origin_id": API,
        # Not redirected: what was sent in the clear has been read already, and a redirect loses the body.
        "viewer_protocol_policy": "https-only",
        "allowed_methods": EVERY_METHOD,
        "cached_methods": READ,
        "cache_policy_id": CACHING_DISABLED,
        "origin_request_policy_id": ALL_VIEWER if own_domain else ALL_VIEWER_EXCEPT_HOST,
        "response_headers_policy_id": headers_id,
    }


def media_behavior(
    headers_id: Input[str], key_group_ids: Sequence[Input[str]]
) -> cloudfront.DistributionOrderedCacheBehaviorArgsDict:
    """The media bucket, whose keys carry the prefix too; with key groups, only for whoever shows a signature.

    Pages and media share an origin, so nothing here is about CORS.
    """
    behavior: cloudfront.DistributionOrderedCacheBehaviorArgsDict = {
        "path_pattern": f"{MEDIA_PREFIX}*",
        "target_origin_id": MEDIA,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": READ,
        "cached_methods": READ,
        "cache_policy_id": CACHING_OPTIMIZED,
        "response_headers_policy_id": headers_id,
        "compress": True,
    }
    if key_group_ids:
        behavior["trusted_key_groups"] = key_group_ids
    return behavior


def security_headers(
    content_security_policy: str, frame: str
) -> cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgsDict:
    """What browsers are told with every response, whatever the origin says. `frame` is DENY or SAMEORIGIN."""
    return {
        "content_security_policy": {"content_security_policy": content_security_policy, "override": True},
        "content_type_options": {"override": True},
        "frame_options": {"frame_option": frame, "override": True},
        "referrer_policy": {"referrer_policy": "strict-origin-when-cross-origin", "override": True},
        # Without includeSubDomains and preload: other names below the domain may not be ours to promise for.
        "strict_transport_security": {
            "access_control_max_age_sec": HSTS_SECONDS,
            "include_subdomains": False,
            "preload": False,
            "override": True,
        },
    }
