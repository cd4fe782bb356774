"""What people are told of the queues, and when it is a problem."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from ops.problem import Problem
from ops.queues.find import State, find_pair, pairs
from ops.queues.run import asker, peek_queue, purge_queue, redrive_queue, show_queues
from ops.queues.show import LOOK_BACK, Age, Report, ages, problems, row, warnings
from ops.queues.words import duration
from sizing.queues import VIDEO
from tests.ops.queues.conftest import Platform, silent

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

NOW = datetime(2026, 8, 1, 3, 4, 5, tzinfo=UTC)
URLS = {
    key: f"https://sqs.ap-northeast-2.amazonaws.com/123456789012/{key}"
    for one in ("video", "ai-lite", "ai-basic", "ai-premium", "messaging")
    for key in (one, f"{one}-dlq")
}
QUEUE = State(
    name="academy-video-jobs",
    url=URLS["video"],
    arn="arn:aws:sqs:ap-northeast-2:123456789012:academy-video-jobs",
    waiting=0,
    delayed=0,
    in_flight=0,
    retention_seconds=VIDEO.retention_seconds,
    has_redrive_policy=True,
)
QUIET = Report(
    pair=find_pair(pairs(URLS), "video"),
    queue=QUEUE,
    dead_letters=replace(QUEUE, name="academy-video-jobs-dlq", has_redrive_policy=False),
    oldest=None,
    first_expires=None,
    looked_at=0,
    still_hidden=0,
)
BUSY = replace(QUIET, queue=replace(QUEUE, waiting=3, in_flight=2))


def dead(report: Report, number: int) -> Report:
    return replace(report, dead_letters=replace(report.dead_letters, waiting=number))


def test_a_quiet_queue_is_no_problem() -> None:
    assert list(problems(QUIET, NOW)) == []
    assert list(warnings(QUIET)) == []
    assert row(QUIET, NOW) == ("video", "0", "0", "-", "0", "-")


def test_dead_letters_are_a_problem_and_tell_when_the_first_is_deleted() -> None:
    report = replace(dead(QUIET, 2), first_expires=NOW + timedelta(days=9, hours=3, minutes=5), looked_at=2)
    assert list(problems(report, NOW)) == ["video: 2 dead letters, the first to be deleted in 9 d 3 h"]
    assert row(report, NOW)[-2:] == ("2", "in 9 d 3 h")
    assert list(problems(dead(QUIET, 1), NOW)) == ["video: 1 dead letter"]


def test_an_age_is_told_with_how_old_it_is_itself() -> None:
    report = replace(BUSY, oldest=Age(seconds=754, measured=NOW - timedelta(minutes=3, seconds=7)))
    assert row(report, NOW) == ("video", "3", "2", "12 min 34 s (3 min ago)", "0", "-")


def test_an_unknown_age_is_not_told_as_none() -> None:
    assert row(BUSY, NOW)[3] == "?"
    assert row(QUIET, NOW)[3] == "-"


def test_a_job_older_than_its_wait_and_its_work_is_a_problem() -> None:
    limit = VIDEO.age_alarm_seconds
    assert list(problems(replace(BUSY, oldest=Age(seconds=limit, measured=NOW)), NOW)) == []
    assert list(problems(replace(BUSY, oldest=Age(seconds=limit + 60, measured=NOW)), NOW)) == [
        "video: the oldest job has been there for 4 h 31 min; waiting and work together may take 4 h 30 min"
    ]


def test_an_age_of_a_queue_that_is_empty_by_now_is_no_problem() -> None:
    assert list(problems(replace(QUIET, oldest=Age(seconds=99_999, measured=NOW)), NOW)) == []


def test_dead_letters_beyond_those_that_were_looked_at_are_a_warning() -> None:
    assert list(warnings(replace(dead(QUIET, 250), looked_at=100))) == [
        "video: 100 of 250 dead letters looked at; others may be deleted sooner"
    ]
    assert list(warnings(replace(dead(QUIET, 3), looked_at=3, still_hidden=1))) == [
        "video: 1 dead letter not let go: hidden for 30 seconds"
    ]


def test_cloudwatch_is_asked_once_and_its_latest_minute_counts(
    cloudwatch: "CloudWatchClient", metrics: Stubber
) -> None:
    def query(number: int, name: str) -> dict[str, object]:
        metric = {
            "Namespace": "AWS/SQS",
            "MetricName": "ApproximateAgeOfOldestMessage",
            "Dimensions": [{"Name": "QueueName", "Value": name}],
        }
        return {"Id": f"queue{number}", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}

    measured = [NOW - timedelta(minutes=minutes) for minutes in (2, 3)]
    metrics.add_response(
        "get_metric_data",
        {
            "MetricDataResults": [
                {"Id": "queue0", "Timestamps": [], "Values": [], "StatusCode": "Complete"},
                {"Id": "queue1", "Timestamps": measured, "Values": [42.0, 7.0], "StatusCode": "Complete"},
            ]
        },
        {
            "MetricDataQueries": [query(0, "one"), query(1, "two")],
            "StartTime": NOW - LOOK_BACK,
            "EndTime": NOW,
            "ScanBy": "TimestampDescending",
        },
    )
    assert ages(cloudwatch, ["one", "two"], NOW) == {"two": Age(seconds=42, measured=measured[0])}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min 59 s"), (7_200, "2 h"), (1_209_599, "13 d 23 h")],
)
def test_durations(seconds: int, text: str) -> None:
    assert duration(seconds) == text


def test_the_whole_report_as_json(
    platform: Platform, cloudwatch: "CloudWatchClient", metrics: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.send("video", ["a", "b"])
    platform.send("messaging-dlq", ["c"])
    silent(metrics)
    assert show_queues(platform.stack(cloudwatch), json=True) == 1
    captured = capsys.readouterr()
    document: dict[str, Any] = json.loads(captured.out)
    assert list(document["queues"]) == ["video", "ai-lite", "ai-basic", "ai-premium", "messaging"]
    assert document["queues"]["video"] == {
        "queue": "academy-video-jobs",
        "waiting": 2,
        "in_flight": 0,
        "delayed": 0,
        "oldest_age_seconds": None,
        "oldest_age_measured": None,
        "dead_letter_queue": "academy-video-jobs-dlq",
        "dead_letters": 0,
        "dead_letters_looked_at": 0,
        "first_dead_letter_deleted": None,
    }
    assert document["queues"]["messaging"]["dead_letters_looked_at"] == 1
    assert document["queues"]["messaging"]["first_dead_letter_deleted"] is not None
    assert captured.err.startswith("error: messaging: 1 dead letter, the first to be deleted in 1")
    assert platform.bodies("messaging-dlq") == ["c"]
    assert platform.bodies("video") == ["a", "b"]


def test_empty_queues_are_all_well(
    platform: Platform, cloudwatch: "CloudWatchClient", metrics: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    silent(metrics)
    assert show_queues(platform.stack(cloudwatch), json=False) == 0
    captured = capsys.readouterr()
    heading = " ".join(captured.out.splitlines()[0].split())
    assert heading == "queue waiting in flight age of oldest dead first deleted"
    assert captured.out.splitlines()[1].split() == ["video", "0", "0", "-", "0", "-"]
    assert captured.err == ""


def test_peek_prints_what_is_there_and_json_prints_it_whole(
    platform: Platform, cloudwatch: "CloudWatchClient", capsys: pytest.CaptureFixture[str]
) -> None:
    body = '{"lesson": 7, "text": "[red]' + "x" * 200 + '"}'
    platform.send("video-dlq", [body])
    assert peek_queue(platform.stack(cloudwatch), "video", limit=10, json=False) == 0
    printed = capsys.readouterr()
    assert printed.err == "academy-video-jobs-dlq: 1 of 1 dead letter\n"
    assert printed.out.splitlines()[1] == "    " + body[:99] + "…"
    assert peek_queue(platform.stack(cloudwatch), "video-dlq", limit=10, json=True) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [each["body"] for each in document["looked_at"]] == [body]
    assert document["looked_at"][0]["receives"] == 2


def test_redrive_counts_both_ends_before_and_after(
    platform: Platform, cloudwatch: "CloudWatchClient", capsys: pytest.CaptureFixture[str]
) -> None:
    platform.send("ai-lite", ["waiting"])
    platform.send("ai-lite-dlq", ["a", "b"])
    assert redrive_queue(platform.stack(cloudwatch), "ai-lite", rate=500, dry_run=True, json=True) == 0
    assert json.loads(capsys.readouterr().out)["after"] == {"academy-ai-jobs-lite-dlq": 2, "academy-ai-jobs-lite": 1}
    assert redrive_queue(platform.stack(cloudwatch), "ai-lite", rate=500, dry_run=False, json=True) == 0
    assert json.loads(capsys.readouterr().out) == {
        "moved": 2,
        "dry_run": False,
        "before": {"academy-ai-jobs-lite-dlq": 2, "academy-ai-jobs-lite": 1},
        "after": {"academy-ai-jobs-lite-dlq": 0, "academy-ai-jobs-lite": 3},
    }
    assert redrive_queue(platform.stack(cloudwatch), "ai-lite", rate=500, dry_run=False, json=False) == 0
    assert capsys.readouterr().out.splitlines()[0] == "moved 0 messages"


def test_sending_messages_a_second_time_is_warned_of(
    platform: Platform, cloudwatch: "CloudWatchClient", capsys: pytest.CaptureFixture[str]
) -> None:
    redrive_queue(platform.stack(cloudwatch), "messaging", rate=500, dry_run=False, json=True)
    assert capsys.readouterr().err.startswith("warning: a messaging job may have done its work before it failed")


def test_purge_wants_the_queues_own_name_and_deletes_that_queue_only(
    platform: Platform, cloudwatch: "CloudWatchClient", capsys: pytest.CaptureFixture[str]
) -> None:
    platform.send("video-dlq", ["a", "b"])
    platform.send("video", ["c"])
    for typed in ("", "video-dlq", "academy-video-jobs", "yes"):
        with pytest.raises(Problem, match=f'"{typed}" is not the name of the queue, academy-video-jobs-dlq: nothing'):
            purge_queue(
                platform.stack(cloudwatch), "video-dlq", ask=lambda _, typed=typed: typed, dry_run=False, json=False
            )
    with pytest.raises(Problem, match="nobody to type the queue's name here: --name NAME gives it"):
        purge_queue(platform.stack(cloudwatch), "video-dlq", ask=asker(None), dry_run=False, json=False)
    assert purge_queue(platform.stack(cloudwatch), "video-dlq", ask=asker(None), dry_run=True, json=False) == 0
    assert platform.bodies("video-dlq") == ["a", "b"]

    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "academy-video-jobs-dlq"

    assert purge_queue(platform.stack(cloudwatch), "video-dlq", ask=ask, dry_run=False, json=False) == 0
    assert asked == ["Type the queue's name to delete all of them (academy-video-jobs-dlq)"]
    captured = capsys.readouterr()
    assert "academy-video-jobs-dlq holds 2 messages, 2 of them in flight" in captured.err
    assert "SQS takes up to 60 seconds" in captured.err
    assert captured.out.splitlines()[-1] == "deleting 2 messages of academy-video-jobs-dlq"
    assert platform.bodies("video-dlq") == []
    assert platform.bodies("video") == ["c"]
