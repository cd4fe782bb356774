"""From what `pulumi preview --json` or `academy rehearse --json` prints to a plan. What can't be read is an error."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from ops.gate.rehearsals import KIND, plan_of
from ops.gate.step import Change, Op, Plan, Step, input_of
from ops.problem import Problem
from ops.rehearse.reading import masked, value_at
from ops.rehearse.report import Report
from sandbox.wire import has_unknown

MEANINGS: Mapping[str, Op] = {
    "same": "same",
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "import": "create",
    "import-replacement": "replace",
    "read": "same",
    "read-replacement": "replace",
    "refresh": "same",
    "discard": "same",
    "discard-replaced": "replace",
    "remove-pending-replace": "same",
}
"""The engine's operation -> what it means for the resource. `read` and `discard` are about what Pulumi doesn't manage.
https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/operations.go"""

_WORST_FIRST: Sequence[Op] = ("replace", "delete", "update", "create", "same")

_COUNTED: Sequence[Op] = ("replace", "delete")
"""Of these the summary may not know more than the steps show."""

_HOW = "want what pulumi preview --json or academy rehearse --json prints"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class _State(_Part):
    protect: bool = False
    retain_on_delete: bool = Field(default=False, alias="retainOnDelete")
    inputs: dict[str, JsonValue] | None = None


class _Kind(_Part):
    kind: str = Field(validation_alias=AliasChoices("kind", "diffKind"))


class _Step(_Part):
    """One step of the engine's; the two forms of its JSON differ in the names."""

    op: str
    urn: str = Field(pattern=r"^urn:pulumi:[^:]+::[^:]+::[^:]+(:[^:]+)*::.+$")
    old: _State | None = Field(default=None, validation_alias=AliasChoices("oldState", "old"))
    new: _State | None = Field(default=None, validation_alias=AliasChoices("newState", "new"))
    differing: tuple[str, ...] | None = Field(default=None, validation_alias=AliasChoices("diffReasons", "diffs"))
    forcing: tuple[str, ...] | None = Field(default=None, validation_alias=AliasChoices("replaceReasons", "keys"))
    detail: dict[str, _Kind] | None = Field(default=None, alias="detailedDiff")


class _Said(_Part):
    message: str
    severity: str


class _Violation(_Part):
    policy: str = Field(alias="policyName")
    level: str = Field(alias="enforcementLevel")
    message: str


class _Metadata(_Part):
    metadata: _Step


class _Summary(_Part):
    changes: dict[str, int] = Field(alias="resourceChanges")
    is_preview: bool = Field(default=False, alias="isPreview")
    result: str = "succeeded"


class _Document(_Part):
    """`pulumi preview --json`."""

    steps: tuple[_Step, ...] | None = None
    diagnostics: tuple[_Said, ...] | None = None
    summary: dict[str, int] | None = Field(default=None, alias="changeSummary")


class _Event(_Part):
    """A line of it with PULUMI_ENABLE_STREAMING_JSON_PREVIEW."""

    sequence: int
    step: _Metadata | None = Field(default=None, alias="resourcePreEvent")
    said: _Said | None = Field(default=None, alias="diagnosticEvent")
    violation: _Violation | None = Field(default=None, alias="policyEvent")
    summary: _Summary | None = Field(default=None, alias="summaryEvent")


def read(text: str, source: str) -> Plan:
    """The plan that the text means; `source` is what messages call it.

    Raises:
        Problem: it is empty, cut off, or something else.
    """
    if not text.strip():
        raise Problem(f"{source} is empty: {_HOW}")
    try:
        value = cast("object", json.loads(text))
    except ValueError as error:
        if _is_event(text.lstrip().partition("\n")[0]):
            return _of_events(text, source)
        raise Problem(f"{source} is not JSON, or cut off ({error}): {_HOW}") from error
    if not isinstance(value, dict):
        raise Problem(f"{source} is a JSON {_KINDS[type(value)]}: {_HOW}")
    document = cast("dict[str, object]", value)
    try:
        if document.get("kind") == KIND:
            return plan_of(Report.model_validate(document))
        if "sequence" in document:
            return _of_events(text, source)
        return _of_document(_Document.model_validate(document), source)
    except ValidationError as error:
        raise _unlike(source, error) from error


_KINDS: Mapping[type, str] = {
    list: "list",
    str: "string",
    int: "number",
    float: "number",
    bool: "true or false",
    type(None): "null",
}


def _is_event(line: str) -> bool:
    try:
        event = cast("object", json.loads(line))
    except ValueError:
        return False
    return isinstance(event, dict) and "sequence" in event


