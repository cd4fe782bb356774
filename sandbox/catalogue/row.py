"""What a row of the catalogue says about a resource type, and how its answers are filled in."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.wire import has_unknown

ACCOUNT_ID = "123456789012"
"""The account that AWS's own documentation uses."""

PARTITION = "aws"


class UnknownInputError(LookupError):
    """An answer depends on an input that a preview cannot know yet."""


class AbsentInputError(LookupError):
    """An answer depends on an input that was left out: the SDK has it as optional, AWS needs it."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A resource as AWS has just made or changed it; `made["vpcId"]` reads an input or one of AWS's own facts."""

    token: str
    name: str
    """The physical name if the type has one, else the logical one."""
    inputs: Mapping[str, object]
    region: str
    serial: int
    """How many resources the account had made before: what makes an id new."""
    version: int = 1
    """1, and one more with each update."""
    id: str = ""
    revision: int = 1
    """1, and one more for each that the account ever had of the same `ResourceType.revisions_of`."""

    def __getitem__(self, key: str) -> object:
        """An input, or one of account, partition, region, name, id, hex, serial, version and revision.

        Raises AbsentInputError if there is no such input, UnknownInputError if a preview cannot know it.
        """
        facts: dict[str, object] = {
            "account": ACCOUNT_ID,
            "partition": PARTITION,
            "region": self.region,
            "name": self.name,
            "id": self.id,
            "hex": digits(f"{self.token} {self.name} {self.serial}"),
            "serial": self.serial,
            "version": self.version,
            "revision": self.revision,
        }
        # A DNS record's `name` is an input like others, not what the resource is called.
        value = facts[key] if key in facts and self.inputs.get(key) is None else self.inputs.get(key)
        if value is None:
            raise AbsentInputError(f"{self.token} needs {key}")
        if has_unknown(value):
            raise UnknownInputError(key)
        return value

    def text(self, template: str) -> str:
        """The template with `{vpcId}`, `{region}`, … filled in."""
        return template.format_map(self)  # pyright: ignore[reportArgumentType] -- only needs __getitem__


Answer = str | int | bool | list[str] | Callable[[Made], object]
"""A template such as `arn:aws:sqs:{region}:{account}:{name}`, a constant, or a function of the resource."""


@dataclass(frozen=True, kw_only=True)
class ResourceType:
    """One row: what AWS answers that the program did not say."""

    id: str | Callable[[Made], str]
    computed: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    """Outputs that are no inputs. `tagsAll` needs no mention."""
    defaults: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    """What AWS answers for an input left out. Where it isn't said: empty, zero, false."""
    part_of: tuple[str, str] | None = None
    """The type that it is a setting of, and the input with that one's id. It goes when that one goes."""
    revisions_of: str = ""
    """The input that many resources share, each a revision of it, as a task definition's family."""
    longest_name: int = 255
    """AWS's limit on the physical name, in characters."""
    name_pattern: str = r".*"
    """What AWS allows in a physical name."""
    lower_case_name: bool = False
    """Whether a name made up by the provider must be in lower case."""


def fill(answer: Answer, made: Made) -> object:
    """The value that an answer of a row has for one resource.

    Raises UnknownInputError if it depends on an input that a preview cannot know yet.
    """
    if callable(answer):
        return answer(made)
    return made.text(answer) if isinstance(answer, str) else answer


def digits(seed: str, count: int = 17) -> str:
    """Hexadecimal digits that look like those in AWS's ids, the same for the same seed."""
    return "0" + hashlib.sha256(seed.encode()).hexdigest()[: count - 1]


def derived(prefix: str, template: str) -> Callable[[Made], str]:
    """An id that follows from another one, as a VPC's default security group does."""
    return lambda made: f"{prefix}-{digits(f'{prefix} {made.text(template)}')}"
