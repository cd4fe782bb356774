"""What counts as drift, and what the nightly run does with it."""

import dataclasses
import json
from collections.abc import Generator, Sequence
from datetime import UTC, datetime

import pytest

from ops.ci.comment import Change, Plan
from ops.ci.drift import in_scheduled_hours, without_schedule
from ops.ci.run import Answer, drift
from ops.problem import Problem
from ops.stacks import find_stack, read_profile
from tests.ops.ci.github_server import Hub, serving

EVENING = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)  # 20:30 in Seoul: 10k asks for 6 tasks from 18 to 23
NIGHT = datetime(2026, 3, 1, 18, 17, tzinfo=UTC)  # 3:17 in Seoul
TARGET = "urn:pulumi:10k::academy::academy:compute:Services$aws:appautoscaling/target:Target::api"
SCHEDULED = Change(op="update", urn=TARGET, why=("minCapacity (6 -> 4)",))
ALARM_URN = "urn:pulumi:10k::academy::aws:cloudwatch/metricAlarm:MetricAlarm::one"
ALARM = Change(op="update", urn=ALARM_URN, why=("actionsEnabled",))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Generator[Hub]:
    with serving() as hub:
        monkeypatch.setenv("GITHUB_TOKEN", "token")
        monkeypatch.setenv("GITHUB_API_URL", hub.url)
        yield hub


def seen(plan: Plan, now: datetime) -> tuple[Change, ...]:
    return without_schedule(plan, read_profile(find_stack("10k")), now).changes


def test_the_scheduled_minimum_is_no_drift_in_its_hours_and_is_drift_at_any_other_time() -> None:
    plan = Plan(title="Drift", changes=(SCHEDULED, ALARM))
    assert seen(plan, EVENING) == (ALARM,)
    assert seen(plan, NIGHT) == (SCHEDULED, ALARM)


@pytest.mark.parametrize("why", [("minCapacity (1 -> 4)",), ("minCapacity (6 -> 4)", "maxCapacity (20 -> 12)")])
def test_another_minimum_than_the_scheduled_one_is_drift_in_its_hours_too(why: tuple[str, ...]) -> None:
    change = dataclasses.replace(SCHEDULED, why=why)
    assert seen(Plan(title="Drift", changes=(change,)), EVENING) == (change,)


@pytest.mark.parametrize(
    ("hour", "minute", "holds"), [(8, 59, False), (9, 0, True), (13, 59, True), (14, 10, True), (14, 20, False)]
)
def test_the_hours_are_seouls_and_end_a_little_late(hour: int, minute: int, *, holds: bool) -> None:
    profile = read_profile(find_stack("10k"))
    assert in_scheduled_hours(profile, datetime(2026, 3, 1, hour, minute, tzinfo=UTC)) is holds


def test_a_stack_without_a_schedule_has_no_such_hours() -> None:
    assert not in_scheduled_hours(read_profile(find_stack("initial")), EVENING)


DRIFTED = json.dumps(
    {
        "steps": [
            {
                "op": "update",
                "urn": ALARM_URN,
                "oldState": {"inputs": {"actionsEnabled": False}},
                "newState": {"inputs": {"actionsEnabled": True}},
                "diffReasons": ["actionsEnabled"],
            }
        ],
        "diagnostics": [
            {"severity": "error", "message": "no changes were expected for preview but changes were proposed"}
        ],
        "changeSummary": {"same": 270, "update": 1},
    }
)
STACK_STEP = {"op": "same", "urn": "urn:pulumi:10k::academy::pulumi:pulumi:Stack::academy-10k"}
CLEAN = json.dumps({"steps": [STACK_STEP], "changeSummary": {"same": 271}})


def test_drift_opens_one_issue_that_names_the_resource_and_the_property(
    hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Sequence[str]] = []

    def run(arguments: Sequence[str]) -> Answer:
        asked.append(arguments)
        return Answer(status=255, text=DRIFTED)

    assert drift("10k", "academy/infrastructure", run=run, now=NIGHT) == 1
    assert drift("10k", "academy/infrastructure", run=run, now=NIGHT) == 1
    assert len(hub.issues) == 1
    assert "metricAlarm:MetricAlarm one`: `actionsEnabled (false -> true)`" in hub.issues[1]["body"]
    assert {"--refresh", "--expect-no-changes"} <= set(asked[0])
    assert "no changes were expected" not in capsys.readouterr().out


def test_a_clean_night_closes_the_issue(hub: Hub) -> None:
    drift("10k", "academy/infrastructure", run=lambda _: Answer(status=255, text=DRIFTED), now=NIGHT)
    assert drift("10k", "academy/infrastructure", run=lambda _: Answer(status=0, text=CLEAN), now=NIGHT) == 0
    assert hub.issues[1]["state"] == "closed"


def test_a_preview_that_fails_is_told_and_never_taken_for_a_clean_night(hub: Hub) -> None:
    failed = '{"diagnostics": [{"severity": "error", "message": "error: no credentials"}]}'
    assert drift("10k", "academy/infrastructure", run=lambda _: Answer(status=255, text=failed), now=NIGHT) == 1
    assert "no credentials" in hub.issues[1]["body"]


def test_a_preview_that_says_nothing_is_told_and_never_taken_for_a_clean_night(hub: Hub) -> None:
    def silent(_: Sequence[str]) -> Answer:
        raise Problem("pulumi preview ended with 255 and printed no plan")

    assert drift("10k", "academy/infrastructure", run=silent, now=NIGHT) == 1
    assert "pulumi preview ended with 255 and printed no plan" in hub.issues[1]["body"]


def test_a_preview_that_ends_badly_without_a_word_is_never_taken_for_a_clean_night(hub: Hub) -> None:
    assert drift("10k", "academy/infrastructure", run=lambda _: Answer(status=255, text=CLEAN), now=NIGHT) == 1
    assert "pulumi preview ended with 255" in hub.issues[1]["body"]
