"""Plans of the engine's, from what `pulumi preview --json` prints, as the comment shows them."""

import json
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ops.ci.comment import Change, Plan
from ops.problem import Problem

_AS = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "discard-replaced": "replace",
    "import": "create",
    "import-replacement": "replace",
    "discard": "delete",
}
"""Step of the engine's -> what happens to the resource. The rest leave it as it is."""

_VALUE_MAX_LENGTH = 40
"""Characters of a value; a longer one is somewhere else in full."""

_STACK = "pulumi:pulumi:Stack"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class _State(_Part):
    inputs: dict[str, object] = {}


class _Step(_Part):
    op: str
    urn: str
    old: _State | None = Field(default=None, alias="oldState")
    new: _State | None = Field(default=None, alias="newState")
    forcing: tuple[str, ...] | None = Field(default=None, alias="replaceReasons")
    differing: tuple[str, ...] | None = Field(default=None, alias="diffReasons")


class _Diagnostic(_Part):
    message: str
    severity: str


class _Preview(_Part):
    steps: tuple[_Step, ...] | None = None
    diagnostics: tuple[_Diagnostic, ...] | None = None
    summary: dict[str, int] | None = Field(default=None, alias="changeSummary")


def read_plan(title: str, text: str) -> Plan:
    """The plan that the engine's JSON means.

    Raises:
        Problem: the text is empty, cut off, or something else than a preview.
    """
    try:
        preview = _Preview.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Problem(f"the preview of {title} is not the engine's JSON: {first['msg']}") from error
    if preview.steps is None and not preview.diagnostics:
        raise Problem(f"the preview of {title} is not the engine's JSON: it has neither steps nor diagnostics")
    changes: dict[str, Change] = {}
    for step in preview.steps or ():
        op = _AS.get(step.op)
        if op is not None and f"::{_STACK}::" not in step.urn and (step.urn not in changes or op == "replace"):
            changes[step.urn] = Change(op=op, urn=step.urn, why=tuple(_why(step)))
    # Not every resource that stays the same has a step.
    same = (preview.summary or {}).get("same", 0)
    return Plan(title=title, changes=tuple(changes.values()), errors=tuple(_errors(preview)), same=same)


def _why(step: _Step) -> Iterator[str]:
    """The properties that force the replacement, or else those that change, with short values on both sides."""
    for name in step.forcing or step.differing or ():
        before, after = (_value(state.inputs.get(name)) if state else "" for state in (step.old, step.new))
        yield f"{name}: {before} → {after}" if before and after else name


def _value(value: object) -> str:
    """A short plain value, or nothing: a list, a secret and an unknown are not for one line."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int | float) else ""
    return text if len(text) <= _VALUE_MAX_LENGTH and "[secret]" not in text else ""


def _errors(preview: _Preview) -> list[str]:
    said = [one.message for one in preview.diagnostics or () if one.severity == "error"]
    plain = [message.strip().removeprefix("error: ").removeprefix("an unhandled error occurred: ") for message in said]
    return list(dict.fromkeys(plain))
