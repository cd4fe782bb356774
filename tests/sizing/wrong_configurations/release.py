"""Which image each service runs."""

from tests.sizing.wrong_configurations.row import Path, Wrong

RELEASE = "academy:release"
DIGEST = "sha256:" + "0123456789abcdef" * 4
TAG = (
    "an image's tag (a string of up to 128 letters, digits, _, . and -, not starting with . or -) "
    "or a digest, sha256: and 64 hexadecimal digits"
)
MIRRORED = "a digest, sha256: and 64 hexadecimal digits: others make this image, and a tag of theirs may move"
UNRELEASED = "a tag that names one build, or no key: unreleased is what a service without one has"
LATEST = "a tag that names one build: latest says nothing about what runs, and nothing to go back to"
MEND = "mend it with: pulumi config set --path --type string"


def of(**builds: object) -> dict[Path, object]:
    return {(RELEASE,): builds}


ROWS = (
    Wrong(
        "a tag that YAML read as a number",
        of(api=1.1),
        (f"academy:release.api is 1.1; want {TAG}; {MEND} academy:release.api VALUE",),
    ),
    Wrong(
        "a tag that YAML read as an octal number",
        of(video=10),
        (f"academy:release.video is 10; want {TAG}; {MEND} academy:release.video VALUE",),
    ),
    Wrong(
        "a build of nothing but digits",
        of(ai=1234567),
        (f"academy:release.ai is 1234567; want {TAG}; {MEND} academy:release.ai VALUE",),
    ),
    Wrong(
        "a tag that YAML read as a date",
        of(messaging="2026-03-01 00:00:00 +0000 UTC"),
        (
            f'academy:release.messaging is "2026-03-01 00:00:00 +0000 UTC"; want {TAG}; '
            f"{MEND} academy:release.messaging VALUE",
        ),
    ),
    Wrong(
        "a tag that YAML read as a switch",
        of(api=True),
        (f"academy:release.api is true; want {TAG}; {MEND} academy:release.api VALUE",),
    ),
    Wrong("latest", of(api="latest"), (f'academy:release.api is "latest"; want {LATEST}',)),
    Wrong("latest in capitals", of(video="Latest"), (f'academy:release.video is "Latest"; want {LATEST}',)),
    Wrong(
        "the tag of what was never built",
        of(ai="unreleased"),
        (f'academy:release.ai is "unreleased"; want {UNRELEASED}',),
    ),
    Wrong(
        "a tag with its repository",
        of(api="academy-api:1.4.0"),
        (f'academy:release.api is "academy-api:1.4.0"; want {TAG}',),
    ),
    Wrong("a branch for a tag", of(api="feature/login"), (f'academy:release.api is "feature/login"; want {TAG}',)),
    Wrong("a tag that starts with a dot", of(api=".4"), (f'academy:release.api is ".4"; want {TAG}',)),
    Wrong("a tag of 129 characters", of(api="a" * 129), (f'academy:release.api is "{"a" * 59}…; want {TAG}',)),
    Wrong("an empty tag", of(api=""), (f'academy:release.api is ""; want {TAG}',)),
    Wrong("half a digest", of(api=DIGEST[:-1]), (f'academy:release.api is "{DIGEST[:59]}…; want {TAG}',)),
    Wrong(
        "a digest in capitals", of(api=DIGEST.upper()), (f'academy:release.api is "{DIGEST.upper()[:59]}…; want {TAG}',)
    ),
    Wrong("PgBouncer by its tag", of(pgbouncer="1.25.1"), (f'academy:release.pgbouncer is "1.25.1"; want {MIRRORED}',)),
    Wrong(
        "PgBouncer by a number",
        of(pgbouncer=1.25),
        (f"academy:release.pgbouncer is 1.25; want {MIRRORED}; {MEND} academy:release.pgbouncer VALUE",),
    ),
    Wrong(
        "an API without its pooler",
        {**of(api="1.4.0"), ("academy:database", "pooler"): "pgbouncer"},
        (
            "academy:release.pgbouncer is missing; want its digest, as database.pooler is pgbouncer and release.api is "
            "set",
        ),
    ),
    Wrong(
        "a service that has no image",
        of(migrate="1.4.0"),
        ("academy:release.migrate is not a key; want api, video, ai, messaging, gpu or pgbouncer",),
    ),
    Wrong(
        "one tag for everything",
        {(RELEASE,): "1.4.0"},
        ('academy:release is "1.4.0"; want api, video, ai, messaging, gpu or pgbouncer under it',),
    ),
    Wrong(
        "a release under its service",
        of(api={"tag": "1.4.0"}),
        (f'academy:release.api is {{"tag": "1.4.0"}}; want {TAG}',),
    ),
)
