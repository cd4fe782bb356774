"""What CloudWatch, EventBridge and SNS refuse."""

import json

import pytest

from sandbox.account import AwsAccount
from sandbox.held import Held, RefusedError
from sandbox.refusals.tokens import (
    ALARM,
    EVENT_RULE,
    EVENT_TARGET,
    LOG_DELIVERY,
    LOG_DESTINATION,
    LOG_SOURCE,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
)
from tests.sandbox.accounts import SEOUL, make
from tests.sandbox.platforms import VIRGINIA, declare, distribution, document

DEPTH: dict[str, object] = {
    "comparisonOperator": "GreaterThanThreshold",
    "evaluationPeriods": 1,
    "metricName": "ApproximateNumberOfMessagesVisible",
    "namespace": "AWS/SQS",
    "period": 60,
    "statistic": "Maximum",
    "threshold": 0,
}


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def alarm(account: AwsAccount, at: str = SEOUL, /, **inputs: object) -> Held:
    return declare(account, ALARM, DEPTH | inputs, at=at)


def queries(*parts: dict[str, object]) -> dict[str, object]:
    return {"metricName": None, "namespace": None, "period": None, "statistic": None, "metricQueries": list(parts)}


def metric(name: str, period: int = 60) -> dict[str, object]:
    return {"id": name, "metric": {"metricName": "x", "namespace": "AWS/SQS", "period": period, "stat": "Sum"}}


def total(*names: str) -> dict[str, object]:
    return {"id": "total", "expression": "+".join(names), "returnData": True}


def test_an_alarm_tells_a_topic_of_its_own_region(account: AwsAccount) -> None:
    seoul, virginia = make(account, TOPIC), make(account, TOPIC, at=VIRGINIA)
    alarm(account, alarmActions=[seoul.id], okActions=[seoul.id])
    alarm(account, VIRGINIA, name="cdn", alarmActions=[virginia.id])
    for key in ("alarmActions", "okActions", "insufficientDataActions"):
        with pytest.raises(
            RefusedError, match=f"ValidationError: {key}: invalid region us-east-1 specified; only {SEOUL}"
        ):
            alarm(account, name="queue", **{key: [virginia.id]})


def test_an_alarm_has_one_metric_and_one_statistic(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="ValidationError: the alarm needs metricName"):
        alarm(account, metricName=None)
    for statistics in ({"statistic": None}, {"extendedStatistic": "p99"}):
        with pytest.raises(RefusedError, match="the alarm needs one of statistic and extendedStatistic"):
            alarm(account, **statistics)
    alarm(account, statistic=None, extendedStatistic="p99")


def test_metric_math_takes_the_place_of_the_metric(account: AwsAccount) -> None:
    sums = queries(metric("a"), metric("b"), total("a", "b"))
    alarm(account, **sums)
    with pytest.raises(RefusedError, match="period: conflicts with metric_query"):
        alarm(account, **(sums | {"period": 60}))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([metric("a")], "exactly one element of metricQueries must return data"),
        ([total("a"), total("a")], "exactly one element of metricQueries must return data"),
        ([metric("a"), metric("a"), total("a")], "each of metricQueries needs an id of its own"),
        ([metric("A"), total("A")], "each of metricQueries needs an id of its own that begins in lower case"),
        ([*(metric(f"m{number}") for number in range(11)), total("m1")], "want at most 10 metrics"),
    ],
)
def test_metric_math_that_does_not_add_up(account: AwsAccount, parts: list[dict[str, object]], reason: str) -> None:
    with pytest.raises(RefusedError, match=f"ValidationError: {reason}"):
        alarm(account, **queries(*parts))


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"period": 90}, "period is 90; want 10, 20, 30 or a multiple of 60"),
        (queries(metric("a", 15), total("a")), "period is 15; want"),
        ({"datapointsToAlarm": 2}, "datapointsToAlarm is more than evaluationPeriods, 1"),
        ({"period": 300, "evaluationPeriods": 289}, "289 periods of 300 seconds; want at most 86400 seconds together"),
        ({"period": 3600, "evaluationPeriods": 169}, "169 periods of 3600 seconds; want at most 604800 seconds"),
    ],
)
def test_an_alarm_over_a_wrong_time(account: AwsAccount, inputs: dict[str, object], reason: str) -> None:
    with pytest.raises(RefusedError, match=f"ValidationError: {reason}"):
        alarm(account, **inputs)


