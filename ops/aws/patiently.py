"""Looking again, where AWS is too busy for a look or can't be reached for a while."""

from collections.abc import Callable
from typing import TypeVar

from ops.aws.errors import AWS_ERRORS, explain, passes

Seen = TypeVar("Seen")


def patiently(look: Callable[[], Seen], again: Callable[[str], bool]) -> Seen:
    """What a look gives. `again` is told why one gave nothing, waits, and says whether there is time for another.

    For reads only: what changes something may have done so. Raises botocore's errors that don't pass by themselves, and
    all of them once there is no time.
    """
    while True:
        try:
            return look()
        except AWS_ERRORS as error:
            if not passes(error) or not again(explain(error)):
                raise
