"""Preflight of images: pushed or not, and for which processor."""

import json
from dataclasses import replace
from typing import Any
from urllib.error import URLError

import pytest

from ops.preflight.images import download
from ops.preflight.needs import released_images
from tests.ops.answers import Answers
from tests.ops.preflight.conftest import Account, profile_of

CONFIG = "sha256:" + "ab" * 32
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def single(account: Account, architecture: str) -> dict[str, Any]:
    """An image of one platform, whose configuration names it."""
    account.blobs["https://layers.example/config"] = json.dumps({"architecture": architecture, "os": "linux"}).encode()
    ecr = Answers(account.clients.ecr)
    ecr.answer("get_download_url_for_layer", {"downloadUrl": "https://layers.example/config", "layerDigest": CONFIG})
    return {"schemaVersion": 2, "mediaType": MANIFEST, "config": {"digest": CONFIG}, "layers": []}


def several(*architectures: str) -> dict[str, Any]:
    """An image that lists one for each."""
    platforms = [{"architecture": architecture, "os": "linux"} for architecture in architectures]
    listed = [{"mediaType": MANIFEST, "digest": CONFIG, "platform": platform} for platform in platforms]
    return {"schemaVersion": 2, "mediaType": INDEX, "manifests": listed}


def push(account: Account, repository: str, tag: str, manifest: dict[str, Any]) -> None:
    ecr = account.clients.ecr
    ecr.create_repository(repositoryName=repository)
    ecr.put_image(
        repositoryName=repository,
        imageTag=tag,
        imageManifest=json.dumps(manifest),
        imageManifestMediaType=manifest["mediaType"],
    )


def answered(account: Account, manifest: dict[str, Any]) -> None:
    """What ECR has, as it says it; moto keeps no list's manifest to the letter."""
    ecr = Answers(account.clients.ecr)
    ecr.answer("batch_get_image", {"images": [{"imageManifest": json.dumps(manifest)}], "failures": []})


def test_every_image_that_is_named_is_looked_for_with_its_tasks_processor() -> None:
    profile = profile_of(
        "10k",
        release={"api": "1.4.0", "video": "1.4.1", "pgbouncer": CONFIG},
        workers={"video": {**profile_of("10k").workers.video.model_dump(), "architecture": "x86_64"}},
    )
    assert [(one.image, one.repository, one.build, one.architecture) for one in released_images(profile)] == [
        ("api", "academy-api", "1.4.0", "arm64"),
        ("video", "academy-video", "1.4.1", "x86_64"),
        ("pgbouncer", "academy-pgbouncer", CONFIG, "arm64"),
    ]


def test_an_image_of_the_right_processor_is_well(account: Account) -> None:
    account.profile = profile_of("initial", release={"api": "1.4.0"})
    push(account, "academy-api", "1.4.0", single(account, "arm64"))
    assert account.problems() == []
    assert [note.text for note in account.examine()["images"].notes] == ["academy-api:1.4.0 for arm64"]


def test_an_image_of_another_processor_is_a_problem(account: Account) -> None:
    account.profile = profile_of("initial", release={"api": "1.4.0"})
    push(account, "academy-api", "1.4.0", single(account, "amd64"))
    assert account.problems() == ["images: academy-api:1.4.0 is built for x86_64, and its tasks are arm64"]


@pytest.mark.parametrize(
    ("architectures", "problems"),
    [
        (("amd64", "arm64", "unknown"), []),
        (("amd64", "unknown"), ["images: academy-api:1.4.0 is built for x86_64, and its tasks are arm64"]),
        (("s390x",), ["images: academy-api:1.4.0 is built for no processor that Fargate has, and its tasks are arm64"]),
    ],
)
def test_one_of_several_platforms_is_enough(
    account: Account, architectures: tuple[str, ...], problems: list[str]
) -> None:
    account.profile = profile_of("initial", release={"api": "1.4.0"})
    answered(account, several(*architectures))
    assert account.problems() == problems


def test_an_image_by_digest_is_asked_for_by_its_digest(account: Account) -> None:
    account.profile = profile_of("initial", release={"api": CONFIG})
    ecr = Answers(account.clients.ecr)
    ecr.answer("batch_get_image", {"images": [{"imageManifest": json.dumps(several("arm64"))}], "failures": []})
    assert account.problems() == []
    assert ecr.asked("batch_get_image")[0]["imageIds"] == [{"imageDigest": CONFIG}]


def test_an_image_that_was_not_pushed_is_a_problem(account: Account) -> None:
    account.profile = profile_of("initial", release={"api": "1.4.0"})
    account.clients.ecr.create_repository(repositoryName="academy-api")
    assert account.problems() == [
        "images: academy:release.api names academy-api:1.4.0, which is not in ECR: push it first"
    ]


def test_a_release_before_there_are_repositories_is_a_problem_each(account: Account) -> None:
    account.profile = profile_of("initial", release={"api": "1.4.0", "video": "1.4.0"})
    assert account.problems() == [
        f"images: academy:release.{image} names academy-{image}:1.4.0, and there is no repository academy-{image}: "
        "`pulumi up` makes it while the release names nothing; push then"
        for image in ("api", "video")
    ]


def test_an_image_whose_configuration_cannot_be_had_is_a_problem(account: Account) -> None:
    account.profile = profile_of("initial", release={"api": "1.4.0"})
    push(account, "academy-api", "1.4.0", single(account, "arm64"))

    def refused(url: str) -> bytes:
        raise URLError("connection refused")

    account.clients = replace(account.clients, fetch=refused)
    (problem,) = account.problems()
    assert problem.startswith("images: academy-api:1.4.0 is in ECR, and what it is built for can't be read")


def test_nothing_is_fetched_over_plain_http_or_from_disk() -> None:
    for url in ("http://layers.example/config", "file:///etc/hostname"):
        with pytest.raises(URLError, match="not an https address"):
            download(url)
