"""`academy preview --json` is the engine's own document, of any stack file, and the gate reads it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.workspace import ROOT

pytestmark = pytest.mark.engine


def academy(engine: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{engine.parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "ops.cli", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True, check=False)


def test_a_stack_file_by_its_path_gives_the_engines_document_which_the_gate_passes(
    engine: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a file of mine.yaml"
    file.write_text((ROOT / "Pulumi.initial.yaml").read_text())

    previewed = academy(engine, "preview", str(file), "--json")

    assert previewed.returncode == 0, previewed.stderr
    document = json.loads(previewed.stdout)
    assert document["changeSummary"].keys() == {"create"}
    judged = academy(engine, "gate", "-", given=previewed.stdout)
    assert (judged.returncode, judged.stderr) == (0, "")
    assert judged.stdout == f"{document['changeSummary']['create']} to create: nothing is lost\n"


def test_a_wrong_stack_file_fails_with_its_mistakes_and_the_gate_refuses_the_document(
    engine: Path, tmp_path: Path
) -> None:
    file = tmp_path / "Pulumi.mine.yaml"
    file.write_text((ROOT / "Pulumi.initial.yaml").read_text().replace("nat: none", "nat: no"))

    previewed = academy(engine, "preview", str(file), "--json")

    mistake = 'Pulumi.mine.yaml is invalid:\n  academy:network.nat is "no"; want none, single or per_zone\n'
    assert (previewed.returncode, previewed.stderr) == (1, f"error: {mistake}")
    judged = academy(engine, "gate", "-", given=previewed.stdout)
    assert (judged.returncode, judged.stdout) == (1, "")
    assert judged.stderr == f"error: stdin holds no plan to go by: {mistake}"
