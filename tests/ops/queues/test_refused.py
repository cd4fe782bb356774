"""AWS refusing one call: what it leaves unknown is said, and what is known is told all the same."""

import json
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from ops.problem import Problem
from ops.queues.run import purge_queue, show_queues
from tests.ops.queues.conftest import Platform, silent
from tests.ops.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient


def test_ages_that_may_not_be_read_are_a_problem_and_the_numbers_are_told(
    platform: Platform, cloudwatch: "CloudWatchClient", metrics: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.send("video", ["a"])
    problem = "ages can't be read: access denied: the credentials lack the permission for GetMetricData"
    for as_json in (False, True):
        metrics.add_client_error("get_metric_data", "AccessDenied")
        assert show_queues(platform.stack(cloudwatch), json=as_json) == 1
    captured = capsys.readouterr()
    table, _, document = captured.out.partition("{")
    assert table.splitlines()[1].split() == ["video", "1", "0", "?", "0", "-"]
    assert json.loads(f"{{{document}")["problems"] == [problem]
    assert captured.err == f"error: {problem}\n" * 2


def test_dead_letters_that_may_not_be_looked_at_are_counted(
    platform: Platform, cloudwatch: "CloudWatchClient", metrics: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.send("video-dlq", ["a"])
    silent(metrics)
    with refused(platform.sqs, "ReceiveMessage", "AccessDenied"):
        assert show_queues(platform.stack(cloudwatch), json=False) == 1
    assert capsys.readouterr().err.splitlines() == [
        "warning: video: when dead letters are deleted can't be read: access denied: the credentials lack the "
        "permission for ReceiveMessage",
        "error: video: 1 dead letter",
    ]


def test_a_queue_that_may_not_be_read_is_an_error_and_not_a_zero(
    platform: Platform, cloudwatch: "CloudWatchClient", metrics: Stubber
) -> None:
    silent(metrics)
    with (
        refused(platform.sqs, "GetQueueAttributes", "AccessDenied"),
        pytest.raises(Problem, match="access denied: the credentials lack the permission for GetQueueAttributes"),
    ):
        show_queues(platform.stack(cloudwatch), json=True)


def test_credentials_that_expired_are_all_that_is_told(
    platform: Platform, cloudwatch: "CloudWatchClient", metrics: Stubber
) -> None:
    metrics.add_client_error("get_metric_data", "ExpiredToken")
    with pytest.raises(Problem, match="the credentials for AWS have expired"):
        show_queues(platform.stack(cloudwatch), json=True)


def test_a_second_purge_within_a_minute_is_told(platform: Platform, cloudwatch: "CloudWatchClient") -> None:
    with (
        refused(platform.sqs, "PurgeQueue", "AWS.SimpleQueueService.PurgeQueueInProgress"),
        pytest.raises(Problem, match="a purge of academy-video-jobs began less than 60 seconds ago, and SQS allows"),
    ):
        purge_queue(platform.stack(cloudwatch), "video", ask=lambda _: "academy-video-jobs", dry_run=False, json=True)
