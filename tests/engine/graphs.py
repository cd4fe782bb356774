"""A stack that is up, as the same graph that a recording gives: what the engine has in its state."""

import copy
from collections.abc import Mapping
from typing import Any, Protocol, TextIO, cast

from ruamel.yaml import YAML

from sandbox import wire
from sandbox.recorded import STACK_TYPE
from sandbox.recording import Declared, Recording, stack_config
from sandbox.results import Result
from sandbox.workspace import Sandbox

Changes = Mapping[str, Mapping[str, object] | str]


def write_stack(sandbox: Sandbox, stack: str, based_on: str, *changes: Changes) -> None:
    """Write a scratch stack file: the shipped one, with the changes laid over it one after the other.

    Of a section, a change names the keys that differ.
    """
    config = copy.deepcopy(stack_config(based_on))
    for each in changes:
        for key, change in each.items():
            section = config.get(key)
            config[key] = {**section, **change} if wire.is_object(section) and wire.is_object(change) else change
    with (sandbox.folder / f"Pulumi.{stack}.yaml").open("w", encoding="utf-8") as file:
        cast("_Writer", YAML()).dump({"config": config}, file)


def graph(exported: Result) -> Recording:
    """What an exported state has, as plain resources."""
    resources: list[dict[str, Any]] = exported.state["resources"]
    return Recording(
        resources=tuple(
            _declared(each)
            for each in sorted(resources, key=lambda each: each["urn"])
            if each["type"] != STACK_TYPE and not each["type"].startswith("pulumi:providers:")
        ),
        outputs={each["urn"]: each.get("outputs", {}) for each in resources if not each["custom"]},
        exports={},
        secret_exports=frozenset(),
        invokes=(),
        messages=(),
    )


class _Writer(Protocol):
    def dump(self, data: object, stream: TextIO) -> None: ...


def _declared(resource: dict[str, Any]) -> Declared:
    return Declared(
        type=resource["type"],
        name=resource["urn"].rpartition("::")[2],
        urn=resource["urn"],
        parent=resource["parent"],
        custom=resource["custom"],
        id=resource.get("id", ""),
        inputs=resource.get("inputs", {}),
        secrets=frozenset(),
        dependencies=frozenset(resource.get("dependencies", ())),
        property_dependencies={
            key: frozenset(urns or ()) for key, urns in resource.get("propertyDependencies", {}).items()
        },
        protect=resource.get("protect", False),
        retain_on_delete=resource.get("retainOnDelete", False),
        delete_before_replace=False,
        ignore_changes=(),
        replace_on_changes=(),
        additional_secret_outputs=tuple(resource.get("additionalSecretOutputs", ())),
        aliases=(),
        provider=resource.get("provider", ""),
        import_id=resource.get("importID", ""),
    )
