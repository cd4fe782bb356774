"""What the scripts do where AWS itself answers (botocore's stub, under AWS's own address)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from scripts.queue_run import SetupError, lines, set_up_all
from scripts.queue_setup import NEW_QUEUE_ATTEMPTS, Outcome, WantedQueue, set_up, wanted_queues
from sizing.queues import MESSAGING, QUEUES, VIDEO

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"
SENDER = "AWS.SimpleQueueService."
DEAD_LETTERS, QUEUE = wanted_queues([VIDEO], "prod", REGION, ACCOUNT)
URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/"


def client(endpoint_url: str | None = None) -> "SQSClient":
    return boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "sqs",
        region_name=REGION,
        endpoint_url=endpoint_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
    )


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> "SQSClient":
    for variable in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS"):
        monkeypatch.delenv(variable, raising=False)
    return client()


@pytest.fixture
def aws(sqs: "SQSClient") -> Iterator[Stubber]:
    with Stubber(sqs) as stub:
        yield stub
        stub.assert_no_pending_responses()


def has(aws: Stubber, wanted: WantedQueue, attributes: dict[str, str], tags: dict[str, str]) -> None:
    """AWS has the queue, and is asked for it once."""
    aws.add_response("get_queue_url", {"QueueUrl": URL + wanted.name}, {"QueueName": wanted.name})
    aws.add_response(
        "get_queue_attributes",
        {"Attributes": attributes},
        {"QueueUrl": URL + wanted.name, "AttributeNames": ["All"]},
    )
    aws.add_response("list_queue_tags", {"Tags": tags}, {"QueueUrl": URL + wanted.name})


def has_not(aws: Stubber) -> None:
    aws.add_client_error("get_queue_url", f"{SENDER}NonExistentQueue", "The specified queue does not exist.", 400)


def creates(aws: Stubber, wanted: WantedQueue) -> None:
    aws.add_response(
        "create_queue",
        {"QueueUrl": URL + wanted.name},
        {"QueueName": wanted.name, "Attributes": dict(wanted.attributes), "tags": dict(wanted.tags)},
    )


def without(wanted: WantedQueue, attribute: str) -> dict[str, str]:
    return {key: value for key, value in wanted.attributes.items() if key != attribute}


def no_pause(seconds: float) -> None:
    pytest.fail(f"waited {seconds} s for nothing")


def test_every_dead_letter_queue_comes_before_its_queue() -> None:
    names = [wanted.name for wanted in wanted_queues(QUEUES, "staging", REGION, ACCOUNT)]
    assert names[:2] == ["academy-video-jobs-dlq-staging", "academy-video-jobs-staging"]
    assert names[0::2] == [contract.dead_letter_queue_name("staging") for contract in QUEUES]
    assert names[1::2] == [contract.queue_name("staging") for contract in QUEUES]


@pytest.mark.parametrize("code", [f"{SENDER}NonExistentQueue", "QueueDoesNotExist"])
def test_a_missing_queue_is_created_in_one_call(sqs: "SQSClient", aws: Stubber, code: str) -> None:
    aws.add_client_error("get_queue_url", code)
    creates(aws, QUEUE)
    assert set_up(sqs, QUEUE, repair=False, dry_run=False, pause=no_pause).outcome is Outcome.CREATED


def test_a_queue_that_agrees_is_only_read(sqs: "SQSClient", aws: Stubber) -> None:
    has(aws, QUEUE, dict(QUEUE.attributes), dict(QUEUE.tags))
    assert set_up(sqs, QUEUE, repair=True, dry_run=False).outcome is Outcome.UNCHANGED


def test_a_dead_letter_queue_open_to_all_differs_when_aws_says_so(sqs: "SQSClient", aws: Stubber) -> None:
    has(aws, DEAD_LETTERS, without(DEAD_LETTERS, "RedriveAllowPolicy"), dict(DEAD_LETTERS.tags))
    result = set_up(sqs, DEAD_LETTERS, repair=False, dry_run=False)
    assert result.outcome is Outcome.DIFFERS
    assert {one.attribute for one in result.differences} == {"RedriveAllowPolicy"}
    assert result.not_reported == []


@pytest.mark.parametrize(
    ("endpoint_url", "outcome"),
    [
        ("https://sqs.ap-northeast-2.api.aws", Outcome.DIFFERS),
        ("https://vpce-1.sqs.ap-northeast-2.vpce.amazonaws.com", Outcome.DIFFERS),
        ("http://127.0.0.1:5000", Outcome.UNCHANGED),
        ("http://amazonaws.com.example", Outcome.UNCHANGED),
    ],
)
def test_silence_about_the_redrive_allow_policy_counts_only_where_aws_is_silent(
    endpoint_url: str, outcome: Outcome
) -> None:
    sqs = client(endpoint_url)
    with Stubber(sqs) as aws:
        has(aws, DEAD_LETTERS, without(DEAD_LETTERS, "RedriveAllowPolicy"), dict(DEAD_LETTERS.tags))
        result = set_up(sqs, DEAD_LETTERS, repair=False, dry_run=False)
    assert result.outcome is outcome
    assert result.not_reported == ([] if outcome is Outcome.DIFFERS else ["RedriveAllowPolicy"])


def test_repair_sends_what_differs_and_nothing_else(sqs: "SQSClient", aws: Stubber) -> None:
    has(
        aws,
        DEAD_LETTERS,
        without(DEAD_LETTERS, "RedriveAllowPolicy") | {"KmsMasterKeyId": "alias/aws/sqs", "VisibilityTimeout": "30"},
        {"Project": "academy", "Environment": "dev", "Owner": "me"},
    )
    aws.add_response(
        "set_queue_attributes",
        {},
        {
            "QueueUrl": URL + DEAD_LETTERS.name,
            "Attributes": {
                "KmsMasterKeyId": "",
                "RedriveAllowPolicy": DEAD_LETTERS.attributes["RedriveAllowPolicy"],
                "VisibilityTimeout": "14520",
            },
        },
    )
    aws.add_response(
        "tag_queue", {}, {"QueueUrl": URL + DEAD_LETTERS.name, "Tags": {"Environment": "prod", "ManagedBy": "pulumi"}}
    )
    result = set_up(sqs, DEAD_LETTERS, repair=True, dry_run=False)
    assert result.outcome is Outcome.REPAIRED
    assert result.extra_tags == ["Owner"]


def test_repair_of_tags_leaves_attributes_alone(sqs: "SQSClient", aws: Stubber) -> None:
    has(aws, QUEUE, dict(QUEUE.attributes), {})
    aws.add_response("tag_queue", {}, {"QueueUrl": URL + QUEUE.name, "Tags": dict(QUEUE.tags)})
    assert set_up(sqs, QUEUE, repair=True, dry_run=False).outcome is Outcome.REPAIRED


def test_a_dry_run_of_a_repair_only_reads(sqs: "SQSClient", aws: Stubber) -> None:
    has(aws, QUEUE, dict(QUEUE.attributes), {})
    assert set_up(sqs, QUEUE, repair=True, dry_run=True).outcome is Outcome.WOULD_BE_REPAIRED


def unknown_dead_letters(aws: Stubber) -> None:
    aws.add_client_error("create_queue", "InvalidParameterValue", "Reason: Dead letter target does not exist.", 400)


def test_a_dead_letter_queue_too_new_to_be_known_is_waited_for(sqs: "SQSClient", aws: Stubber) -> None:
    has_not(aws)
    unknown_dead_letters(aws)
    unknown_dead_letters(aws)
    creates(aws, QUEUE)
    waited: list[float] = []
    result = set_up(sqs, QUEUE, repair=False, dry_run=False, pause=waited.append)
    assert result.outcome is Outcome.CREATED
    assert waited == [1, 1]


def test_a_dead_letter_queue_that_never_turns_up_is_waited_for_no_longer(sqs: "SQSClient", aws: Stubber) -> None:
    has_not(aws)
    for _ in range(NEW_QUEUE_ATTEMPTS):
        unknown_dead_letters(aws)
    waited: list[float] = []
    with pytest.raises(sqs.exceptions.ClientError, match="Dead letter target does not exist"):
        set_up(sqs, QUEUE, repair=False, dry_run=False, pause=waited.append)
    assert len(waited) == NEW_QUEUE_ATTEMPTS - 1


def message_of(sqs: "SQSClient") -> str:
    with pytest.raises(SetupError, match="academy-messaging-jobs") as error:
        set_up_all(sqs, [MESSAGING], "prod", ACCOUNT, dry_run=False, repair=False)
    return str(error.value)


def test_denied_access_is_one_line_with_the_queue_and_the_call(sqs: "SQSClient", aws: Stubber) -> None:
    has_not(aws)
    aws.add_client_error(
        "create_queue", "AccessDenied", "User: arn:aws:iam::1:user/me is not\nauthorized to perform: sqs:createqueue"
    )
    assert message_of(sqs) == (
        "academy-messaging-jobs-dlq: access denied (CreateQueue: AccessDenied: "
        "User: arn:aws:iam::1:user/me is not authorized to perform: sqs:createqueue)"
    )


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("Throttling", "AWS is throttling requests. What is done stays done: run it again in a minute"),
        ("RequestThrottled", "AWS is throttling requests. What is done stays done: run it again in a minute"),
        (f"{SENDER}QueueDeletedRecently", "a queue of this name was deleted less than 60 seconds ago; run it again in"),
        ("QueueNameExists", "somebody else has just created it; run it again to compare it"),
        ("ExpiredToken", "the credentials have expired; log in again"),
        ("SomethingNew", "AWS refused"),
    ],
)
def test_what_aws_refuses_is_said_with_what_to_do(sqs: "SQSClient", aws: Stubber, code: str, told: str) -> None:
    has_not(aws)
    aws.add_client_error("create_queue", code, "in AWS's words")
    message = message_of(sqs)
    assert message.startswith(f"academy-messaging-jobs-dlq: {told}")
    assert message.endswith(f" (CreateQueue: {code.removeprefix(SENDER)}: in AWS's words)")


def test_the_error_names_the_queue_at_which_the_run_ended(sqs: "SQSClient", aws: Stubber) -> None:
    dead_letters, _ = wanted_queues([MESSAGING], "prod", REGION, ACCOUNT)
    has_not(aws)
    creates(aws, dead_letters)
    aws.add_client_error("get_queue_url", "Throttling", "Rate exceeded")
    assert message_of(sqs).startswith("academy-messaging-jobs: AWS is throttling requests.")


def test_shorter_retention_is_shown_with_what_it_costs(sqs: "SQSClient", aws: Stubber) -> None:
    has(aws, QUEUE, dict(QUEUE.attributes) | {"MessageRetentionPeriod": "1209600"}, dict(QUEUE.tags))
    assert lines(set_up(sqs, QUEUE, repair=False, dry_run=False))[1:] == [
        "  MessageRetentionPeriod: 1209600 -> 345600",
        "    (SQS deletes what is older as soon as it is shortened)",
    ]


def test_a_difference_too_long_for_a_line_of_the_terminal_takes_three(sqs: "SQSClient", aws: Stubber) -> None:
    redrive = QUEUE.attributes["RedrivePolicy"].replace("video", "messaging")
    has(aws, QUEUE, dict(QUEUE.attributes) | {"RedrivePolicy": redrive}, dict(QUEUE.tags))
    assert lines(set_up(sqs, QUEUE, repair=False, dry_run=False))[1:] == [
        "  RedrivePolicy.deadLetterTargetArn:",
        "    have arn:aws:sqs:ap-northeast-2:123456789012:academy-messaging-jobs-dlq",
        "    want arn:aws:sqs:ap-northeast-2:123456789012:academy-video-jobs-dlq",
    ]
