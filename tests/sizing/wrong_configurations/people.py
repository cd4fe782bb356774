"""The domain, and who is told."""

from tests.sizing.wrong_configurations.row import Path, Wrong

DOMAIN = "academy:domain"
ALERTS = "academy:alerts"
NAME = "a lower-case domain name of at most 64 characters, like academy.example"
ZONE = "the id of a Route 53 hosted zone, like Z0123456789ABCDEFGHIJ"
ADDRESS = "an e-mail address, like ops@academy.example"
ADDRESSES = f"a list of 0 to 10 without repeats, each {ADDRESS}"
ZONE_ID = "Z0123456789ABCDEFGHIJ"


def with_name(name: object) -> dict[Path, object]:
    return {(DOMAIN,): {"name": name, "zone_id": ZONE_ID}}


ROWS = (
    Wrong(
        "a domain without its zone",
        {(DOMAIN,): {"name": "academy.example"}},
        (f"academy:domain.zone_id is missing; want {ZONE}",),
    ),
    Wrong(
        "a zone without its domain",
        {(DOMAIN,): {"zone_id": ZONE_ID}},
        (f"academy:domain.name is missing; want {NAME}",),
    ),
    Wrong(
        "a domain whose keys have no value",
        {(DOMAIN,): {"name": None, "zone_id": None}},
        (f"academy:domain.name is missing; want {NAME}", f"academy:domain.zone_id is missing; want {ZONE}"),
    ),
    Wrong(
        "a domain in words",
        {(DOMAIN,): "academy.example"},
        ('academy:domain is "academy.example"; want name and zone_id under it',),
    ),
    Wrong(
        "an address of a page",
        with_name("https://academy.example"),
        (f'academy:domain.name is "https://academy.example"; want {NAME}',),
    ),
    Wrong(
        "a domain in capitals",
        with_name("Academy.example"),
        (f'academy:domain.name is "Academy.example"; want {NAME}',),
    ),
    Wrong("a domain of one label", with_name("localhost"), (f'academy:domain.name is "localhost"; want {NAME}',)),
    Wrong(
        "a domain that ends in a dot",
        with_name("academy.example."),
        (f'academy:domain.name is "academy.example."; want {NAME}',),
    ),
    Wrong(
        "every subdomain", with_name("*.academy.example"), (f'academy:domain.name is "*.academy.example"; want {NAME}',)
    ),
    Wrong("an IP address", with_name("10.0.0.1"), (f'academy:domain.name is "10.0.0.1"; want {NAME}',)),
    Wrong(
        "a domain too long for a certificate",
        with_name(f"{'a' * 57}.example"),
        (f'academy:domain.name is "{"a" * 57}.e…; want {NAME}',),
    ),
    Wrong(
        "a zone by its path",
        {(DOMAIN,): {"name": "academy.example", "zone_id": f"/hostedzone/{ZONE_ID}"}},
        (f'academy:domain.zone_id is "/hostedzone/{ZONE_ID}"; want {ZONE}',),
    ),
    Wrong("nobody to tell", {(ALERTS,): {}}, ("academy:alerts is missing; want emails under it",)),
    Wrong(
        "a misspelt list of people",
        {(ALERTS,): {"email": []}},
        (
            f"academy:alerts.emails is missing; want {ADDRESSES}",
            "academy:alerts.email is not a key; did you mean emails?",
        ),
    ),
    Wrong(
        "one person",
        {(ALERTS, "emails"): "ops@academy.example"},
        (f'academy:alerts.emails is "ops@academy.example"; want {ADDRESSES}',),
    ),
    Wrong("a person by name", {(ALERTS, "emails"): ["ops"]}, (f'academy:alerts.emails[0] is "ops"; want {ADDRESS}',)),
    Wrong(
        "a person with a name",
        {(ALERTS, "emails"): ["Ops <ops@academy.example>"]},
        (f'academy:alerts.emails[0] is "Ops <ops@academy.example>"; want {ADDRESS}',),
    ),
    Wrong(
        "an address without its top",
        {(ALERTS, "emails"): ["ops@academy"]},
        (f'academy:alerts.emails[0] is "ops@academy"; want {ADDRESS}',),
    ),
    Wrong(
        "an address of 255 characters",
        {(ALERTS, "emails"): [f"{'a' * 244}@academy.kr"]},
        (f'academy:alerts.emails[0] is "{"a" * 59}…; want {ADDRESS}',),
    ),
    Wrong(
        "a person twice",
        {(ALERTS, "emails"): ["a@b.example", "a@b.example"]},
        (f'academy:alerts.emails is ["a@b.example", "a@b.example"]; want {ADDRESSES}',),
    ),
)
