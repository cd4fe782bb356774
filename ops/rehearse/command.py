"""`academy rehearse`: what people see of a rehearsal, and the exit status that follows from it."""

from ops import terminal
from ops.problem import Problem
from ops.rehearse.run import rehearsal
from ops.rehearse.show import show
from ops.stacks import find_stack
from sandbox.engine import EngineUnavailable, find_engine, tell_stderr
from sandbox.workspace import SandboxError


def rehearse(old: str, new: str, *, as_json: bool) -> int:
    """Rehearse the way from one stack (a name or a file) to another, and print what came of it.

    Gives the exit status: 0 when all went through and nothing is lost on the way there, else 1.

    Raises:
        Problem: there is no such stack, its file is no YAML, or there is no engine to be had.
    """
    first, second = find_stack(old), find_stack(new)
    try:
        report = rehearsal(find_engine(tell_stderr), first, second, tell_stderr)
    except (EngineUnavailable, SandboxError) as error:
        raise Problem(str(error)) from error
    if as_json:
        terminal.tell_json(report.model_dump(mode="json", by_alias=True))
    else:
        show(report, terminal.stdout)
    return terminal.tell_problems(report.failures)
