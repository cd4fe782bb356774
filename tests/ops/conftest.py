"""Stacks in a mocked account, for the commands that work on them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from sandbox.recording import ROOT, Recording, record_program
from tests.ops.aws_side import BUILDS, AwsSide


@pytest.fixture(scope="session")
def unreleased() -> Recording:
    """The program before its first release."""
    return record_program("initial")


@pytest.fixture(scope="session")
def released() -> Recording:
    """The program with a build of every service."""
    return record_program("initial", {"academy:release": BUILDS})


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that are nobody's."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


@pytest.fixture
def first_up(unreleased: Recording, nobody: None) -> Iterator[AwsSide]:
    """A stack after its first `pulumi up`, in a mocked account."""
    with mock_aws():
        yield AwsSide(unreleased)


@pytest.fixture
def outputs_file(first_up: AwsSide, tmp_path: Path) -> Path:
    """That stack's outputs."""
    return first_up.write_outputs(tmp_path / "outputs.json")


@pytest.fixture
def stack_file(tmp_path: Path) -> Path:
    """A copy of the shipped stack file that releases a build of every service."""
    text = (ROOT / "Pulumi.initial.yaml").read_text(encoding="utf-8")
    assert "academy:release: {}" in text
    file = tmp_path / "Pulumi.initial.yaml"
    file.write_text(text.replace("academy:release: {}", f"academy:release: {json.dumps(BUILDS)}"), encoding="utf-8")
    return file
