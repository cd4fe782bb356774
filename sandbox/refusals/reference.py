"""One resource naming another: it must be there when it is named, and much of it may not go while it is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sandbox.held import Change, Held
from sandbox.refusals.reading import texts
from sandbox.refusals.rule import WRITE, Rule, no


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An input of one type that holds the id, ARN or name of another."""

    holder: str
    path: str
    """Where the input is, such as `origins.vpcOriginConfig.vpcOriginId`."""
    target: str
    by: tuple[str, ...] = ("id",)
    """What of the other resource it may hold: `id`, or an output such as `arn`."""
    missing: str
    """AWS's error code when there is no such resource."""
    in_use: str = ""
    """AWS's error code when that resource is to be deleted meanwhile; empty where AWS deletes it all the same."""
    page: str
    """Where AWS lists the codes."""
    ours: Callable[[str], bool] = bool
    """Tells what has to be in the account from what AWS itself provides, such as FARGATE."""


def rules(references: Iterable[Reference]) -> tuple[Rule, ...]:
    """The rules that follow from the references: two for each."""
    return tuple(rule for each in references for rule in _both(each))


def _both(reference: Reference) -> list[Rule]:
    def missing(change: Change) -> str | None:
        there = {name for each in change.held(reference.target) for name in _names(reference, each.id, each.outputs)}
        for value in texts(change.inputs, reference.path):
            if value not in there and reference.ours(value):
                return no(reference.missing, f"{reference.path}: {value} does not exist", reference.page)
        return None

    def in_use(change: Change) -> str | None:
        names = _names(reference, change.id, change.outputs)
        for holder in change.held(reference.holder):
            if not _is_itself(holder, change) and names & set(texts(holder.inputs, reference.path)):
                return no(reference.in_use, f"{change.id} is in use by {holder.id}", reference.page)
        return None

    found = [Rule(when=WRITE, types=frozenset({reference.holder}), reason=missing)]
    if reference.in_use:
        found.append(Rule(when=frozenset({"delete"}), types=frozenset({reference.target}), reason=in_use))
    return found


def _names(reference: Reference, identifier: str, outputs: object) -> set[str]:
    return {name for key in reference.by for name in ([identifier] if key == "id" else texts(outputs, key))}


def _is_itself(holder: Held, change: Change) -> bool:
    return (holder.type, holder.id) == (change.type, change.id)
