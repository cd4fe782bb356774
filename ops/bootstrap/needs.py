"""What a resource type's life needs of IAM: actions that only look, and actions that change something."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Needs:
    """The actions that the AWS provider calls for a type of resource.

    https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """

    reads: tuple[str, ...]
    """For `pulumi preview` and `refresh`."""
    writes: tuple[str, ...]
    """For `pulumi up` and `destroy`, beside those."""


def needs(
    service: str, *, reads: str, writes: str = "", reads_elsewhere: str = "", writes_elsewhere: str = ""
) -> Needs:
    """Actions of one service by their names alone, and of others with their service before them."""
    return Needs(
        reads=(*_of(service, reads), *reads_elsewhere.split()),
        writes=(*_of(service, writes), *writes_elsewhere.split()),
    )


def actions(each: Iterable[Needs], *, writes: bool) -> set[str]:
    """All of them together, with or without what changes something."""
    return {action for one in each for action in (*one.reads, *(one.writes if writes else ()))}


def _of(service: str, names: str) -> Iterable[str]:
    return (f"{service}:{name}" for name in names.split())
