"""Environment and region."""

from tests.sizing.wrong_configurations.row import ABSENT, Wrong

KEY = ("academy:environment",)
REGION = ("aws:region",)
WANT = "1 to 20 lower-case letters, digits and single hyphens, starting with a letter and not ending with a hyphen"
SEOUL = "ap-northeast-2: zones and prices are Seoul's"

ROWS = (
    Wrong("no environment", {KEY: ABSENT}, (f"academy:environment is missing; want {WANT}",)),
    Wrong("an empty environment", {KEY: ""}, (f"academy:environment is missing; want {WANT}",)),
    Wrong("an environment in capitals", {KEY: "Prod"}, (f'academy:environment is "Prod"; want {WANT}',)),
    Wrong("an environment with an underscore", {KEY: "pre_prod"}, (f'academy:environment is "pre_prod"; want {WANT}',)),
    Wrong(
        "an environment of 21 characters",
        {KEY: "a23456789012345678901"},
        (f'academy:environment is "a23456789012345678901"; want {WANT}',),
    ),
    Wrong("an environment that YAML read as 1.1", {KEY: "1.1"}, (f'academy:environment is "1.1"; want {WANT}',)),
    Wrong(
        "an environment that YAML read as a date",
        {KEY: "2026-03-01 00:00:00 +0000 UTC"},
        (
            f'academy:environment is "2026-03-01 00:00:00 +0000 UTC"; want {WANT}; '
            "mend it with: pulumi config set --path --type string academy:environment VALUE",
        ),
    ),
    Wrong(
        "an environment whose queues would be dead-letter queues",
        {KEY: "dlq"},
        (
            'academy:environment is "dlq"; want a name other than "dlq" that does not start with "dlq-": '
            "its queues would have the names of dead-letter queues",
        ),
    ),
    Wrong("no region", {REGION: ABSENT}, (f"aws:region is missing; want {SEOUL}",)),
    Wrong("another region", {REGION: "us-east-1"}, (f'aws:region is "us-east-1"; want {SEOUL}',)),
    Wrong("a list of regions", {REGION: ["ap-northeast-2"]}, (f'aws:region is ["ap-northeast-2"]; want {SEOUL}',)),
)
