"""What a plan must not lose: data, identity, and what protects them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ops.gate.holdings import holding
from ops.gate.step import Change, Step

Loss = Literal["replaced", "deleted", "unprotected", "emptied"]

_DATABASE = "aws:rds/instance:Instance"
_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"

GUARDS: Mapping[str, Mapping[str, bool]] = {
    _DATABASE: {"deletionProtection": True, "skipFinalSnapshot": False},
    "aws:lb/loadBalancer:LoadBalancer": {"enableDeletionProtection": True},
    "aws:s3/bucket:Bucket": {"forceDestroy": False},
    "aws:ecr/repository:Repository": {"forceDelete": False},
}
"""Resource type -> the inputs that guard it beside Pulumi's `protect`, and what each is while it does."""

LOST_IN_PLACE: Mapping[str, Mapping[str, str]] = {
    _DATABASE: {"manageMasterUserPassword": "its master secret"},
    _DISTRIBUTION: {"aliases": "a name that people know"},
}
"""Resource type -> the inputs with which something goes although the resource stays, and what that is."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What would be lost of one resource."""

    step: Step
    loss: Loss
    """The worst of it."""
    causes: tuple[Change, ...]
    """The properties because of which, where it is because of any."""
    text: str
    """One line: the resource, what would happen to it, the properties, and what goes with it."""

    @property
    def urn(self) -> str:
        """The resource's URN, which `--allow` takes."""
        return self.step.urn


def judge(steps: Iterable[Step]) -> list[Finding]:
    """Everything that would be lost, a finding for each resource that loses something."""
    return [finding for step in steps for finding in _judged(step)]


def _judged(step: Step) -> Iterator[Finding]:
    holds = holding(step.type)
    unprotected = step.was_protected and not step.is_protected
    if step.op == "replace" and holds:
        causes = tuple(change for change in step.changes if change.replaces)
        why = _because(causes) or " because of its provider or its options, not of a property"
        also = ", and loses its protection" if unprotected else ""
        yield _finding(step, "replaced", causes, f"would be replaced{why}{also}; it {holds}")
    elif step.op == "delete" and holds:
        kept = ", though AWS keeps it" if step.kept_in_aws else ""
        yield _finding(step, "deleted", (), f"would be deleted{kept}; it {holds}")
    elif step.op not in {"create", "delete"}:
        yield from _losses_in_place(step, unprotected=unprotected)


def _losses_in_place(step: Step, *, unprotected: bool) -> Iterator[Finding]:
    emptied = [change for change in step.changes if _is_lost_in_place(step.type, change)]
    unguarded = [change for change in step.changes if _drops_guard(step.type, change)]
    said = [f"would lose {LOST_IN_PLACE[step.type][change.input]} because of {change}" for change in emptied]
    said += [f"would lose a guard against deletion because of {change}" for change in unguarded]
    said += ["would lose its protection (protect)"] if unprotected else []
    if said:
        yield _finding(step, "emptied" if emptied else "unprotected", (*emptied, *unguarded), ", and ".join(said))


def _finding(step: Step, loss: Loss, causes: Sequence[Change], what: str) -> Finding:
    return Finding(step=step, loss=loss, causes=tuple(causes), text=f"{step.urn} {what}")


def _because(causes: Sequence[Change]) -> str:
    return f" because of {' and '.join(str(change) for change in causes)}" if causes else ""


def _is_lost_in_place(token: str, change: Change) -> bool:
    """Whether something goes: what a list only gains is none of it, and neither is a flag that comes to be true."""
    if change.input not in LOST_IN_PLACE.get(token, {}) or not change.old:
        return False
    if isinstance(change.old, list) and isinstance(change.new, list) and not change.unknown:
        return any(each not in change.new for each in change.old)
    return change.unknown or change.new != change.old


def _drops_guard(token: str, change: Change) -> bool:
    guards = GUARDS.get(token, {})
    if change.path not in guards:
        return False
    on = guards[change.path]
    # Left out, each of these is false.
    return bool(change.old) is on and (change.unknown or bool(change.new) is not on)
