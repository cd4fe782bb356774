"""The table of alarms: thresholds with literal answers, and what holds for every row."""

from dataclasses import replace

import pytest

from sizing.alarm import Alarm
from sizing.alarms import alarm_table, watched_services
from sizing.compute import ApiTasks, TaskRange
from sizing.connections import connection_budget
from sizing.database import DatabaseSize
from sizing.release import Release
from tests.sizing.platforms import GPU, GUARDED, INITIAL, LARGE_DATABASE, SPOT, UNRELEASED, Platform


def table(platform: Platform = INITIAL, *zones: str) -> dict[str, Alarm]:
    return {alarm.key: alarm for alarm in alarm_table(platform, zones)}


def threshold(key: str, platform: Platform = INITIAL) -> float:
    return table(platform, "a")[key].threshold


QUEUES = {"video", "ai-lite", "ai-basic", "ai-premium", "messaging"}
SERVICES = {"api", "video", "ai", "messaging"}
TARGETS = {f"target-group-{kind}" for kind in ("healthy", "unhealthy", "errors", "latency")} | {"load-balancer-errors"}
DATABASE = {f"database-{kind}" for kind in ("cpu", "storage", "memory", "connections", "credits", "transactions")}
EDGE = {"distribution-errors", "function-errors"}


def test_at_launch_31_metrics_are_watched() -> None:
    queues = {f"queue-{key}-age" for key in QUEUES} | {f"dead-letter-queue-{key}-messages" for key in QUEUES}
    services = {f"service-{key}-{kind}" for key in SERVICES for kind in ("running", "memory")}

    assert table().keys() == queues | services | TARGETS | DATABASE | EDGE
    assert len(alarm_table(INITIAL, ())) == 31


def test_before_the_first_release_nobody_waits_for_tasks() -> None:
    assert table().keys() - table(UNRELEASED).keys() == {
        *(f"service-{key}-running" for key in SERVICES),
        "target-group-healthy",
    }


def test_each_service_is_expected_once_its_own_image_is_released() -> None:
    only_ai = replace(INITIAL, release=Release(ai="1.0.0"))

    assert {key for key in table(only_ai) if key.endswith(("-running", "-healthy"))} == {"service-ai-running"}


def test_a_service_that_may_have_no_tasks_is_not_missed() -> None:
    idle = SPOT.model_copy(update={"tasks": TaskRange(min=0, max=2)})
    platform = replace(INITIAL, workers=INITIAL.workers.model_copy(update={"video": idle}))

    assert table().keys() - table(platform).keys() == {"service-video-running"}


def test_the_gpu_worker_is_watched_while_it_is_on() -> None:
    busy = GPU.model_copy(update={"tasks": TaskRange(min=1, max=1)})
    released = Release(api="1", video="1", ai="1", messaging="1", gpu="1")

    assert table(replace(INITIAL, gpu=GPU)).keys() - table().keys() == {"service-gpu-memory"}
    assert table(replace(INITIAL, gpu=busy, release=released)).keys() - table().keys() == {
        "service-gpu-memory",
        "service-gpu-running",
    }
    assert [each.service for each in watched_services(INITIAL)] == ["api", "video", "ai", "messaging"]


def test_each_nat_gateway_has_an_alarm_named_by_its_zone() -> None:
    assert table(INITIAL, "a", "c").keys() - table().keys() == {"nat-a-ports", "nat-c-ports"}


def test_the_firewall_is_watched_while_it_is_on() -> None:
    assert table(replace(INITIAL, cdn=GUARDED)).keys() - table().keys() == {"web-acl-blocked"}


def test_only_a_burstable_machine_has_credits_to_run_out_of() -> None:
    assert table().keys() - table(replace(INITIAL, database=LARGE_DATABASE)).keys() == {"database-credits"}


@pytest.mark.parametrize(
    ("key", "seconds"),
    [
        ("video", 16200),  # half an hour's wait, four hours' work
        ("ai-lite", 600),
        ("ai-basic", 3000),
        ("ai-premium", 10800),
        ("messaging", 180),
    ],
)
def test_a_job_is_late_when_it_waited_and_worked_as_long_as_its_queue_allows(key: str, seconds: int) -> None:
    assert threshold(f"queue-{key}-age") == seconds


@pytest.mark.parametrize(
    ("key", "small", "large"),
    [
        ("database-storage", 2_147_483_648, 21_474_836_480),  # a tenth of 20 and 200 GiB, in bytes
        ("database-memory", 53_687_091, 429_496_729),  # a twentieth of 1 and 8 GiB
        ("database-connections", 72, 450),  # of 80 and 500
        ("database-cpu", 90, 90),
        ("database-transactions", 1_000_000_000, 1_000_000_000),
    ],
)
def test_the_databases_thresholds_follow_from_its_size(key: str, small: int, large: int) -> None:
    assert threshold(key) == small
    assert threshold(key, replace(INITIAL, database=LARGE_DATABASE)) == large


