"""A change replaces a resource when, and only when, AWS cannot make it in place."""

import json
import typing

import pytest

from sandbox import aws, replacements
from sandbox.diff import Diff, compare
from sandbox.sdk import input_shape
from sandbox.wire import UNKNOWN
from tests.sandbox.accounts import BUCKET, LIFECYCLE, NAT_GATEWAY, QUEUE, SUBNET, VPC

SERVICE = "aws:ecs/service:Service"


def paths(diff: Diff) -> dict[str, str]:
    return {each.path: f"{each.kind}{' and replace' if each.replaces else ''}" for each in diff.differences}


@pytest.mark.parametrize("token", sorted(aws.RESOURCES))
def test_a_change_replaces_exactly_where_the_providers_schema_says_so(token: str) -> None:
    rule = replacements.RULES[token]
    for name in input_shape(token).properties:
        diff = compare(token, {name: "old"}, {name: "new"})
        assert diff.changed == [name]
        in_part = {path.split(".")[0] for path in rule.replaces_nested} | set(rule.replaces_unless)
        if name not in in_part:
            assert diff.replaces == ([name] if name in rule.replaces else [])


@pytest.mark.parametrize("token", sorted(aws.RESOURCES))
def test_the_rows_name_real_inputs(token: str) -> None:
    rule = replacements.RULES[token]
    properties = input_shape(token).properties
    first = {path.split(".")[0] for path in rule.replaces_nested}
    unless = {*rule.replaces_unless, *rule.replaces_unless.values()}
    assert rule.replaces | first | unless | set(rule.named_by) <= set(properties)


def test_there_is_a_row_for_every_type_of_the_table_and_for_no_other() -> None:
    assert set(replacements.RULES) == set(aws.RESOURCES)


def test_the_rows_say_where_they_come_from() -> None:
    meta = typing.cast("dict[str, str]", json.loads(replacements.FILE.read_text())["_meta"])
    assert "Terraform AWS provider's own schema, 5.46" in meta["source"]
    assert "limits" in meta


def test_what_is_the_same_makes_no_difference() -> None:
    inputs = {"name": "jobs", "tags": {"a": "b"}, "delaySeconds": 3}
    diff = compare(QUEUE, inputs, {**inputs, "delaySeconds": 3.0})
    assert diff == Diff(differences=(), delete_before_replace=False)


def test_a_null_is_the_same_as_nothing() -> None:
    assert paths(compare(QUEUE, {}, {"delaySeconds": None})) == {}


def test_true_is_not_one() -> None:
    assert paths(compare(QUEUE, {"delaySeconds": 1}, {"delaySeconds": True})) == {"delaySeconds": "update"}


def test_each_difference_is_told_at_its_path() -> None:
    olds = {
        "bucket": "b",
        "rules": [{"id": "ia", "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}]}, {"id": "gone"}],
    }
    news = {"bucket": "b", "rules": [{"id": "ia", "status": "Enabled", "transitions": [{"days": 60}]}]}
    assert paths(compare(LIFECYCLE, olds, news)) == {
        "rules[0].status": "add",
        "rules[0].transitions[0].days": "update",
        "rules[0].transitions[0].storageClass": "delete",
        "rules[1]": "delete",
    }


def test_a_key_that_is_no_word_is_quoted() -> None:
    diff = compare(QUEUE, {}, {"tags": {"cost:centre": "x"}})
    assert paths(diff) == {"tags": "add"}
    assert paths(compare(QUEUE, {"tags": {}}, {"tags": {"cost:centre": "x"}})) == {'tags["cost:centre"]': "add"}
    assert compare(QUEUE, {"tags": {}}, {"tags": {"cost:centre": "x"}}).changed == ["tags"]


def test_pulumis_own_keys_make_no_difference() -> None:
    assert paths(compare(QUEUE, {"name": "a", "__defaults": []}, {"name": "a", "__defaults": ["name"]})) == {}


def test_something_unknown_counts_as_changed_and_replaces_where_its_input_does() -> None:
    diff = compare(SUBNET, {"vpcId": "vpc-0", "tags": {"a": "b"}}, {"vpcId": UNKNOWN, "tags": {"a": UNKNOWN}})
    assert paths(diff) == {"vpcId": "update and replace", "tags.a": "update"}
    assert diff.replaces == ["vpcId"]


def test_another_region_replaces() -> None:
    assert compare(QUEUE, {"region": "ap-northeast-2"}, {"region": "us-east-1"}).replaces == ["region"]


def test_a_nested_input_replaces_and_its_neighbour_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = replacements.Rule(
        terraform="aws_ecs_service",
        replaces=frozenset(),
        replaces_nested=frozenset({"deploymentController.type", "blocks.inner.kind"}),
        named_by=(),
    )
    monkeypatch.setitem(typing.cast("dict[str, replacements.Rule]", replacements.RULES), SERVICE, rule)
    olds = {"deploymentController": {"type": "ECS", "other": 1}, "blocks": [{"inner": {"kind": "a", "size": 1}}]}

    def replaced(**news: object) -> list[str]:
        return compare(SERVICE, olds, {**olds, **news}).replaces

    assert replaced(deploymentController={"type": "EXTERNAL", "other": 1}) == ["deploymentController"]
    assert replaced(deploymentController={"type": "ECS", "other": 2}) == []
    assert replaced(deploymentController=None) == ["deploymentController"]
    assert replaced(deploymentController=UNKNOWN) == ["deploymentController"]
    assert replaced(blocks=[{"inner": {"kind": "b", "size": 1}}]) == ["blocks"]
    assert replaced(blocks=[{"inner": {"kind": "a", "size": 2}}]) == []
    assert replaced(blocks=[]) == ["blocks"]


def test_what_the_program_named_is_deleted_before_it_is_replaced() -> None:
    olds = {"bucket": "b", "region": "us-east-1"}
    news: dict[str, object] = {"bucket": "b", "region": "us-west-2", "__defaults": []}
    assert compare(BUCKET, olds, news).delete_before_replace
    assert not compare(BUCKET, olds, {**news, "__defaults": ["bucket"]}).delete_before_replace


def test_what_has_no_name_is_replaced_before_it_is_deleted() -> None:
    assert not compare(VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}).delete_before_replace


def test_what_is_only_updated_is_not_deleted() -> None:
    diff = compare(BUCKET, {"bucket": "b"}, {"bucket": "b", "forceDestroy": True, "__defaults": []})
    assert diff.changed == ["forceDestroy"]
    assert not diff.delete_before_replace


def test_several_inputs_that_replace_are_all_told() -> None:
    diff = compare(NAT_GATEWAY, {"subnetId": "a", "allocationId": "b"}, {"subnetId": "c", "allocationId": "d"})
    assert diff.replaces == ["allocationId", "subnetId"]
