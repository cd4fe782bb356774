"""How the CDN is paid for, what protects it, and which paths it hands to the API."""

import re
from itertools import combinations
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from sizing.section import Contradiction, CrossChecks, Listed, Section, Wants

MEDIA_PREFIX = "/media/"
"""What the distribution serves from the media bucket."""

MIN_RATE_LIMIT = 10
MAX_RATE_LIMIT = 2_000_000_000
"""Requests in five minutes from one address, as WAF takes them.
https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html"""

MAX_API_PREFIXES = 10
"""Ours; each is a cache behaviour, of which the business plan has 50.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html"""

PATH_PATTERN_MAX_LENGTH = 255
"""Characters.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html"""

CSP_MAX_LENGTH = 1783
"""Characters.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""

# Of CloudFront's path patterns only those that are a prefix: what two of them share can then be told by looking.
_PREFIX = re.compile(r"(?:/[A-Za-z0-9_.$~@:+-]+)+/\*")
_CSP = re.compile(r"[\x20-\x7e]+")
_DEFAULT_SRC = re.compile(r"(?:^|;)\s*default-src\s")


def _prefix(pattern: str) -> str:
    if len(pattern) > PATH_PATTERN_MAX_LENGTH or not _PREFIX.fullmatch(pattern) or pattern.startswith(MEDIA_PREFIX):
        raise ValueError("path pattern")
    return pattern


def _policy(policy: str) -> str:
    if len(policy) > CSP_MAX_LENGTH or not _CSP.fullmatch(policy) or not _DEFAULT_SRC.search(policy):
        raise ValueError("policy")
    return policy


PathPrefix = Annotated[
    str,
    AfterValidator(_prefix),
    Wants(f"a path that ends in /*, like /api/*, and does not start with {MEDIA_PREFIX}, which is the media bucket's"),
]
"""A CloudFront path pattern that stands for everything below a path."""


class CdnSize(Section):
    """The distribution: its plan, its firewall, its paths and its headers."""

    plan: Annotated[
        Literal["pay_as_you_go", "business"],
        Wants(
            "pay_as_you_go or business: the free and pro plans have neither VPC origins nor policies of one's own, "
            "and this distribution has both"
        ),
    ] = Field(description="How CloudFront is paid for: pay_as_you_go or business (needs waf).")
    waf: bool = Field(description="Whether a web application firewall looks at every request: true or false.")
    rate_limit: int = Field(
        ge=MIN_RATE_LIMIT,
        le=MAX_RATE_LIMIT,
        description="Requests in five minutes after which the firewall blocks an address, "
        f"{MIN_RATE_LIMIT} to {MAX_RATE_LIMIT}.",
    )
    api_prefixes: Annotated[tuple[PathPrefix, ...], Listed(at_least=1, at_most=MAX_API_PREFIXES)] = Field(
        description=f"Path patterns that go to the API, 1 to {MAX_API_PREFIXES}, such as /api/*."
    )
    content_security_policy: Annotated[
        str,
        AfterValidator(_policy),
        Wants(f"a policy in one line of up to {CSP_MAX_LENGTH} ASCII characters, with default-src in it"),
    ] = Field(description="Content-Security-Policy header of the site.")
    access_logs: bool = Field(description="Whether every request is logged to the logs bucket: true or false.")

    def _business_has_a_firewall(self) -> Contradiction | None:
        if self.plan != "business" or self.waf:
            return None
        return Contradiction(at=("waf",), want="true with plan business, which only takes a distribution that has one")

    def _no_path_belongs_to_two_prefixes(self) -> Contradiction | None:
        for one, other in combinations(sorted(self.api_prefixes, key=len), 2):
            if other.startswith(one.removesuffix("*")):
                return Contradiction(at=("api_prefixes",), want=f"one of {one} and {other}: the first has the second")
        return None

    cross_checks: ClassVar[CrossChecks] = (_business_has_a_firewall, _no_path_belongs_to_two_prefixes)