@pytest.mark.parametrize(
    "inputs", [{"period": 10}, {"period": 300, "evaluationPeriods": 288}, {"period": 3600, "evaluationPeriods": 168}]
)
def test_an_alarm_over_a_right_time(account: AwsAccount, inputs: dict[str, object]) -> None:
    alarm(account, **inputs)


def test_an_event_rule_has_a_cause(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="eventPattern or scheduleExpression must be specified"):
        make(account, EVENT_RULE)
    make(account, EVENT_RULE, "daily", scheduleExpression="rate(1 day)")
    make(
        account, EVENT_RULE, "spot", eventPattern=json.dumps({"source": ["aws.ecs"], "detail": {"stopCode": ["Spot"]}})
    )


@pytest.mark.parametrize("pattern", ['{"source": "aws.ecs"}', "{}", '{"source": []}', "[]"])
def test_a_pattern_has_lists_at_its_leaves(account: AwsAccount, pattern: str) -> None:
    with pytest.raises(RefusedError, match="InvalidEventPatternException: event pattern is not valid"):
        make(account, EVENT_RULE, eventPattern=pattern)


def test_a_rule_stays_while_it_has_targets(account: AwsAccount) -> None:
    rule, topic = make(account, EVENT_RULE, scheduleExpression="rate(1 day)"), make(account, TOPIC)
    target = make(account, EVENT_TARGET, rule=rule.id, arn=topic.id)
    with pytest.raises(RefusedError, match=f"ValidationException: {rule.id} is in use by {target.id}"):
        account.delete(EVENT_RULE, rule.id)


def test_an_event_goes_to_a_topic_of_its_own_region(account: AwsAccount) -> None:
    rule, topic = make(account, EVENT_RULE, scheduleExpression="rate(1 day)"), make(account, TOPIC, at=VIRGINIA)
    with pytest.raises(RefusedError, match=f"ValidationException: {topic.id} is not in {SEOUL}"):
        make(account, EVENT_TARGET, rule=rule.id, arn=topic.id)


def test_policy_and_subscriptions_go_with_their_topic(account: AwsAccount) -> None:
    topic = make(account, TOPIC)
    policy = document(Action="sns:Publish", Principal={"Service": "cloudwatch.amazonaws.com"}, Resource=topic.id)
    parts = [
        make(account, TOPIC_POLICY, arn=topic.id, policy=policy),
        make(account, TOPIC_SUBSCRIPTION, topic=topic.id, protocol="email", endpoint="people@academy.example"),
    ]
    assert parts[1].outputs["pendingConfirmation"] is True
    account.delete(TOPIC, topic.id)
    assert [account.read(each.type, each.id) for each in parts] == [None, None]


def test_cloudfront_delivers_its_logs_from_virginia(account: AwsAccount) -> None:
    arn = distribution(account).outputs["arn"]
    with pytest.raises(
        RefusedError, match=f"ValidationException: CloudFront delivers its logs from us-east-1, not {SEOUL}"
    ):
        make(account, LOG_SOURCE, name="cdn", logType="ACCESS_LOGS", resourceArn=arn)
    source = make(account, LOG_SOURCE, at=VIRGINIA, name="cdn", logType="ACCESS_LOGS", resourceArn=arn)
    assert source.outputs["service"] == "cloudfront"


def test_source_and_destination_of_a_delivery_stay(account: AwsAccount) -> None:
    arn = distribution(account).outputs["arn"]
    source = make(account, LOG_SOURCE, at=VIRGINIA, name="cdn", logType="ACCESS_LOGS", resourceArn=arn)
    destination = make(account, LOG_DESTINATION, at=VIRGINIA, name="logs")
    delivery = make(
        account,
        LOG_DELIVERY,
        at=VIRGINIA,
        deliverySourceName=source.id,
        deliveryDestinationArn=destination.outputs["arn"],
    )
    for each in (source, destination):
        with pytest.raises(RefusedError, match=f"ConflictException: {each.id} is in use by {delivery.id}"):
            account.delete(each.type, each.id)
