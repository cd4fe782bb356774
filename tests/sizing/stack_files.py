"""The shipped files, read without Pulumi."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]

STACKS = ("initial", "10k")


def read_yaml(file: str) -> dict[str, object]:
    """A YAML file of the project."""
    load = cast("Callable[[Path], dict[str, object]]", YAML(typ="safe", pure=True).load)
    return load(ROOT / file)


def stack_config(stack: str) -> dict[str, object]:
    """What Pulumi.<stack>.yaml says, by key."""
    return cast("dict[str, object]", read_yaml(f"Pulumi.{stack}.yaml")["config"])
