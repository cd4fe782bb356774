"""The rehearsal itself: FROM up, TO previewed, applied and previewed again, and the way back, on one state."""

import re
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ops.gate.rehearsals import steps_of
from ops.gate.rules import judge
from ops.rehearse import limits
from ops.rehearse.configuration import Configuration, placeholders, read_configuration, releases_nothing
from ops.rehearse.reading import operation
from ops.rehearse.report import Leg, Operation, Report, Stack
from ops.stacks import StackFile
from sandbox.results import Result
from sandbox.workspace import ROOT, Sandbox
from sizing.mistakes import InvalidProfile

Tell = Callable[[str], None]

_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_FAILED = frozenset({"preview failed", "update failed"})
"""What the engine adds when it has said already what is wrong."""


def rehearsal(engine: Path, old: StackFile, new: StackFile, tell: Tell, *, root: Path = ROOT) -> Report:
    """Rehearse the way from one stack file to another and back, with the program in `root`.

    `tell` gets a line for each step of it. Nothing is kept, and nothing outside of a scratch folder is written.

    Raises:
        Problem: a file is no YAML, or has no `config`.
        SandboxError: the sandbox broke.
    """
    refused = Report.model_validate({"from": _named(old), "to": _named(new)})
    invalid = [each for each in (old, new) if not _is_valid(each)]
    if invalid:
        with Sandbox(engine, root=root) as sandbox:
            said = [error for each in invalid for error in _errors_of(sandbox, each)]
        return refused.model_copy(update={"failures": tuple(said)})
    first, second = read_configuration(old), read_configuration(new)
    if impossible := limits.refusals(first, second):
        return refused.model_copy(update={"failures": tuple(impossible)})
    with _Rehearsal.prepared(engine, first, second, tell, root) as run:
        run.go()
        return refused.model_copy(
            update={
                "start": run.start,
                "there": run.there,
                "back": tuple(run.back),
                "notes": tuple(run.notes),
                "failures": tuple(run.failures),
            }
        )


def _losses(preview: Operation) -> list[str]:
    """What the gate refuses in the preview."""
    renamed = ". Nothing of this URN is declared any more: a resource that was renamed or moved needs an alias"
    findings = judge(steps_of(preview.steps))
    return [f"{each.text}{renamed if each.loss == 'deleted' else ''}" for each in findings]


def _told(failure: str, lost: Iterable[str]) -> bool:
    return any(f'"{each.partition(" ")[0]}"' in failure for each in lost)


def _named(stack: StackFile) -> Stack:
    return Stack(name=stack.name, file=stack.path.name)


def _is_valid(stack: StackFile) -> bool:
    try:
        read_configuration(stack)
    except InvalidProfile:
        return False
    return True


def _errors_of(sandbox: Sandbox, stack: StackFile) -> tuple[str, ...]:
    """What `pulumi preview` says of a stack file that is wrong: its own words, whatever YAML and the CLI make of it."""
    name = _stack_name(stack)
    sandbox.lay(name, stack.path.read_text(encoding="utf-8"))
    return sandbox.preview(name).errors or (f"{stack.path.name} is not what the engine reads in it; mend its YAML",)


def _stack_name(stack: StackFile) -> str:
    return stack.name if _STACK_NAME.fullmatch(stack.name) else "rehearsal"


@dataclass(kw_only=True)
class _Rehearsal:
    """One sandbox, and what came of it so far."""

    sandbox: Sandbox
    stack: str
    """The engine's name for it, all the way."""
    old: Configuration
    new: Configuration
    tell: Tell
    start: Operation | None = None
    there: Leg | None = None
    back: list[Leg] = field(default_factory=list[Leg])
    notes: list[str] = field(default_factory=list[str])
    failures: list[str] = field(default_factory=list[str])

    @classmethod
    @contextmanager
    def prepared(
        cls, engine: Path, old: Configuration, new: Configuration, tell: Tell, root: Path
    ) -> "Generator[_Rehearsal]":
        """In a fresh account, every operation in one process and the state written once each: it has to be quick."""
        notes: list[str] = []
        if releases_nothing(old.profile) and releases_nothing(new.profile):
            old, new = (each.changed(placeholders(each)) for each in (old, new))
            notes.append("Rehearsed as if every service ran: academy:release is unset in both files.")
        notes += limits.warnings(old, new)
        with Sandbox(engine, root=root, checkpoints=False) as sandbox, sandbox.session():
            stack = _stack_name(old.stack)
            yield cls(sandbox=sandbox, stack=stack, old=old, new=new, tell=tell, notes=notes)

    def go(self) -> None:
        """FROM up, there and back, as far as it goes."""
        self.start = self._do("up", self.old, f"{self.old.name} up")
        if self._failed(self.start, f"{self.old.name} does not come up"):
            return
        self.there = self._leg(self.new, self.new.name)
        self.there = self.there.model_copy(
            update={"ignored": limits.ignored_counts(self.old.profile, self.new.profile)}
        )
        lost = _losses(self.there.preview)
        # The engine refuses some of these itself, at length and without the cause.
        self.failures = [*lost, *(each for each in self.failures if not _told(each, lost))]
        if self.there.again is None:
            self.notes.append("The way back was not rehearsed: the way there did not go through.")
            return
        self._go_back()

    def _go_back(self) -> None:
        way = limits.way_back(self.new, self.old)
        home = self.old.changed(way.changes)
        self.notes += way.told
        if limits.leaves_the_plan_and_the_firewall(self.new.profile, self.old.profile):
            plan = self.old.profile.cdn.plan
            between = self.new.changed({"academy:cdn": {"plan": plan}})
            step = self._leg(between, f"{self.new.name} with cdn.plan {plan}", last=False)
            self.back.append(step.model_copy(update={"waits": limits.PLAN_WAIT}))
            if step.up is None or step.up.failed:
                return
        step = self._leg(home, self.old.name)
        counts = limits.ignored_counts(self.new.profile, self.old.profile)
        self.back.append(step.model_copy(update={"ignored": (*way.ignored, *counts)}))

    def _leg(self, to: Configuration, what: str, *, last: bool = True) -> Leg:
        preview = self._do("preview", to, f"preview of {what}")
        if self._failed(preview, f"the preview of {what} fails"):
            return Leg(what=what, preview=preview)
        up = self._do("up", to, f"up to {what}")
        if self._failed(up, f"the up to {what} fails") or not last:
            return Leg(what=what, preview=preview, up=up)
        again = self._do("preview", to, f"preview of {what} again")
        if not self._failed(again, f"the second preview of {what} fails"):
            self.failures += [
                f"the second preview of {what} is not empty: {step.op} of {step.urn}"
                f"{''.join(f' {change.path}' for change in step.changes)}"
                for step in again.changed
            ]
        return Leg(what=what, preview=preview, up=up, again=again)

    def _do(self, how: str, configuration: Configuration, what: str) -> Operation:
        begun = time.monotonic()
        self.sandbox.lay(self.stack, configuration.text)
        result: Result = self.sandbox.up(self.stack) if how == "up" else self.sandbox.preview(self.stack)
        self.tell(f"{what}: {time.monotonic() - begun:.0f} s")
        return operation(result)

    def _failed(self, done: Operation, what: str) -> bool:
        errors = [said.message for said in done.diagnostics if said.severity == "error"]
        if not done.failed and not errors:
            return False
        telling = [error for error in errors if error not in _FAILED] or errors or ["the engine said nothing"]
        self.failures += [f"{what}: {error}" for error in telling]
        return True
