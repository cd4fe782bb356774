"""Plans as the comment shows them, from what the gate has read."""

from collections.abc import Iterable

from ops.ci.comment import Change, Plan
from ops.gate import step as gate
from ops.gate.reading import read
from ops.gate.rules import judge
from ops.gate.step import Step

_TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
"""Every change of one is a replacement to the engine, and to ECS a revision beside the old one, which stays."""

_NOT_IN_AWS = ("pulumi:", "academy:")


def read_plan(title: str, text: str) -> tuple[Plan, tuple[str, ...], tuple[str, ...]]:
    """The plan that the engine's JSON means, what it would lose, a line each, and the URNs of that.

    Raises:
        Problem: the text is empty, cut off, or something else than a preview.
    """
    plan = read(text, title)
    findings = judge(plan.steps)
    shown = Plan(title=title, changes=changes_of(plan.steps), errors=plan.errors, same=plan.unchanged)
    return shown, tuple(each.text for each in findings), tuple(each.urn for each in findings)


def changes_of(steps: Iterable[Step]) -> tuple[Change, ...]:
    """What happens to each resource; stack, provider and components are no resources of AWS's."""
    return tuple(
        Change(op="update", urn=step.urn, why=("a new revision, rolled out",))
        if step.op == "replace" and step.type == _TASK_DEFINITION
        else Change(op=step.op, urn=step.urn, why=_why(step))
        for step in steps
        if step.op != "same" and not step.type.startswith(_NOT_IN_AWS)
    )


def _why(step: Step) -> tuple[str, ...]:
    """The properties that force the replacement, or else those that change."""
    forcing = [change for change in step.changes if change.replaces]
    return tuple(_told(change) for change in forcing or step.changes)


def _told(change: gate.Change) -> str:
    """The change, without values that look the same: both are secret, or differ past where they are cut."""
    text = str(change)
    old, _, new = text.removeprefix(f"{change.path} (").removesuffix(")").partition(" -> ")
    return change.path if old == new else text
