"""`academy accept`: write anew what is generated, and say what that takes for granted."""

from pathlib import Path

from ops import identity, reference
from ops.diagram.stack import FOLDER as PICTURES
from ops.diagram.stack import diagram
from ops.stacks import find_stack, stack_names
from ops.terminal import stdout


def accept(identities: Path = identity.FOLDER, pictures: Path = PICTURES, page: Path = reference.PAGE) -> int:
    """Write identities, diagrams and the configuration reference. Returns the exit status.

    Raises:
        Problem: a stack file is wrong; nothing is written then.
    """
    stacks = [find_stack(name) for name in stack_names()]
    for stack, recording in [(stack, identity.recorded(stack)) for stack in stacks]:
        for line in identity.differences(identity.accepted(stack, identities), recording):
            stdout.print(f"{stack.name}: {line}", markup=False, soft_wrap=True)
        identity.write(stack, recording, identities)
        stdout.print(identity.file_of(stack, identities), markup=False, soft_wrap=True)
        diagram(stack, pictures)
    for file in identity.left_over(identities):
        file.unlink()
    reference.write(page)
    stdout.print(page, markup=False, soft_wrap=True)
    return 0
