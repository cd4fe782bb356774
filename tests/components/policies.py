"""What a policy linter finds in the policy documents that the program declares."""

import importlib
import importlib.resources
import json
import sys
import types
from typing import Any, Protocol, cast
from unittest import mock

from sandbox.recording import Declared, Recording


class _Finding(Protocol):
    issue: str
    detail: object


class _Analyzed(Protocol):
    findings: list[_Finding]


class _Linter(Protocol):
    def analyze_policy_string(self, policy_str: str) -> _Analyzed: ...


def _resource_filename(package: str, name: str) -> str:
    return str(importlib.resources.files(package) / name)


def _linter() -> _Linter:
    # parliament asks for pkg_resources, which setuptools no longer has, to find two files of its own.
    stand_in = types.ModuleType("pkg_resources")
    stand_in.__dict__["resource_filename"] = _resource_filename
    with mock.patch.dict(sys.modules, {"pkg_resources": stand_in}):
        return cast("_Linter", importlib.import_module("parliament"))


_LINTER = _linter()


def findings(document: str) -> list[str]:
    """Unknown actions, conditions, operators and elements, actions that don't fit their resource, and the like."""
    return [f"{each.issue}: {each.detail}" for each in _LINTER.analyze_policy_string(document).findings]


_ECR_LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
"""Says which images go. It is called a policy and is none of IAM's."""


def lint(recording: Recording) -> dict[tuple[str, str], list[str]]:
    """The findings for every resource that has a policy of IAM's, for a role's the ones about who may take it."""
    policies = {
        each.key: findings(each.inputs["policy"])
        for each in recording.resources
        if "policy" in each.inputs and each.type != _ECR_LIFECYCLE
    }
    trusts = {each.key: _trust_findings(each) for each in recording.resources if "assumeRolePolicy" in each.inputs}
    return policies | trusts


def _trust_findings(role: Declared) -> list[str]:
    """A trust policy is about the role that it belongs to; the linter only knows policies that say about what."""
    trust = json.loads(role.inputs["assumeRolePolicy"])
    about = [each | {"Resource": f"arn:aws:iam::123456789012:role/{role.id}"} for each in trust["Statement"]]
    return findings(json.dumps(trust | {"Statement": about}))


def statements(resource: Declared) -> list[dict[str, Any]]:
    """The statements of a resource's policy."""
    return json.loads(resource.inputs["policy"])["Statement"]
