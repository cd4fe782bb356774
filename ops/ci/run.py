"""`academy ci preview`, `comment` and `drift`: what the workflows of an environment in AWS run."""

import os
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ops.ci import github
from ops.ci.comment import Plan, Report, render
from ops.ci.drift import told, without_schedule
from ops.ci.plan import read_plan
from ops.problem import Problem
from ops.stacks import find_stack, read_profile
from ops.terminal import stdout, tell_problems

COMMENT = "comment.md"
PREVIEW = "preview.json"

Pulumi = Callable[[Sequence[str]], str]
"""Runs the Pulumi CLI with these arguments and gives what it printed."""


def pulumi(arguments: Sequence[str]) -> str:
    """What the `pulumi` on PATH prints on stdout; its own words go to stderr. A failed plan is in what it prints.

    Raises:
        Problem: there is no `pulumi`, or it said nothing at all.
    """
    try:
        answer = subprocess.run(["pulumi", *arguments], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S607
    except FileNotFoundError as error:
        raise Problem("there is no pulumi on PATH: https://www.pulumi.com/docs/install/") from error
    if not answer.stdout.strip():
        raise Problem(f"pulumi {' '.join(arguments)} ended with {answer.returncode} and printed nothing")
    return answer.stdout


def preview(stack: str, output: Path, allowed: frozenset[str], *, run: Pulumi = pulumi) -> int:
    """Preview an environment in AWS, gate the plan, and write the comment. Returns 1 when something is refused."""
    file = find_stack(stack)
    text = run(["preview", "--json", "--non-interactive", "--stack", file.name])
    output.mkdir(parents=True, exist_ok=True)
    (output / PREVIEW).write_text(text, encoding="utf-8")
    plan, findings, urns = read_plan(file.name, text)
    refused = tuple(line for line, urn in zip(findings, urns, strict=True) if urn not in allowed)
    return write(Report(title=f"What this changes in AWS: {file.name}", plans=(plan,), refused=refused), output)


def drift(stack: str, repository: str | None, *, run: Pulumi = pulumi, now: datetime | None = None) -> int:
    """Look for drift and keep the environment's one issue. Returns 1 when there is drift or the preview failed."""
    file = find_stack(stack)
    text = run(["preview", "--json", "--non-interactive", "--refresh", "--expect-no-changes", "--stack", file.name])
    plan, _, _ = read_plan(f"Drift in {file.name}", text)
    # The engine says itself that it had expected no changes: that is no error of the plan.
    errors = tuple(error for error in plan.errors if "no changes were expected" not in error)
    plan = Plan(title=plan.title, changes=plan.changes, errors=errors, same=plan.same)
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


def post(file: Path, marker: str, repository: str, number: int) -> int:
    """Leave the pull request with the comment in the file. Returns the exit status."""
    if not file.is_file():
        raise Problem(f"there is no {file}: academy ci check and academy ci preview write it")
    hub = github.open_repository(repository, _token(), api=_api())
    stdout.print(github.comment(hub, number, marker, file.read_text(encoding="utf-8")), markup=False, soft_wrap=True)
    return 0


def write(report: Report, folder: Path) -> int:
    """Write the comment, add it to the run's summary where there is one, and tell what fails. Returns the status."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COMMENT).write_text(render(report), encoding="utf-8")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(render(report, limit=SUMMARY_MAX_LENGTH))
    return tell_problems([*report.refused, *(error for plan in report.plans for error in plan.errors)])


SUMMARY_MAX_LENGTH = 250_000
"""Characters that are kept of a job's summary: GitHub takes 1 MiB, and a character is four bytes at most.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary"""


def _token() -> str:
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token:
        raise Problem("GITHUB_TOKEN is not set: the workflow hands it over")
    return token


def _api() -> str:
    return os.environ.get("GITHUB_API_URL", "https://api.github.com")
