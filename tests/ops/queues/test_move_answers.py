"""What SQS answers rarely, in the shapes that it documents."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from ops.problem import Problem
from ops.queues.find import find_pair, pairs
from ops.queues.redrive import LISTED_WITHIN_POLLS, Redrive, redrive
from tests.ops.nobody import NOBODY
from tests.ops.queues.test_show import URLS

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

SOURCE = "arn:aws:sqs:ap-northeast-2:123456789012:video-dlq"
DESTINATION = "arn:aws:sqs:ap-northeast-2:123456789012:video"
RUNNING_ALREADY = (
    "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
)


@pytest.fixture
def sqs() -> "SQSClient":
    return boto3.client("sqs", **NOBODY)  # pyright: ignore[reportUnknownMemberType]


@pytest.fixture
def aws(sqs: "SQSClient") -> Iterator[Stubber]:
    with Stubber(sqs) as stub:
        yield stub
        stub.assert_no_pending_responses()


def ignore(_: str) -> None:
    pass


def run(sqs: "SQSClient", tell: Callable[[str], None] = ignore) -> Redrive:
    return redrive(sqs, find_pair(pairs(URLS), "video"), rate=10, tell=tell, pause=lambda _: None)


def counts(aws: Stubber, dead_letters: int = 3) -> None:
    for key, arn, number in (("video-dlq", SOURCE, str(dead_letters)), ("video", DESTINATION, "0")):
        aws.add_response(
            "get_queue_attributes",
            {
                "Attributes": {
                    "QueueArn": arn,
                    "ApproximateNumberOfMessages": number,
                    "ApproximateNumberOfMessagesDelayed": "0",
                    "ApproximateNumberOfMessagesNotVisible": "0",
                    "MessageRetentionPeriod": "1209600",
                }
            },
            {"QueueUrl": URLS[key], "AttributeNames": ["All"]},
        )


def lists(aws: Stubber, *tasks: dict[str, object]) -> None:
    aws.add_response("list_message_move_tasks", {"Results": list(tasks)}, {"SourceArn": SOURCE, "MaxResults": 10})


def task(status: str, started: int, **more: object) -> dict[str, object]:
    entry = {
        "Status": status,
        "SourceArn": SOURCE,
        "DestinationArn": DESTINATION,
        "MaxNumberOfMessagesPerSecond": 10,
        "ApproximateNumberOfMessagesMoved": 2,
        "ApproximateNumberOfMessagesToMove": 3,
        "StartedTimestamp": started,
        **more,
    }
    return entry | {"TaskHandle": "handle"} if status == "RUNNING" else entry


def starts(aws: Stubber) -> None:
    aws.add_response(
        "start_message_move_task",
        {"TaskHandle": "handle"},
        {"SourceArn": SOURCE, "DestinationArn": DESTINATION, "MaxNumberOfMessagesPerSecond": 10},
    )


def test_a_failed_move_is_told_with_sqss_own_reason(sqs: "SQSClient", aws: Stubber) -> None:
    counts(aws)
    lists(aws)
    starts(aws)
    lists(aws, task("FAILED", 1000, FailureReason="AWS.SimpleQueueService.NonExistentQueue"))
    with pytest.raises(
        Problem, match=r"redrive of video ended FAILED with 2 of 3 moved: AWS\.SimpleQueueService\.NonExistentQueue\."
    ):
        run(sqs)


def test_an_earlier_move_is_not_taken_for_the_one_that_was_just_started(sqs: "SQSClient", aws: Stubber) -> None:
    earlier = task("FAILED", 1000, FailureReason="old")
    counts(aws)
    lists(aws, earlier)
    starts(aws)
    lists(aws, earlier)
    lists(aws, task("RUNNING", 2000), earlier)
    lists(aws, task("COMPLETED", 2000, ApproximateNumberOfMessagesMoved=3), earlier)
    counts(aws)
    done = run(sqs)
    assert done.task is not None
    assert (done.task.moved, done.task.failure) == (3, "")


def test_a_move_that_sqs_never_lists_is_told(sqs: "SQSClient", aws: Stubber) -> None:
    counts(aws)
    lists(aws)
    starts(aws)
    for _ in range(LISTED_WITHIN_POLLS):
        lists(aws)
    with pytest.raises(Problem, match="SQS has accepted the redrive and doesn't list it; run it again"):
        run(sqs)


def test_who_is_second_joins_the_first(sqs: "SQSClient", aws: Stubber) -> None:
    counts(aws)
    lists(aws)
    aws.add_client_error("start_message_move_task", "InvalidParameterValue", RUNNING_ALREADY)
    lists(aws, task("RUNNING", 1000))
    lists(aws, task("COMPLETED", 1000))
    counts(aws)
    assert run(sqs).task is not None


def test_a_refusal_without_a_move_under_way_is_the_error_that_it_is(sqs: "SQSClient", aws: Stubber) -> None:
    counts(aws)
    lists(aws)
    aws.add_client_error("start_message_move_task", "InvalidParameterValue", "Source queue must be configured as …")
    lists(aws)
    with pytest.raises(ClientError, match="Source queue must be configured"):
        run(sqs)


def test_a_move_that_somebody_is_stopping_is_waited_for(sqs: "SQSClient", aws: Stubber) -> None:
    counts(aws)
    lists(aws, task("CANCELLING", 1000))
    lists(aws, task("CANCELLING", 1000))
    lists(aws, task("CANCELLED", 1000))
    told: list[str] = []
    with pytest.raises(Problem, match="ended CANCELLED with 2 of 3 moved"):
        run(sqs, told.append)
    assert told[0].startswith("A redrive is under way since 1970-01-01 00:00:01 UTC")


def test_an_endpoint_without_move_tasks_is_told(sqs: "SQSClient", aws: Stubber) -> None:
    counts(aws)
    aws.add_client_error("list_message_move_tasks", "500", "<!doctype html>", 500)
    with pytest.raises(Problem, match=r"amazonaws\.com has no message move tasks, .* nothing was moved"):
        run(sqs)


def test_without_dead_letters_nobody_needs_move_tasks(sqs: "SQSClient", aws: Stubber) -> None:
    counts(aws, dead_letters=0)
    aws.add_client_error("list_message_move_tasks", "500", "<!doctype html>", 500)
    assert run(sqs).task is None
