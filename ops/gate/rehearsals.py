"""A rehearsal's report as a plan: the preview of the way there."""

from collections.abc import Iterable

from ops.gate.step import Change, Plan, Step
from ops.rehearse import report

KIND = "academy-rehearsal"
"""What a report says that it is."""


def plan_of(rehearsed: report.Report) -> Plan:
    """What the rehearsal means to do, and why it is no plan to go by, if it failed."""
    there = rehearsed.there
    if there is None:
        return Plan(steps=(), errors=rehearsed.failures or ("the rehearsal never came to its preview",))
    failed = [
        f"the {what} of the rehearsal failed: {error}"
        for what, done in (("preview", there.preview), ("up", there.up))
        if done is not None
        for error in _errors(done)
    ]
    return Plan(steps=steps_of(there.preview.steps), errors=tuple(failed))


def steps_of(steps: Iterable[report.Step]) -> tuple[Step, ...]:
    """The steps as the rules take them."""
    return tuple(_step(step) for step in steps)


def _errors(done: report.Operation) -> list[str]:
    errors = [said.message for said in done.diagnostics if said.severity == "error"]
    return errors or (["nothing says why"] if done.failed else [])


def _step(step: report.Step) -> Step:
    listed = tuple(
        Change(path=each.path, old=each.old, new=each.new, replaces=each.replaces, unknown=each.unknown)
        for each in step.changes
    )
    # A reason that no change shows has no values to it.
    shown = {change.input for change in listed if change.replaces}
    bare = tuple(
        Change(path=key, old=None, new=None, replaces=True, unknown=True)
        for key in step.replace_keys
        if key not in shown
    )
    return Step(
        urn=step.urn,
        type=step.type,
        op=step.op,
        changes=(*listed, *bare),
        was_protected=step.was_protected,
        is_protected=step.is_protected,
    )
