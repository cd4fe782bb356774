"""One engine operation on the program, in a process of its own.

Reads a job as JSON from the file named on the command line, runs it through the Automation API, writes what the
engine reported as JSON next to it. The engine's own text goes to stdout when the job asks for it. The process ends
with its parent: it watches its stdin, because an inline program outlives an interrupted CLI.

With `--session FD` it runs one job after the other: their files are named on stdin, and each name comes back on FD once
its result is there. That spares each one the imports and the stack's selection, a second or two.
"""

import functools
import os
import queue
import re
import runpy
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NoReturn, TextIO, cast

from pulumi import automation
from pulumi.automation import events

from sandbox.recording import PROGRAM_PACKAGES
from sandbox.results import Diagnostic, Job, Result, Step, result_file

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Recorder:
    """Collects the engine's events and passes its text on, each diagnostic once."""

    def __init__(self, *, show: bool, as_json: bool = False) -> None:
        self._show = show
        self._as_json = as_json
        self._in_diagnostics = False
        self.steps: list[Step] = []
        self.diagnostics: list[Diagnostic] = []
        self.document: list[str] = []

    def on_output(self, line: str) -> None:
        """Print the plan as the engine does, up to its diagnostics, which repeat a `RunError`'s text; keep JSON."""
        if self._as_json:
            self.document.append(line)
            return
        plain = ANSI.sub("", line).strip()
        if plain == "Diagnostics:":
            self._in_diagnostics = True
        elif plain in ("Outputs:", "Resources:"):
            self._in_diagnostics = False
        if self._show and not self._in_diagnostics:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    def on_event(self, event: events.EngineEvent) -> None:
        """Keep steps and diagnostics."""
        if event.resource_pre_event is not None:
            self._step(event.resource_pre_event.metadata, phase="pre")
        elif event.res_outputs_event is not None:
            self._step(event.res_outputs_event.metadata, phase="outputs")
        elif event.diagnostic_event is not None:
            self._diagnose(event.diagnostic_event)
        elif event.policy_event is not None:
            policy = event.policy_event
            text = f"{policy.policy_name}: {ANSI.sub('', policy.message).strip()}"
            severity = "error" if policy.enforcement_level == "mandatory" else "warning"
            self._add(Diagnostic(severity=severity, message=text, urn=policy.resource_urn or ""))

    def _diagnose(self, event: events.DiagnosticEvent) -> None:
        if event.severity in ("error", "warning", "info#err"):
            message = re.sub(r"<\{%.*?%\}>", "", event.message).strip()
            # A `RunError` comes twice, the second time as the engine's own, with the last of these words before it.
            message = re.sub(r"^(error: |warning: )?(an unhandled error occurred: )?", "", message)
            self._add(Diagnostic(severity=event.severity.partition("#")[0], message=message, urn=event.urn or ""))

    def _add(self, diagnostic: Diagnostic) -> None:
        known = {(kept.severity, kept.message) for kept in self.diagnostics}
        if diagnostic.message and (diagnostic.severity, diagnostic.message) not in known:
            self.diagnostics.append(diagnostic)

    def _step(self, metadata: events.StepEventMetadata, *, phase: Literal["pre", "outputs"]) -> None:
        old, new = metadata.old, metadata.new
        detailed = {
            path: cast("str", getattr(diff.diff_kind, "value", diff.diff_kind))
            for path, diff in (metadata.detailed_diff or {}).items()
        }
        self.steps.append(
            Step(
                phase=phase,
                op=cast("str", getattr(metadata.op, "value", metadata.op)),
                urn=metadata.urn,
                type=metadata.type,
                replace_keys=tuple(metadata.keys or ()),
                diff=detailed or dict.fromkeys(metadata.diffs or (), "update"),
                was_protected=bool(old and old.protect),
                is_protected=bool(new and new.protect),
                old_inputs=dict(old.inputs or {}) if old else {},
                new_inputs=dict(new.inputs or {}) if new else {},
            )
        )


