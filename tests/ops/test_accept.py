"""`academy accept` writes all that is generated, as the tests want it, and says what had changed."""

import json
from pathlib import Path

import pytest

from ops.accept import accept
from ops.identity import FOLDER
from ops.reference import PAGE


def test_accepting_writes_everything_and_tells_what_was_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vpc = "academy:network:Network$aws:ec2/vpc:Vpc::network"
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    known = json.loads((tmp_path / "initial.json").read_text())
    (tmp_path / "initial.json").write_text(json.dumps({**known, vpc: {"cidrBlock": "10.9.0.0/16"}}))
    (tmp_path / "gone.json").write_text("{}")

    assert accept(tmp_path, tmp_path, tmp_path / "configuration.md") == 0

    told = capsys.readouterr().out.splitlines()
    assert f"initial: changed: {vpc} cidrBlock: 10.9.0.0/16 -> 10.0.0.0/16" in told
    assert len([line for line in told if line.startswith(("initial: ", "10k: "))]) == 1
    pictures = {f"architecture-{stack}.{end}" for stack in ("initial", "10k") for end in ("dot", "svg", "png")}
    assert {file.name for file in tmp_path.iterdir()} == {"initial.json", "10k.json", "configuration.md", *pictures}
    for file in FOLDER.iterdir():
        assert (tmp_path / file.name).read_text() == file.read_text()
    assert (tmp_path / "configuration.md").read_text() == PAGE.read_text()
