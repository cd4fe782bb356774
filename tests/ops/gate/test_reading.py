"""What is no plan is an error, and how the engine's steps become one a resource."""

import json

import pytest

from ops.gate.reading import MEANINGS, read
from ops.gate.rules import judge
from ops.problem import Problem
from ops.rehearse.report import Report
from tests.ops.gate.plans import document, plan, step

QUEUE = "aws:sqs/queue:Queue"
BUCKET = "aws:s3/bucket:Bucket"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("[]", "is a JSON list"),
        ('"steps"', "is a JSON string"),
        ("7", "is a JSON number"),
        ("true", "is a JSON true or false"),
        ("null", "is a JSON null"),
        ("{}", "has no steps"),
        ('{"steps": []}', "has no steps"),
        ('{"steps": null, "changeSummary": {"same": 1}}', "has no steps"),
        ('{"steps": {}}', r"is not what it should be at steps"),
        ('{"steps": [{"op": "same"}]}', r"is not what it should be at steps\.0\.urn"),
        ('{"steps": [{"op": "same", "urn": "queue"}]}', r"is not what it should be at steps\.0\.urn"),
        ('{"steps": [{"urn": "urn:pulumi:a::b::c:d:E::f"}]}', r"is not what it should be at steps\.0\.op"),
        ('{"steps": [{"op": "same", "urn": "urn:pulumi:a::b::c:d:E::f"}]}', "the preview did not end"),
        ('{"kind": "academy-rehearsal"}', "is not what it should be at schema_version|from"),
        ("Previewing update (prod):\n", "is not JSON, or cut off"),
        ('warning: a\n{"steps": []}', "is not JSON, or cut off"),
        (document() + document(), "is not JSON, or cut off"),
        ('{"sequence": 0}\n', "has no summaryEvent"),
    ],
)
def test_what_is_no_plan_is_an_error_that_says_so(text: str, what: str) -> None:
    with pytest.raises(Problem, match=f"^stdin.*{what}"):
        read(text, "stdin")


def test_a_step_that_the_gate_does_not_know_is_an_error() -> None:
    with pytest.raises(Problem, match="steps that the gate doesn't know: obliterate"):
        plan(step("obliterate", QUEUE))


@pytest.mark.parametrize("op", ["delete", "replace"])
def test_a_plan_with_fewer_losses_than_its_summary_counts_is_an_error(op: str) -> None:
    assert len(read(document(step(op, QUEUE), summary={op: 1}), "plan").steps) == 2
    with pytest.raises(Problem, match=f"plan is incomplete: its summary counts 2 to {op}, its steps show 1"):
        read(document(step(op, QUEUE), summary={op: 2}), "plan")


def test_any_error_of_the_diagnostics_is_one_of_the_plan_each_once_and_nothing_else_is() -> None:
    said = [
        {"severity": "warning", "message": "warning: old\n"},
        {"severity": "info#err", "message": "Traceback\n"},
        {"severity": "error", "message": "error: no such bucket\n"},
        {"severity": "error", "message": "error: an unhandled error occurred: no such bucket\n"},
        {"severity": "error", "message": "error: preview failed\n"},
    ]
    assert read(document(diagnostics=said), "plan").errors == ("no such bucket",)
    assert read(document(diagnostics=said[-1:]), "plan").errors == ("preview failed",)


def test_an_error_counts_where_nothing_was_planned_at_all() -> None:
    said = [{"severity": "error", "message": "error: no credentials\n"}]
    assert read(json.dumps({"steps": None, "diagnostics": said}), "plan").errors == ("no credentials",)


@pytest.mark.parametrize(
    "op",
    [
        *("replace", "create-replacement", "delete-replaced"),
        *("import-replacement", "read-replacement", "discard-replaced"),
    ],
)
def test_whatever_the_engine_calls_it_a_replacement_is_one(op: str) -> None:
    assert [finding.loss for finding in judge(plan(step(op, QUEUE)).steps)] == ["replaced"]


@pytest.mark.parametrize("op", ["create", "update", "same", "import", "read", "refresh", "discard"])
def test_other_steps_lose_nothing_by_themselves(op: str) -> None:
    assert judge(plan(step(op, QUEUE)).steps) == []


def test_every_operation_of_the_engine_has_a_meaning() -> None:
    # https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/apitype/events.go
    assert MEANINGS.keys() == {
        *("same", "create", "update", "delete", "replace", "create-replacement", "delete-replaced"),
        *("read", "read-replacement", "refresh", "discard", "discard-replaced", "remove-pending-replace"),
        *("import", "import-replacement"),
    }


def test_the_several_steps_of_a_replacement_are_one_with_the_reason_that_any_of_them_gives() -> None:
    telling = step(
        "replace",
        QUEUE,
        replaceReasons=["name"],
        detailedDiff={"name": {"kind": "update-replace"}},
        oldState={"inputs": {"name": "a"}},
        newState={"inputs": {"name": "b"}},
    )

    (finding,) = judge(plan(step("create-replacement", QUEUE), telling, step("same", QUEUE)).steps)

    assert "would be replaced because of name (a -> b)" in finding.text


def test_a_deletion_counts_beside_another_step_on_the_same_resource() -> None:
    assert [finding.loss for finding in judge(plan(step("same", QUEUE), step("delete", QUEUE)).steps)] == ["deleted"]


