"""What is asked of the engine and what it answered, as data that crosses the process boundary."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Operation = Literal[
    "preview", "preview-refresh", "up", "refresh", "preview-destroy", "destroy", "rename", "unprotect", "export"
]

CHANGING = frozenset({"create", "update", "delete", "replace", "create-replacement", "delete-replaced"})
"""Steps that touch AWS; `same`, `read` and `refresh` don't."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Job(_Record):
    """One operation on one stack."""

    operation: Operation
    stack: str
    program: str
    work_dir: str
    argument: str = ""
    """The new name, for `rename`."""
    show: bool = False
    """Print the engine's own text."""
    color: Literal["always", "never"] = "never"
    as_json: bool = False
    """Keep the engine's own JSON, for `preview`."""
    policy_packs: tuple[str, ...] = ()


class Step(_Record):
    """What the engine does, or did, to one resource."""

    phase: Literal["pre", "outputs"]
    op: str
    urn: str
    type: str
    replace_keys: tuple[str, ...]
    """The properties that force a replacement."""
    diff: dict[str, str]
    """Changed property path -> `add`, `update`, `delete`, each with `-replace` where that forces a replacement."""
    was_protected: bool
    is_protected: bool
    old_inputs: dict[str, Any]
    new_inputs: dict[str, Any]

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rpartition("::")[2]


class Diagnostic(_Record):
    """One thing the engine, the program or a policy said."""

    severity: str
    message: str
    urn: str


class Result(_Record):
    """The outcome of one operation."""

    failed: bool = False
    steps: tuple[Step, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    outputs: dict[str, Any] = {}
    state: dict[str, Any] = {}
    """The deployment, for `export`."""
    document: str = ""
    """What `pulumi preview --json` prints, for a preview that was asked for it."""

    @property
    def errors(self) -> tuple[str, ...]:
        """The error messages, each once."""
        return tuple(said.message for said in self.diagnostics if said.severity == "error")

    @property
    def changes(self) -> dict[str, str]:
        """URN -> what happens to it, for what changes; the several steps of a replacement are one `replace`."""
        return _merge(step for step in self.steps if step.phase == "pre" and step.op in CHANGING)

    @property
    def drift(self) -> dict[str, str]:
        """URN -> `update` or `delete`, for what a refresh found changed or gone."""
        return _merge(step for step in self.steps if step.phase == "outputs" and step.op in ("update", "delete"))

    def step(self, urn: str) -> Step:
        """The last step on a resource.

        Raises:
            KeyError: the engine did nothing with it.
        """
        for step in reversed(self.steps):
            if step.urn == urn:
                return step
        raise KeyError(urn)


def _merge(steps: Iterable[Step]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for step in steps:
        replaced = "replace" in step.op or merged.get(step.urn) == "replace"
        merged[step.urn] = "replace" if replaced else step.op
    return merged


def result_file(job_file: Path) -> Path:
    """Where the process that runs a job leaves its result."""
    return job_file.with_suffix(".result.json")
