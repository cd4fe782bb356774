"""Are the images that the stack file releases in ECR, for the processor that their tasks have?"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.error import URLError
from urllib.request import urlopen

from ops.preflight.needs import ReleasedImage
from ops.verify.found import Note, Trouble
from sizing.compute import Architecture
from sizing.release import image_suffix, is_digest

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

MANIFESTS = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
)
LISTS = (
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)
"""An image of one platform, and one that lists some: ECR answers with what was pushed.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html"""

ARCHITECTURES: Mapping[str, Architecture] = {"arm64": "arm64", "amd64": "x86_64"}
"""What images call them. https://github.com/opencontainers/image-spec/blob/main/image-index.md"""

DOWNLOAD_SECONDS = 20

Fetch = Callable[[str], bytes]
"""Get what is at an address. Raises OSError."""


def download(url: str) -> bytes:
    """Fetch from the address that ECR signed."""
    if not url.startswith("https://"):
        raise URLError("not an https address")
    with urlopen(url, timeout=DOWNLOAD_SECONDS) as answer:  # noqa: S310 -- https, as ECR gave it
        return answer.read()


@dataclass(frozen=True, kw_only=True)
class ImageCheck:
    """Looks released images up."""

    ecr: "ECRClient"
    fetch: Fetch

    def run(self, images: Iterable[ReleasedImage]) -> Iterator[Trouble | Note]:
        """Each image is there, and has its tasks' architecture."""
        looked_at = 0
        for image in images:
            looked_at += 1
            yield from self._image(image)
        if not looked_at:
            yield Note(text="academy:release names none yet")

    def _image(self, image: ReleasedImage) -> Iterator[Trouble | Note]:
        name = f"{image.repository}{image_suffix(image.build)}"
        try:
            manifest = self._manifest(image)
        except self.ecr.exceptions.RepositoryNotFoundException:
            yield Trouble(
                text=f"academy:release.{image.image} names {name}, and there is no repository {image.repository}: "
                "`pulumi up` makes it while the release names nothing; push then"
            )
            return
        if manifest is None:
            yield Trouble(text=f"academy:release.{image.image} names {name}, which is not in ECR: push it first")
            return
        try:
            found = self._architectures(image.repository, manifest)
        except OSError as error:
            yield Trouble(text=f"{name} is in ECR, and what it is built for can't be read: {error}")
            return
        if image.architecture in found:
            yield Note(text=f"{name} for {image.architecture}")
        else:
            yield Trouble(
                text=f"{name} is built for {', '.join(found) or 'no processor that Fargate has'}, and its tasks are "
                f"{image.architecture}"
            )

    def _manifest(self, image: ReleasedImage) -> Mapping[str, object] | None:
        answer = self.ecr.batch_get_image(
            repositoryName=image.repository,
            imageIds=[{"imageDigest": image.build} if is_digest(image.build) else {"imageTag": image.build}],
            acceptedMediaTypes=[*MANIFESTS, *LISTS],
        )
        if not answer["images"]:
            return None
        return cast("Mapping[str, object]", json.loads(answer["images"][0].get("imageManifest", "{}")))

    def _architectures(self, repository: str, manifest: Mapping[str, object]) -> list[Architecture]:
        """Raises OSError where the image's configuration, which alone says it, can't be had."""
        if "manifests" in manifest:
            listed = cast("Sequence[Mapping[str, Mapping[str, str]]]", manifest["manifests"])
            return _known(one.get("platform", {}) for one in listed)
        if "config" not in manifest:
            return _known([manifest])
        digest = cast("Mapping[str, str]", manifest["config"])["digest"]
        answer = self.ecr.get_download_url_for_layer(repositoryName=repository, layerDigest=digest)
        return _known([json.loads(self.fetch(answer["downloadUrl"]))])


def _known(platforms: Iterable[Mapping[str, object]]) -> list[Architecture]:
    """The processors among them that Fargate has; an attestation's is called unknown."""
    found = dict.fromkeys(str(one.get("architecture")) for one in platforms)
    return [ARCHITECTURES[one] for one in found if one in ARCHITECTURES]
