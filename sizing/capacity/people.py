"""What one person does on a day, and what all of them store: the assumptions that every size and price rests on.

All are ours, for an academy whose pupils come after school, and the same at every number of people. Whoever has
measurements puts them here.
"""

from fractions import Fraction

from sizing.capacity.choice import Choice, Value, nested, round_up
from sizing.usage import Usage

API_REQUESTS = 80
"""Requests to the API a day: fifteen pages of four, and twenty for homework, answers and uploads."""

RESPONSE_KIB = 20
"""A page of JSON, compressed."""

BUSY_HOURS = 5
BUSY_FROM_HOUR = 18
BUSY_PERCENT = 60
"""From 18 to 23 o'clock, after school: three fifths of a day's requests in a fifth of its hours."""

WATCHING = Fraction(1, 3)
"""Of a day's people, those who watch a lecture: the others do homework, read, or are parents."""

WATCHED_SECONDS = 20 * 60
VIDEO_MBIT_PER_SECOND = 1
SEGMENT_SECONDS = 10
"""Twenty minutes of it, in the quality that a telephone plays, in HLS segments of ten seconds."""

PAGE_REQUESTS = 40
PAGE_MIB = 4
"""From the CDN for everything else: the frontend's files where a browser doesn't have them yet, and pictures."""

CACHE_HIT_PERCENT = 90
"""A class watches the same lecture, so nine in ten find it in an edge location."""

OLD_MEDIA_PERCENT = 20
"""Of what isn't in the cache: lectures of more than a month ago, watched again before an exam."""

PEOPLE_PER_LECTURE = 500
"""A lecture is recorded every day for so many."""

LECTURE_GIB = Fraction(8, 10)
"""Half an hour: an original of 2.5 Mbit/s, and renditions of 1.2 Mbit/s together."""

LECTURE_DAYS = 30
"""On which one is recorded, of a month."""

MEDIA_MONTHS = 12
"""A course is renewed every year, and what it replaces is deleted."""

OBJECT_MIB = 2
"""0.8 GiB in one original and 360 segments, 180 of each of two renditions."""

OVERWRITTEN_PERCENT = 5
"""A lecture in twenty is cut again."""

FRONTEND_MIB = 10
"""A build of a React application, with its source maps."""

PEOPLE_PER_QUESTION = Fraction(5, 2)
"""Two people in five ask AI once a day."""

PEOPLE_PER_CLASS = 50
"""The answer sheets of one class are read for so many people."""

PEOPLE_PER_BATCH = 5
"""One batch of messages, for attendance or homework, for so many people: parents are told too."""

JOB_SECONDS = {"video": 3600, "ai_lite": 8, "ai_basic": 120, "ai_premium": 1500, "messaging": 2}
"""Mean run times on tasks of the shipped size: half an hour's lecture at half speed, an answer, a class's sheets, the
analysis of a lecture, one call of the SMS provider."""

LOG_MIB_PER_PERSON = Fraction(API_REQUESTS, 2 * 1024)
"""Half a KiB a request."""

DATABASE_MIB_PER_PERSON = 4
"""Answers, marks and progress, of the years before too."""

DATABASE_CHANGED_PERCENT = 2
"""Of it in a day, most of that today's answers."""

OUTBOUND_GIB = 10
OUTBOUND_MIB_PER_PERSON = 3
"""A month: what asking queues for messages, secrets, and a deployment's image manifests come to (layers come through
S3's gateway), and then logs, AI and SMS of each person."""

REGISTRY_GIB = 5
"""Thirty builds of four images, which share all but some 20 MiB; the AI image's first layers are the largest part."""


