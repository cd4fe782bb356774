"""Which image each service runs."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sizing.section import Section, Unwanted, Wants

Image = Literal["api", "video", "ai", "messaging", "gpu", "pgbouncer"]
"""An image with a repository of its own. The migrate task runs the API's."""

UNRELEASED = "unreleased"
"""Tag in a task definition before the first release. Nobody ever pushes it, and no task is started with it."""

TAG_MAX_LENGTH = 128
"""Characters. https://docs.docker.com/reference/cli/docker/image/tag/"""

_TAG = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{TAG_MAX_LENGTH - 1}}}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

_DIGEST_WANTED = "a digest, sha256: and 64 hexadecimal digits"


def is_digest(tag: str) -> bool:
    """Whether an image is named by what is in it, rather than by a tag."""
    return _DIGEST.fullmatch(tag) is not None


def image_suffix(tag: str) -> str:
    """What follows the repository's URL: `:1.4.0` or `@sha256:…`."""
    return f"@{tag}" if is_digest(tag) else f":{tag}"


def _tag_or_digest(tag: str) -> str:
    if tag.casefold() == "latest":
        raise Unwanted("a tag that names one build: latest says nothing about what runs, and nothing to go back to")
    if tag.casefold() == UNRELEASED:
        raise Unwanted(f"a tag that names one build, or no key: {UNRELEASED} is what a service without one has")
    if not _TAG.fullmatch(tag) and not is_digest(tag):
        raise ValueError("tag")
    return tag


def _digest(tag: str) -> str:
    if not is_digest(tag):
        raise ValueError("digest")
    return tag


Build = Annotated[
    str,
    AfterValidator(_tag_or_digest),
    Wants(
        f"an image's tag (a string of up to {TAG_MAX_LENGTH} letters, digits, _, . and -, not starting with . or -) "
        f"or {_DIGEST_WANTED}"
    ),
]
"""One build of an image of ours."""

MirroredBuild = Annotated[
    str,
    AfterValidator(_digest),
    Wants(f"{_DIGEST_WANTED}: others make this image, and a tag of theirs may move"),
]
"""One build of an image that others make."""


class Release(Section):
    """The build of each service. One that isn't named has no tasks yet."""

    api: Build | None = Field(default=None, description="Tag or digest of the API's image; migrate runs it too.")
    video: Build | None = Field(default=None, description="Tag or digest of the video worker's image.")
    ai: Build | None = Field(default=None, description="Tag or digest of the AI worker's image.")
    messaging: Build | None = Field(default=None, description="Tag or digest of the messaging worker's image.")
    gpu: Build | None = Field(default=None, description="Tag or digest of the GPU worker's image, while there is one.")
    pgbouncer: MirroredBuild | None = Field(default=None, description="Digest of the mirrored PgBouncer image.")

    def build(self, image: Image) -> str | None:
        """Tag or digest of an image, or None before its first release."""
        return getattr(self, image)
