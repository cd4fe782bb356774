"""`academy cost` as it is called: its exit status, its streams, and what it refuses."""

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest

from ops import cli
from sandbox import aws, recording
from sandbox.catalogue.row import ResourceType
from sandbox.recording import ROOT, record_program

Academy = Callable[..., tuple[int, str, str]]

STREAM = "aws:kinesis/stream:Stream"


def _ignored(_number: int, _handler: object) -> None:
    """A process that runs tests goes on as it is when it is told to end."""


@pytest.fixture
def academy(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Academy:
    """Runs a command line in this process, and gives its exit status, stdout and stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["academy", *words])
        monkeypatch.setattr(signal, "signal", _ignored)
        with pytest.raises(SystemExit, match=r"^[012]$") as ended:
            cli.main()
        told = capsys.readouterr()
        return cast("int", ended.value.code), told.out, told.err

    return run


@pytest.fixture
def stream_is_declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program declares one resource more, of a type that nothing here has heard of."""
    program = (
        f'import runpy\n\nrunpy.run_path({str(ROOT / "__main__.py")!r}, run_name="__main__")\n\n'
        'from pulumi_aws import kinesis\n\nkinesis.Stream("clicks", shard_count=1)\n'
    )
    (tmp_path / "__main__.py").write_text(program, encoding="utf-8")
    for name in ("initial", "10k"):
        (tmp_path / f"Pulumi.{name}.yaml").symlink_to(ROOT / f"Pulumi.{name}.yaml")
    monkeypatch.setattr(recording, "ROOT", tmp_path)


def edited(folder: Path, old: str, new: str) -> Path:
    """A copy of launch's stack file, edited."""
    text = (ROOT / "Pulumi.initial.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = folder / "Pulumi.mine.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


@pytest.mark.parametrize(("stack", "budget"), [("initial", 129), ("10k", 670)])
def test_a_shipped_stack_is_within_its_budget_and_the_status_says_so(academy: Academy, stack: str, budget: int) -> None:
    status, out, err = academy("cost", stack, "--budget", "--json")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert (document["budget_usd"], document["within_budget"]) == (budget, True)
    assert document["total_usd"]["expected"] <= budget


def test_a_stack_over_its_budget_fails_when_asked_for_the_budget_alone(academy: Academy, tmp_path: Path) -> None:
    file = edited(tmp_path, "budget_usd: 129", "budget_usd: 120")
    status, out, err = academy("cost", str(file), "--budget")
    total = out.splitlines()[1].split()[1]
    assert status == 1
    assert f"{total} USD a month expected, over the budget of 120 USD" in out
    over = f"{float(total) - 120:.2f} more than academy:monitoring.budget_usd (120)"
    assert err == f"error: Pulumi.mine.yaml: {total} USD a month are expected, {over}\n"
    assert academy("cost", str(file))[0] == 0


def test_two_stacks_are_compared(academy: Academy) -> None:
    status, out, err = academy("cost", "10k", "--against", "initial")
    assert (status, err) == (0, "")
    assert "USD a month, expected" in out
    assert "database: db.t4g.medium, Multi-AZ" in out


def test_a_resource_type_without_a_price_is_an_error_that_names_it(
    academy: Academy, stream_is_declared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ResourceType(id="{name}", computed={"arn": "arn:{partition}:kinesis:{region}:{account}:stream/{name}"})
    monkeypatch.setitem(cast("dict[str, Any]", aws.RESOURCES), STREAM, row)
    status, out, err = academy("cost", "initial", "--json")
    assert (status, out) == (1, "")
    assert err == (f"error: no pricing rule for {STREAM}: add one to pricing/rules, or to what is free there\n")


def test_a_resource_type_that_not_even_the_sandbox_knows_is_an_error_that_names_it(
    academy: Academy, stream_is_declared: None
) -> None:
    status, out, err = academy("cost", "initial")
    assert (status, out) == (1, "")
    assert err == f"error: the sandbox knows no resource type {STREAM}; its row belongs in sandbox/catalogue\n"


def test_a_wrong_file_is_refused_with_the_message_of_a_preview(academy: Academy, tmp_path: Path) -> None:
    file = edited(tmp_path, "multi_az: false", "multi_az: perhaps")
    with pytest.raises(pulumi.RunError, match="multi_az") as preview:
        record_program("mine", file=file)
    status, out, err = academy("cost", str(file))
    assert (status, out) == (1, "")
    assert err == f"error: {preview.value}\n"
    assert "Pulumi.mine.yaml is invalid:" in err


@pytest.mark.parametrize("words", [("nope",), ("initial", "--against", "nope")], ids=" ".join)
def test_a_stack_that_there_is_not_is_one_line(academy: Academy, words: tuple[str, ...]) -> None:
    status, out, err = academy("cost", *words)
    assert (status, out) == (1, "")
    assert err.startswith('error: STACK is "nope"; want 10k or initial')
    assert len(err.splitlines()) == 1
