"""actionlint, built once from the Go module that pins it and kept in the user's cache beside the engine."""

import re
from functools import cache
from pathlib import Path

from sandbox.build import GoProgram, build
from sandbox.cache import cache_folder, made_once
from sandbox.engine import tell_stderr
from sandbox.recording import ROOT

_MODULE = ROOT / ".github" / "actionlint"


@cache
def actionlint() -> Path:
    """The executable.

    Raises:
        EngineUnavailable: it isn't in the cache and there is no Go to build it with.
    """
    pinned = re.search(r"github\.com/rhysd/actionlint v(\S+)", (_MODULE / "go.mod").read_text(encoding="utf-8"))
    assert pinned is not None, "go.mod pins no actionlint"
    program = GoProgram(
        name="actionlint",
        module=_MODULE,
        package="github.com/rhysd/actionlint/cmd/actionlint",
        version=pinned[1],
        version_variable="github.com/rhysd/actionlint.version",
        cache=cache_folder(),
        disk_gib=0.5,
        effort="less than a minute",
    )
    made_once(program.folder, lambda product, scratch: build(program, product, scratch, tell_stderr), tell_stderr)
    return program.executable