def usage_choices(people: int) -> tuple[Choice, ...]:
    """The whole of academy:usage for so many people a day, in the file's order."""

    def at(key: str, value: Value, why: str = "") -> Choice:
        return Choice(path=("usage", *key.split(".")), value=value, why=why)

    watched_mib = Fraction(WATCHED_SECONDS * VIDEO_MBIT_PER_SECOND * 10**6, 8 * 2**20)
    segments = Fraction(WATCHED_SECONDS, SEGMENT_SECONDS)
    lectures = Fraction(people, PEOPLE_PER_LECTURE)
    watching = f"a third watch {WATCHED_SECONDS // 60} minutes"
    return (
        at("daily_users", people),
        at("api_requests_per_user", API_REQUESTS, "a day: 15 pages of 4, and 20 for homework, answers and uploads"),
        at("api_response_kib", RESPONSE_KIB, "JSON, compressed"),
        at("busy_hours", BUSY_HOURS, f"{BUSY_FROM_HOUR} to {BUSY_FROM_HOUR + BUSY_HOURS} o'clock, after school"),
        at("busy_percent", BUSY_PERCENT),
        at(
            "cdn_requests_per_user",
            round_up(WATCHING * segments) + PAGE_REQUESTS,
            f"{watching} in segments of ten seconds; {PAGE_REQUESTS} for pages and pictures",
        ),
        at(
            "cdn_mib_per_user",
            round_up(WATCHING * watched_mib) + PAGE_MIB,
            f"{watching} at {VIDEO_MBIT_PER_SECOND} Mbit/s; {PAGE_MIB} for pages and pictures",
        ),
        at("cache_hit_percent", CACHE_HIT_PERCENT, "a class watches the same lecture"),
        at("old_media_percent", OLD_MEDIA_PERCENT, "lectures of more than a month ago, before an exam"),
        at(
            "media_upload_gib",
            round_up(lectures * LECTURE_DAYS * LECTURE_GIB),
            f"a lecture a day for {PEOPLE_PER_LECTURE} people, {float(LECTURE_GIB)} GiB with its renditions",
        ),
        at("media_months", MEDIA_MONTHS, "a course is renewed every year"),
        at("media_object_mib", OBJECT_MIB, "of a lecture one original and 360 segments"),
        at("media_overwritten_percent", OVERWRITTEN_PERCENT, "a lecture in twenty is cut again"),
        at("frontend_mib", FRONTEND_MIB),
        at("jobs_per_day.video", round_up(lectures), f"a lecture for {PEOPLE_PER_LECTURE} people"),
        at("jobs_per_day.ai_lite", round_up(people / PEOPLE_PER_QUESTION), "two people in five ask once"),
        at(
            "jobs_per_day.ai_basic",
            round_up(Fraction(people, PEOPLE_PER_CLASS)),
            f"the answer sheets of one class for {PEOPLE_PER_CLASS} people",
        ),
        at("jobs_per_day.ai_premium", round_up(lectures), "every lecture"),
        at(
            "jobs_per_day.messaging",
            round_up(Fraction(people, PEOPLE_PER_BATCH)),
            f"attendance and homework, a batch for {PEOPLE_PER_BATCH} people",
        ),
        at("job_seconds.video", JOB_SECONDS["video"], "half an hour's lecture at half speed"),
        *(at(f"job_seconds.{queue}", seconds) for queue, seconds in JOB_SECONDS.items() if queue != "video"),
        at("log_mib_per_day", round_up(people * LOG_MIB_PER_PERSON), "half a KiB a request"),
        at(
            "database_gib",
            round_up(Fraction(people * DATABASE_MIB_PER_PERSON, 1024)),
            f"{DATABASE_MIB_PER_PERSON} MiB a person, with the years before",
        ),
        at("database_changed_percent", DATABASE_CHANGED_PERCENT, "of it in a day, most of that today's answers"),
        at(
            "outbound_gib",
            OUTBOUND_GIB + round_up(Fraction(people * OUTBOUND_MIB_PER_PERSON, 1024)),
            f"{OUTBOUND_GIB} for queues, secrets and deployments; {OUTBOUND_MIB_PER_PERSON} MiB a person for logs, AI "
            "and SMS",
        ),
        at("registry_gib", REGISTRY_GIB, "30 builds of four images that share most of their layers"),
        at("gpu_hours", 0, "off"),
    )


def usage_of(people: int) -> Usage:
    """The same, as the typed section."""
    return Usage.model_validate(nested(usage_choices(people), "usage"))
