"""What the sandbox leaves alone, and what it leaves behind: nothing."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sandbox.workspace import ROOT, Sandbox
from tests.engine.conftest import SandboxFactory, succeeded

pytestmark = pytest.mark.engine


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("Pulumi*.yaml")}


def academy(*arguments: str, home: Path, scratch: Path) -> subprocess.Popen[str]:
    """The command as a person runs it, in a process group of its own as a shell makes one."""
    return subprocess.Popen(
        [sys.executable, "-m", "ops.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(scratch), "PULUMI_STACK": "other", "AWS_PROFILE": "none"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def home(tmp_path: Path, engine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder; the engine is found where it is."""
    monkeypatch.setenv("PATH", f"{engine.parent}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_a_preview_prints_the_engines_plan_and_touches_neither_home_nor_stack_files(home: Path, scratch: Path) -> None:
    before = contents(ROOT)

    process = academy("preview", "initial", home=home, scratch=scratch)
    out, err = process.communicate(timeout=300)

    assert process.returncode == 0, err
    assert "Previewing update (initial)" in out
    created = re.search(r"\+ (\d+) to create\n", out)
    assert created
    assert f"\nIn short, initial:\n  plan       {created[1]} to create\n  protected " in out
    assert contents(ROOT) == before
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert list(scratch.iterdir()) == []


def test_an_unknown_stack_is_one_line(home: Path, scratch: Path) -> None:
    process = academy("preview", "10", home=home, scratch=scratch)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert out == ""
    assert err == 'error: STACK is "10"; want 10k or initial (the Pulumi.*.yaml files)\n'


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_preview_leaves_no_process_and_no_folder(home: Path, scratch: Path, how: signal.Signals) -> None:
    process = academy("preview", "initial", home=home, scratch=scratch)
    assert process.stdout
    process.stdout.readline()
    folders = [str(folder) for folder in scratch.iterdir()]
    assert folders

    process.send_signal(how)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in err
    assert list(scratch.iterdir()) == []
    assert processes_that_name(folders) == []


def processes_that_name(folders: list[str]) -> list[str]:
    """Command lines with one of the folders in them, once what was killed has had a moment to go."""
    found: list[str] = []
    for _ in range(50):
        lines = [
            file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            for file in Path("/proc").glob("[0-9]*/cmdline")
            if file.exists()
        ]
        found = [line for line in lines if any(folder in line for folder in folders)]
        if not found:
            break
        time.sleep(0.1)
    return found


def test_a_stack_file_of_a_real_stack_runs_without_its_secrets_provider(
    new_sandbox: SandboxFactory, tmp_path: Path
) -> None:
    for file in ROOT.glob("Pulumi*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "Pulumi.initial.yaml").write_text(
        "secretsprovider: awskms://alias/pulumi?region=ap-northeast-2\n"
        "encryptedkey: AQICAHi=\n"
        "encryptionsalt: v1:AAAA:v1:BBBB:CCCC\n"
        + (ROOT / "Pulumi.initial.yaml").read_text()
        + "  other:token:\n    secure: v1:AAAA:BBBB\n"
    )

    box = new_sandbox(root=tmp_path, program=ROOT / "__main__.py")

    assert "secret-in-the-sandbox" in (box.folder / "Pulumi.initial.yaml").read_text()
    succeeded(box.preview("initial"))


def test_a_renamed_stack_keeps_both_stack_files(sandbox: Sandbox) -> None:
    succeeded(sandbox.preview("initial"))

    succeeded(sandbox.rename("initial", "10k"))

    assert contents(sandbox.folder) == contents(ROOT)


def test_scratch_folders_are_under_the_temporary_folder_and_go_with_the_sandbox(new_sandbox: SandboxFactory) -> None:
    with new_sandbox() as box:
        folder = box.folder
        assert folder.is_relative_to(tempfile.gettempdir())
    assert not folder.exists()
