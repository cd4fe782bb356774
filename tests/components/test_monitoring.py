"""The alarms, as AWS would be asked for them."""

from dataclasses import replace

import pytest

from sandbox.recording import Recording
from sizing.alarms import alarm_table
from sizing.compute import TaskRange
from tests.components.watching import ALARM, DASHBOARD, RULE, TOPIC, Watching
from tests.sizing.platforms import GPU, GUARDED, INITIAL, LARGE_DATABASE, UNRELEASED

TIER = "academy:observability:Monitoring"

GUARDED_PLATFORM = replace(INITIAL, cdn=GUARDED)
GPU_PLATFORM = replace(INITIAL, gpu=GPU.model_copy(update={"tasks": TaskRange(min=1, max=1)}))


def dimensions(recording: Recording, key: str) -> dict[str, str]:
    return recording.one(ALARM, f"monitoring-{key}").inputs["dimensions"]


def topic(recording: Recording, name: str) -> str:
    return recording.one(TOPIC, name).id


def test_every_row_of_the_table_is_an_alarm_to_the_letter() -> None:
    recording = Watching(sizes=GUARDED_PLATFORM, nat_zones=("a", "c")).record()
    alarms = recording.by_name(ALARM)
    rows = alarm_table(GUARDED_PLATFORM, ("a", "c"))

    assert alarms.keys() == {f"monitoring-{row.key}" for row in rows}
    for row in rows:
        inputs = alarms[f"monitoring-{row.key}"].inputs
        assert inputs["namespace"] == row.namespace, row.key
        assert inputs["metricName"] == row.metric, row.key
        assert inputs.get("statistic", inputs.get("extendedStatistic")) == row.statistic, row.key
        assert inputs["comparisonOperator"] == row.comparison, row.key
        assert inputs["threshold"] == row.threshold, row.key
        assert inputs["period"] == row.period_seconds, row.key
        assert inputs["evaluationPeriods"] == row.periods, row.key
        assert inputs["datapointsToAlarm"] == row.needed, row.key
        assert inputs["treatMissingData"] == row.missing, row.key
        assert inputs["alarmDescription"] == row.description, row.key


def test_people_hear_of_each_alarm_in_its_region_when_it_rings_and_when_it_is_over() -> None:
    recording = Watching(sizes=GUARDED_PLATFORM, nat_zones=("a",)).record()
    edge = {"monitoring-distribution-errors", "monitoring-function-errors", "monitoring-web-acl-blocked"}

    for name, alarm in recording.by_name(ALARM).items():
        expected = ("us-east-1", "alerts-edge") if name in edge else ("ap-northeast-2", "alerts")
        assert alarm.inputs["region"] == expected[0], name
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [topic(recording, expected[1])], name
        assert alarm.inputs["actionsEnabled"] is True, name


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("queue-video-age", {"QueueName": "academy-video-jobs"}),
        ("dead-letter-queue-ai-lite-messages", {"QueueName": "academy-ai-jobs-lite-dlq"}),
        ("service-api-running", {"ClusterName": "cluster-1", "ServiceName": "api-1"}),
        ("service-messaging-memory", {"ClusterName": "cluster-1", "ServiceName": "messaging-1"}),
        ("service-gpu-memory", {"ClusterName": "gpu-cluster-1", "ServiceName": "gpu-1"}),
        (
            "target-group-healthy",
            {"LoadBalancer": "app/balancer-1/0123", "TargetGroup": "targetgroup/balancer-1/4567"},
        ),
        ("load-balancer-errors", {"LoadBalancer": "app/balancer-1/0123"}),
        ("database-storage", {"DBInstanceIdentifier": "academy-prod"}),
        ("nat-c-ports", {"NatGatewayId": "nat-c"}),
        ("distribution-errors", {"DistributionId": "E0123", "Region": "Global"}),
        ("function-errors", {"FunctionName": "pages-1", "Region": "Global"}),
        ("web-acl-blocked", {"WebACL": "academy-prod", "Rule": "ALL"}),
    ],
)
def test_each_alarm_watches_what_its_name_says(key: str, expected: dict[str, str]) -> None:
    recording = Watching(sizes=replace(GPU_PLATFORM, cdn=GUARDED), nat_zones=("a", "c")).record()

    assert dimensions(recording, key) == expected


def test_a_percentile_of_a_handful_of_requests_rings_nothing() -> None:
    recording = Watching().record()

    alarm = recording.one(ALARM, "monitoring-target-group-latency").inputs
    assert alarm["extendedStatistic"] == "p99"
    assert alarm["evaluateLowSampleCountPercentiles"] == "ignore"
    assert "statistic" not in alarm
    others = [each for each in recording.of_type(ALARM) if each.name != "monitoring-target-group-latency"]
    assert not any("extendedStatistic" in each.inputs for each in others)


def test_at_launch_there_are_31_alarms_of_one_metric_each() -> None:
    alarms = Watching().record().of_type(ALARM)

    assert len(alarms) == 31
    assert not any("metricQueries" in each.inputs for each in alarms)


def test_the_first_up_waits_for_no_task() -> None:
    before, after = Watching(sizes=UNRELEASED).record(), Watching().record()

    assert before.keys() <= after.keys()
    assert len(after.of_type(ALARM)) - len(before.of_type(ALARM)) == 5


def test_growing_keeps_every_alarm_but_the_credits_of_a_machine_that_has_none() -> None:
    grown = Watching(sizes=replace(GUARDED_PLATFORM, database=LARGE_DATABASE), nat_zones=("a", "c"), dashboard=True)
    before, after = Watching().record(), grown.record()

    assert before.keys() - after.keys() == {(ALARM, "monitoring-database-credits")}
    assert after.keys() - before.keys() == {
        (ALARM, "monitoring-nat-a-ports"),
        (ALARM, "monitoring-nat-c-ports"),
        (ALARM, "monitoring-web-acl-blocked"),
        (DASHBOARD, "monitoring-dashboard"),
    }


def test_an_alarm_on_something_that_is_not_there_is_no_alarm_but_a_mistake() -> None:
    with pytest.raises(LookupError, match="alarm service-gpu-memory has nothing to watch"):
        Watching(sizes=GPU_PLATFORM, gpu_is_there=False).record()


def test_every_part_stands_below_the_tier() -> None:
    recording = Watching(dashboard=True).record()
    tier = recording.one(TIER)

    watched = [*recording.of_type(ALARM), *recording.of_type(RULE), *recording.of_type(DASHBOARD)]
    assert {recording.tier(each).urn for each in watched} == {tier.urn}
    told = recording.outputs[tier.urn]
    assert told["us_east_1_alarm_names"].keys() == {"distribution-errors", "function-errors"}
    assert {*told["alarm_names"], *told["us_east_1_alarm_names"]} == {row.key for row in alarm_table(INITIAL, ())}


def test_a_preview_declares_the_same() -> None:
    watching = Watching(sizes=GUARDED_PLATFORM, nat_zones=("a",), dashboard=True)

    assert watching.record(preview=True).keys() == watching.record().keys()
