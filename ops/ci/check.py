"""`academy ci check`: everything that can be said of a pull request without an account, as one comment."""

import json
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ops.ci.base import cost_of, extract, program_only
from ops.ci.comment import Cost, Plan, Report
from ops.ci.plan import changes_of, read_plan
from ops.ci.run import write
from ops.cost.costs import costs_of
from ops.cost.document import as_json
from ops.gate.rehearsals import steps_of
from ops.problem import Problem
from ops.rehearse.run import rehearsal
from ops.stacks import ROOT, StackFile, find_stack, stack_names
from sandbox.engine import EngineUnavailable, find_engine, tell_stderr
from sandbox.workspace import Sandbox, SandboxError

ALLOWED = ROOT / ".github" / "gate-allow"
"""URNs that this change may replace or delete, one a line, reviewed like everything else in it."""

SMALL, LARGE = "initial", "10k"


@dataclass(kw_only=True)
class Found:
    """What one look at the program brought to light."""

    plans: list[Plan] = field(default_factory=list[Plan])
    refused: list[str] = field(default_factory=list[str])
    allowed: list[str] = field(default_factory=list[str])
    failures: list[str] = field(default_factory=list[str])
    notices: list[str] = field(default_factory=list[str])
    losing: set[str] = field(default_factory=set[str])
    """URNs of what would be lost, allowed or not."""


def check(base: str | None, output: Path, tests: str = "success") -> int:
    """Preview, rehearse, gate and price every stack, and write the comment. Returns 1 when something is refused.

    `tests` is how the step that ran them ended, in GitHub's words: anything but success and skipped is told.

    Raises:
        Problem: there is no engine to be had, or no such base.
    """
    output.mkdir(parents=True, exist_ok=True)
    try:
        engine = find_engine(tell_stderr)
    except EngineUnavailable as error:
        raise Problem(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="academy-base-") as scratch:
        before = extract(base, Path(scratch) / "base") if base else None
        program = program_only(before, Path(scratch) / "program") if before else None
        allowed = allowed_urns()
        looks: list[Callable[[], Found]] = []
        for stack in map(find_stack, stack_names()):
            looks.append(lambda stack=stack: _from_nothing(engine, stack, output))
            if program is not None and (program / stack.path.name).is_file():
                looks.append(lambda stack=stack, there=program: on_base(engine, there, stack, allowed, output))
        looks.append(lambda: _rehearsed(engine, output))
        with ThreadPoolExecutor(max_workers=2) as pool:
            found = list(pool.map(_safely, looks))
        costs: list[Cost] = []
        for stack in map(find_stack, stack_names()):
            try:
                costs.append(_cost(stack, before, output))
            except Problem as error:
                found.append(Found(failures=[f"{stack.name} can't be priced: {error}"]))
        found.append(_told_apart(before, allowed - {urn for each in found for urn in each.losing}, tests))
    report = Report(
        title="What this pull request changes",
        plans=tuple(plan for each in found for plan in each.plans),
        refused=tuple(line for each in found for line in each.refused),
        allowed=tuple(line for each in found for line in each.allowed),
        failures=tuple(line for each in found for line in each.failures),
        costs=tuple(costs),
        notices=tuple(line for each in found for line in each.notices),
    )
    return write(report, output)


def allowed_urns(file: Path = ALLOWED) -> frozenset[str]:
    """The URNs in the file; lines that are empty or begin with # say nothing."""
    if not file.is_file():
        return frozenset()
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _safely(look: Callable[[], Found]) -> Found:
    """One look that breaks is told, and doesn't hide what the others see."""
    try:
        return look()
    except (Problem, SandboxError) as error:
        return Found(failures=[str(error)])


def _told_apart(before: Path | None, idle: frozenset[str], tests: str) -> Found:
    """What no plan shows."""
    failures = [] if tests in {"success", "skipped"} else [f"make test ended with {tests}: the run's log says why"]
    gone = set(stack_names(before)) - set(stack_names()) if before else set[str]()
    notices = [
        f"Pulumi.{name}.yaml goes. What runs of {name} stays, and costs, until pulumi destroy has been run."
        for name in sorted(gone)
    ]
    if before:
        notices += [
            f"{ALLOWED.relative_to(ROOT)} names {urn}, and this change loses nothing of it: "
            "once what did is up, take the line out."
            for urn in sorted(idle)
        ]
    return Found(failures=failures, notices=notices)


def _from_nothing(engine: Path, stack: StackFile, output: Path) -> Found:
    title = f"{stack.name}, in an empty account"
    with Sandbox(engine) as sandbox:
        text = sandbox.preview(stack.name, as_json=True).document
    (output / f"preview-{stack.name}.json").write_text(text, encoding="utf-8")
    plan, _, _ = read_plan(title, text)
    return Found(plans=[replace(plan, listed=False, merging=False)])


def on_base(engine: Path, base: Path, stack: StackFile, allowed: frozenset[str], output: Path) -> Found:
    """The plan on what the base branch has brought up: what merging would do, as far as a stand-in can tell."""
    title = f"{stack.name}, on the base branch"
    with Sandbox(engine, root=base, checkpoints=False) as sandbox:
        if why := _why_down(sandbox, stack):
            return Found(notices=[f"{title}: it could not be brought up ({why}), so nothing is compared with it."])
        sandbox.use(ROOT)
        text = sandbox.preview(stack.name, as_json=True).document
    (output / f"change-{stack.name}.json").write_text(text, encoding="utf-8")
    plan, findings, urns = read_plan(title, text)
    told = list(zip(findings, urns, strict=True))
    return Found(
        plans=[plan],
        refused=[line for line, urn in told if urn not in allowed],
        allowed=[line for line, urn in told if urn in allowed],
        losing=set(urns),
    )


def _why_down(sandbox: Sandbox, stack: StackFile) -> str:
    """Why the base branch does not come up, in a line; empty where it does."""
    try:
        up = sandbox.up(stack.name)
    except SandboxError as error:
        return str(error).partition("\n")[0]
    if not up.failed:
        return ""
    return up.errors[0].partition("\n")[0] if up.errors else "no reason given"


def _rehearsed(engine: Path, output: Path) -> Found:
    report = rehearsal(engine, find_stack(SMALL), find_stack(LARGE), tell_stderr)
    (output / "rehearsal.json").write_text(report.model_dump_json(by_alias=True), encoding="utf-8")
    failures = [f"rehearsal from {SMALL} to {LARGE}: {failure}" for failure in report.failures]
    if report.there is None:
        return Found(failures=failures)
    preview = report.there.preview
    plan = Plan(
        title=f"growing from {SMALL} to {LARGE}",
        changes=changes_of(steps_of(preview.steps)),
        same=preview.unchanged,
        merging=False,
    )
    return Found(plans=[plan], failures=failures)


def _cost(stack: StackFile, base: Path | None, output: Path) -> Cost:
    document = as_json(costs_of(stack), None)
    (output / f"cost-{stack.name}.json").write_text(json.dumps(document), encoding="utf-8")
    before = cost_of(base, stack.name) if base else None
    return read_cost(json.dumps(document), before)


def read_cost(after: str, before: str | None) -> Cost:
    """What two documents of `academy cost --json` say, the base branch's first where there is one."""
    now = json.loads(after)
    return Cost(
        stack=now["stack"],
        before=_lines(json.loads(before)["lines"]) if before else None,
        after=_lines(now["lines"]),
        budget_usd=now["budget_usd"],
    )


def _lines(lines: Sequence[dict[str, Any]]) -> dict[str, float]:
    return {line["line"]: line["usd"]["expected"] for line in lines}
