"""The CDN."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:cdn", *keys)


PLAN = (
    "pay_as_you_go or business: the free and pro plans have neither VPC origins nor policies of one's own, "
    "and this distribution has both"
)
PREFIX = "a path that ends in /*, like /api/*, and does not start with /media/, which is the media bucket's"
POLICY = "a policy in one line of up to 1783 ASCII characters, with default-src in it"

ROWS = (
    Wrong(
        "no CDN",
        {at(): ABSENT},
        (
            "academy:cdn is missing; want plan, waf, rate_limit, api_prefixes, content_security_policy and "
            "access_logs under it",
        ),
    ),
    Wrong("the free plan", {at("plan"): "free"}, (f'academy:cdn.plan is "free"; want {PLAN}',)),
    Wrong("the pro plan", {at("plan"): "pro"}, (f'academy:cdn.plan is "pro"; want {PLAN}',)),
    Wrong(
        "the business plan without a firewall",
        {at("plan"): "business"},
        ("academy:cdn.waf is false; want true with plan business, which only takes a distribution that has one",),
    ),
    Wrong(
        "a lower limit than WAF takes",
        {at("rate_limit"): 9},
        ("academy:cdn.rate_limit is 9; want a whole number from 10 to 2000000000",),
    ),
    Wrong(
        "no path to the API",
        {at("api_prefixes"): []},
        (f"academy:cdn.api_prefixes is []; want a list of 1 to 10 without repeats, each {PREFIX}",),
    ),
    Wrong(
        "a path that stands for itself alone",
        {at("api_prefixes", 0): "/api"},
        (f'academy:cdn.api_prefixes[0] is "/api"; want {PREFIX}',),
    ),
    Wrong(
        "a path without its slash",
        {at("api_prefixes", 0): "api/*"},
        (f'academy:cdn.api_prefixes[0] is "api/*"; want {PREFIX}',),
    ),
    Wrong("every path", {at("api_prefixes", 0): "/*"}, (f'academy:cdn.api_prefixes[0] is "/*"; want {PREFIX}',)),
    Wrong(
        "a star in the middle",
        {at("api_prefixes", 0): "/*/api/*"},
        (f'academy:cdn.api_prefixes[0] is "/*/api/*"; want {PREFIX}',),
    ),
    Wrong(
        "the media's path",
        {at("api_prefixes"): ["/api/*", "/media/*"]},
        (f'academy:cdn.api_prefixes[1] is "/media/*"; want {PREFIX}',),
    ),
    Wrong(
        "a path below the media's",
        {at("api_prefixes", 0): "/media/upload/*"},
        (f'academy:cdn.api_prefixes[0] is "/media/upload/*"; want {PREFIX}',),
    ),
    Wrong(
        "a path within another",
        {at("api_prefixes"): ["/api/v2/*", "/admin/*", "/api/*"]},
        (
            'academy:cdn.api_prefixes is ["/api/v2/*", "/admin/*", "/api/*"]; want one of /api/* and /api/v2/*: '
            "the first has the second",
        ),
    ),
    Wrong(
        "a policy that says nothing of what it leaves out",
        {at("content_security_policy"): "script-src 'self'"},
        (f"academy:cdn.content_security_policy is \"script-src 'self'\"; want {POLICY}",),
    ),
    Wrong(
        "a policy in two lines",
        {at("content_security_policy"): "default-src 'self';\nscript-src 'self'"},
        (f"academy:cdn.content_security_policy is \"default-src 'self';\\nscript-src 'self'\"; want {POLICY}",),
    ),
    Wrong(
        "no policy", {at("content_security_policy"): ""}, (f'academy:cdn.content_security_policy is ""; want {POLICY}',)
    ),
    Wrong(
        "a misspelt key of the CDN",
        {at("waff"): True},
        ("academy:cdn.waff is not a key; did you mean waf?",),
    ),
)
