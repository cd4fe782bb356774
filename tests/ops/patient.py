"""Time that passes only when somebody waits."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ops.tasks.clock import Clock


@dataclass
class Waits:
    """Counts the seconds that were waited."""

    seconds: float = 0.0
    then: list[Callable[[], object]] = field(default_factory=list[Callable[[], object]])
    """What happens during the first wait, the second, and so on."""

    def clock(self) -> Clock:
        """A clock that stands still but for its sleeps."""
        return Clock(now=lambda: self.seconds, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.seconds += seconds
        if self.then:
            self.then.pop(0)()
