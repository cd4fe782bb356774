"""What a recording holds, and how a test finds its way in it."""

import dataclasses
from typing import Any

STACK_TYPE = "pulumi:pulumi:Stack"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Declared:
    """A resource as the program declared it; other resources are named by URN."""

    type: str
    name: str
    urn: str
    parent: str
    custom: bool
    """False for a component."""
    id: str
    inputs: dict[str, Any]
    """As AWS would get them: camel case, plain values, no secret's wrapper."""
    secrets: frozenset[str]
    """Paths of the inputs that are secret, like `password` or `rules[0].header`."""
    dependencies: frozenset[str]
    property_dependencies: dict[str, frozenset[str]]
    """Which resources each input was made from."""
    protect: bool
    retain_on_delete: bool
    delete_before_replace: bool
    ignore_changes: tuple[str, ...]
    replace_on_changes: tuple[str, ...]
    additional_secret_outputs: tuple[str, ...]
    aliases: tuple[dict[str, Any], ...]
    provider: str
    import_id: str

    @property
    def key(self) -> tuple[str, str]:
        """Type and name: what makes it the same resource in two stacks."""
        return (self.type, self.name)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recording:
    """Everything that one run declared."""

    resources: tuple[Declared, ...]
    outputs: dict[str, dict[str, Any]]
    """What each component registered, by URN."""
    exports: dict[str, Any]
    secret_exports: frozenset[str]
    invokes: tuple[str, ...]
    """Token of every look-up."""
    messages: tuple[str, ...]
    """Warnings and errors that the SDK logged, deprecated arguments among them."""

    def of_type(self, token: str) -> list[Declared]:
        """Every resource of the type, by name."""
        return sorted((each for each in self.resources if each.type == token), key=lambda each: each.name)

    def one(self, token: str, name: str | None = None) -> Declared:
        """The one resource of that type, or of that type and name; any other number of them is a failure."""
        found = [each for each in self.of_type(token) if name in (None, each.name)]
        if len(found) != 1:
            there = ", ".join(each.name for each in self.of_type(token)) or "none"
            raise AssertionError(f"{len(found)} resources {token} {name or ''}; there is: {there}")
        return found[0]

    def by_name(self, token: str) -> dict[str, Declared]:
        """Every resource of the type, under its name."""
        return {each.name: each for each in self.of_type(token)}

    def by_urn(self, urn: str) -> Declared:
        """The resource with that URN."""
        return next(each for each in self.resources if each.urn == urn)

    def by_id(self, token: str, id_: str) -> Declared:
        """The resource of that type that AWS would know by that id."""
        return next(each for each in self.of_type(token) if each.id == id_)

    def keys(self) -> set[tuple[str, str]]:
        """Type and name of every resource."""
        return {each.key for each in self.resources}

    def tier(self, resource: Declared) -> Declared:
        """The component right below the stack that a resource belongs to; the resource itself if it is in none."""
        while not is_stack(resource.parent):
            resource = self.by_urn(resource.parent)
        return resource


def is_stack(urn: str) -> bool:
    """Whether the URN is the stack's own."""
    return urn.split("::")[2] == STACK_TYPE
