"""`academy preview`: the engine's own plan of a stack, from an empty account."""

from sandbox.engine import EngineUnavailable, find_engine, tell_stderr
from sandbox.workspace import Sandbox, SandboxError, stack_files


def preview(stack: str) -> int:
    """Print the plan; on failure each error once on stderr. Returns the exit status."""
    known = stack_files()
    if stack not in known:
        return _fail(f'STACK is "{stack}"; want {" or ".join(known)} (the Pulumi.*.yaml files)')
    try:
        engine = find_engine(tell_stderr)
        with Sandbox(engine, show=True) as sandbox:
            result = sandbox.preview(stack)
    except (EngineUnavailable, SandboxError) as error:
        return _fail(str(error))
    for warning in (said.message for said in result.diagnostics if said.severity == "warning"):
        tell_stderr(f"warning: {warning}")
    return _fail("\n".join(result.errors)) if result.failed else 0


def _fail(message: str) -> int:
    tell_stderr(f"error: {message}")
    return 1
