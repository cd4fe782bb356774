"""`academy gate`: what people see of it, and the exit status that follows."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ops.gate.reading import read
from ops.gate.rules import Finding, judge
from ops.gate.step import Plan
from ops.problem import Problem
from ops.terminal import stdout, tell_json, tell_problems

STDIN = "-"


def gate(file: str, allow: Sequence[str], *, as_json: bool) -> int:
    """Judge the plan in the file, or on stdin for "-".

    Gives the exit status: 1 where anything would be lost that `allow` doesn't name, where the plan failed, and where
    `allow` names what isn't lost.

    Raises:
        Problem: the plan can't be read.
    """
    source = "stdin" if file == STDIN else file
    plan = read(_text(file, source), source)
    findings = judge(plan.steps)
    if plan.errors:
        told = [f"{source} holds no plan to go by: {error}" for error in plan.errors]
        return tell_problems([*told, *(finding.text for finding in findings)])
    losing = {finding.urn for finding in findings}
    if idle := [urn for urn in dict.fromkeys(allow) if urn not in losing]:
        return tell_problems(f"--allow {urn}: the plan loses nothing of it" for urn in idle)
    refused = [finding for finding in findings if finding.urn not in allow]
    if as_json:
        tell_json(_document(plan, findings, refused))
    else:
        for finding in findings:
            if finding not in refused:
                stdout.print(f"allowed: {finding.text}", markup=False, soft_wrap=True)
        if not refused:
            stdout.print(f"{_counted(plan)}: nothing is lost{' but that' if findings else ''}", markup=False)
    return tell_problems(finding.text for finding in refused)


def _text(file: str, source: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Problem(f"{source} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{source} is not UTF-8 text") from error


def _counted(plan: Plan) -> str:
    counts = _counts(plan)
    ops = ("create", "update", "replace", "delete")
    return ", ".join(f"{counts[op]} to {op}" for op in ops if counts[op]) or "no changes"


def _counts(plan: Plan) -> Counter[str]:
    """As the engine counts: without providers. Not every resource that stays the same is listed in a plan."""
    return Counter(step.op for step in plan.steps if not step.type.startswith("pulumi:providers:"))


def _document(plan: Plan, findings: Sequence[Finding], refused: Sequence[Finding]) -> dict[str, object]:
    return {
        "passed": not refused,
        "changes": {op: count for op, count in _counts(plan).items() if op != "same"},
        "findings": [
            {
                "urn": finding.urn,
                "type": finding.step.type,
                "name": finding.step.name,
                "loss": finding.loss,
                "properties": [
                    {
                        "path": cause.path,
                        "old": cause.old,
                        "new": None if cause.unknown else cause.new,
                        "unknown": cause.unknown,
                    }
                    for cause in finding.causes
                ],
                "text": finding.text,
                "allowed": finding not in refused,
            }
            for finding in findings
        ],
    }
