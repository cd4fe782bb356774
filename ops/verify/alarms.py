"""Whether somebody is told when something goes wrong: the alarms, and the people at the end of the topics."""

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from ops.verify.found import Note, Trouble

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef
    from mypy_boto3_sns import SNSClient

ASKED_AT_ONCE = 100
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html"""

RINGING = "ALARM"

SETTLING = ("service-*-running", "target-group-healthy", "target-group-unhealthy")
"""Keys of the alarms that a deployment itself may set off: they are over some minutes after it is."""

CONFIRMED = "arn:"
"""What the ARN of a subscription begins with that somebody confirmed; it is PendingConfirmation or Deleted otherwise.
https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html"""
PENDING = "PendingConfirmation"


def describe(cloudwatch: "CloudWatchClient", names: Collection[str]) -> "dict[str, MetricAlarmTypeDef]":
    """The alarms that there are, by name."""
    asked = sorted(names)
    found: dict[str, MetricAlarmTypeDef] = {}
    for first in range(0, len(asked), ASKED_AT_ONCE):
        pages = cloudwatch.get_paginator("describe_alarms").paginate(
            AlarmNames=asked[first : first + ASKED_AT_ONCE], AlarmTypes=["MetricAlarm"]
        )
        found |= {alarm.get("AlarmName", ""): alarm for page in pages for alarm in page["MetricAlarms"]}
    return found


def settling(alarms: "Mapping[str, MetricAlarmTypeDef]", names: Mapping[str, str]) -> list[str]:
    """Keys of the ringing alarms that are worth waiting for. `names` are the alarms' names by key."""
    return sorted(
        key
        for key, name in names.items()
        if any(fnmatch(key, pattern) for pattern in SETTLING) and alarms.get(name, {}).get("StateValue") == RINGING
    )


def check_alarms(
    cloudwatch: "CloudWatchClient", names: Mapping[str, str], topic_arn: str, where: str
) -> Iterator[Trouble | Note]:
    """Every alarm is there, enabled, tells the topic when it rings and when it is over, and doesn't ring."""
    alarms = describe(cloudwatch, names.values())
    yield from _there_and_enabled(alarms, names)
    for key, name in sorted(names.items()):
        alarm = alarms.get(name)
        if alarm is None:
            continue
        if topic_arn not in alarm.get("AlarmActions", []) or topic_arn not in alarm.get("OKActions", []):
            yield Trouble(text=f"alarm {key} ({name}) does not tell {topic_arn}: run `pulumi up`")
        if alarm.get("StateValue") == RINGING:
            yield Trouble(text=f"alarm {key} ({name}) rings: {alarm.get('AlarmDescription', '')}")
    yield Note(text=f"{len(alarms)} alarms in {where}")


def check_scaling_alarms(cloudwatch: "CloudWatchClient", names: Mapping[str, str]) -> Iterator[Trouble | Note]:
    """Every alarm that makes workers more or fewer is there and does so; ringing is what they are for."""
    alarms = describe(cloudwatch, names.values())
    yield from _there_and_enabled(alarms, names)
    for key, name in sorted(names.items()):
        if name in alarms and not alarms[name].get("AlarmActions"):
            yield Trouble(text=f"alarm {key} ({name}) scales nothing: run `pulumi up`")
    yield Note(text=f"{len(alarms)} alarms that scale")


def _there_and_enabled(alarms: "Mapping[str, MetricAlarmTypeDef]", names: Mapping[str, str]) -> Iterator[Trouble]:
    for key, name in sorted(names.items()):
        if name not in alarms:
            yield Trouble(text=f"alarm {key} ({name}) is not there: run `pulumi up`")
        elif not alarms[name].get("ActionsEnabled"):
            yield Trouble(
                text=f"alarm {key} has its actions turned off: aws cloudwatch enable-alarm-actions --alarm-names {name}"
            )


def check_subscribers(sns: "SNSClient", topic_arn: str, where: str) -> Iterator[Trouble | Note]:
    """The topic reaches somebody, and nobody who should be reached has yet to confirm."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn)
    subscriptions = [one for page in pages for one in page["Subscriptions"]]
    for one in subscriptions:
        if one.get("SubscriptionArn") == PENDING:
            yield Trouble(
                text=f"{one.get('Endpoint', '')} has not confirmed the mail of the topic in {where}: "
                "until then nothing reaches them"
            )
    confirmed = sum(one.get("SubscriptionArn", "").startswith(CONFIRMED) for one in subscriptions)
    if not subscriptions:
        yield Trouble(text=f"nobody is told of anything in {where}: academy:alerts.emails names no address")
    elif not confirmed:
        yield Trouble(text=f"nobody is told of anything in {where}: no address is confirmed")
    yield Note(text=f"{confirmed} confirmed in {where}")
