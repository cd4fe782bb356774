"""`academy preview`: the engine's own plan of a stack from an empty account, and what to know before it is made."""

import re
import sys

from ops.preview_summary import summary
from ops.problem import Problem
from ops.stacks import StackFile, find_stack
from ops.terminal import stdout
from sandbox.engine import EngineUnavailable, find_engine, tell_stderr
from sandbox.results import Result
from sandbox.workspace import Sandbox, SandboxError, stack_files

_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack"""


def preview(stack: str, *, as_json: bool = False) -> int:
    """Print the plan and its summary, or the engine's own JSON; on failure each error once on stderr.

    Returns the exit status.
    """
    try:
        file = find_stack(stack)
    except Problem:
        return _fail(f'STACK is "{stack}"; want {" or ".join(stack_files())} (the Pulumi.*.yaml files)')
    try:
        result = _previewed(file, as_json=as_json)
    except (EngineUnavailable, SandboxError) as error:
        return _fail(str(error))
    if result.document:
        sys.stdout.write(f"{result.document.strip()}\n")
    for warning in (said.message for said in result.diagnostics if said.severity == "warning"):
        tell_stderr(f"warning: {warning}")
    if result.failed:
        return _fail("\n".join(result.errors))
    if not as_json:
        stdout.print(f"\n{summary(file, result)}", markup=False, soft_wrap=True)
    return 0


def _previewed(file: StackFile, *, as_json: bool) -> Result:
    engine = find_engine(tell_stderr)
    name = file.name if _STACK_NAME.fullmatch(file.name) else "preview"
    with Sandbox(engine, show=not as_json) as sandbox:
        sandbox.lay(name, file.path.read_text(encoding="utf-8"))
        return sandbox.preview(name, as_json=as_json)


def _fail(message: str) -> int:
    tell_stderr(f"error: {message}")
    return 1
