"""`academy ci preview`, `comment` and `drift`: what the workflows of an environment in AWS run."""

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ops.ci import github
from ops.ci.comment import SECTION_MAX_LENGTH, Plan, Report, clipped, render
from ops.ci.drift import told, without_schedule
from ops.ci.plan import read_plan
from ops.problem import Problem
from ops.stacks import find_stack, read_profile
from ops.terminal import stdout, tell_problems

COMMENT = "comment.md"
PREVIEW = "preview.json"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How the Pulumi CLI ended, and what it printed on stdout."""

    status: int
    text: str


Pulumi = Callable[[Sequence[str]], Answer]
"""Runs the Pulumi CLI with these arguments."""


def pulumi(arguments: Sequence[str]) -> Answer:
    """What the `pulumi` on PATH prints on stdout; its own words go to stderr. A failed plan is in what it prints.

    Raises:
        Problem: there is no `pulumi`, or it said nothing at all.
    """
    try:
        answer = subprocess.run(["pulumi", *arguments], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S607
    except FileNotFoundError as error:
        raise Problem("there is no pulumi on PATH: https://www.pulumi.com/docs/install/") from error
    if not answer.stdout.strip():
        ended = f"pulumi {' '.join(arguments)} ended with {answer.returncode}"
        raise Problem(f"{ended} and printed no plan: the run's log has its own words")
    return Answer(status=answer.returncode, text=answer.stdout)


def preview(stack: str, output: Path, allowed: frozenset[str], *, run: Pulumi = pulumi) -> int:
    """Preview an environment in AWS, gate the plan, and write the comment. Returns 1 when something is refused.

    A preview that fails is in the comment too, whatever it fails of.
    """
    file = find_stack(stack)
    output.mkdir(parents=True, exist_ok=True)
    title = f"What this changes in AWS: {file.name}"
    try:
        answer = run(["preview", *_JSON, "--policy-pack", "policy", "--stack", file.name])
        (output / PREVIEW).write_text(answer.text, encoding="utf-8")
        plan, findings, urns = read_plan(file.name, answer.text)
    except Problem as error:
        return write(Report(title=title, plans=(Plan(title=file.name, errors=(str(error),)),)), output)
    if answer.status and not plan.errors:
        # The plan has no word of policies: https://github.com/pulumi/pulumi/issues/18851
        plan = replace(plan, errors=(f"pulumi preview ended with {answer.status}: {_UNTOLD}",))
    told = list(zip(findings, urns, strict=True))
    report = Report(
        title=title,
        plans=(plan,),
        refused=tuple(line for line, urn in told if urn not in allowed),
        allowed=tuple(line for line, urn in told if urn in allowed),
    )
    return write(report, output)


_JSON = ("--json", "--non-interactive")

_UNTOLD = "its plan does not say why, so a policy of the pack was broken; the run's log may say more"


def drift(stack: str, repository: str | None, *, run: Pulumi = pulumi, now: datetime | None = None) -> int:
    """Look for drift and keep the environment's one issue. Returns 1 when there is drift or the preview failed."""
    file = find_stack(stack)
    title = f"Drift in {file.name}"
    try:
        answer = run(["preview", *_JSON, "--refresh", "--expect-no-changes", "--stack", file.name])
        plan, _, _ = read_plan(title, answer.text)
    except Problem as error:
        plan = Plan(title=title, errors=(str(error),))
    else:
        if answer.status and not plan.changes and not plan.errors:
            plan = replace(plan, errors=(f"pulumi preview ended with {answer.status}: the run's log may say why",))
    # The engine says itself that it had expected no changes: that is no error of the plan.
    plan = replace(plan, errors=tuple(error for error in plan.errors if "no changes were expected" not in error))
    plan = without_schedule(plan, read_profile(file), now or datetime.now(UTC))
    found = bool(plan.changes or plan.errors)
    stdout.print(told(plan) if found else f"{file.name}: no drift", markup=False, soft_wrap=True)
    if repository is not None:
        hub = github.open_repository(repository, _token(), api=_api())
        marker = f"drift-{file.name}"
        if found:
            stdout.print(github.issue(hub, marker, plan.title, told(plan)), markup=False)
        else:
            github.close_issue(hub, marker, "The nightly preview shows no drift any more.")
    return 1 if found else 0


def post(folder: Path, section: str, repository: str, number: int, commit: str) -> int:
    """Leave the pull request with what is in the folder as one section of its one comment. Returns the exit status.

    A run that ended before it wrote anything leaves that as its section: the one before it is no longer true.
    """
    run = _run_url(repository)
    parts = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.md"))]
    if not parts:
        parts = [f"### {section}\n\n**It ended before it could say anything:** its log says why.\n"]
    foot = f"\n<sub>Commit {commit[:12]}{f' · [the run]({run})' if run else ''}</sub>\n"
    each = (SECTION_MAX_LENGTH - len(foot)) // len(parts) - _NOTE
    body = "\n".join(clipped(part, each) for part in parts) + foot
    hub = github.open_repository(repository, _token(), api=_api())
    stdout.print(github.comment(hub, number, section, body), markup=False, soft_wrap=True)
    return 0


_NOTE = 500
"""Characters that `clipped` may add: what it closes, and that it cut."""


def write(report: Report, folder: Path) -> int:
    """Write the comment, add it to the run's summary where there is one, and tell what fails. Returns the status."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COMMENT).write_text(render(report), encoding="utf-8")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(render(report, limit=SUMMARY_MAX_LENGTH))
    errors = (error for plan in report.plans for error in plan.errors)
    return tell_problems([*report.refused, *report.failures, *errors])


SUMMARY_MAX_LENGTH = 250_000
"""Characters that are kept of a job's summary: GitHub takes 1 MiB, and a character is four bytes at most.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary"""


def _token() -> str:
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token:
        raise Problem("GITHUB_TOKEN is not set: the workflow hands it over")
    return token


def _run_url(repository: str) -> str:
    """Where the run of the workflow is to be seen; empty outside one."""
    server, run = (os.environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_RUN_ID"))
    return f"{server}/{repository}/actions/runs/{run}" if server and run else ""


def _api() -> str:
    return os.environ.get("GITHUB_API_URL", "https://api.github.com")
