"""What waits in each queue and for how long, and what is among the dead letters and until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS, explain
from ops.queues.find import Pair, State, read
from ops.queues.peek import HIDDEN_SECONDS, Look, peek
from ops.queues.words import count, duration

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient

LOOK_BACK = timedelta(minutes=30)
"""SQS's metrics come once a minute, and up to 15 minutes late for a queue that has been idle for hours.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"""

LOOKED_AT = 100
"""Dead letters of a queue that are looked at to find the one that expires first."""


HEADINGS = ("queue", "waiting", "in flight", "age of oldest", "dead", "first deleted")


@dataclass(frozen=True, kw_only=True)
class Age:
    """Age of a queue's oldest message, as CloudWatch last heard it."""

    seconds: int
    """A message that was received three times and not deleted no longer counts for it."""
    measured: datetime


@dataclass(frozen=True, kw_only=True)
class Report:
    """One queue and its dead letters."""

    pair: Pair
    queue: State
    dead_letters: State
    oldest: Age | None
    """None when CloudWatch has heard nothing for LOOK_BACK: the queue is empty, or has been idle for hours."""
    first_expires: datetime | None
    """When SQS deletes the first of the dead letters that were looked at; None without any."""
    looked_at: int
    """How many dead letters that was."""
    still_hidden: int
    """Dead letters that were looked at and stay hidden for HIDDEN_SECONDS."""
    unseen: str = ""
    """Why dead letters could not be looked at."""


def show(sqs: "SQSClient", oldest: Mapping[str, Age], pairs: Sequence[Pair]) -> list[Report]:
    """Ask about every queue. Dead letters are looked at as `peek` does it, up to LOOKED_AT a queue.

    Raises botocore's errors as they come.
    """
    return [_report(sqs, pair, oldest) for pair in pairs]


def ages(cloudwatch: "CloudWatchClient", names: Sequence[str], now: datetime) -> dict[str, Age]:
    """Age of the oldest message of each queue of which CloudWatch has heard lately, by the queue's name."""
    results = cloudwatch.get_metric_data(
        MetricDataQueries=[
            {
                "Id": f"queue{number}",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/SQS",
                        "MetricName": "ApproximateAgeOfOldestMessage",
                        "Dimensions": [{"Name": "QueueName", "Value": name}],
                    },
                    "Period": 60,
                    "Stat": "Maximum",
                },
            }
            for number, name in enumerate(names)
        ],
        StartTime=now - LOOK_BACK,
        EndTime=now,
        ScanBy="TimestampDescending",
    )["MetricDataResults"]
    found: dict[str, Age] = {}
    for result in results:
        values, times = result.get("Values", []), result.get("Timestamps", [])
        if values:
            name = names[int(result.get("Id", "").removeprefix("queue"))]
            found[name] = Age(seconds=round(values[0]), measured=times[0])
    return found


def problems(report: Report, now: datetime) -> Iterator[str]:
    """What somebody should look into."""
    key, contract = report.pair.contract.key, report.pair.contract
    if report.dead_letters.messages:
        until = "" if report.first_expires is None else f", the first to be deleted {_when(report.first_expires, now)}"
        yield f"{key}: {count(report.dead_letters.messages, 'dead letter')}{until}"
    if report.oldest is not None and report.queue.messages and report.oldest.seconds > contract.age_alarm_seconds:
        yield (
            f"{key}: the oldest job has been there for {duration(report.oldest.seconds)}; waiting and work together "
            f"may take {duration(contract.age_alarm_seconds)}"
        )


def warnings(report: Report) -> Iterator[str]:
    """What the numbers do not say."""
    key = report.pair.contract.key
    if 0 < report.looked_at < report.dead_letters.messages:
        yield (
            f"{key}: {report.looked_at} of {count(report.dead_letters.messages, 'dead letter')} looked at; "
            "others may be deleted sooner"
        )
    if report.unseen:
        yield f"{key}: when dead letters are deleted can't be read: {report.unseen}"
    if report.still_hidden:
        yield f"{key}: {count(report.still_hidden, 'dead letter')} not let go: hidden for {HIDDEN_SECONDS} seconds"


def row(report: Report, now: datetime) -> tuple[str, ...]:
    """As a line of the table under HEADINGS."""
    queue = report.queue
    if report.oldest is None:
        oldest = "?" if queue.messages else "-"
    else:
        lag = max(0, round((now - report.oldest.measured).total_seconds()))
        oldest = f"{duration(report.oldest.seconds)} ({duration(lag // 60 * 60)} ago)"
    return (
        report.pair.contract.key,
        str(queue.waiting),
        str(queue.in_flight),
        oldest,
        str(report.dead_letters.messages),
        "-" if report.first_expires is None else _when(report.first_expires, now),
    )


def as_json(report: Report) -> Mapping[str, object]:
    """What `--json` says of a queue."""
    oldest = report.oldest
    return {
        "queue": report.queue.name,
        "waiting": report.queue.waiting,
        "in_flight": report.queue.in_flight,
        "delayed": report.queue.delayed,
        "oldest_age_seconds": None if oldest is None else oldest.seconds,
        "oldest_age_measured": None if oldest is None else oldest.measured.isoformat(),
        "dead_letter_queue": report.dead_letters.name,
        "dead_letters": report.dead_letters.messages,
        "dead_letters_looked_at": report.looked_at,
        "first_dead_letter_deleted": None if report.first_expires is None else report.first_expires.isoformat(),
    }


def _report(sqs: "SQSClient", pair: Pair, oldest: Mapping[str, Age]) -> Report:
    queue, dead_letters = read(sqs, pair.url), read(sqs, pair.dead_letter_url)
    can_look = dead_letters.waiting and not dead_letters.has_redrive_policy
    look, unseen = Look(letters=(), still_hidden=0), ""
    try:
        look = peek(sqs, dead_letters, LOOKED_AT) if can_look else look
    except AWS_ERRORS as error:
        unseen = explain(error)
    return Report(
        pair=pair,
        queue=queue,
        dead_letters=dead_letters,
        oldest=oldest.get(queue.name),
        first_expires=min((letter.expires for letter in look.letters), default=None),
        looked_at=len(look.letters),
        still_hidden=look.still_hidden,
        unseen=unseen,
    )


def _when(moment: datetime, now: datetime) -> str:
    left = round((moment - now).total_seconds())
    return f"in {duration(left)}" if left > 0 else "now"
