"""The media bucket."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:media", *keys)


ORIGIN = (
    "an origin: scheme and lower-case host, perhaps a port, no path, at most one * in the host, "
    "like https://*.example.com"
)
ORIGINS = f"a list without repeats, each {ORIGIN}"
NAME = "3 to 63 lower-case letters, digits and hyphens, with no start or end that S3 keeps for itself"
MEND = "mend it with: pulumi config set --path --type string"
KEYS = (
    "access, public_key, bucket, ia_after_days, glacier_after_days, noncurrent_days, abort_multipart_days or "
    "upload_origins"
)
IA_DAYS = "a whole number of days from 30 to 3650"

ROWS = (
    Wrong(
        "no media",
        {at(): ABSENT},
        (
            "academy:media is missing; want access, ia_after_days, glacier_after_days, noncurrent_days, "
            "abort_multipart_days and upload_origins under it",
        ),
    ),
    Wrong(
        "too early for Standard-IA", {at("ia_after_days"): 29}, (f"academy:media.ia_after_days is 29; want {IA_DAYS}",)
    ),
    Wrong("days in quotes", {at("ia_after_days"): "30"}, (f'academy:media.ia_after_days is "30"; want {IA_DAYS}',)),
    Wrong("half a day", {at("ia_after_days"): 30.5}, (f"academy:media.ia_after_days is 30.5; want {IA_DAYS}",)),
    Wrong("days as a switch", {at("ia_after_days"): True}, (f"academy:media.ia_after_days is true; want {IA_DAYS}",)),
    Wrong(
        "days without a value",
        {at("ia_after_days"): None},
        (f"academy:media.ia_after_days is missing; want {IA_DAYS}",),
    ),
    Wrong(
        "more than ten years",
        {at("glacier_after_days"): 3651},
        ("academy:media.glacier_after_days is 3651; want a whole number of days from 60 to 3650",),
    ),
    Wrong(
        "Glacier before Standard-IA was paid for",
        {at("ia_after_days"): 45, at("glacier_after_days"): 74},
        ("academy:media.glacier_after_days is 74; want 75 or more: 30 days after ia_after_days (45)",),
    ),
    Wrong(
        "a misspelt key of the media bucket",
        {at("ia_after_days"): ABSENT, at("ia_after_day"): 30},
        (
            f"academy:media.ia_after_days is missing; want {IA_DAYS}",
            "academy:media.ia_after_day is not a key; did you mean ia_after_days?",
        ),
    ),
    Wrong(
        "a key that the media bucket doesn't know",
        {at("cors"): True},
        (f"academy:media.cors is not a key; want {KEYS}",),
    ),
    Wrong(
        "nothing to bring back",
        {at("noncurrent_days"): 0},
        ("academy:media.noncurrent_days is 0; want a whole number of days from 1 to 3650",),
    ),
    Wrong(
        "unfinished uploads for two months",
        {at("abort_multipart_days"): 60},
        ("academy:media.abort_multipart_days is 60; want a whole number of days from 1 to 30",),
    ),
    Wrong(
        "an upload origin that is no list",
        {at("upload_origins"): "https://academy.example"},
        (f'academy:media.upload_origins is "https://academy.example"; want {ORIGINS}',),
    ),
    Wrong(
        "an upload origin twice",
        {at("upload_origins"): ["https://a.example", "https://a.example"]},
        (f'academy:media.upload_origins is ["https://a.example", "https://a.example"]; want {ORIGINS}',),
    ),
    Wrong(
        "an upload origin with a path",
        {at("upload_origins", 0): "https://a.example/"},
        (f'academy:media.upload_origins[0] is "https://a.example/"; want {ORIGIN}',),
    ),
    Wrong(
        "an upload origin without a scheme",
        {at("upload_origins", 0): "a.example"},
        (f'academy:media.upload_origins[0] is "a.example"; want {ORIGIN}',),
    ),
    Wrong(
        "an upload origin with two stars",
        {at("upload_origins", 0): "https://*.*.example"},
        (f'academy:media.upload_origins[0] is "https://*.*.example"; want {ORIGIN}',),
    ),
    Wrong(
        "every upload origin there is",
        {at("upload_origins", 0): "*"},
        (f'academy:media.upload_origins[0] is "*"; want {ORIGIN}',),
    ),
    Wrong(
        "every upload origin with a scheme",
        {at("upload_origins", 0): "https://*"},
        (f'academy:media.upload_origins[0] is "https://*"; want {ORIGIN}',),
    ),
    Wrong(
        "an upload origin in capitals",
        {at("upload_origins", 0): "https://Academy.example"},
        (f'academy:media.upload_origins[0] is "https://Academy.example"; want {ORIGIN}',),
    ),
    Wrong(
        "an upload origin that YAML read as a number",
        {at("upload_origins", 0): 443},
        (f"academy:media.upload_origins[0] is 443; want {ORIGIN}; {MEND} 'academy:media.upload_origins[0]' VALUE",),
    ),
    Wrong(
        "a bucket with dots",
        {at("bucket"): "media.academy"},
        (f'academy:media.bucket is "media.academy"; want {NAME}',),
    ),
    Wrong(
        "a bucket that YAML read as a number",
        {at("bucket"): 20260301},
        (f"academy:media.bucket is 20260301; want {NAME}; {MEND} academy:media.bucket VALUE",),
    ),
    Wrong(
        "a bucket that YAML read as a date",
        {at("bucket"): "2026-03-01 00:00:00 +0000 UTC"},
        (f'academy:media.bucket is "2026-03-01 00:00:00 +0000 UTC"; want {NAME}; {MEND} academy:media.bucket VALUE',),
    ),
    Wrong(
        "a bucket's start that S3 keeps for itself",
        {at("bucket"): "sthree-media"},
        (f'academy:media.bucket is "sthree-media"; want {NAME}',),
    ),
    Wrong(
        "a bucket's end that S3 keeps for itself",
        {at("bucket"): "academy-media-s3alias"},
        (f'academy:media.bucket is "academy-media-s3alias"; want {NAME}',),
    ),
    Wrong(
        "the frontend's own bucket",
        {at("bucket"): "academy-frontend-prod"},
        ('academy:media.bucket is "academy-frontend-prod"; want another name: the frontend bucket has this one',),
    ),
)
