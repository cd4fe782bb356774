"""The Pulumi CLI as a person runs it in a project's folder, with state in a folder and AWS stood in for."""

import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sandbox.workspace import ROOT

HOST = Path(__file__).resolve().parent / "host"
LOCAL = "127.0.0.1,localhost"


class Cli:
    """A project's folder, and the environment of somebody who works in it."""

    def __init__(self, engine: Path, project: Path, scratch: Path, port: int) -> None:
        self.project = project
        self._engine = engine
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "AWS_", "GIT_"))},
            "PATH": os.pathsep.join((str(HOST), str(engine.parent), os.environ["PATH"])),
            "ACADEMY_PYTHON": sys.executable,
            "PYTHONPATH": str(ROOT),
            "HOME": str(scratch),
            "PULUMI_BACKEND_URL": f"file://{scratch / 'state'}",
            "PULUMI_HOME": str(scratch / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "correct horse",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
            "no_proxy": LOCAL,
            "NO_PROXY": LOCAL,
        }

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """What the CLI says, whatever its exit status."""
        return subprocess.run(
            [str(self._engine), *arguments, "--non-interactive"],
            cwd=self.project,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def succeed(self, *arguments: str, **environment: str) -> str:
        """What the CLI prints, when it has to succeed."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def cli(engine: Path, scratch: Path, files: Mapping[str, str]) -> Generator[Cli]:
    """A project of these files, and an empty account."""
    project = scratch / "project"
    for folder in (project, scratch / "state", scratch / "home"):
        folder.mkdir()
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    account = subprocess.Popen(
        [sys.executable, "-m", "sandbox.provider"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
        text=True,
    )
    try:
        assert account.stdout
        yield Cli(engine, project, scratch, int(account.stdout.readline()))
    finally:
        account.communicate()
