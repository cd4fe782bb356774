"""What must stay the same of each resource while a stack grows: its URN, and the inputs that AWS can't change in place.

It is kept in a file for each stack, so that a rename or a fixed value that moved shows before a preview is made.
Task definitions are known by their family alone: a new revision is no other one.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from pydantic import JsonValue

from ops.aliases import Identity, former
from ops.capture import capture
from ops.problem import Problem
from ops.stacks import ROOT, StackFile, stack_names
from sandbox.recorded import Declared, Recording
from sandbox.replacements import RULES
from sandbox.wire import has_unknown, is_list, is_object, is_unknown

FOLDER = ROOT / "tests" / "identity"
"""Where the accepted identities are kept, a file a stack."""

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"

Inputs = Mapping[str, JsonValue]
Snapshot = Mapping[str, Inputs]
"""URN without stack and project -> the inputs that replace the resource, and its physical name."""

Name = Callable[[str], str]
"""From a URN to what the resource goes by."""

_HOW = (
    "A resource that is renamed or moved stays what it is with aliases=[...]. "
    "To take all of this as it is now: make accept"
)


def snapshot(recording: Recording, instead: Mapping[str, str] | None = None) -> dict[str, Inputs]:
    """The identity of everything that was recorded, in a preview: what AWS decides is then known for what it is.

    `instead` has the names that resources go by where it isn't the current one.
    """

    def name(urn: str) -> str:
        current = str(Identity.of(urn))
        return (instead or {}).get(current, current)

    found = {name(each.urn): dict(_immutable(each, name)) for each in recording.resources}
    return dict(sorted(found.items()))


def recorded(stack: StackFile) -> Recording:
    """The stack as a preview of it, with every service released, would declare it.

    Raises:
        Problem: the stack file is wrong.
    """
    return capture(stack, preview=True)


def file_of(stack: StackFile, folder: Path = FOLDER) -> Path:
    """Where a stack's identity is kept."""
    return folder / f"{stack.name}.json"


def left_over(folder: Path = FOLDER) -> list[Path]:
    """Files of stacks that there are no longer."""
    return sorted(file for file in folder.glob("*.json") if file.stem not in stack_names())


def accepted(stack: StackFile, folder: Path = FOLDER) -> Snapshot:
    """The identity that was accepted last; none at all for a new stack.

    Raises:
        Problem: the file is no JSON.
    """
    file = file_of(stack, folder)
    if not file.exists():
        return {}
    try:
        return cast("Snapshot", json.loads(file.read_text(encoding="utf-8")))
    except ValueError as error:
        raise Problem(f"{file.name} is not JSON ({error}); make accept writes it anew") from error


def differences(before: Snapshot, recording: Recording) -> list[str]:
    """What is no longer as it was accepted, a line each. What has its old name as an alias is what it was."""
    known = {urn: _known_as(urn, before, aliases) for urn, aliases in former(recording).items()}
    now = snapshot(recording, known)
    lines = [f"gone: {urn}" for urn in before if urn not in now]
    lines += [f"new: {urn}" for urn in now if urn not in before]
    for urn, inputs in before.items():
        if urn in now:
            lines += _changes(urn, inputs, now[urn])
    return lines


def told(stack: str, lines: Iterable[str]) -> str:
    """The differences as people read them, and what to do; empty without any."""
    listed = "\n".join(f"  {line}" for line in lines)
    return f"{stack} is no longer what was accepted:\n{listed}\n{_HOW}" if listed else ""


def write(stack: StackFile, recording: Recording, folder: Path = FOLDER) -> None:
    """Accept the stack's identity as it is recorded."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(snapshot(recording), indent=2, ensure_ascii=False)
    file_of(stack, folder).write_text(f"{text}\n", encoding="utf-8")


def _known_as(urn: str, before: Snapshot, aliases: Iterable[str]) -> str:
    if urn in before:
        return urn
    return next((alias for alias in sorted(aliases) if alias in before), urn)


def _changes(urn: str, before: Inputs, now: Inputs) -> Iterator[str]:
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if old != new:
            yield f"changed: {urn} {key}: {_shown(old)} -> {_shown(new)}"


def _shown(value: JsonValue) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _immutable(resource: Declared, name: Name) -> Iterator[tuple[str, JsonValue]]:
    rule = RULES.get(resource.type)
    if rule is None:  # a component
        return
    keys = ["family"] if resource.type == TASK_DEFINITION else sorted({*rule.replaces, *rule.named_by})
    for key in keys:
        value = resource.inputs.get(key)
        if value is not None:
            yield key, _known(value, resource, key, name)
    for path in sorted(rule.replaces_nested):
        values = _at(resource.inputs, path.split("."))
        if values:
            yield path, _known(values, resource, path.partition(".")[0], name)
    for key, unless in rule.replaces_unless.items():
        if resource.inputs.get(key):
            # From one value to another in place; from or to none at all not.
            in_place = resource.inputs.get(unless) is True
            yield key, "some" if in_place else _known(resource.inputs[key], resource, key, name)


def _known(value: object, resource: Declared, key: str, name: Name) -> JsonValue:
    """The value; where AWS decides it, what it comes from."""
    if not has_unknown(value):
        return cast("JsonValue", value)
    if is_unknown(value):
        sources = sorted(name(urn) for urn in resource.property_dependencies.get(key, ()))
        return f"from {' and '.join(sources)}" if sources else "from AWS"
    if is_object(value):
        return {inner: _known(each, resource, key, name) for inner, each in value.items()}
    return [_known(each, resource, key, name) for each in value] if is_list(value) else cast("JsonValue", value)


def _at(value: object, path: list[str]) -> list[object]:
    """Every value at a path, through lists."""
    if is_list(value):
        return [found for each in value for found in _at(each, path)]
    if not path or value is None or not is_object(value):
        return [] if value is None else [value]
    return _at(value.get(path[0]), path[1:])
