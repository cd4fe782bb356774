"""What a rehearsal found, as data: the document that `academy rehearse --json` prints. See docs/rehearse.md."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SCHEMA_VERSION = 1
"""Goes up when a field goes, or means something else; fields that are added leave it as it is."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True)


class Impact(StrEnum):
    """What AWS does, in the order of how much people notice."""

    NONE = "none"
    """Takes effect at once, or with what comes next; nobody notices."""
    ROLLING = "rolling_deployment"
    """New tasks beside the old ones, which go once the new ones are healthy."""
    PROPAGATION = "propagation"
    """Minutes until every edge has it; the old settings serve until then."""
    REDUCED = "reduced_performance"
    """Slower for minutes to hours; nothing stops."""
    FAILOVER = "failover"
    """Connections are cut, usually for a minute or two."""
    REBOOT = "reboot"
    """The database restarts, or the change waits until it does."""
    ADDRESS = "address_change"
    """What others see as the origin of our connections changes."""
    DATA = "less_kept"
    """What is older than the new limit is deleted by AWS."""
    UNKNOWN = "unknown"
    """Nothing is written down for this property: read the type's documentation."""


class Effect(_Model):
    """What AWS does about one update, one new revision or one deletion."""

    impact: Impact
    properties: tuple[str, ...]
    """The top-level inputs that it is about."""
    text: str
    """One line for people."""
    url: str
    """The page that says so."""


class Change(_Model):
    """One place where the inputs differ."""

    path: str
    """Such as `tags.Name`, `ingress[0].fromPort` or `["cost:centre"]`."""
    kind: Literal["add", "update", "delete"]
    replaces: bool
    """Whether this forces a replacement."""
    old: JsonValue = None
    """The value before; `[secret]` where it is secret."""
    new: JsonValue = None
    """The value after; null where `unknown`, `[secret]` where it is secret."""
    unknown: bool = False
    """A preview cannot know the new value yet."""


class Step(_Model):
    """What happens to one resource. The engine's several steps of a replacement are one here."""

    urn: str
    type: str
    """Token, like `aws:sqs/queue:Queue`."""
    name: str
    """Logical name."""
    tier: str
    """Type token of the component under the stack that it belongs to; its own where it belongs to none."""
    op: Literal["create", "update", "replace", "delete", "same"]
    """`same` is listed only where protection changes."""
    replace_keys: tuple[str, ...] = ()
    """Inputs that force the replacement."""
    changes: tuple[Change, ...] = ()
    was_protected: bool = False
    is_protected: bool = False
    new_revision: bool = False
    """A replacement that loses nothing: a task definition's next revision, while the one before stays."""
    effects: tuple[Effect, ...] = ()
    released: str = ""
    """Why the deletion is meant, where it is; empty otherwise."""


class Diagnostic(_Model):
    """One thing the engine, the program or AWS's stand-in said."""

    severity: str
    """`error` or `warning`."""
    message: str
    urn: str = ""


class Operation(_Model):
    """One run of the engine."""

    failed: bool
    steps: tuple[Step, ...]
    """What changes, and what loses or gains protection."""
    unchanged: int
    """How many of AWS's resources stay as they are."""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def changed(self) -> tuple[Step, ...]:
        """The steps that touch a resource."""
        return tuple(step for step in self.steps if step.op != "same")


class Ignored(_Model):
    """A number of the configuration that differs and changes nothing in AWS."""

    name: str
    """Logical name of the resource."""
    property: str
    old: JsonValue
    new: JsonValue
    text: str
    url: str


class Leg(_Model):
    """One `pulumi up`, looked at before, and again after: then nothing may be left to do."""

    what: str
    """Where it leads, for people."""
    preview: Operation
    up: Operation | None = None
    """None where the preview failed."""
    again: Operation | None = None
    """The preview after it; None where the up failed, and where another leg follows, whose preview says the same."""
    ignored: tuple[Ignored, ...] = ()
    """Numbers that differ and have no effect on what exists."""
    waits: str = ""
    """What AWS needs before the next leg may begin."""


class Stack(_Model):
    """One of the two configurations."""

    name: str
    file: str
    """File name, without its folder."""


class Report(_Model):
    """A rehearsal from one configuration to another and back, on one state under one stack name."""

    kind: Literal["academy-rehearsal"] = "academy-rehearsal"
    schema_version: Literal[1] = SCHEMA_VERSION
    from_: Stack = Field(alias="from")
    to: Stack
    start: Operation | None = None
    """FROM, brought up in an empty account; None where the rehearsal was refused before."""
    there: Leg | None = None
    """FROM to TO; its `preview` is what a gate judges."""
    back: tuple[Leg, ...] = ()
    """TO to FROM, in as many legs as AWS makes it take."""
    notes: tuple[str, ...] = ()
    """What a person should know before they do it for real."""
    failures: tuple[str, ...] = ()
    """Why the exit status is 1; empty when all went through and nothing is lost."""

    @property
    def ok(self) -> bool:
        """Whether all went through and nothing that holds data or identity is lost on the way there."""
        return not self.failures
