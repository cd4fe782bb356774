"""Under which other URNs the engine would know a resource, as its `aliases` and those of its parents say.

The rules are the engine's: what an alias leaves out is as the resource has it, and a child goes by each name of its
parent, its own name with it where it begins with the parent's.
https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from sandbox.recorded import STACK_TYPE, Declared, Recording


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A URN without its stack and project: what stays when a stack is renamed."""

    types: str
    """The types of its components, from the outermost on, and its own: `academy:queues:Queues$aws:sqs/queue:Queue`."""
    name: str

    @classmethod
    def of(cls, urn: str) -> Self:
        """The identity in a URN."""
        _, _, types, name = urn.split("::", 3)
        return cls(types=types, name=name)

    def child(self, token: str, name: str) -> "Identity":
        """That of a resource in this one."""
        return Identity(types=token if self.types == STACK_TYPE else f"{self.types}${token}", name=name)

    def __str__(self) -> str:
        return f"{self.types}::{self.name}"


def former(recording: Recording) -> dict[str, set[str]]:
    """Identity of each resource -> all others that the engine takes for it."""
    declared = {each.urn: each for each in recording.resources}
    known: dict[str, set[Identity]] = {}

    def names(urn: str) -> set[Identity]:
        if urn not in declared:  # the stack
            return {Identity.of(urn)}
        if urn not in known:
            known[urn] = set(_names(declared[urn], names(declared[urn].parent)))
        return known[urn]

    return {
        str(own): {str(alias) for alias in names(urn) if alias != own} for urn in declared for own in [Identity.of(urn)]
    }


def _names(resource: Declared, places: set[Identity]) -> Iterator[Identity]:
    """The resource's own identity and its aliases, within each identity of its parent."""
    parent = Identity.of(resource.parent)
    for place in places:
        name = _renamed(resource.name, parent.name, place.name)
        yield place.child(resource.type, name)
        for alias in resource.aliases:
            yield _alias(alias, resource, place, name)


def _alias(alias: Mapping[str, Any], resource: Declared, place: Identity, name: str) -> Identity:
    if "urn" in alias:
        return Identity.of(alias["urn"])
    spec = alias["spec"]
    token = spec.get("type") or resource.type
    if spec.get("noParent"):
        return Identity(types=token, name=spec.get("name") or resource.name)
    if spec.get("parentUrn"):
        return Identity.of(spec["parentUrn"]).child(token, spec.get("name") or resource.name)
    return place.child(token, spec.get("name") or name)


def _renamed(name: str, parent: str, instead: str) -> str:
    """A child's name where its parent has another one."""
    return f"{instead}{name.removeprefix(parent)}" if name.startswith(parent) else name
