"""The stack files that a command is pointed at, by the stack's name or by a path."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML, YAMLError

from ops.problem import Problem
from sizing.mistakes import InvalidProfile
from sizing.profile import Profile, parse_profile

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """A stack and the file that holds its configuration."""

    name: str
    path: Path


def stack_names(root: Path = ROOT) -> list[str]:
    """Every NAME of a Pulumi.NAME.yaml in the project."""
    return [_name(file) for file in sorted(root.glob("Pulumi.*.yaml"))]


def find_stack(stack: str, root: Path = ROOT) -> StackFile:
    """The stack file that a stack's name or a path means.

    Raises:
        Problem: there is none.
    """
    known = stack_names(root)
    if stack in known:
        return StackFile(name=stack, path=root / f"Pulumi.{stack}.yaml")
    path = Path(stack)
    if not path.is_file():
        raise Problem(
            f'STACK is "{stack}"; want {" or ".join(known)} (the Pulumi.*.yaml files) or a path to such a file'
        )
    return StackFile(name=_name(path), path=path.resolve())


def read_config(stack: StackFile) -> dict[str, object]:
    """What stands under `config` in the file, by "namespace:key".

    Raises:
        Problem: the file is no YAML, or has no `config`.
    """
    load = cast("Callable[[Path], object]", YAML(typ="safe", pure=True).load)
    try:
        content = load(stack.path)
    except YAMLError as error:
        raise Problem(f"{stack.path.name} is not YAML: {' '.join(str(error).split())}") from error
    config = cast("dict[str, object]", content).get("config") if isinstance(content, dict) else None
    if not isinstance(config, dict):
        raise Problem(f"{stack.path.name} has no config: want the keys of Pulumi.yaml under `config:`")
    return cast("dict[str, object]", config)


def read_profile(stack: StackFile) -> Profile:
    """The typed profile that the file means.

    Raises:
        Problem: with every mistake in it, as `pulumi preview` tells them.
    """
    try:
        return parse_profile(read_config(stack), stack.path.name)
    except InvalidProfile as error:
        raise Problem(str(error)) from error


def _name(file: Path) -> str:
    return file.name.removeprefix("Pulumi.").removesuffix(".yaml")
