"""The one table of what AWS answers, for the stand-in provider and for the mocks of the unit tests alike.

It knows exactly the resource types and invokes that the program uses. A new type is a row in `sandbox/catalogue/`, and
one in `replacements.json`.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping

from sandbox.catalogue.balancer import BALANCER
from sandbox.catalogue.compute import COMPUTE
from sandbox.catalogue.database import DATABASE
from sandbox.catalogue.edge import EDGE
from sandbox.catalogue.firewall import FIREWALL, managed_prefix_list
from sandbox.catalogue.identity import IDENTITY
from sandbox.catalogue.network import NETWORK
from sandbox.catalogue.observability import OBSERVABILITY
from sandbox.catalogue.queues import QUEUES
from sandbox.catalogue.row import ACCOUNT_ID, PARTITION, Answer, Made, ResourceType, UnknownInputError, digits, fill
from sandbox.catalogue.storage import STORAGE
from sandbox.naming import made_up, name_input
from sandbox.sdk import OutputShape, output_shapes
from sandbox.wire import UNKNOWN, has_unknown, is_list, is_object, is_unknown, plain_object

__all__ = ["ACCOUNT_ID", "INVOKES", "PARTITION", "RESOURCES", "UnknownType", "answer", "describe", "foresee", "invoke"]

RESOURCES: Mapping[str, ResourceType] = {
    **NETWORK,
    **FIREWALL,
    **STORAGE,
    **QUEUES,
    **DATABASE,
    **IDENTITY,
    **COMPUTE,
    **BALANCER,
    **EDGE,
    **OBSERVABILITY,
}

_EMPTY: Mapping[type, object] = {str: "", int: 0, float: 0, bool: False, list: [], dict: {}, object: None}


class UnknownType(LookupError):  # noqa: N818 -- says what it is
    """A resource type or an invoke that the table doesn't know."""


def answer(
    token: str, name: str, inputs: Mapping[str, object], serial: int, region: str, *, revision: int = 1
) -> tuple[str, dict[str, object]]:
    """What AWS answers when it creates a resource: its id, and every output property of its type, inputs included.

    Args:
        token: the resource type, such as `aws:sqs/queue:Queue`.
        name: the logical name; the physical one is made of it where the inputs hold none.
        inputs: what the program asked for; a preview's unknowns are not allowed where the id depends on them.
        serial: a number that no other resource of the account has; ids follow from it.
        region: the provider's region; an input `region` wins.
        revision: which one it is of the resources that share the row's `revisions_of`.

    Raises UnknownType if the table has no such type.
    """
    inputs = plain_object(inputs)
    made = dataclasses.replace(_made(token, name, inputs, serial, region), revision=revision)
    identifier = str(fill(row(token).id, made))
    return identifier, describe(token, name, inputs, serial, region, identifier=identifier)


def describe(
    token: str,
    name: str,
    inputs: Mapping[str, object],
    serial: int,
    region: str,
    *,
    identifier: str,
    version: int = 1,
) -> dict[str, object]:
    """Every output property of a resource that has its id already; unknown where it follows from an unknown input.

    Raises UnknownType if the table has no such type.
    """
    made = _made(token, name, inputs, serial, region, identifier=identifier, version=version)
    kind = row(token)
    answers = _automatic(token) | dict(kind.defaults) | dict(kind.computed)
    shapes = output_shapes(token)
    outputs: dict[str, object] = {key: value for key, value in inputs.items() if not key.startswith("__")}
    for key, shape in shapes.items():
        given = outputs.get(key)
        if given is not None:
            outputs[key] = _as_output(given, shape)
        elif key in answers:
            outputs[key] = _filled(answers[key], made)
        else:
            outputs[key] = None if shape.optional else _EMPTY[shape.kind]
    return outputs


def foresee(token: str, inputs: Mapping[str, object], region: str) -> dict[str, object]:
    """The outputs as far as a preview of a creation can know them: the inputs, and what the provider fills in itself.

    Raises UnknownType if the table has no such type.
    """
    known = describe(token, "", inputs, 0, region, identifier=UNKNOWN)
    computed = {
        key
        for key, shape in output_shapes(token).items()
        if not shape.optional and inputs.get(key) is None and key not in {"region", "tagsAll"}
    }
    return known | dict.fromkeys(computed, UNKNOWN)


def row(token: str) -> ResourceType:
    """The table's row. Raises UnknownType if it has none."""
    if token not in RESOURCES:
        raise UnknownType(f"the sandbox knows no resource type {token}; its row belongs in sandbox/catalogue")
    return RESOURCES[token]


def owner(token: str, inputs: Mapping[str, object]) -> tuple[str, str] | None:
    """Type and id of what the resource is a setting of, as a bucket's policy is; None if it stands alone."""
    part_of = row(token).part_of
    return (part_of[0], str(inputs.get(part_of[1]))) if part_of else None


def invoke(token: str, args: Mapping[str, object], region: str) -> dict[str, object]:
    """What AWS answers to a look-up.

    Raises UnknownType if the table has no such invoke.
    """
    if token not in INVOKES:
        raise UnknownType(f"the sandbox knows no invoke {token}; its row belongs in sandbox/aws.py")
    return INVOKES[token](args, region)


def _caller_identity(_args: Mapping[str, object], _region: str) -> dict[str, object]:
    user = f"arn:{PARTITION}:iam::{ACCOUNT_ID}:user/sandbox"
    return {"accountId": ACCOUNT_ID, "arn": user, "id": ACCOUNT_ID, "userId": "AIDASAMPLEUSERID"}


INVOKES: Mapping[str, Callable[[Mapping[str, object], str], dict[str, object]]] = {
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": managed_prefix_list,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
}


def _made(
    token: str,
    name: str,
    inputs: Mapping[str, object],
    serial: int,
    region: str,
    *,
    identifier: str = "",
    version: int = 1,
) -> Made:
    own = inputs.get("region")
    return Made(
        token=token,
        name=_physical_name(token, name, inputs, serial),
        inputs=inputs,
        region=own if isinstance(own, str) and not is_unknown(own) else region,
        serial=serial,
        version=version,
        id=identifier,
    )


def _physical_name(token: str, name: str, inputs: Mapping[str, object], serial: int) -> str:
    key = name_input(token)
    given = inputs.get(key) if key else name
    if isinstance(given, str):
        return given
    prefix = inputs.get(f"{key}Prefix")
    return f"{prefix}{digits(f'{name} {serial}')}" if prefix else made_up(row(token), name, str(serial).encode())


def _automatic(token: str) -> dict[str, Answer]:
    """What every type answers alike: its region, its physical name, all its tags."""
    facts: dict[str, Answer] = {"region": "{region}", "tagsAll": lambda made: made.inputs.get("tags") or {}}
    key = name_input(token)
    return facts | ({key: "{name}"} if key else {})


def _filled(answer: Answer, made: Made) -> object:
    try:
        return fill(answer, made)
    except UnknownInputError:
        return UNKNOWN


def _as_output(value: object, shape: OutputShape) -> object:
    """An input as AWS gives it back: a policy document comes back as its JSON text."""
    if shape.kind is str and (is_object(value) or is_list(value)):
        return UNKNOWN if has_unknown(value) else json.dumps(value, separators=(",", ":"))
    return value
