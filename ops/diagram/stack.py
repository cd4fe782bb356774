"""`academy diagram`: the picture of one stack."""

from pathlib import Path

from ops.capture import capture
from ops.diagram.boxes import boxes
from ops.diagram.draw import dot, render
from ops.diagram.edges import edges
from ops.diagram.picture import picture
from ops.stacks import ROOT, StackFile
from ops.terminal import stdout

FOLDER = ROOT / "docs"
"""Where the shipped stacks' pictures are kept."""


def source_of(stack: StackFile) -> str:
    """DOT source of a stack's picture, as it is once every service is released.

    Raises:
        Problem: the stack file is wrong.
    """
    graph = capture(stack)
    return dot(picture(boxes(graph), edges(graph)), f"The academy, stack {stack.name}")


def name_of(stack: StackFile) -> str:
    """What a stack's picture is called, without its ending."""
    return f"architecture-{stack.name}"


def diagram(stack: StackFile, folder: Path = FOLDER) -> int:
    """Draw a stack and say where. Returns the exit status."""
    render(source_of(stack), folder, name_of(stack))
    for ending in ("dot", "svg", "png"):
        stdout.print(folder / f"{name_of(stack)}.{ending}", soft_wrap=True, markup=False)
    return 0
