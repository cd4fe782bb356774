"""`academy grow`: the stack goes on under the name, and with the sizes, of another stack file.

A bare `pulumi stack rename` moves the old stack file over the new one, and the next preview shows no change.
"""

import contextlib
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.encryption import carried
from ops.problem import Problem
from ops.pulumi_cli import Named, PulumiCli, uninterrupted
from ops.stacks import ROOT, StackFile, find_stack, read_config, read_profile, stack_names
from ops.terminal import stderr, stdout, tell_error

_FIXED = ("academy:environment", "aws:region")
"""What is the same in both files: names and places follow from it, and nothing would be what it was."""

_LISTED = 5
"""Changed files that a message names."""


@dataclass(frozen=True, kw_only=True)
class _Growth:
    """A stack, what it goes on as, and how everything was before."""

    stack: Named
    old: StackFile
    new: StackFile
    selected: Named | None
    before: tuple[bytes, bytes]

    @property
    def files(self) -> tuple[Path, Path]:
        return self.old.path, self.new.path

    @property
    def name(self) -> str:
        """What the backend calls the stack from then on."""
        return self.stack.beside(self.new.name)


def grow(to: str, stack: str | None, *, root: Path = ROOT) -> int:
    """Rename the selected stack, or `stack`, to `to`, and preview it with that one's file. Returns the exit status.

    All goes through, the preview too, or everything is as it was.

    Raises:
        Problem: it can't be done, or the preview failed; nothing is changed then.
    """
    pulumi = PulumiCli(root)
    growth = _prepared(pulumi, to, stack, root)
    text = carried(*growth.files)
    _refuse_a_dirty_tree(root)
    try:
        with uninterrupted():
            _rename(pulumi, growth.stack.name, growth.name, growth.files)
            growth.new.path.write_text(text, encoding="utf-8")
        pulumi.preview(growth.name)
    except BaseException:
        with uninterrupted():
            _restore(pulumi, growth)
        raise
    _tell_what_is_next(growth, text)
    return 0


def _prepared(pulumi: PulumiCli, to: str, stack: str | None, root: Path) -> _Growth:
    known = stack_names(root)
    if to not in known:
        raise Problem(f'TO is "{to}"; want {" or ".join(known)} (the Pulumi.*.yaml files)')
    stacks = pulumi.stacks()
    selected = next((each for each in stacks if each.current), None)
    growing = next((each for each in stacks if stack in (each.name, each.short)), None) if stack else selected
    if growing is None:
        there = ", ".join(each.name for each in stacks) or "none"
        asked = f"there is no stack {stack}" if stack else "no stack is selected, and --stack names none"
        raise Problem(f"{asked}; there is: {there}")
    if growing.short == to:
        raise Problem(f"{growing.name} is {to} already: edit Pulumi.{to}.yaml and run pulumi up")
    if any(each.short == to for each in stacks):
        raise Problem(f"there is a stack {to} already, beside {growing.name}: two stacks can't become one")
    if growing.updating:
        raise Problem(f"{growing.name} is being updated: wait until that is over")
    if growing.short not in known:
        raise Problem(f"{growing.name} has no Pulumi.{growing.short}.yaml: want the file that it was made with")
    old, new = find_stack(growing.short, root), find_stack(to, root)
    read_profile(new)
    before, after = read_config(old), read_config(new)
    for key in _FIXED:
        if before.get(key) != after.get(key):
            raise Problem(
                f"{key} is {before.get(key)} in {old.path.name} and {after.get(key)} in {new.path.name}: "
                "that is another platform, not a larger one"
            )
    return _Growth(
        stack=growing,
        old=old,
        new=new,
        selected=selected,
        before=(old.path.read_bytes(), new.path.read_bytes()),
    )


def _refuse_a_dirty_tree(root: Path) -> None:
    command = ["git", "status", "--porcelain"]
    try:
        status = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise Problem("there is no git on PATH: a stack grows in a clean git tree only") from error
    if status.returncode != 0:
        raise Problem(f"git can't tell whether the tree is clean: {status.stderr.strip()}")
    changed = [line[3:] for line in status.stdout.splitlines()]
    if changed:
        more = f" and {len(changed) - _LISTED} more" if len(changed) > _LISTED else ""
        raise Problem(f"the git tree is not clean: commit or stash {', '.join(changed[:_LISTED])}{more}")


def _rename(pulumi: PulumiCli, old: str, new: str, files: Sequence[Path]) -> None:
    with _aside(files):
        pulumi.rename(old, new)


@contextlib.contextmanager
def _aside(files: Sequence[Path]) -> Generator[None]:
    """Keep files where Pulumi doesn't look for them, in a folder beside them that goes again."""
    with tempfile.TemporaryDirectory(prefix=".academy-grow-", dir=files[0].parent) as folder:
        for file in files:
            file.rename(Path(folder) / file.name)
        try:
            yield
        finally:
            for file in files:
                (Path(folder) / file.name).replace(file)


def _restore(pulumi: PulumiCli, growth: _Growth) -> None:
    """Name, selection and both files as they were; where that fails, say what is left to do."""
    try:
        if growth.name in [each.name for each in pulumi.stacks()]:
            _rename(pulumi, growth.name, growth.stack.name, growth.files)
        if growth.selected:
            pulumi.select(growth.selected.name)
        stderr.print(
            f"nothing has changed: the stack is {growth.stack.name}, with both files as they were", markup=False
        )
    except Problem as problem:
        tell_error(str(problem))
        tell_error(
            f"the stack may still be called {growth.name}; then run: pulumi stack rename {growth.stack.name} "
            f"--stack {growth.name}, and after it: git restore {' '.join(file.name for file in growth.files)}"
        )
    finally:
        for file, content in zip(growth.files, growth.before, strict=True):
            file.write_bytes(content)


def _tell_what_is_next(growth: _Growth, text: str) -> None:
    old, new = growth.files
    stderr.print(f"{growth.stack.name} is {growth.name} now, and in AWS nothing has changed yet.", markup=False)
    commands = ["pulumi up --policy-pack policy"]
    if text.encode() != growth.before[1]:
        stderr.print(f"{new.name} has the encryption of {old.name} now.", markup=False)
        commands.insert(0, f"git commit {new.name}")
    stderr.print(f"Next, in this order; academy grow {growth.old.name} goes back instead:", markup=False)
    for command in commands:
        stdout.print(f"  {command}", markup=False, soft_wrap=True)
