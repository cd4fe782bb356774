"""Scaling by queues, as AWS would be asked for it."""

from typing import Any

import pytest
from pulumi_aws import appautoscaling

from components.scaling import QueueScaling, QueueScalingArgs
from sandbox.recording import Declared, Recording, record
from sizing.compute import TaskRange
from sizing.queues import AI_BASIC, AI_LITE, AI_PREMIUM, MESSAGING, VIDEO, QueueContract
from tests.components.compute import ALARM, SCALING_POLICY

AI = (AI_LITE, AI_BASIC, AI_PREMIUM)
VISIBLE = "ApproximateNumberOfMessagesVisible"
IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible"


def recorded(
    queues: tuple[QueueContract, ...] = AI, *, least: int = 1, most: int = 6, environment: str = "prod"
) -> Recording:
    """One worker's scaling."""

    def program() -> None:
        target = appautoscaling.Target(
            "ai",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id="service/academy/ai",
            min_capacity=least,
            max_capacity=most,
        )
        args = QueueScalingArgs(
            environment=environment,
            queues=queues,
            tasks=TaskRange(min=least, max=most),
            idle_minutes=10,
            start_seconds=180,
            target=target,
        )
        QueueScaling("ai", args)

    return record(program)


def steps(policy: Declared) -> dict[str, Any]:
    """A policy's configuration."""
    return policy.inputs["stepScalingPolicyConfiguration"]


def math(alarm: Declared) -> tuple[str, dict[str, tuple[str, str]]]:
    """An alarm's expression, and what its letters stand for: queue and metric."""
    queries = alarm.inputs["metricQueries"]
    (result,) = [each for each in queries if each["returnData"]]
    counts = {each["id"]: each["metric"] for each in queries if each is not result}
    for metric in counts.values():
        assert (metric["namespace"], metric["period"], metric["stat"]) == ("AWS/SQS", 60, "Maximum")
    return result["expression"], {
        key: (metric["dimensions"]["QueueName"], metric["metricName"]) for key, metric in counts.items()
    }


def test_a_message_that_waits_a_minute_in_any_of_the_queues_asks_for_tasks() -> None:
    alarm = recorded().one(ALARM, "ai-out")
    expression, counts = math(alarm)

    assert expression == "SUM([m0, m1, m2])"
    assert counts == {
        "m0": ("academy-ai-jobs-lite", VISIBLE),
        "m1": ("academy-ai-jobs-basic", VISIBLE),
        "m2": ("academy-ai-jobs-premium", VISIBLE),
    }
    assert alarm.inputs["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm.inputs["threshold"] == 1
    assert (alarm.inputs["evaluationPeriods"], alarm.inputs["datapointsToAlarm"]) == (1, 1)


def test_tasks_are_added_by_how_many_messages_wait_and_never_taken_away_in_steps() -> None:
    configuration = steps(recorded(least=0, queues=(MESSAGING,)).one(SCALING_POLICY, "ai-out"))

    assert configuration["adjustmentType"] == "ChangeInCapacity"
    assert configuration["stepAdjustments"] == [
        {"metricIntervalLowerBound": "0", "metricIntervalUpperBound": "2", "scalingAdjustment": 1},
        {"metricIntervalLowerBound": "2", "metricIntervalUpperBound": "6", "scalingAdjustment": 2},
        {"metricIntervalLowerBound": "6", "metricIntervalUpperBound": "10", "scalingAdjustment": 4},
        {"metricIntervalLowerBound": "10", "scalingAdjustment": 6},
    ]


def test_another_step_waits_until_the_tasks_of_the_last_one_could_have_started() -> None:
    recording = recorded()

    assert {steps(each)["cooldown"] for each in recording.of_type(SCALING_POLICY)} == {300}


def test_tasks_go_only_when_nothing_waits_and_nothing_is_worked_on_for_minutes() -> None:
    alarm = recorded().one(ALARM, "ai-in")
    expression, counts = math(alarm)

    assert expression == "SUM([m0, m1, m2, m3, m4, m5])"
    assert set(counts.values()) == {
        (f"academy-ai-jobs-{tier}", metric) for tier in ("lite", "basic", "premium") for metric in (VISIBLE, IN_FLIGHT)
    }
    assert alarm.inputs["comparisonOperator"] == "LessThanOrEqualToThreshold"
    assert alarm.inputs["threshold"] == 0
    assert (alarm.inputs["evaluationPeriods"], alarm.inputs["datapointsToAlarm"]) == (10, 10)


@pytest.mark.parametrize("least", [0, 1, 3])
def test_with_nothing_to_do_there_are_exactly_the_least_tasks(least: int) -> None:
    configuration = steps(recorded(least=least).one(SCALING_POLICY, "ai-in"))

    assert configuration["adjustmentType"] == "ExactCapacity"
    assert configuration["stepAdjustments"] == [{"metricIntervalUpperBound": "0", "scalingAdjustment": least}]


def test_silence_neither_starts_nor_stops_a_task() -> None:
    alarms = recorded().of_type(ALARM)

    assert [alarm.inputs["treatMissingData"] for alarm in alarms] == ["notBreaching", "notBreaching"]
    assert not any("FILL" in math(alarm)[0] for alarm in alarms)


def test_each_alarm_works_its_own_policy_and_calls_nobody() -> None:
    recording = recorded()

    for direction in ("in", "out"):
        policy, alarm = recording.one(SCALING_POLICY, f"ai-{direction}"), recording.one(ALARM, f"ai-{direction}")
        (action,) = alarm.inputs["alarmActions"]
        assert policy.urn in alarm.property_dependencies["alarmActions"]
        assert action.endswith(f"policyName/{policy.inputs.get('name', policy.id)}")
        assert not alarm.inputs.get("okActions")
        assert policy.inputs["policyType"] == "StepScaling"
        assert policy.inputs["resourceId"] == "service/academy/ai"


def test_elsewhere_it_looks_at_the_queues_of_that_environment() -> None:
    alarm = recorded((VIDEO,), environment="staging").one(ALARM, "ai-out")

    assert math(alarm) == ("SUM([m0])", {"m0": ("academy-video-jobs-staging", VISIBLE)})


def test_a_fixed_number_of_tasks_is_not_scaled() -> None:
    recording = recorded(least=2, most=2)

    assert not recording.of_type(ALARM)
    assert not recording.of_type(SCALING_POLICY)
