"""Alarms, the people behind them, and dead letters: whether somebody hears of what goes wrong."""

import pytest

from tests.ops.aws_side import EDGE, REGION
from tests.ops.verify.conftest import Platform

ALARM_REGIONS = pytest.mark.parametrize(
    ("output", "check", "region"),
    [("alarm_names", "alarms", REGION), ("us_east_1_alarm_names", "us-east-1 alarms", EDGE)],
)


@ALARM_REGIONS
def test_an_alarm_that_is_gone_is_told(platform: Platform, output: str, check: str, region: str) -> None:
    key, name = sorted(platform.side.outputs[output].items())[0]
    platform.side.client("cloudwatch", region).delete_alarms(AlarmNames=[name])

    assert platform.troubles() == [f"{check}: alarm {key} ({name}) is not there: run `pulumi up`"]


@ALARM_REGIONS
def test_an_alarm_that_was_silenced_is_told_with_what_ends_it(
    platform: Platform, output: str, check: str, region: str
) -> None:
    key, name = sorted(platform.side.outputs[output].items())[0]
    platform.side.client("cloudwatch", region).disable_alarm_actions(AlarmNames=[name])

    assert platform.troubles() == [
        f"{check}: alarm {key} has its actions turned off: aws cloudwatch enable-alarm-actions --alarm-names {name}"
    ]


@pytest.mark.parametrize("actions", ["AlarmActions", "OKActions"])
def test_an_alarm_that_tells_another_topic_is_told(platform: Platform, actions: str) -> None:
    outputs, cloudwatch = platform.side.outputs, platform.side.client("cloudwatch")
    name = outputs["alarm_names"]["queue-video-age"]
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    kept = {key: value for key, value in alarm.items() if not key.startswith(("State", "AlarmArn", "AlarmConf"))}
    cloudwatch.put_metric_alarm(**{**kept, actions: [f"{outputs['topic_arn']}-old"]})

    assert platform.troubles() == [
        f"alarms: alarm queue-video-age ({name}) does not tell {outputs['topic_arn']}: run `pulumi up`"
    ]


def test_an_alarm_that_rings_is_told_with_its_section_of_the_runbook(platform: Platform) -> None:
    name = platform.side.outputs["alarm_names"]["database-storage"]
    ring(platform, name)

    (trouble,) = platform.troubles()

    assert trouble.startswith(f"alarms: alarm database-storage ({name}) rings: ")
    assert trouble.endswith(" Runbook: docs/runbook.md#database-storage")
    assert platform.waits.seconds == 0


def test_an_alarm_that_the_deployment_itself_set_off_is_waited_for(platform: Platform) -> None:
    name = platform.side.outputs["alarm_names"]["service-video-running"]
    ring(platform, name)

    assert [text.partition(" rings")[0] for text in platform.troubles(timeout_seconds=40)] == [
        f"alarms: alarm service-video-running ({name})"
    ]
    assert platform.waits.seconds == 40
    assert "alarms: service-video-running still ring" in platform.told


def test_an_alarm_that_scales_may_ring_and_must_scale(platform: Platform) -> None:
    names = platform.side.outputs["scaling_alarm_names"]
    ring(platform, names["video-out"])
    assert platform.troubles() == []

    platform.side.client("cloudwatch").disable_alarm_actions(AlarmNames=[names["ai-out"]])
    assert platform.troubles() == [
        "scaling alarms: alarm ai-out has its actions turned off: "
        f"aws cloudwatch enable-alarm-actions --alarm-names {names['ai-out']}"
    ]


def ring(platform: Platform, name: str) -> None:
    platform.side.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="test")


def subscription(endpoint: str, arn: str) -> dict[str, str]:
    return {"SubscriptionArn": arn, "Owner": "123456789012", "Protocol": "email", "Endpoint": endpoint}


def test_who_has_not_confirmed_is_told_by_address(platform: Platform) -> None:
    topic = platform.side.outputs["topic_arn"]
    answer = {
        "Subscriptions": [
            subscription("ops@academy.example", f"{topic}:1"),
            subscription("head@academy.example", "PendingConfirmation"),
        ]
    }
    platform.answers["sns"].answer("list_subscriptions_by_topic", answer)

    assert platform.troubles() == [
        "people: head@academy.example has not confirmed the mail of the topic in ap-northeast-2: "
        "until then nothing reaches them"
    ]


def test_a_topic_that_reaches_nobody_is_told(platform: Platform) -> None:
    sns = platform.answers["sns"]
    sns.answer("list_subscriptions_by_topic", {"Subscriptions": []})
    assert platform.troubles() == [
        "people: nobody is told of anything in ap-northeast-2: academy:alerts.emails names no address"
    ]

    sns.instead("list_subscriptions_by_topic", {"Subscriptions": [subscription("a@b.example", "Deleted")]})
    assert platform.troubles() == ["people: nobody is told of anything in ap-northeast-2: no address is confirmed"]


def test_dead_letters_are_told_whether_or_not_somebody_looks_at_them(platform: Platform) -> None:
    sqs, urls = platform.side.client("sqs"), platform.side.outputs["queue_urls"]
    for key, count in (("video-dlq", 2), ("ai-lite-dlq", 1), ("messaging", 5)):
        for number in range(count):
            sqs.send_message(QueueUrl=urls[key], MessageBody=f"job {number}")
    sqs.receive_message(QueueUrl=urls["video-dlq"], VisibilityTimeout=600)

    assert platform.troubles() == [
        "dead letters: ai-lite has 1 dead letter: look at them with `academy queues`",
        "dead letters: video has 2 dead letters: look at them with `academy queues`",
    ]
