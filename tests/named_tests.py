"""The tests that there are, by the name under which a page or a table sends its readers to them."""

import ast
from pathlib import Path

from sandbox.recording import ROOT


def names_in(file: Path) -> list[str]:
    """Names of a module's test functions, in their order."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return [each.name for each in body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]


def exists(name: str) -> bool:
    """Whether there is a test of that name, like tests/test_x.py::test_y."""
    path, _, function = name.partition("::")
    file = ROOT / path
    return file.is_file() and function in names_in(file)
