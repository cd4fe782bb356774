"""A change in a line: short, and of long text only what differs."""

import json

import pytest

from ops.rehearse.report import Change
from ops.rehearse.words import LONGEST, short, told, what_differs


def change(old: object, new: object, path: str = "policy") -> Change:
    return Change.model_validate({"path": path, "kind": "update", "replaces": False, "old": old, "new": new})


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (False, True, "policy: false → true"),
        ("db.t4g.micro", "db.t4g.medium", "policy: db.t4g.micro → db.t4g.medium"),
        (20, 50, "policy: 20 → 50"),
        (None, 3, "policy: added 3"),
        (["a"], None, 'policy: ["a"] removed'),
        (None, {"a": 1}, "policy: added"),
        ([{"a": 1}], None, "policy: removed"),
    ],
)
def test_plain_values_are_shown_as_people_write_them(old: object, new: object, line: str) -> None:
    assert told(change(old, new)) == [line]


def test_an_unknown_value_says_when_it_is_known() -> None:
    one = Change(path="vpcId", kind="update", replaces=True, old="vpc-1", unknown=True)

    assert told(one) == ["vpcId: vpc-1 → (known once it is applied)"]


def test_json_in_a_string_is_told_by_what_differs_in_it() -> None:
    variables = [{"name": "HOST", "value": "db.example"}, {"name": "PORT", "value": "5432"}]
    old = [{"name": "api", "cpu": 0, "environment": variables}]
    new = [
        {"name": "pgbouncer", "cpu": 0, "image": "…"},
        {"name": "api", "cpu": 0, "environment": [{"name": "HOST", "value": "127.0.0.1"}, variables[1]]},
    ]

    assert told(change(json.dumps(old), json.dumps(new), "containerDefinitions")) == [
        "containerDefinitions.api.environment.HOST: db.example → 127.0.0.1",
        "containerDefinitions.pgbouncer: added",
    ]


def test_json_of_another_form_only_says_so() -> None:
    assert told(change('{"a": 1}', '{"a":1}')) == ["policy: only its form differs"]


def test_a_list_of_plain_values_tells_what_came_and_what_went() -> None:
    assert told(change('{"Resource": ["a", "b"]}', '{"Resource": ["b", "c"]}')) == [
        "policy.Resource: a removed, added c"
    ]


def test_of_long_text_only_the_places_that_differ_are_told() -> None:
    before = "Less than 10 % of 20 GiB has been free for half an hour; it grows to 100 GiB"
    after = "Less than 10 % of 50 GiB has been free for half an hour; it grows to 200 GiB"

    assert what_differs(before, after) == [("20 GiB", "50 GiB"), ("100 GiB", "200 GiB")]


def test_values_and_paths_are_cut_where_they_get_long() -> None:
    assert len(short("x" * 500)) == LONGEST
    assert short("arn:aws:ecs:ap-northeast-2:1:task-definition/academy-api:2") == "…/academy-api:2"
    path = "stepScalingPolicyConfiguration.stepAdjustments[0].metricIntervalUpperBound"
    assert told(change(None, "2", path)) == ["….stepAdjustments[0].metricIntervalUpperBound: added 2"]
