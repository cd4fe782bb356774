"""How the rules read what is nested in a resource's inputs."""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from sandbox.wire import is_list, is_object, is_unknown


def values(value: object, path: str) -> list[object]:
    """Everything at a path such as `origins.vpcOriginConfig.vpcOriginId`, through lists; nulls are left out."""
    found = [value]
    for key in path.split(".") if path else ():
        found = [each.get(key) for each in _flat(found) if is_object(each)]
    return [each for each in _flat(found) if each is not None]


def texts(value: object, path: str) -> list[str]:
    """The strings among `values`, without those that a preview cannot know yet."""
    return [each for each in values(value, path) if isinstance(each, str) and not is_unknown(each)]


def numbers(value: object, path: str) -> list[int | float]:
    """The numbers among `values`; one written as text, which some inputs are, counts too."""
    found: list[int | float] = []
    for each in values(value, path):
        if isinstance(each, (int, float)) and not isinstance(each, bool):
            found.append(each)
        elif isinstance(each, str) and each.removeprefix("-").isdigit():
            found.append(int(each))
    return found


def number(value: object, path: str, otherwise: int) -> int | float:
    """The first of `numbers`, or what AWS takes if there is none."""
    return next(iter(numbers(value, path)), otherwise)


def objects(value: object, path: str = "") -> list[Mapping[str, object]]:
    """The objects among `values`."""
    return [each for each in values(value, path) if is_object(each)]


def parsed(text: object) -> object:
    """What JSON text says; None if it is no text, no JSON or unknown."""
    if not isinstance(text, str) or is_unknown(text):
        return None
    try:
        return cast("object", json.loads(text))
    except json.JSONDecodeError:
        return None


def policy_statements(document: object) -> list[Mapping[str, object]]:
    """The statements of a policy, given as JSON text or as the object that it says."""
    return objects(parsed(document) if isinstance(document, str) else document, "Statement")


def _flat(found: Sequence[object]) -> list[object]:
    flat: list[object] = []
    for each in found:
        flat.extend(_flat(each) if is_list(each) else [each])
    return flat
