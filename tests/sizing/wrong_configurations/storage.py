"""The frontend bucket and the logs bucket."""

from tests.sizing.wrong_configurations.row import ABSENT, Wrong

FRONTEND = "academy:frontend"
MONITORING = "academy:monitoring"
DAYS = "a whole number of days from 1 to 3650"
NAME = "3 to 63 lower-case letters, digits and hyphens, with no start or end that S3 keeps for itself"

ROWS = (
    Wrong("no frontend", {(FRONTEND,): ABSENT}, ("academy:frontend is missing; want noncurrent_days under it",)),
    Wrong(
        "a frontend of nothing but a bucket",
        {(FRONTEND,): {"bucket": "academy-site"}},
        (f"academy:frontend.noncurrent_days is missing; want {DAYS}",),
    ),
    Wrong(
        "no build to go back to",
        {(FRONTEND, "noncurrent_days"): 0},
        (f"academy:frontend.noncurrent_days is 0; want {DAYS}",),
    ),
    Wrong(
        "builds kept for negative days",
        {(FRONTEND, "noncurrent_days"): -30},
        (f"academy:frontend.noncurrent_days is -30; want {DAYS}",),
    ),
    Wrong(
        "builds kept for a list of days",
        {(FRONTEND, "noncurrent_days"): [30]},
        (f"academy:frontend.noncurrent_days is [30]; want {DAYS}",),
    ),
    Wrong(
        "a misspelt key of the frontend bucket",
        {(FRONTEND, "buckett"): "academy-site"},
        ("academy:frontend.buckett is not a key; did you mean bucket?",),
    ),
    Wrong(
        "a frontend bucket of two characters",
        {(FRONTEND, "bucket"): "ab"},
        (f'academy:frontend.bucket is "ab"; want {NAME}',),
    ),
    Wrong(
        "a frontend bucket of 64 characters",
        {(FRONTEND, "bucket"): "a" * 64},
        (f'academy:frontend.bucket is "{"a" * 59}…; want {NAME}',),
    ),
    Wrong(
        "the logs' own bucket",
        {(FRONTEND, "bucket"): "academy-logs-prod"},
        ('academy:frontend.bucket is "academy-logs-prod"; want another name: the logs bucket has this one',),
    ),
    Wrong(
        "the media's own bucket",
        {(FRONTEND, "bucket"): "academy-media-prod"},
        ('academy:frontend.bucket is "academy-media-prod"; want another name: the media bucket has this one',),
    ),
    Wrong(
        "one bucket for media and frontend",
        {("academy:media", "bucket"): "academy-all", (FRONTEND, "bucket"): "academy-all"},
        ('academy:media.bucket is "academy-all"; want another name: the frontend bucket has this one',),
    ),
    Wrong(
        "no monitoring",
        {(MONITORING,): ABSENT},
        (
            "academy:monitoring is missing; want access_log_days, log_days, container_insights, dashboard and "
            "budget_usd under it",
        ),
    ),
    Wrong(
        "no days of logs",
        {(MONITORING, "access_log_days"): 0},
        (f"academy:monitoring.access_log_days is 0; want {DAYS}",),
    ),
    Wrong(
        "days of logs in quotes",
        {(MONITORING, "access_log_days"): "30"},
        (f'academy:monitoring.access_log_days is "30"; want {DAYS}',),
    ),
    Wrong(
        "a misspelt key of monitoring",
        {(MONITORING, "access_log_days"): ABSENT, (MONITORING, "acces_log_days"): 30},
        (
            f"academy:monitoring.access_log_days is missing; want {DAYS}",
            "academy:monitoring.acces_log_days is not a key; did you mean access_log_days?",
        ),
    ),
)
