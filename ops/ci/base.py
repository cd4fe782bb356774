"""The base branch of a pull request: its program, to bring up first, and what its stacks cost."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

from ops.problem import Problem
from ops.stacks import ROOT

_PROGRAM = ("__main__.py", "components", "sizing")


def extract(ref: str, folder: Path, root: Path = ROOT) -> Path:
    """The project as it stands at a git revision, in the folder.

    Raises:
        Problem: there is no such revision here, or it is of another project.
    """
    answer = subprocess.run(["git", "archive", "--format=tar", ref], cwd=root, capture_output=True, check=False)  # noqa: S607
    if answer.returncode != 0:
        said = answer.stderr.decode(errors="replace").strip().splitlines()
        raise Problem(f'BASE is "{ref}"; git knows no such revision here: {said[-1] if said else "no reason given"}')
    with tarfile.open(fileobj=io.BytesIO(answer.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def program_only(base: Path, folder: Path) -> Path:
    """What the engine runs of the base branch, without its sandbox: the one of this branch runs both."""
    folder.mkdir(parents=True)
    for entry in base.iterdir():
        if entry.name in _PROGRAM or entry.name.startswith("Pulumi"):
            (folder / entry.name).symlink_to(entry)
    return folder


def cost_of(base: Path, stack: str) -> str | None:
    """The JSON of the base branch's own `academy cost`, or None where it has no such command or no such stack."""
    answer = subprocess.run(
        [sys.executable, "-m", "ops.cli", "cost", stack, "--json"],
        cwd=base,
        env={**os.environ, "PYTHONPATH": str(base)},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        json.loads(answer.stdout)
    except ValueError:
        return None
    return answer.stdout