def _unlike(source: str, error: ValidationError) -> Problem:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return Problem(f"{source} is not what it should be at {where or 'its top'} ({first['msg']}): {_HOW}")


def _of_document(document: _Document, source: str) -> Plan:
    errors = tuple(_errors(document.diagnostics or ()))
    if not errors and not document.steps:
        # The stack itself has a step even where nothing changes.
        raise Problem(f"{source} has no steps: {_HOW}")
    if not errors and document.summary is None:
        raise Problem(f"{source} has no changeSummary, so the preview did not end: {_HOW}")
    return _plan(document.steps or (), errors, document.summary or {}, source)


def _of_events(text: str, source: str) -> Plan:
    events: list[_Event] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                events.append(_Event.model_validate_json(line))
            except ValidationError as error:
                raise _unlike(f"{source}, line {number},", error) from error
    summaries = [event.summary for event in events if event.summary]
    if not summaries:
        raise Problem(f"{source} has no summaryEvent, so the preview did not end: {_HOW}")
    steps = [event.step.metadata for event in events if event.step]
    if not steps:
        raise Problem(f"{source} has no steps: {_HOW}")
    summary = summaries[-1]
    if not summary.is_preview:
        raise Problem(f"{source} is not a preview: it has been done already")
    errors = list(_errors(event.said for event in events if event.said))
    errors += [
        f"{event.violation.policy}: {event.violation.message.strip()}"
        for event in events
        if event.violation and event.violation.level == "mandatory"
    ]
    if summary.result != "succeeded" and not errors:
        errors.append(f"the preview {summary.result}")
    return _plan(steps, tuple(errors), summary.changes, source)


def _errors(said: Iterable[_Said]) -> Iterator[str]:
    """Each error once: the engine repeats a program's with its own words before it."""
    plain = (
        one.message.strip().removeprefix("error: ").removeprefix("an unhandled error occurred: ")
        for one in said
        if one.severity == "error"
    )
    errors = dict.fromkeys(plain)
    # What the engine adds when it has said already what is wrong.
    yield from [error for error in errors if error != "preview failed"] or errors


def _plan(steps: Sequence[_Step], errors: tuple[str, ...], summary: Mapping[str, int], source: str) -> Plan:
    if unknown := sorted({step.op for step in steps} - MEANINGS.keys()):
        raise Problem(f"{source} has steps that the gate doesn't know: {', '.join(unknown)}")
    for op in _COUNTED:
        shown = len({step.urn for step in steps if MEANINGS[step.op] == op})
        if shown < summary.get(op, 0):
            raise Problem(f"{source} is incomplete: its summary counts {summary[op]} to {op}, its steps show {shown}")
    by_urn: dict[str, list[_Step]] = {}
    for step in steps:
        by_urn.setdefault(step.urn, []).append(step)
    told = tuple(_step(urn, group) for urn, group in by_urn.items())
    return Plan(steps=told, errors=errors, unchanged=summary.get("same", 0))


def _step(urn: str, steps: Sequence[_Step]) -> Step:
    meanings = {MEANINGS[step.op] for step in steps}
    op: Op = next(each for each in _WORST_FIRST if each in meanings)
    # Of a replacement's steps, the one that says why and has both sides.
    telling = next((step for step in steps if step.forcing), None) or next(
        step for step in steps if MEANINGS[step.op] == op
    )
    return Step(
        urn=urn,
        type=urn.split("::", 3)[2].rpartition("$")[2],
        op=op,
        changes=tuple(_changes(telling)) if op in {"update", "replace"} else (),
        was_protected=any(step.old.protect for step in steps if step.old),
        is_protected=any(step.new.protect for step in steps if step.new),
        kept_in_aws=op == "delete" and telling.old is not None and telling.old.retain_on_delete,
    )


def _changes(step: _Step) -> Iterator[Change]:
    detail = {path: kind.kind for path, kind in (step.detail or {}).items()}
    shown = {input_of(path) for path in detail}
    forced = {input_of(path) for path, kind in detail.items() if kind.endswith("-replace")}
    # What the detail leaves out: older providers give none.
    detail |= {key: "update" for key in step.differing or () if input_of(key) not in shown}
    detail |= {key: "update-replace" for key in step.forcing or () if input_of(key) not in forced}
    for path, kind in sorted(detail.items()):
        old, new = (masked(value_at(state.inputs or {}, path)) if state else None for state in (step.old, step.new))
        yield Change(
            path=path,
            old=cast("JsonValue", old),
            new=cast("JsonValue", new),
            replaces=kind.endswith("-replace"),
            unknown=has_unknown(new),
        )
