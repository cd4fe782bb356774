"""Stack files to rehearse with: the shipped ones, edited as a person would edit them."""

import shutil
from pathlib import Path

from ops.stacks import StackFile
from sandbox.workspace import ROOT

PROGRAM = ("components", "sizing", "sandbox", "__main__.py", "Pulumi.yaml")


def edited(folder: Path, stack: str, *edits: tuple[str, str]) -> StackFile:
    """A copy of a shipped stack file with edits, under the same name in the folder."""
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, f"{old!r} does not stand in Pulumi.{stack}.yaml"
        text = text.replace(old, new)
    path = folder / f"Pulumi.{stack}.yaml"
    path.write_text(text, encoding="utf-8")
    return StackFile(name=stack, path=path)


def copy_of_the_program(folder: Path, **edits: tuple[str, str]) -> Path:
    """The program in the folder; of each file that is named (`components__database` for components/database.py) one
    text is another.
    """
    for name in PROGRAM:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    for name, (old, new) in edits.items():
        file = folder / (f"{name.replace('__', '/')}.py" if name != "__main__" else "__main__.py")
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {file.name}"
        file.write_text(text.replace(old, new), encoding="utf-8")
    return folder
