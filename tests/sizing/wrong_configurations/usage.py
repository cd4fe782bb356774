"""What people do with the academy."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:usage", *keys)


KEYS = (
    "daily_users, api_requests_per_user, api_response_kib, busy_hours, busy_percent, cdn_requests_per_user, "
    "cdn_mib_per_user, cache_hit_percent, old_media_percent, media_upload_gib, media_months, media_object_mib, "
    "media_overwritten_percent, frontend_mib, jobs_per_day, job_seconds, log_mib_per_day, database_gib, "
    "database_changed_percent, outbound_gib, registry_gib and gpu_hours"
)
QUEUES = "video, ai_lite, ai_basic, ai_premium and messaging"
GPU_ON: dict[Path, object] = {("academy:gpu", "enabled"): True, ("academy:network", "nat"): "single"}

ROWS = (
    Wrong("nothing about usage", {at(): ABSENT}, (f"academy:usage is missing; want {KEYS} under it",)),
    Wrong(
        "nobody",
        {at("daily_users"): 0},
        ("academy:usage.daily_users is 0; want a whole number from 1 to 1000000",),
    ),
    Wrong(
        "users in words",
        {at("daily_users"): "500"},
        ('academy:usage.daily_users is "500"; want a whole number from 1 to 1000000',),
    ),
    Wrong(
        "answers of nothing",
        {at("api_response_kib"): 0},
        ("academy:usage.api_response_kib is 0; want a whole number of KiB from 1 to 10240",),
    ),
    Wrong(
        "part of a request",
        {at("api_requests_per_user"): 7.5},
        ("academy:usage.api_requests_per_user is 7.5; want a whole number from 0 to 10000",),
    ),
    Wrong(
        "busier than a day is long",
        {at("busy_hours"): 25},
        ("academy:usage.busy_hours is 25; want a whole number of hours from 1 to 24",),
    ),
    Wrong(
        "busy hours that are quieter than the others",
        {at("busy_percent"): 20},
        ("academy:usage.busy_percent is 20; want 21 or more: the even share of busy_hours (5)",),
    ),
    Wrong(
        "a day that is busy throughout and still has other hours",
        {at("busy_hours"): 24, at("busy_percent"): 99},
        ("academy:usage.busy_percent is 99; want 100 or more: the even share of busy_hours (24)",),
    ),
    Wrong(
        "more than everything from the cache",
        {at("cache_hit_percent"): 101},
        ("academy:usage.cache_hit_percent is 101; want a whole number of percent from 0 to 100",),
    ),
    Wrong(
        "media that is never kept",
        {at("media_months"): 0},
        ("academy:usage.media_months is 0; want a whole number of months from 1 to 120",),
    ),
    Wrong(
        "no number of messages",
        {at("jobs_per_day", "messaging"): ABSENT},
        ("academy:usage.jobs_per_day.messaging is missing; want a whole number from 0 to 1000000",),
    ),
    Wrong(
        "jobs of a queue by its other name",
        {at("jobs_per_day", "ai-lite"): 200},
        ("academy:usage.jobs_per_day.ai-lite is not a key; did you mean ai_lite?",),
    ),
    Wrong(
        "one number for all queues",
        {at("job_seconds"): 60},
        (f"academy:usage.job_seconds is 60; want {QUEUES} under it",),
    ),
    Wrong(
        "a mean that is longer than the longest job",
        {at("job_seconds", "ai_lite"): 301},
        ("academy:usage.job_seconds.ai_lite is 301; want a whole number from 1 to 300",),
    ),
    Wrong(
        "more lectures than two tasks transcode",
        {at("jobs_per_day", "video"): 49},
        (
            "academy:usage.jobs_per_day.video is 49; want fewer: the jobs of worker video take 176400 seconds a day, "
            "and its tasks.max (2) has 172800",
        ),
    ),
    Wrong(
        "more AI jobs than two tasks do, most of them for one queue",
        {at("jobs_per_day", "ai_basic"): 1500},
        (
            "academy:usage.jobs_per_day.ai_basic is 1500; want fewer: the jobs of worker ai take 183100 seconds a day, "
            "and its tasks.max (2) has 172800",
        ),
    ),
    Wrong(
        "more stored than there is disk",
        {at("database_gib"): 21},
        ("academy:usage.database_gib is 21; want at most 20, which is database.storage_gib",),
    ),
    Wrong(
        "hours of a GPU that is off",
        {at("gpu_hours"): 1},
        ("academy:usage.gpu_hours is 1; want 0 with gpu.enabled false",),
    ),
    Wrong(
        "more hours than a month has",
        {**GPU_ON, at("gpu_hours"): 731},
        ("academy:usage.gpu_hours is 731; want at most 730: gpu.tasks.max (1) around the clock",),
    ),
    Wrong(
        "a misspelt key of usage",
        {at("daily_user"): 500},
        ("academy:usage.daily_user is not a key; did you mean daily_users?",),
    ),
)
