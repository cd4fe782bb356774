"""Waiting for something in AWS: looks again until it is there, tells what changed, and gives up in the end."""

from collections.abc import Callable
from typing import TypeVar

from ops.problem import Problem
from ops.tasks.clock import Clock

Seen = TypeVar("Seen")


def wait_for(
    look: Callable[[], Seen],
    done: Callable[[Seen], bool],
    describe: Callable[[Seen], str],
    *,
    what: str,
    timeout_seconds: float,
    poll_seconds: float,
    tell: Callable[[str], None],
    clock: Clock,
) -> Seen:
    """The first look that is `done`. Each new description is told once.

    Raises:
        Problem: it isn't after the timeout; says how it is then.
    """
    until, said = clock.now() + timeout_seconds, ""
    while True:
        seen = look()
        if done(seen):
            return seen
        now_is = describe(seen)
        if now_is != said:
            said = now_is
            tell(f"{what}: {now_is}")
        if clock.now() >= until:
            raise Problem(f"{what} is not there after {timeout_seconds:.0f} s: {now_is}")
        clock.sleep(poll_seconds)