def test_without_a_detailed_diff_the_reasons_count() -> None:
    states: dict[str, object] = {"oldState": {"inputs": {"bucket": "a"}}, "newState": {"inputs": {"bucket": "b"}}}
    for reasons in ({"replaceReasons": ["bucket"]}, {"replaceReasons": ["bucket"], "diffReasons": ["bucket"]}):
        (finding,) = judge(plan({**step("replace", BUCKET), **reasons, **states}).steps)
        assert "would be replaced because of bucket (a -> b); it" in finding.text


def test_a_replacement_that_no_property_asks_for_says_so() -> None:
    (finding,) = judge(plan(step("replace", BUCKET)).steps)
    assert "would be replaced because of its provider or its options, not of a property" in finding.text


def report(**there: object) -> str:
    """A rehearsal's JSON, with `there` as the preview of the way there."""
    preview: dict[str, object] = {"failed": False, "steps": (), "unchanged": 3, **there}
    leg: dict[str, object] = {"what": "10k", "preview": preview}
    stacks = {"from": {"name": "initial", "file": "a"}, "to": {"name": "10k", "file": "b"}}
    return Report.model_validate({**stacks, "there": leg}).model_dump_json(by_alias=True)


def rehearsed(op: str, **more: object) -> dict[str, object]:
    urn = f"urn:pulumi:initial::academy::academy:data:Tier${BUCKET}::media"
    return {"urn": urn, "type": BUCKET, "name": "media", "tier": "academy:data:Tier", "op": op, **more}


def test_a_rehearsal_is_judged_by_the_preview_of_the_way_there() -> None:
    assert judge(read(report(), "stdin").steps) == []
    change = {"path": "bucket", "kind": "update", "replaces": True, "old": "a", "new": "b"}
    steps = [rehearsed("replace", replace_keys=["bucket"], changes=[change])]
    (finding,) = judge(read(report(steps=steps), "stdin").steps)
    assert "::media would be replaced because of bucket (a -> b); it holds objects" in finding.text
    (finding,) = judge(read(report(steps=[rehearsed("same", was_protected=True)]), "stdin").steps)
    assert finding.loss == "unprotected"


def test_a_reason_of_a_rehearsal_that_shows_no_values_is_named_alone() -> None:
    (finding,) = judge(read(report(steps=[rehearsed("replace", replace_keys=["bucket"])]), "stdin").steps)
    assert "would be replaced because of bucket; it" in finding.text


def test_a_rehearsal_that_failed_is_no_plan() -> None:
    said = [{"severity": "error", "message": "AWS refused", "urn": ""}]
    for preview in ({"failed": True, "diagnostics": said}, {"diagnostics": said}):
        assert read(report(**preview), "stdin").errors == ("the preview of the rehearsal failed: AWS refused",)
    assert read(report(failed=True), "stdin").errors == ("the preview of the rehearsal failed: nothing says why",)
    stacks = {"from": {"name": "initial", "file": "a"}, "to": {"name": "10k", "file": "b"}}
    done = {"failed": True, "steps": [], "unchanged": 3, "diagnostics": said}
    leg = json.loads(report())["there"] | {"up": done}
    failed = Report.model_validate({**stacks, "there": leg}).model_dump_json(by_alias=True)
    assert read(failed, "stdin").errors == ("the up of the rehearsal failed: AWS refused",)
    refused = Report.model_validate({**stacks, "failures": ["storage cannot shrink"]})
    assert read(refused.model_dump_json(by_alias=True), "stdin").errors == ("storage cannot shrink",)
    silent = Report.model_validate(stacks)
    assert read(silent.model_dump_json(by_alias=True), "stdin").errors == ("the rehearsal never came to its preview",)


EVENT = {"sequence": 1, "resourcePreEvent": {"metadata": step("delete", QUEUE)}}
SUMMARY = {"sequence": 2, "summaryEvent": {"resourceChanges": {"delete": 1}, "isPreview": True, "result": "succeeded"}}


def events(*each: object) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in each)


def test_events_are_a_plan_as_the_document_is() -> None:
    plan = read(events(EVENT, SUMMARY), "plan")
    assert (plan.errors, [finding.loss for finding in judge(plan.steps)]) == ((), ["deleted"])


def test_what_only_other_programs_take_for_the_end_of_a_line_does_not_end_an_event() -> None:
    said = {"sequence": 3, "diagnosticEvent": {"severity": "info", "message": "a\u2028b\u0085c"}}
    told = events(EVENT, SUMMARY) + json.dumps(said, ensure_ascii=False)
    assert len(read(told, "plan").steps) == 1


def test_a_mandatory_policy_that_is_broken_is_an_error_among_the_events() -> None:
    broken = {"policyName": "closed-buckets", "enforcementLevel": "mandatory", "message": "close it\n"}
    advice = {**broken, "enforcementLevel": "advisory"}
    told = events(EVENT, {"sequence": 3, "policyEvent": broken}, {"sequence": 4, "policyEvent": advice}, SUMMARY)
    assert read(told, "plan").errors == ("closed-buckets: close it",)


def test_events_of_a_preview_that_failed_or_of_no_preview_are_none_to_go_by() -> None:
    failed = {"sequence": 2, "summaryEvent": {"resourceChanges": {"same": 1}, "isPreview": True, "result": "failed"}}
    assert read(events(EVENT, failed), "plan").errors == ("the preview failed",)
    done = {"sequence": 2, "summaryEvent": {"resourceChanges": {"same": 1}, "isPreview": False}}
    with pytest.raises(Problem, match="plan is not a preview: it has been done already"):
        read(events(EVENT, done), "plan")
    with pytest.raises(Problem, match="plan has no steps"):
        read(events(SUMMARY), "plan")
