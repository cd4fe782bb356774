"""What each folder may import: so that sizes stay pure, and a preview asks nobody."""

import ast
from pathlib import Path

from sandbox.recording import ROOT

SIZING = sorted(ROOT.glob("sizing/**/*.py"))
PRICING = sorted(ROOT.glob("pricing/**/*.py"))
PROGRAM = [ROOT / "__main__.py", *sorted(ROOT.glob("components/**/*.py")), *SIZING]

ASKS_OTHERS = {"boto3", "botocore", "http", "requests", "socket", "subprocess", "urllib"}


def imported(file: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    nodes = [*ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    plain = {alias.name for each in nodes if isinstance(each, ast.Import) for alias in each.names}
    members = {each.module for each in nodes if isinstance(each, ast.ImportFrom) and each.module}
    return {name.partition(".")[0] for name in plain | members}


def test_the_program_calls_no_aws_of_its_own() -> None:
    assert {file.name: found for file in PROGRAM if (found := imported(file) & ASKS_OTHERS)} == {}


def test_sizes_follow_from_the_profile_without_pulumi() -> None:
    wrong = {file.name: found for file in SIZING if (found := imported(file) & {"pulumi", "pulumi_aws", "components"})}
    assert wrong == {}


def test_the_program_does_without_tests_sandbox_and_commands() -> None:
    outside = {"tests", "sandbox", "ops", "pricing", "scripts", "policy"}
    assert {file.name: found for file in PROGRAM if (found := imported(file) & outside)} == {}


def test_prices_follow_from_the_graph_without_pulumi_and_without_aws() -> None:
    outside = ASKS_OTHERS | {"pulumi", "pulumi_aws", "components", "sandbox", "ops"}
    assert {file.name: found for file in PRICING if (found := imported(file) & outside)} == {}
