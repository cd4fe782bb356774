"""What each folder may import and reckon: so that sizes stay pure, and a preview asks nobody and knows no price."""

import ast
from pathlib import Path

from sandbox.recording import ROOT

SIZING = sorted(ROOT.glob("sizing/**/*.py"))
PRICING = sorted(ROOT.glob("pricing/**/*.py"))
DECLARING = [ROOT / "__main__.py", *sorted(ROOT.glob("components/**/*.py"))]
PROGRAM = [*DECLARING, *SIZING]

MONEY = ("usd", "price", "cost", "dollar")
PASSED_ON = {"budget_usd", "monthly_usd", "cost_types", "price_class", "PRICE_CLASS"}
"""What AWS is told of money: the budget as it is configured, of which costs it is, and which edges serve."""

ASKS_OTHERS = {"boto3", "botocore", "http", "requests", "socket", "subprocess", "urllib"}


def imported(file: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    nodes = [*ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    plain = {alias.name for each in nodes if isinstance(each, ast.Import) for alias in each.names}
    members = {each.module for each in nodes if isinstance(each, ast.ImportFrom) and each.module}
    return {name.partition(".")[0] for name in plain | members}


def named(tree: ast.AST) -> set[str]:
    """Every identifier of a module."""
    nodes = [*ast.walk(tree)]
    names = {each.id for each in nodes if isinstance(each, ast.Name)}
    names |= {each.attr for each in nodes if isinstance(each, ast.Attribute)}
    names |= {each.arg for each in nodes if isinstance(each, ast.arg | ast.keyword) and each.arg}
    return names | {each.name for each in nodes if isinstance(each, ast.FunctionDef | ast.ClassDef | ast.alias)}


def about_money(names: set[str]) -> set[str]:
    return {each for each in names if any(word in each.lower() for word in MONEY)}


def reckoned_with(tree: ast.AST) -> set[str]:
    """The names about money that stand in a sum, a product or a comparison."""
    reckoning = [each for each in ast.walk(tree) if isinstance(each, ast.BinOp | ast.Compare)]
    return {name for each in reckoning for name in about_money(named(each))}


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


def test_nothing_about_money_is_computed_where_resources_are_declared() -> None:
    trees = {file.name: ast.parse(file.read_text(encoding="utf-8")) for file in DECLARING}
    names = {
        file: about_money({part for name in named(tree) for part in name.split(".")}) for file, tree in trees.items()
    }
    assert {file: found for file in trees if (found := names[file] - PASSED_ON)} == {}
    assert {file: found for file, tree in trees.items() if (found := reckoned_with(tree))} == {}


def test_a_price_or_a_sum_of_money_would_be_found() -> None:
    tree = ast.parse("hourly_usd = 0.0225\nmonthly = hours * hourly_usd\nlimit = budget_usd / 2\n")
    assert about_money(named(tree)) - PASSED_ON == {"hourly_usd"}
    assert reckoned_with(tree) == {"hourly_usd", "budget_usd"}
