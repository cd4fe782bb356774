"""What `make` says before it sets anything up."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.go_programs import ROOT, executable


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, as far as `make` looks at it before the set-up."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("Makefile", "Pulumi.yaml", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    for stack in ("initial", "10k", "staging"):
        (folder / f"Pulumi.{stack}.yaml").touch()
    return folder


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    passed_down = {
        "MAKEFLAGS",
        "MAKEOVERRIDES",
        "MAKELEVEL",
        "MFLAGS",
        "STACK",
        "PYTHON",
    }  # by a make that runs the tests
    environment = {name: value for name, value in os.environ.items() if name not in passed_down}
    return subprocess.run(
        ["make", "-s", *arguments], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )


def refusal(clone: Path, *arguments: str) -> str:
    """The one line with which `make` refuses, without having made anything."""
    before = sorted(path.name for path in clone.iterdir())
    done = make(clone, *arguments)
    assert done.returncode != 0
    assert sorted(path.name for path in clone.iterdir()) == before
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def pretended_python(path: Path, pretence: str) -> Path:
    """A Python that runs `pretence` before what it is asked to run."""
    return executable(path, f"exec '{sys.executable}' -c 'import sys; {pretence}; exec(sys.argv.pop(1))' \"$2\"")


def test_an_unknown_stack_is_refused_with_those_that_exist(clone: Path) -> None:
    assert "there is no Pulumi.nope.yaml: STACK is one of 10k initial staging" in refusal(
        clone, "preview", "STACK=nope"
    )


@pytest.mark.parametrize(
    "stack",
    [
        "",
        "%",
        "*",
        "initial 10k",
        "-x",
        "../clone/Pulumi.initial",
        "'; touch harm; '",
        '"`touch harm`"',
        "$(shell touch harm)",
    ],
)
def test_an_odd_stack_name_is_refused_and_never_run(clone: Path, stack: str) -> None:
    assert f"there is no Pulumi.{stack}.yaml" in refusal(clone, "preview", f"STACK={stack}")


def test_a_python_that_does_not_exist_is_refused(clone: Path) -> None:
    line = refusal(clone, "preview", "PYTHON=/no/such/python")

    assert "Python 3.11 or newer is needed, and this does not run: /no/such/python; PYTHON=... names another" in line


@pytest.mark.parametrize("python", ["'; touch harm; '", '"$(touch harm)"', "$(shell touch harm)", "`touch harm`"])
def test_an_odd_python_is_refused_and_never_run(clone: Path, python: str) -> None:
    assert f"this does not run: {python}" in refusal(clone, "check", f"PYTHON={python}")


def test_no_python_at_all_is_refused(clone: Path) -> None:
    assert "this does not run: python4 python5" in refusal(clone, "test", "PYTHONS=python4 python5")


def test_a_python_that_is_too_old_is_refused(clone: Path, tmp_path: Path) -> None:
    old = pretended_python(tmp_path / "python3", "sys.version_info = (3, 9, 18)")

    assert f"Python 3.11 or newer is needed, {old} is 3.9" in refusal(clone, "test", f"PYTHON={old}")


def test_a_python_without_venv_is_refused_with_the_package_to_install(clone: Path, tmp_path: Path) -> None:
    bare = pretended_python(tmp_path / "python3", 'sys.version_info = (3, 12, 1); sys.modules["ensurepip"] = None')

    assert f"{bare} has no venv module; on Debian and Ubuntu install python3.12-venv" in refusal(
        clone, "test", f"PYTHON={bare}"
    )


def test_an_old_python3_does_not_hide_a_newer_one(clone: Path, tmp_path: Path) -> None:
    old = pretended_python(tmp_path / "python3", "sys.version_info = (3, 9, 18)")
    new = pretended_python(tmp_path / "python3.14", "pass")

    planned = make(clone, "--dry-run", "lint", f"PYTHONS={old} {new}").stdout

    assert planned.startswith(f"'{new}' -c ")


def test_without_a_target_it_lists_the_targets_and_the_stacks(clone: Path) -> None:
    lines = make(clone).stdout.splitlines()

    targets = ["help", "preview", "rehearse", "setup", "accept", "test", "check", "format", "lock", "clean"]
    assert [line.split()[1] for line in lines[:-1]] == targets
    assert lines[-1] == "STACK is one of: 10k initial staging"