def _program(path: Path) -> Callable[[], None]:
    def run() -> None:
        # What the last job imported has the last job's configuration in it.
        for name in [name for name in sys.modules if name.partition(".")[0] in PROGRAM_PACKAGES]:
            del sys.modules[name]
        runpy.run_path(str(path), run_name="__main__")

    return run


@functools.cache
def _select(stack: str, program: str, work_dir: str) -> automation.Stack:
    return automation.create_or_select_stack(
        stack,
        "academy",
        program=_program(Path(program)),
        opts=automation.LocalWorkspaceOptions(work_dir=work_dir),
    )


def perform(job: Job, recorder: Recorder) -> Result:
    """Run one operation.

    Raises:
        pulumi.automation.CommandError: the engine refused or failed.
    """
    stack = _select(job.stack, job.program, job.work_dir)
    outputs: automation.OutputMap = {}
    watch: dict[str, Any] = {"on_output": recorder.on_output, "on_event": recorder.on_event, "color": job.color}
    policies = list(job.policy_packs) or None
    if job.operation == "preview":
        stack.preview(policy_packs=policies, json=job.as_json, **watch)
    elif job.operation == "preview-refresh":
        stack.preview(refresh=True, policy_packs=policies, **watch)
    elif job.operation == "up":
        outputs = stack.up(policy_packs=policies, **watch).outputs
    elif job.operation == "refresh":
        stack.refresh(**watch)
    elif job.operation == "preview-destroy":
        stack.preview_destroy(**watch)
    elif job.operation == "destroy":
        # A destroy without its preview deletes what it can before it meets a protected resource.
        stack.preview_destroy(**watch)
        recorder.steps.clear()
        stack.destroy(**watch)
    elif job.operation == "rename":
        stack.rename(job.argument, on_output=recorder.on_output)
    elif job.operation == "unprotect":
        command = ["state", "unprotect", "--all", "--yes", "--stack", job.stack]
        stack.workspace.pulumi_command.run(command, job.work_dir, dict(os.environ), recorder.on_output)
    state = dict(stack.export_stack().deployment or {}) if job.operation == "export" else {}
    return Result(outputs={key: output.value for key, output in outputs.items()}, state=state)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


def main() -> int:
    """Run the job in the file that the command line names; exit status 1 when the engine failed."""
    if sys.argv[1] == "--session":
        _session(int(sys.argv[2]))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return 1 if _run(Path(sys.argv[1])).failed else 0


def _session(answers: int) -> NoReturn:
    """Run jobs until the parent goes, which ends the process."""
    # The engine inherits stdin, and must not take a job's name for an answer.
    names = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    jobs = queue.SimpleQueue[str]()
    threading.Thread(target=_read_jobs, args=(names, jobs), daemon=True).start()
    with os.fdopen(answers, "w", encoding="utf-8") as told:
        while True:
            name = jobs.get()
            _run(Path(name))
            told.write(f"{name}\n")
            told.flush()


def _read_jobs(names: TextIO, jobs: queue.SimpleQueue[str]) -> None:
    for line in names:
        jobs.put(line.rstrip("\n"))
    os.killpg(0, signal.SIGKILL)


def _run(job_file: Path) -> Result:
    job = Job.model_validate_json(job_file.read_text())
    recorder = Recorder(show=job.show, as_json=job.as_json)
    try:
        result = perform(job, recorder)
    except automation.CommandError as failure:
        if not any(diagnostic.severity == "error" for diagnostic in recorder.diagnostics):
            recorder.diagnostics.append(Diagnostic(severity="error", message=_reason(failure), urn=""))
        result = Result(failed=True)
    result = result.model_copy(
        update={"steps": recorder.steps, "diagnostics": recorder.diagnostics, "document": "\n".join(recorder.document)}
    )
    result_file(job_file).write_text(result.model_dump_json())
    return result


def _reason(failure: automation.CommandError) -> str:
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return "\n".join(dict.fromkeys(errors)) or "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
