"""The dashboard, as CloudWatch would be asked for it."""

import json
from dataclasses import replace
from typing import Any

from components.dashboard import WatchedMetric, widgets
from sandbox.recording import Recording
from sizing.alarms import alarm_table
from tests.components.watching import ALARM, DASHBOARD, Watching
from tests.sizing.platforms import GUARDED, INITIAL

SHOWN = Watching(sizes=replace(INITIAL, cdn=GUARDED), nat_zones=("a", "c"), dashboard=True)


def graphs(recording: Recording) -> dict[str, dict[str, Any]]:
    body = json.loads(recording.one(DASHBOARD).inputs["dashboardBody"])
    return {widget["properties"]["title"]: widget["properties"] for widget in body["widgets"]}


def test_off_there_is_none() -> None:
    assert Watching().record().of_type(DASHBOARD) == []


def test_people_find_it_by_the_environments_name() -> None:
    assert SHOWN.record().one(DASHBOARD).inputs["dashboardName"] == "academy-prod"


def test_every_metric_that_has_an_alarm_is_drawn_from_where_the_alarm_looks() -> None:
    recording = SHOWN.record()

    drawn = {
        (
            graph["region"],
            graph["stat"],
            graph["period"],
            *line[:2],
            frozenset(zip(line[2:-1:2], line[3:-1:2], strict=True)),
        )
        for graph in graphs(recording).values()
        for line in graph["metrics"]
    }
    assert drawn == {
        (
            inputs["region"],
            inputs.get("statistic", inputs.get("extendedStatistic")),
            inputs["period"],
            inputs["namespace"],
            inputs["metricName"],
            frozenset(inputs["dimensions"].items()),
        )
        for inputs in (alarm.inputs for alarm in recording.of_type(ALARM))
    }


def test_a_graph_shows_everything_of_its_kind_and_where_it_rings() -> None:
    graph = graphs(SHOWN.record())["queue age"]

    assert graph["view"] == "timeSeries"
    assert [line[-1]["label"] for line in graph["metrics"]] == [
        "video",
        "ai-lite",
        "ai-basic",
        "ai-premium",
        "messaging",
    ]
    assert graph["annotations"] == {"horizontal": [{"value": value} for value in (180, 600, 3000, 10800, 16200)]}


def test_what_there_is_only_one_of_is_called_what_it_is() -> None:
    assert graphs(SHOWN.record())["database cpu"]["metrics"] == [
        ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", "academy-prod", {"label": "database"}]
    ]


def test_the_graphs_stand_three_in_a_row_and_on_nobody_elses_place() -> None:
    metrics = [WatchedMetric(alarm=alarm, dimensions={}) for alarm in alarm_table(INITIAL, ())]

    places = [(widget["x"], widget["y"]) for widget in widgets(metrics, "ap-northeast-2")]
    assert places[:4] == [(0, 0), (8, 0), (16, 0), (0, 6)]
    assert len(set(places)) == len(places) == 17
    assert {(widget["width"], widget["height"]) for widget in widgets(metrics, "ap-northeast-2")} == {(8, 6)}


def test_its_body_is_canonical_json() -> None:
    text = SHOWN.record().one(DASHBOARD).inputs["dashboardBody"]

    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
