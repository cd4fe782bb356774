"""What counts as a loss, type by type and property by property."""

import pytest

from ops.gate.holdings import LOSABLE, STATELESS
from ops.gate.rules import GUARDS, LOST_IN_PLACE, judge
from sandbox.aws import RESOURCES
from sandbox.replacements import RULES
from sandbox.schema import problems
from tests.ops.gate.plans import plan, step

DATABASE = "aws:rds/instance:Instance"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def updated(token: str, old: dict[str, object], new: dict[str, object]) -> list[tuple[str, str]]:
    """What the gate says of an update: the loss, and the text after the URN."""
    keys = sorted({key for key in {*old, *new} if old.get(key) != new.get(key)})
    one = step("update", token, oldState={"inputs": old}, newState={"inputs": new}, diffReasons=keys)
    return [(finding.loss, finding.text.removeprefix(finding.urn).strip()) for finding in judge(plan(one).steps)]


def test_every_type_that_the_program_may_declare_is_classified_once() -> None:
    assert LOSABLE.keys() & STATELESS.keys() == set()
    assert {*LOSABLE, *STATELESS} == {*RESOURCES} == {*RULES}, "say in ops/gate/holdings.py what a new type holds"


@pytest.mark.parametrize("token", LOSABLE)
@pytest.mark.parametrize(("op", "loss"), [("replace", "replaced"), ("delete", "deleted")])
def test_what_holds_something_is_neither_replaced_nor_deleted(token: str, op: str, loss: str) -> None:
    (finding,) = judge(plan(step(op, token)).steps)
    assert (finding.loss, finding.text.endswith(f"; it {LOSABLE[token]}")) == (loss, True)


@pytest.mark.parametrize("token", [*STATELESS, "academy:data:Tier", "pulumi:providers:aws"])
def test_what_holds_nothing_may_go(token: str) -> None:
    assert judge(plan(step("replace", token, "a"), step("delete", token, "b")).steps) == []


def test_a_type_that_nobody_classified_counts_as_holding_something() -> None:
    (finding,) = judge(plan(step("delete", "aws:dynamodb/table:Table")).steps)
    assert "would be deleted; it may hold anything: ops/gate/holdings.py says nothing about its type" in finding.text


@pytest.mark.parametrize("op", ["same", "update", "refresh"])
@pytest.mark.parametrize("token", ["aws:s3/bucket:Bucket", "aws:ec2/eip:Eip", "academy:data:Tier"])
def test_protection_may_not_go_from_whatever_has_it(op: str, token: str) -> None:
    kept = step(op, token, "a", oldState={"protect": True}, newState={"protect": True})
    lost = step(op, token, "b", oldState={"protect": True}, newState={})
    gained = step(op, token, "c", oldState={}, newState={"protect": True})
    assert [(finding.step.name, finding.loss) for finding in judge(plan(kept, lost, gained).steps)] == [
        ("b", "unprotected")
    ]


def test_a_replacement_that_also_loses_its_protection_is_one_finding() -> None:
    (finding,) = judge(
        plan(step("replace", "aws:sqs/queue:Queue", replaceReasons=["name"], oldState={"protect": True})).steps
    )
    assert "because of name (none -> none), and loses its protection; it holds jobs" in finding.text


@pytest.mark.parametrize(
    ("token", "old", "new"),
    [
        (DATABASE, {"deletionProtection": True}, {"deletionProtection": False}),
        (DATABASE, {"deletionProtection": True}, {}),
        (DATABASE, {"deletionProtection": True}, {"deletionProtection": UNKNOWN}),
        (DATABASE, {"skipFinalSnapshot": False}, {"skipFinalSnapshot": True}),
        (DATABASE, {}, {"skipFinalSnapshot": True}),
        ("aws:lb/loadBalancer:LoadBalancer", {"enableDeletionProtection": True}, {"enableDeletionProtection": False}),
        ("aws:s3/bucket:Bucket", {}, {"forceDestroy": True}),
        ("aws:ecr/repository:Repository", {}, {"forceDelete": True}),
        ("aws:s3/bucket:Bucket", {}, {"forceDestroy": UNKNOWN}),
    ],
)
def test_a_guard_against_deletion_may_come_and_not_go(
    token: str, old: dict[str, object], new: dict[str, object]
) -> None:
    ((loss, text),) = updated(token, old, new)
    assert loss == "unprotected"
    assert text.startswith(f"would lose a guard against deletion because of {next(iter({*old, *new}))}")
    if UNKNOWN not in new.values():
        assert updated(token, new, old) == []


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (["academy.example"], [], True),
        (["academy.example"], None, True),
        (["academy.example"], ["other.example"], True),
        (["academy.example"], UNKNOWN, True),
        (["academy.example"], [UNKNOWN], True),
        (["a.example", "b.example"], ["b.example", "a.example"], False),
        (["academy.example"], ["academy.example", "other.example"], False),
        (None, ["academy.example"], False),
    ],
)
def test_a_distribution_keeps_its_names(old: object, new: object, *, lost: bool) -> None:
    told = updated(DISTRIBUTION, {"aliases": old}, {"aliases": new})
    assert [loss for loss, _ in told] == (["emptied"] if lost else [])


def test_a_name_that_goes_is_seen_in_a_detailed_diff_too() -> None:
    one = step(
        "update",
        DISTRIBUTION,
        oldState={"inputs": {"aliases": ["a.example", "b.example"]}},
        newState={"inputs": {"aliases": ["a.example"]}},
        detailedDiff={"aliases[1]": {"kind": "delete"}},
    )
    (finding,) = judge(plan(one).steps)
    assert "would lose a name that people know because of aliases[1] (b.example -> none)" in finding.text


def test_a_database_keeps_its_master_secret() -> None:
    ((loss, text),) = updated(DATABASE, {"manageMasterUserPassword": True}, {"manageMasterUserPassword": None})
    assert (loss, text) == (
        "emptied",
        "would lose its master secret because of manageMasterUserPassword (true -> none)",
    )
    assert updated(DATABASE, {}, {"manageMasterUserPassword": True}) == []


def test_an_update_of_size_loses_nothing() -> None:
    assert updated(DATABASE, {"instanceClass": "db.t4g.micro"}, {"instanceClass": "db.t4g.medium"}) == []


def test_the_guarded_inputs_are_inputs_of_their_types() -> None:
    named = [(token, key, True) for table in (GUARDS, LOST_IN_PLACE) for token, keys in table.items() for key in keys]
    for token, key, value in named:
        assert [each for each in problems(token, {key: value}) if "no input" in each or "unknown" in each] == []
