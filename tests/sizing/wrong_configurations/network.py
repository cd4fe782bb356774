"""The network tier."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:network", *keys)


BLOCK = "a private IPv4 block from /16 to /20 without host bits, like 10.0.0.0/16"
ZONES = "a list of 2 to 4 without repeats, each a, b, c or d"
MEND = "mend it with: pulumi config set --path --type string"

ROWS = (
    Wrong(
        "no network",
        {at(): ABSENT},
        ("academy:network is missing; want cidr, zones, nat and flow_logs under it",),
    ),
    Wrong(
        "an empty network", {at(): {}}, ("academy:network is missing; want cidr, zones, nat and flow_logs under it",)
    ),
    Wrong(
        "a misspelt key of the network",
        {at("natt"): "single"},
        ("academy:network.natt is not a key; did you mean nat?",),
    ),
    Wrong(
        "a key that the network doesn't know",
        {at("ipv6"): True},
        ("academy:network.ipv6 is not a key; want cidr, zones, nat or flow_logs",),
    ),
    Wrong("no addresses", {at("cidr"): ABSENT}, (f"academy:network.cidr is missing; want {BLOCK}",)),
    Wrong("addresses without a value", {at("cidr"): None}, (f"academy:network.cidr is missing; want {BLOCK}",)),
    Wrong("host bits", {at("cidr"): "10.0.0.1/16"}, (f'academy:network.cidr is "10.0.0.1/16"; want {BLOCK}',)),
    Wrong("public addresses", {at("cidr"): "11.0.0.0/16"}, (f'academy:network.cidr is "11.0.0.0/16"; want {BLOCK}',)),
    Wrong(
        "more addresses than AWS allows",
        {at("cidr"): "10.0.0.0/15"},
        (f'academy:network.cidr is "10.0.0.0/15"; want {BLOCK}',),
    ),
    Wrong("too few addresses", {at("cidr"): "10.0.0.0/21"}, (f'academy:network.cidr is "10.0.0.0/21"; want {BLOCK}',)),
    Wrong(
        "a private block's edge crossed",
        {at("cidr"): "172.32.0.0/16"},
        (f'academy:network.cidr is "172.32.0.0/16"; want {BLOCK}',),
    ),
    Wrong(
        "a netmask instead of a prefix",
        {at("cidr"): "10.0.0.0/255.255.0.0"},
        (f'academy:network.cidr is "10.0.0.0/255.255.0.0"; want {BLOCK}',),
    ),
    Wrong(
        "an address without a prefix", {at("cidr"): "10.0.0.0"}, (f'academy:network.cidr is "10.0.0.0"; want {BLOCK}',)
    ),
    Wrong("IPv6", {at("cidr"): "fd00::/56"}, (f'academy:network.cidr is "fd00::/56"; want {BLOCK}',)),
    Wrong(
        "a number for addresses",
        {at("cidr"): 10.1},
        (f"academy:network.cidr is 10.1; want {BLOCK}; {MEND} academy:network.cidr VALUE",),
    ),
    Wrong(
        "a mapping for addresses",
        {at("cidr"): {"block": 1}},
        (f'academy:network.cidr is {{"block": 1}}; want {BLOCK}',),
    ),
    Wrong("one zone", {at("zones"): ["a"]}, (f'academy:network.zones is ["a"]; want {ZONES}',)),
    Wrong("no zone", {at("zones"): []}, (f"academy:network.zones is []; want {ZONES}",)),
    Wrong("a zone twice", {at("zones"): ["a", "c", "a"]}, (f'academy:network.zones is ["a", "c", "a"]; want {ZONES}',)),
    Wrong(
        "a zone that Seoul doesn't have",
        {at("zones", 1): "x"},
        ('academy:network.zones[1] is "x"; want a, b, c or d',),
    ),
    Wrong(
        "a zone by its whole name",
        {at("zones", 0): "ap-northeast-2a"},
        ('academy:network.zones[0] is "ap-northeast-2a"; want a, b, c or d',),
    ),
    Wrong(
        "five zones",
        {at("zones"): ["a", "b", "c", "d", "e"]},
        (
            f'academy:network.zones is ["a", "b", "c", "d", "e"]; want {ZONES}',
            'academy:network.zones[4] is "e"; want a, b, c or d',
        ),
    ),
    Wrong("zones in one word", {at("zones"): "ac"}, (f'academy:network.zones is "ac"; want {ZONES}',)),
    Wrong(
        "a zone that YAML read as a number",
        {at("zones", 1): 1},
        (f"academy:network.zones[1] is 1; want a, b, c or d; {MEND} 'academy:network.zones[1]' VALUE",),
    ),
    Wrong(
        "NAT switched off as in YAML",
        {at("nat"): "no"},
        ('academy:network.nat is "no"; want none, single or per_zone',),
    ),
    Wrong(
        "NAT as a switch",
        {at("nat"): False},
        (f"academy:network.nat is false; want none, single or per_zone; {MEND} academy:network.nat VALUE",),
    ),
    Wrong("NAT without a value", {at("nat"): None}, ("academy:network.nat is missing; want none, single or per_zone",)),
    Wrong("flow logs in words", {at("flow_logs"): "yes"}, ('academy:network.flow_logs is "yes"; want true or false',)),
    Wrong("flow logs as a number", {at("flow_logs"): 1}, ("academy:network.flow_logs is 1; want true or false",)),
)
