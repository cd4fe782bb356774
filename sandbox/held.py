"""A resource as the account holds it, and a change that somebody asks of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Held:
    """A resource in the account."""

    type: str
    """Its token, such as `aws:sqs/queue:Queue`."""
    id: str
    name: str
    """Its logical name."""
    urn: str
    region: str
    serial: int
    version: int
    """1, and one more with each update."""
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]

    def refers_to(self, key: str, identifier: object) -> bool:
        """Whether an input is this id, or a list with this id in it."""
        value = self.inputs.get(key)
        return value == identifier or (isinstance(value, list) and identifier in value)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One call that reached the account."""

    op: str
    """`create`, `read`, `update` or `delete`."""
    type: str
    name: str
    id: str
    urn: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody asks of the account, and what it holds by then."""

    type: str
    region: str
    inputs: Mapping[str, object]
    """The inputs asked for; of a deletion, those it has."""
    outputs: Mapping[str, object]
    """What AWS answers once it is done; of a deletion, what it answered last."""
    id: str
    olds: Mapping[str, object]
    """The inputs before an update; else empty."""
    held: Callable[[str], Sequence[Held]]
    """What else the account holds of a type."""
    gone: Callable[[str], Sequence[Held]] = lambda _token: ()
    """What the account held of a type and somebody deleted: AWS remembers some of it."""

    def text(self, key: str) -> str:
        """An input as text; empty if it isn't there."""
        value = self.inputs.get(key)
        return "" if value is None else str(value)


class RefusedError(Exception):
    """AWS says no; the message has its error code, the reason and the page that tells the rule."""
