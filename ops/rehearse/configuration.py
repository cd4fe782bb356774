"""The two configurations of a rehearsal, read once, and variants of their text for the scratch."""

import io
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Protocol, TextIO, cast

from ruamel.yaml import YAML

from ops.capture import PLACEHOLDER_DIGEST, PLACEHOLDER_TAG, unreleased
from ops.stacks import StackFile, read_config
from sizing.profile import Profile, parse_profile

Changes = Mapping[str, Mapping[str, object]]
"""Section, like `academy:database`, -> the keys in it that are to differ."""

_UNLIMITED = 1_000_000
"""Columns: a line that was broken is another value to a reader that goes by lines."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A stack file that was found valid."""

    stack: StackFile
    profile: Profile
    text: str

    @property
    def name(self) -> str:
        """What people call it: the stack's name."""
        return self.stack.name

    @property
    def file(self) -> str:
        """The file's name, without its folder."""
        return self.stack.path.name

    def changed(self, changes: Changes) -> "Configuration":
        """The configuration with some keys changed, in the text and in the profile.

        Raises:
            InvalidProfile: it isn't valid any more.
        """
        if not changes:
            return self
        yaml = YAML()
        yaml.width = _UNLIMITED
        content = cast("_Reader", yaml).load(self.text)
        for section, keys in changes.items():
            content["config"].setdefault(section, {}).update(keys)
        text = io.StringIO()
        cast("_Writer", yaml).dump(content, text)
        return replace(self, text=text.getvalue(), profile=parse_profile(content["config"], self.file))


def read_configuration(stack: StackFile) -> Configuration:
    """The stack file, typed and as text.

    Raises:
        Problem: it is no YAML, or has no `config`.
        InvalidProfile: with every mistake in it.
    """
    profile = parse_profile(read_config(stack), stack.path.name)
    return Configuration(stack=stack, profile=profile, text=stack.path.read_text(encoding="utf-8"))


def placeholders(configuration: Configuration) -> Changes:
    """A build of every image that the services need and the file releases none of."""
    images = unreleased(configuration.stack)
    return {
        "academy:release": {image: PLACEHOLDER_DIGEST if image == "pgbouncer" else PLACEHOLDER_TAG for image in images}
    }


def releases_nothing(profile: Profile) -> bool:
    """Whether no service has a build, and therefore none has tasks."""
    return not profile.release.model_dump(exclude_none=True)


class _Reader(Protocol):
    load: Callable[[str], dict[str, dict[str, MutableMapping[str, object]]]]


class _Writer(Protocol):
    def dump(self, data: object, stream: TextIO) -> None: ...
