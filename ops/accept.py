"""`academy accept`: write anew what is generated, and say what that takes for granted."""

from pathlib import Path

from ops import identity, reference
from ops.diagram.stack import diagram
from ops.stacks import ROOT, find_stack, stack_names
from ops.terminal import stdout


def accept() -> int:
    """Write identities, diagrams and the configuration reference. Returns the exit status."""
    for name in stack_names():
        stack = find_stack(name)
        recording = identity.recorded(stack)
        for line in identity.differences(identity.accepted(stack), recording):
            stdout.print(f"{name}: {line}", markup=False, soft_wrap=True)
        identity.write(stack, recording)
        _tell(identity.file_of(stack))
        diagram(stack)
    for file in identity.left_over():
        file.unlink()
    reference.write()
    _tell(reference.PAGE)
    return 0


def _tell(file: Path) -> None:
    stdout.print(file.relative_to(ROOT), markup=False, soft_wrap=True)
