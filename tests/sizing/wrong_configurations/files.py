"""What happens to a stack file before the program sees it."""

from tests.sizing.wrong_configurations import environment, media, network, release
from tests.sizing.wrong_configurations.row import RefusedByCli, YamlText

_OBJECT = "validating stack config: Stack '{stack}' with configuration key '%s' must be of type 'object'"
_STRING = "validating stack config: Stack '{stack}' with configuration key '%s' must be of type 'string'"

REFUSED_BY_CLI = (
    RefusedByCli("a tier in words", {("academy:network",): "text"}, _OBJECT % "academy:network"),
    RefusedByCli("a tier as a number", {("academy:media",): 5}, _OBJECT % "academy:media"),
    RefusedByCli("a tier as a switch", {("academy:frontend",): True}, _OBJECT % "academy:frontend"),
    RefusedByCli("a tier as a list", {("academy:monitoring",): [30]}, _OBJECT % "academy:monitoring"),
    RefusedByCli("a tier without a value", {("academy:network",): None}, _OBJECT % "academy:network"),
    RefusedByCli(
        "a tier set as JSON, without --path", {("academy:network",): '{"nat": "none"}'}, _OBJECT % "academy:network"
    ),
    RefusedByCli(
        "keys under the environment", {("academy:environment",): {"name": "prod"}}, _STRING % "academy:environment"
    ),
    RefusedByCli("a list of environments", {("academy:environment",): ["prod"]}, _STRING % "academy:environment"),
    RefusedByCli(
        "a key with two colons",
        {("academy:network:cidr",): "10.0.0.0/16"},
        "could not parse academy:network:cidr as a configuration key "
        "(configuration keys should be of the form `<namespace>:<name>`)",
    ),
)

YAML_TEXTS = (
    YamlText("a whole number with a point", "ia_after_days: 30", "ia_after_days: 30.0", ()),
    YamlText("a whole number with an exponent", "ia_after_days: 30", "ia_after_days: 3e1", ()),
    YamlText("a hexadecimal number", "ia_after_days: 30", "ia_after_days: 0x1e", ()),
    YamlText("a key without its namespace", "academy:network:", "network:", ()),
    YamlText(
        "a leading zero, which makes it octal",
        "ia_after_days: 30",
        "ia_after_days: 030",
        (f"academy:media.ia_after_days is 24; want {media.IA_DAYS}",),
    ),
    YamlText(
        "a number with a point",
        "cidr: 10.0.0.0/16",
        "cidr: 1.10",
        (f"academy:network.cidr is 1.1; want {network.BLOCK}; {network.MEND} academy:network.cidr VALUE",),
    ),
    YamlText(
        "digits with leading zeros",
        "zones: [a, c]",
        "zones: [a, 0012]",
        (f"academy:network.zones[1] is 10; want a, b, c or d; {network.MEND} 'academy:network.zones[1]' VALUE",),
    ),
    YamlText("no", "nat: none", "nat: no", ('academy:network.nat is "no"; want none, single or per_zone',)),
    YamlText("off", "flow_logs: false", "flow_logs: off", ('academy:network.flow_logs is "off"; want true or false',)),
    YamlText("nothing", "nat: none", "nat:", ("academy:network.nat is missing; want none, single or per_zone",)),
    YamlText("null", "nat: none", "nat: ~", ("academy:network.nat is missing; want none, single or per_zone",)),
    YamlText(
        "false",
        "nat: none",
        "nat: false",
        (f"academy:network.nat is false; want none, single or per_zone; {network.MEND} academy:network.nat VALUE",),
    ),
    YamlText(
        "a commit of nothing but digits",
        "Project: academy",
        "Project: academy\n      Commit: 1234567",
        (f"aws:defaultTags.tags.Commit is 1234567; want a string; {network.MEND} aws:defaultTags.tags.Commit VALUE",),
    ),
    YamlText(
        "a date",
        "Project: academy",
        "Project: academy\n      Since: 2026-03-01",
        (
            'aws:defaultTags.tags.Since is "2026-03-01 00:00:00 +0000 UTC"; want a string; '
            f"{network.MEND} aws:defaultTags.tags.Since VALUE",
        ),
    ),
    YamlText(
        "a build with a point",
        "academy:release: {}",
        "academy:release: {api: 1.10}",
        (f"academy:release.api is 1.1; want {release.TAG}; {network.MEND} academy:release.api VALUE",),
    ),
    YamlText(
        "a build with leading zeros",
        "academy:release: {}",
        "academy:release: {video: 0012}",
        (f"academy:release.video is 10; want {release.TAG}; {network.MEND} academy:release.video VALUE",),
    ),
    YamlText(
        "a build by its date",
        "academy:release: {}",
        "academy:release: {ai: 2026-03-01}",
        (
            f'academy:release.ai is "2026-03-01 00:00:00 +0000 UTC"; want {release.TAG}; '
            f"{network.MEND} academy:release.ai VALUE",
        ),
    ),
    YamlText(
        "builds in quotes",
        "academy:release: {}",
        'academy:release: {api: "1.10", video: "0012", ai: "2026-03-01", messaging: "1234567"}',
        (),
    ),
    YamlText(
        "a version",
        "academy:environment: prod",
        "academy:environment: 1.10",
        (f'academy:environment is "1.1"; want {environment.WANT}',),
    ),
)
