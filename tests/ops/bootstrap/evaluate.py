"""Decides as IAM does, for the conditions that these documents have: moto ignores most conditions.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

Request = Mapping[str, str]
"""Condition keys and their values."""


def allowed(documents: Iterable[Mapping[str, Any]], action: str, resource: str, request: Request | None = None) -> bool:
    """Whether a statement allows it and none denies it. A statement without resources is a trust policy's."""
    found = {
        statement["Effect"]
        for document in documents
        for statement in document["Statement"]
        if _matches(action, statement["Action"])
        and _matches(resource, statement.get("Resource", "*"))
        and _holds(statement.get("Condition", {}), request or {})
    }
    return "Allow" in found and "Deny" not in found


def denied(document: Mapping[str, Any], action: str, resource: str, request: Request) -> bool:
    """Whether a statement denies it."""
    everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    return not allowed([everything, document], action, resource, request)


def _matches(value: str, patterns: str | list[str]) -> bool:
    return any(fnmatchcase(value, pattern) for pattern in ([patterns] if isinstance(patterns, str) else patterns))


def _holds(conditions: Mapping[str, Mapping[str, Any]], request: Request) -> bool:
    """Every key of every operator; one that the request lacks doesn't match."""
    for operator, keys in conditions.items():
        if operator not in ("StringEquals", "ArnEquals", "Bool"):
            raise AssertionError(f"the evaluator does not know {operator}")
        for key, values in keys.items():
            wanted = [values] if isinstance(values, str) else values
            if request.get(key) not in wanted:
                return False
    return True
