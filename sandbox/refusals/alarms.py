"""What CloudWatch, EventBridge, SNS and Budgets refuse."""

from collections.abc import Mapping

from sandbox.held import Change
from sandbox.refusals.reading import number, numbers, objects, parsed, texts
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import (
    ALARM,
    DISTRIBUTION,
    EVENT_RULE,
    EVENT_TARGET,
    LOG_DELIVERY,
    LOG_DESTINATION,
    LOG_SOURCE,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
)

_ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_ALARMS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html"
_RULE = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html"
_TARGET = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html"
_DELETE_RULE = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html"
_TOPIC = "https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html"
_SUBSCRIBE = "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html"
_DELIVERY = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateDelivery.html"
_ACCESS_LOGS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html"

LONGEST_ALARM_SECONDS = 24 * 3600
"""Periods times evaluations; a week where each period has an hour or more. See _ALARM."""
MOST_METRICS = 10
"""In one alarm's metric math. See _ALARM."""
SHORT_PERIODS = frozenset({10, 20, 30})
"""Other periods are whole minutes. See _ALARM."""

REFERENCES = (
    Reference(
        holder=EVENT_TARGET,
        path="rule",
        target=EVENT_RULE,
        by=("name",),
        missing="ResourceNotFoundException",
        in_use="ValidationException",
        page=_DELETE_RULE,
    ),
    Reference(holder=TOPIC_POLICY, path="arn", target=TOPIC, by=("arn",), missing="NotFound", page=_TOPIC),
    Reference(holder=TOPIC_SUBSCRIPTION, path="topic", target=TOPIC, by=("arn",), missing="NotFound", page=_SUBSCRIBE),
    Reference(
        holder=LOG_SOURCE,
        path="resourceArn",
        target=DISTRIBUTION,
        by=("arn",),
        missing="ResourceNotFoundException",
        page=_ACCESS_LOGS,
    ),
    Reference(
        holder=LOG_DELIVERY,
        path="deliverySourceName",
        target=LOG_SOURCE,
        by=("name",),
        missing="ResourceNotFoundException",
        in_use="ConflictException",
        page=_DELIVERY,
    ),
    Reference(
        holder=LOG_DELIVERY,
        path="deliveryDestinationArn",
        target=LOG_DESTINATION,
        by=("arn",),
        missing="ResourceNotFoundException",
        in_use="ConflictException",
        page=_DELIVERY,
    ),
)


def action_in_another_region(change: Change) -> str | None:
    """An alarm tells topics of its own region only."""
    for key in ("alarmActions", "okActions", "insufficientDataActions"):
        for arn in texts(change.inputs, key):
            region = arn.split(":")[3] if arn.startswith("arn:aws:sns:") else change.region
            if region != change.region:
                reason = f"{key}: invalid region {region} specified; only {change.region} is supported"
                return no("ValidationError", reason, _ALARM)
    return None


def alarm_without_its_metric(change: Change) -> str | None:
    """An alarm has one metric with a statistic, or metric math in its place."""
    if objects(change.inputs, "metricQueries"):
        beside = [
            key for key in ("metricName", "namespace", "period", "statistic") if change.inputs.get(key) is not None
        ]
        return f"{beside[0]}: conflicts with metric_query" if beside else None
    statistics = [key for key in ("statistic", "extendedStatistic") if change.inputs.get(key) is not None]
    missing = [key for key in ("metricName", "namespace", "period") if change.inputs.get(key) is None]
    if len(statistics) != 1:
        missing.append("one of statistic and extendedStatistic")
    return no("ValidationError", f"the alarm needs {', '.join(missing)}", _ALARM) if missing else None


def math_that_does_not_add_up(change: Change) -> str | None:
    """Of an alarm's metric math one result counts, each part has an id of its own, and it has ten metrics at most."""
    queries = objects(change.inputs, "metricQueries")
    if queries and sum(each.get("returnData") is True for each in queries) != 1:
        return no("ValidationError", "exactly one element of metricQueries must return data", _ALARM)
    if len([each for each in queries if each.get("metric")]) > MOST_METRICS:
        return no("ValidationError", f"want at most {MOST_METRICS} metrics", _ALARM)
    ids = texts(queries, "id")
    if len(set(ids)) != len(queries) or not all(each[:1].islower() for each in ids):
        return no("ValidationError", "each of metricQueries needs an id of its own that begins in lower case", _ALARM)
    return None


def alarm_over_a_wrong_time(change: Change) -> str | None:
    """An alarm's periods are whole minutes, its datapoints no more than its periods, all of it at most a day."""
    periods = [*numbers(change.inputs, "period"), *numbers(change.inputs, "metricQueries.metric.period")]
    evaluations = number(change.inputs, "evaluationPeriods", 1)
    if number(change.inputs, "datapointsToAlarm", 1) > evaluations:
        return no("ValidationError", f"datapointsToAlarm is more than evaluationPeriods, {evaluations}", _ALARM)
    for period in periods:
        if period <= 0 or (period % 60 and period not in SHORT_PERIODS):
            return no("ValidationError", f"period is {period}; want 10, 20, 30 or a multiple of 60", _ALARM)
        longest = LONGEST_ALARM_SECONDS * (7 if period >= 3600 else 1)
        if period * evaluations > longest:
            reason = f"{evaluations} periods of {period} seconds; want at most {longest} seconds together"
            return no("ValidationError", reason, _ALARMS)
    return None


def rule_without_a_cause(change: Change) -> str | None:
    """An event rule has a pattern or a schedule; a pattern is a JSON object whose leaves are lists."""
    pattern, schedule = change.inputs.get("eventPattern"), change.inputs.get("scheduleExpression")
    if pattern is None and schedule is None:
        return no("ValidationException", "parameter(s) eventPattern or scheduleExpression must be specified", _RULE)
    if pattern is not None and not _is_pattern(objects(parsed(pattern))):
        return no("InvalidEventPatternException", f"event pattern is not valid: {str(pattern)[:60]}", _RULE)
    return None


def target_in_another_region(change: Change) -> str | None:
    """An event rule's topic is in its own region."""
    arn = change.text("arn")
    if arn.startswith("arn:aws:sns:") and arn.split(":")[3] != change.region:
        return no("ValidationException", f"{arn} is not in {change.region}", _TARGET)
    return None


def log_source_of_another_region(change: Change) -> str | None:
    """CloudFront's access logs are delivered from us-east-1."""
    if not change.text("resourceArn").startswith("arn:aws:cloudfront:") or change.region == "us-east-1":
        return None
    reason = f"CloudFront delivers its logs from us-east-1, not {change.region}"
    return no("ValidationException", reason, _ACCESS_LOGS)


def _is_pattern(found: list[Mapping[str, object]]) -> bool:
    return bool(found and found[0]) and all(each and isinstance(each, (list, dict)) for each in found[0].values())


RULES = (
    *rules(REFERENCES),
    *(
        Rule(when=WRITE, types=frozenset({ALARM}), reason=each)
        for each in (
            action_in_another_region,
            alarm_without_its_metric,
            math_that_does_not_add_up,
            alarm_over_a_wrong_time,
        )
    ),
    Rule(when=WRITE, types=frozenset({EVENT_RULE}), reason=rule_without_a_cause),
    Rule(when=WRITE, types=frozenset({EVENT_TARGET}), reason=target_in_another_region),
    Rule(when=WRITE, types=frozenset({LOG_SOURCE}), reason=log_source_of_another_region),
)
