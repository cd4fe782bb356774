"""The workflows as their linters see them. Neither linter knows whether a pinned commit exists."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.engine import PINNED_VERSION
from sandbox.recording import ROOT
from tests.workflows.actionlint import actionlint

Linter = Callable[..., subprocess.CompletedProcess[str]]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def actionlint_of(*files: Path) -> subprocess.CompletedProcess[str]:
    # Without the shell's and Python's linters, which one machine has and another lacks.
    return run(actionlint(), "-shellcheck=", "-pyflakes=", "-no-color", *files)


def zizmor_of(*files: Path) -> subprocess.CompletedProcess[str]:
    zizmor = Path(sys.executable).with_name("zizmor")
    return run(zizmor, "--offline", "--no-config", "--persona=pedantic", "--color=never", *files)


def test_actionlint_finds_nothing_in_the_workflows() -> None:
    answer = actionlint_of(*WORKFLOWS)
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


def test_zizmor_finds_nothing_in_the_workflows() -> None:
    answer = zizmor_of(*WORKFLOWS)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("linter", [actionlint_of, zizmor_of], ids=["actionlint", "zizmor"])
def test_the_linters_do_find_what_is_wrong(linter: Linter, tmp_path: Path) -> None:
    workflow = tmp_path / ".github" / "workflows" / "wrong.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(
        "on: pull_request_target\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: echo ${{ github.event.pull_request.title }}\n",
        encoding="utf-8",
    )
    assert linter(workflow).returncode != 0


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_every_action_is_pinned_by_commit_and_says_which_release_it_is(file: Path) -> None:
    uses = re.findall(r"uses: *(.+)", file.read_text(encoding="utf-8"))
    wrong = [each for each in uses if not re.fullmatch(r"(\./\S+|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v[\d.]+)", each)]
    assert wrong == []


def test_what_deploys_is_the_engine_that_the_tests_run() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in WORKFLOWS)
    assert set(re.findall(r"pulumi-version: (\S+)", text)) == {PINNED_VERSION}


def test_no_workflow_hands_a_forks_code_a_token_of_ours_or_keeps_keys() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in WORKFLOWS)
    assert [each for each in ("pull_request_target", "workflow_run", "secrets.") if each in text] == []
