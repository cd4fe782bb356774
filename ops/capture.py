"""What a stack declares, captured in one run of the program on mocks: no engine, no AWS, a few seconds."""

from collections.abc import Mapping

import pulumi

from ops.problem import Problem
from ops.stacks import StackFile, read_profile
from sandbox.aws import UnknownType
from sandbox.recording import Recording, Refused, record_program

PLACEHOLDER_TAG = "placeholder"
PLACEHOLDER_DIGEST = "sha256:" + "0" * 64


def capture(
    stack: StackFile, changes: Mapping[str, Mapping[str, object] | str] | None = None, *, preview: bool = False
) -> Recording:
    """The graph of a stack as it is once every service is released.

    Until then services are declared without tasks, which is neither what people pay for nor what they want to see:
    what the stack file releases no build of gets a placeholder. `changes` are laid over the file, of a section the
    keys that are named. In a preview everything that AWS decides is unknown.

    Raises:
        Problem: the file is wrong, with the message that a preview gives; or the program declares what AWS would
            refuse, or a resource type that the sandbox doesn't know.
    """
    changed: dict[str, Mapping[str, object] | str] = {"academy:release": _placeholders(stack), **(changes or {})}
    try:
        return record_program(stack.name, changed, file=stack.path, preview=preview)
    except (pulumi.RunError, Refused, UnknownType) as error:
        raise Problem(str(error)) from error


def unreleased(stack: StackFile) -> list[str]:
    """The images that a stack's services need and its file releases no build of."""
    profile = read_profile(stack)
    needed = ["api", "video", "ai", "messaging"]
    needed += ["gpu"] if profile.gpu.enabled else []
    needed += ["pgbouncer"] if profile.database.pooler == "pgbouncer" else []
    given = profile.release.model_dump(exclude_none=True)
    return [image for image in needed if image not in given]


def _placeholders(stack: StackFile) -> dict[str, object]:
    given = read_profile(stack).release.model_dump(exclude_none=True)
    missing = {one: PLACEHOLDER_DIGEST if one == "pgbouncer" else PLACEHOLDER_TAG for one in unreleased(stack)}
    return {**missing, **given}
