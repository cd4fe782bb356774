"""From what the engine reported to the report's steps: one a resource, with values, tier, effects and purpose."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal, cast

from pydantic import JsonValue

from ops.rehearse.effects import TASK_DEFINITION, Update, effects
from ops.rehearse.released import NOTHING_IN_AWS, RELEASED, TAKEN_ON
from ops.rehearse.report import Change, Diagnostic, Effect, Operation, Step
from ops.rehearse.table import NEW_REVISION, UPDATES
from sandbox import results
from sandbox.wire import SECRET, has_unknown, is_list, is_object, is_unknown, plain, signature

STACK = "pulumi:pulumi:Stack"

Op = Literal["create", "update", "replace", "delete", "same"]

_PART = re.compile(r'\.?([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')


def operation(result: results.Result) -> Operation:
    """One run of the engine."""
    steps = tuple(_steps(result))
    touched = {step.urn for step in steps if step.op != "same"}
    known = {step.urn for step in result.steps if step.phase == "pre" and step.type.startswith("aws:")}
    return Operation(
        failed=result.failed,
        steps=steps,
        unchanged=len(known - touched),
        diagnostics=tuple(
            Diagnostic(severity=said.severity, message=said.message, urn=said.urn)
            for said in result.diagnostics
            if said.severity in {"error", "warning"}
        ),
    )


def tier_of(urn: str) -> str:
    """Type token of the component under the stack that a resource belongs to; its own where it belongs to none."""
    return urn.split("::")[2].partition("$")[0]


def value_at(inputs: Mapping[str, object], path: str) -> object:
    """What stands at a path such as `ingress[0].fromPort` or `tags["cost:centre"]`; None where nothing does."""
    value: object = inputs
    for name, index, quoted in _PART.findall(path):
        if index:
            value = value[int(index)] if is_list(value) and int(index) < len(value) else None
        else:
            value = value.get(name or quoted) if is_object(value) else None
    return value


def masked(value: object) -> object:
    """The value with `[secret]` for every secret in it, whatever the engine has put there."""
    if signature(value) == SECRET:
        return "[secret]"
    if is_object(value):
        return {key: masked(each) for key, each in value.items()}
    return [masked(each) for each in value] if is_list(value) else value


def _is_resource(token: str) -> bool:
    return token != STACK and not token.startswith("pulumi:providers:")


def _steps(result: results.Result) -> Iterator[Step]:
    by_urn: dict[str, list[results.Step]] = {}
    for step in result.steps:
        if step.phase == "pre" and _is_resource(step.type):
            by_urn.setdefault(step.urn, []).append(step)
    for urn, steps in sorted(by_urn.items()):
        op = cast("Op", result.changes.get(urn, "same"))
        # Of a replacement's steps, the one that says why and has both sides.
        step = next((each for each in steps if each.replace_keys), steps[0])
        if op != "same" or step.was_protected != step.is_protected:
            yield _step(urn, op, step)


def _step(urn: str, op: Op, step: results.Step) -> Step:
    changes = tuple(_changes(step)) if op in {"update", "replace"} else ()
    return Step(
        urn=urn,
        type=step.type,
        name=step.name,
        tier=tier_of(urn),
        op=op,
        replace_keys=step.replace_keys if op == "replace" else (),
        changes=changes,
        was_protected=step.was_protected,
        is_protected=step.is_protected,
        new_revision=op == "replace" and step.type == TASK_DEFINITION,
        effects=_effects(op, step, changes),
        released=_purpose(step.type) if op == "delete" else "",
    )


def _purpose(token: str) -> str:
    return RELEASED.get(token, "") if token.startswith("aws:") else NOTHING_IN_AWS


def _changes(step: results.Step) -> Iterator[Change]:
    for path, kind in sorted(step.diff.items()):
        old, new = (plain(masked(value_at(inputs, path))) for inputs in (step.old_inputs, step.new_inputs))
        unknown = has_unknown(new)
        yield Change(
            path=path,
            kind=cast('Literal["add", "update", "delete"]', kind.removesuffix("-replace")),
            replaces=kind.endswith("-replace"),
            old=cast("JsonValue", old),
            new=None if is_unknown(new) else cast("JsonValue", _without_unknowns(new)),
            unknown=unknown,
        )


def _without_unknowns(value: object) -> object:
    if is_object(value):
        return {key: _without_unknowns(each) for key, each in value.items()}
    if is_list(value):
        return [_without_unknowns(each) for each in value]
    return None if is_unknown(value) else value


def _effects(op: Op, step: results.Step, changes: tuple[Change, ...]) -> tuple[Effect, ...]:
    if op == "create" and step.type in TAKEN_ON:
        known = TAKEN_ON[step.type]
        return (Effect(impact=known.impact, properties=(), text=known.text, url=known.url),)
    if op == "replace" and step.type == TASK_DEFINITION:
        return (
            Effect(
                impact=NEW_REVISION.impact, properties=step.replace_keys, text=NEW_REVISION.text, url=NEW_REVISION.url
            ),
        )
    if op != "update" or not step.type.startswith("aws:"):
        return ()
    properties = dict.fromkeys(re.split(r"[.\[]", change.path, maxsplit=1)[0] for change in changes)
    return effects(UPDATES, step.type, properties, Update(olds=step.old_inputs, news=step.new_inputs))