@pytest.mark.parametrize(
    ("tasks", "requests", "failed"),
    [(2, 600, 60), (6, 600, 180), (2, 1200, 120), (2, 5, 1)],
)
def test_one_request_of_a_hundred_that_the_smallest_number_of_tasks_is_meant_for_may_fail(
    tasks: int, requests: int, failed: int
) -> None:
    changes = {"tasks": ApiTasks(min=tasks, max=8), "requests_per_task_per_minute": requests}

    assert threshold("target-group-errors", replace(INITIAL, api=INITIAL.api.model_copy(update=changes))) == failed


def test_the_firewall_is_an_alarm_when_it_blocks_what_one_address_may_send() -> None:
    assert threshold("web-acl-blocked", replace(INITIAL, cdn=GUARDED)) == 500


def test_the_other_thresholds_are_the_same_at_every_size() -> None:
    assert {
        key: threshold(key)
        for key in (
            "dead-letter-queue-video-messages",
            "service-api-running",
            "service-api-memory",
            "target-group-healthy",
            "target-group-unhealthy",
            "target-group-latency",
            "load-balancer-errors",
            "database-credits",
            "nat-a-ports",
            "distribution-errors",
            "function-errors",
        )
    } == {
        "dead-letter-queue-video-messages": 1,
        "service-api-running": 1,
        "service-api-memory": 90,
        "target-group-healthy": 1,
        "target-group-unhealthy": 1,
        "target-group-latency": 2,
        "load-balancer-errors": 10,
        "database-credits": 20,
        "nat-a-ports": 1,
        "distribution-errors": 5,
        "function-errors": 1,
    }


@pytest.mark.parametrize("database", [INITIAL.database, LARGE_DATABASE])
def test_the_connections_that_the_budget_allows_ring_nothing_and_the_last_ones_do(database: DatabaseSize) -> None:
    budget = connection_budget(INITIAL.api, INITIAL.workers, INITIAL.gpu, database.max_connections)

    rings = threshold("database-connections", replace(INITIAL, database=database))
    assert budget.limit < rings < database.max_connections


def test_a_thing_that_is_too_low_and_one_that_is_too_high_are_not_the_same_metric() -> None:
    # One metric with two thresholds would have to keep the lower one below the other, or ring for ever.
    rows = alarm_table(replace(INITIAL, gpu=GPU, cdn=GUARDED), ("a", "c"))

    metrics = [(row.watches, row.subject, row.metric) for row in rows]
    assert len(set(metrics)) == len(metrics)


def test_silence_is_trouble_only_where_something_has_to_run() -> None:
    rows = table(replace(INITIAL, cdn=GUARDED), "a")
    by_missing = {
        missing: {row.anchor for row in rows.values() if row.missing == missing}
        for missing in ("breaching", "ignore", "notBreaching")
    }

    assert by_missing["breaching"] == {"service-running", "target-group-healthy"}
    assert by_missing["ignore"] == {"dead-letter-queue-messages", *DATABASE}
    assert {row.anchor for row in rows.values() if row.comparison == "LessThanThreshold"} == {
        "service-running",
        "target-group-healthy",
        "database-storage",
        "database-memory",
        "database-credits",
    }


def test_every_row_says_why_in_a_mails_length_and_where_to_read_on() -> None:
    for row in alarm_table(replace(INITIAL, gpu=GPU, cdn=GUARDED), ("a", "c")):
        assert row.description == f"{row.reason} Runbook: docs/runbook.md#{row.anchor}"
        assert len(row.description) <= 1024, row.key
        assert row.reason.endswith("."), row.key


def test_cloudwatch_takes_every_rows_periods() -> None:
    for row in alarm_table(replace(INITIAL, gpu=GPU, cdn=GUARDED), ("a", "c")):
        assert 1 <= row.needed <= row.periods, row.key
        assert row.period_seconds in (60, 300), row.key


def test_only_what_cloudfront_reports_is_watched_at_the_edge() -> None:
    rows = alarm_table(replace(INITIAL, cdn=GUARDED), ("a",))

    assert {row.key for row in rows if row.at_the_edge} == {*EDGE, "web-acl-blocked"}
    assert {row.namespace for row in rows if row.at_the_edge} == {"AWS/CloudFront", "AWS/WAFV2"}
    assert {row.namespace for row in rows if not row.at_the_edge} == {
        "AWS/ApplicationELB",
        "AWS/ECS",
        "AWS/NATGateway",
        "AWS/RDS",
        "AWS/SQS",
    }
