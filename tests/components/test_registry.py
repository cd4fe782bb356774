"""The repositories of images, as AWS would be asked for them."""

import json
from typing import Any

import pytest

from components.registry import Registry, RegistryArgs
from sandbox.recording import Recording, record
from sizing.release import Image

TIER = "academy:compute:Registry"
REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"

IMAGES: tuple[Image, ...] = ("api", "video", "ai", "messaging", "gpu", "pgbouncer")


def registry(environment: str = "prod") -> Recording:
    return record(lambda: Registry("registry", RegistryArgs(environment=environment, images=IMAGES)))


def rules(recording: Recording, image: str) -> list[dict[str, Any]]:
    return json.loads(recording.one(LIFECYCLE, f"registry-{image}").inputs["policy"])["rules"]


@pytest.mark.parametrize(("environment", "ending"), [("prod", ""), ("staging", "-staging")])
def test_every_image_has_a_repository_of_its_name(environment: str, ending: str) -> None:
    found = {name: each.inputs["name"] for name, each in registry(environment).by_name(REPOSITORY).items()}

    assert found == {f"registry-{image}": f"academy-{image}{ending}" for image in IMAGES}


def test_a_tag_names_one_build_for_ever_and_each_build_is_scanned() -> None:
    for repository in registry().of_type(REPOSITORY):
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
        assert repository.inputs["encryptionConfigurations"] == [{"encryptionType": "AES256"}]


def test_no_repository_goes_with_images_in_it() -> None:
    for repository in registry().of_type(REPOSITORY):
        assert repository.protect
        assert repository.inputs["forceDelete"] is False


def test_images_that_a_rollback_needs_are_kept_and_untagged_ones_expire() -> None:
    recording = registry()

    for image in IMAGES:
        untagged, tagged = (each["selection"] for each in rules(recording, image))
        assert untagged == {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        }
        assert tagged == {
            "tagStatus": "tagged",
            "tagPatternList": ["*"],
            "countType": "imageCountMoreThan",
            "countNumber": 30,
        }
        assert [each["rulePriority"] for each in rules(recording, image)] == [1, 2]
        assert {each["action"]["type"] for each in rules(recording, image)} == {"expire"}


def test_a_new_lifecycle_policy_is_not_deleted_with_the_old_one() -> None:
    recording = registry()

    for image in IMAGES:
        policy = recording.one(LIFECYCLE, f"registry-{image}")
        assert policy.delete_before_replace
        assert policy.inputs["repository"] == f"academy-{image}"
        assert recording.one(REPOSITORY, f"registry-{image}").urn in policy.dependencies


def test_other_tiers_get_urls_and_arns_by_image() -> None:
    recording = registry()

    assert recording.outputs[recording.one(TIER).urn] == {
        "urls": {image: f"123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/academy-{image}" for image in IMAGES},
        "arns": {image: f"arn:aws:ecr:ap-northeast-2:123456789012:repository/academy-{image}" for image in IMAGES},
    }
