"""A pull request's change, on what the base branch has brought up."""

import shutil
from pathlib import Path

import pytest

from ops.ci.base import program_only
from ops.ci.check import on_base
from ops.stacks import find_stack
from sandbox.workspace import ROOT

pytestmark = pytest.mark.engine


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The project as it might have stood before: smaller in one place, and its frontend in another bucket."""
    before = tmp_path / "before"
    before.mkdir()
    for name in ("components", "sizing"):
        shutil.copytree(ROOT / name, before / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (ROOT / "__main__.py", *ROOT.glob("Pulumi*.yaml")):
        text = file.read_text(encoding="utf-8")
        text = text.replace(
            "    noncurrent_days: 30 # builds", "    bucket: academy-old\n    noncurrent_days: 30 # builds"
        )
        (before / file.name).write_text(text.replace("backup_days: 7", "backup_days: 8"), encoding="utf-8")
    return program_only(before, tmp_path / "program")


def test_what_merging_would_do_is_planned_on_the_base_branch_and_gated(
    base: Path, engine: Path, tmp_path: Path
) -> None:
    found = on_base(engine, base, find_stack("initial"), frozenset(), tmp_path)
    (plan,) = found.plans
    changes = {change.resource: change for change in plan.changes}
    assert changes["aws:rds/instance:Instance database"].why == ("backupRetentionPeriod (8 -> 7)",)
    assert changes["aws:s3/bucket:Bucket storage-frontend"].op == "replace"
    assert any("Bucket::storage-frontend would be replaced because of bucket" in line for line in found.refused)
    assert plan.same > 200


def test_a_base_that_does_not_come_up_is_told_and_compared_with_nothing(
    base: Path, engine: Path, tmp_path: Path
) -> None:
    (base / "Pulumi.initial.yaml").unlink()
    text = (ROOT / "Pulumi.initial.yaml").read_text(encoding="utf-8")
    (base / "Pulumi.initial.yaml").write_text(text.replace("nat: none", "nat: maybe"), encoding="utf-8")
    found = on_base(engine, base, find_stack("initial"), frozenset(), tmp_path)
    assert (found.plans, found.refused) == ([], [])
    assert "could not be brought up (Pulumi.initial.yaml is invalid:)" in found.notices[0]
