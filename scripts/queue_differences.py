"""What distinguishes the queue that AWS has from the one that the program declares (pure: no boto3)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

TAGS = "Tags"
JSON_ATTRIBUTES = ("Policy", "RedriveAllowPolicy", "RedrivePolicy")
UNDECLARED_KEY = "KmsMasterKeyId"
"""The one attribute that the program leaves out and Pulumi would yet take away: the queues use SQS's own key."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One value that AWS has otherwise, or lacks."""

    attribute: str
    """SQS's name of the attribute that has to be set again, or TAGS."""

    where: str
    """The attribute, and within JSON the path: RedrivePolicy.maxReceiveCount. A tag's key for a tag."""

    have: str | None
    want: str | None


def attribute_differences(have: Mapping[str, str], want: Mapping[str, str]) -> list[Difference]:
    """Differences in what `want` names, JSON compared by its meaning; what else AWS reports is not looked at."""
    found: list[Difference] = []
    for attribute in sorted({*want, UNDECLARED_KEY}):
        wanted = _leaves(attribute, want.get(attribute, ""))
        existing = _leaves(attribute, have.get(attribute, ""))
        found += [
            Difference(attribute=attribute, where=".".join(path), have=existing.get(path), want=wanted.get(path))
            for path in sorted({*wanted, *existing})
            if existing.get(path) != wanted.get(path)
        ]
    return found


def tag_differences(have: Mapping[str, str], want: Mapping[str, str]) -> list[Difference]:
    """Tags that are missing or say something else; tags beyond those in `want` are not differences."""
    return [
        Difference(attribute=TAGS, where=key, have=have.get(key), want=value)
        for key, value in sorted(want.items())
        if have.get(key) != value
    ]


def _leaves(attribute: str, text: str) -> dict[tuple[str, ...], str]:
    """Every single value in an attribute by its path; nothing for an attribute that is not set."""
    if not text:
        return {}
    if attribute not in JSON_ATTRIBUTES:
        return {(attribute,): text}
    try:
        document = cast("object", json.loads(text))
    except ValueError:
        return {(attribute,): text}
    return dict(_walk((attribute,), document))


def _walk(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, item in cast("dict[str, object]", value).items():
            yield from _walk((*path, key), item)
    elif isinstance(value, list):
        items = sorted(cast("list[object]", value), key=_canonical)
        if len(items) == 1:  # IAM reads a list of one and its only item alike
            yield from _walk(path, items[0])
        else:
            for number, item in enumerate(items):
                yield from _walk((*path, str(number)), item)
    else:
        # SQS and people write 5 and "5", false and "false" alike.
        yield path, value if isinstance(value, str) else json.dumps(value)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)
