"""The values that travel between engine and provider: plain JSON, and Pulumi's own marks within it.

A mark is a fixed string, or an object with a fixed signature; Pulumi's SDKs and providers share them.
"""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""A value that a preview cannot know yet."""

ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"

_SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 -- the mark of a secret, not one
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value is a JSON object."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether a value is a JSON array."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def is_unknown(value: object) -> bool:
    """Whether a value is one that a preview cannot know yet."""
    return isinstance(value, str) and value in _UNKNOWNS


def has_unknown(value: object) -> bool:
    """Whether a value, or anything inside it, is one that a preview cannot know yet."""
    if is_object(value):
        return any(has_unknown(each) for each in value.values())
    if is_list(value):
        return any(has_unknown(each) for each in value)
    return is_unknown(value)


def signature(value: object) -> object:
    """The mark on an object, such as `ASSET`; None on a plain one."""
    return value.get(_SIGNATURE) if is_object(value) else None


def plain(value: object) -> object:
    """The value with secrets and outputs unwrapped at every depth, and whole numbers as int.

    JSON over gRPC knows only floats.
    """
    mark = signature(value)
    if is_object(value) and mark in {SECRET, _OUTPUT}:
        return plain(value.get("value", UNKNOWN))
    if is_object(value):
        return {key: plain(each) for key, each in value.items()}
    if is_list(value):
        return [plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def plain_object(value: object) -> dict[str, object]:
    """`plain` for what is an object, such as the inputs of a resource. Nothing where it is unknown or absent."""
    result = plain(value)
    return dict(result) if is_object(result) else {}
