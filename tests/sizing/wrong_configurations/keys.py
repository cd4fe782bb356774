"""Keys that nothing reads, and files with more than one mistake."""

from tests.sizing.wrong_configurations import media, network
from tests.sizing.wrong_configurations.row import ABSENT, Wrong

ALL = (
    "academy:environment, academy:network, academy:database, academy:api, academy:workers, academy:gpu, academy:media, "
    "academy:frontend, academy:cdn, academy:monitoring, academy:usage, academy:domain, academy:release or "
    "academy:alerts"
)

ROWS = (
    Wrong(
        "a misspelt tier",
        {("academy:network",): ABSENT, ("academy:netwrok",): {"nat": "none"}},
        (
            "academy:network is missing; want cidr, zones, nat and flow_logs under it",
            "academy:netwrok is not a key; did you mean academy:network?",
        ),
    ),
    Wrong(
        "a misspelt empty tier", {("academy:medya",): {}}, ("academy:medya is not a key; did you mean academy:media?",)
    ),
    Wrong("an unknown tier", {("academy:cache",): {"enabled": False}}, (f"academy:cache is not a key; want {ALL}",)),
    Wrong(
        "config set without --path",
        {("academy:network.cidr",): "10.1.0.0/16"},
        ("academy:network.cidr is not a key; did you mean cidr under academy:network (config set --path)?",),
    ),
    Wrong(
        "one mistake in every tier",
        {
            ("aws:region",): "eu-west-1",
            ("academy:environment",): "prod-",
            ("academy:network", "cidr"): "10.0.0.0/8",
            ("academy:network", "zones", 0): "z",
            ("academy:media", "ia_after_days"): "30",
            ("academy:frontend", "noncurrent_days"): None,
            ("academy:monitoring", "access_log_day"): 30,
            ("aws:defaultTags", "tags", "Project"): "shop",
            ("academy:netwrok",): "x",
        },
        (
            'aws:region is "eu-west-1"; want ap-northeast-2: zones and prices are Seoul\'s',
            'academy:environment is "prod-"; want 1 to 20 lower-case letters, digits and single hyphens, '
            "starting with a letter and not ending with a hyphen",
            f'academy:network.cidr is "10.0.0.0/8"; want {network.BLOCK}',
            'academy:network.zones[0] is "z"; want a, b, c or d',
            f'academy:media.ia_after_days is "30"; want {media.IA_DAYS}',
            "academy:frontend.noncurrent_days is missing; want a whole number of days from 1 to 3650",
            "academy:monitoring.access_log_day is not a key; did you mean access_log_days?",
            'aws:defaultTags.tags.Project is "shop"; want academy',
            "academy:netwrok is not a key; did you mean academy:network?",
        ),
    ),
    Wrong(
        "a list with a wrong item that is too long and repeats",
        {("academy:network", "zones"): ["a", "c", "a", "x", 1]},
        (
            f'academy:network.zones is ["a", "c", "a", "x", 1]; want {network.ZONES}',
            'academy:network.zones[3] is "x"; want a, b, c or d',
            "academy:network.zones[4] is 1; want a, b, c or d; "
            "mend it with: pulumi config set --path --type string 'academy:network.zones[4]' VALUE",
        ),
    ),
    Wrong(
        "a contradiction beside other mistakes of the same tier",
        {
            ("academy:media", "glacier_after_days"): 80,
            ("academy:media", "ia_after_days"): 60,
            ("academy:media", "noncurrent_days"): 0,
            ("academy:media", "colour"): "red",
        },
        (
            "academy:media.noncurrent_days is 0; want a whole number of days from 1 to 3650",
            f"academy:media.colour is not a key; want {media.KEYS}",
            "academy:media.glacier_after_days is 80; want 90 or more: 30 days after ia_after_days (60)",
        ),
    ),
    Wrong(
        "a contradiction between tiers beside a mistake in a third",
        {
            ("academy:frontend", "bucket"): "academy-logs-prod",
            ("academy:network", "nat"): "one",
        },
        (
            'academy:network.nat is "one"; want none, single or per_zone',
            'academy:frontend.bucket is "academy-logs-prod"; want another name: the logs bucket has this one',
        ),
    ),
    Wrong(
        "a bad bucket name is not compared with the other",
        {("academy:media", "bucket"): "Academy", ("academy:frontend", "bucket"): "academy-media-prod"},
        (f'academy:media.bucket is "Academy"; want {media.NAME}',),
    ),
)
