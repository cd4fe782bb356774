"""Registry tier: a repository for every image that tasks run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import ecr

from sizing import names
from sizing.release import Image

KEPT_IMAGES = 30
"""Tagged images of a repository, the newest: what runs, what a rollback goes back to, and what was built in between.
ECR doesn't know which image runs, so a pipeline pushes what it means to release and not every build."""

UNTAGGED_DAYS = 14
"""How long an image that lost its tag, or never had one, is kept. Tags don't move here, so nothing that runs is one;
the images of a multi-platform image go with the image that lists them.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"""


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """What the registry needs from the rest of the stack."""

    environment: str
    images: Sequence[Image]


class Registry(ComponentResource):
    """Protected repositories whose tags name one build for ever, scanned when it is pushed.

    An image that others make is mirrored under a tag too, even where tasks name it by digest: one without a tag
    expires.
    """

    urls: dict[str, Output[str]]
    """By `Image`: where it is pushed to and pulled from, without its tag."""
    arns: dict[str, Output[str]]
    """By `Image`."""

    def __init__(self, name: str, args: RegistryArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:Registry", name, None, opts)

        repositories = {image: self._repository(f"{name}-{image}", image, args.environment) for image in args.images}

        self.urls = {image: repository.repository_url for image, repository in repositories.items()}
        self.arns = {image: repository.arn for image, repository in repositories.items()}
        self.register_outputs({"urls": self.urls, "arns": self.arns})

    def _repository(self, name: str, image: Image, environment: str) -> ecr.Repository:
        repository = ecr.Repository(
            name,
            name=names.repository(image, environment),
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "AES256"}],
            force_delete=False,
            opts=ResourceOptions(parent=self, protect=True),
        )
        ecr.LifecyclePolicy(
            name,
            repository=repository.name,
            policy=lifecycle_policy(),
            # The provider replaces it when its text changes, and a repository has only one: deleted second, the old
            # one would take the new one with it.
            opts=ResourceOptions(parent=self, delete_before_replace=True),
        )
        return repository


def lifecycle_policy() -> str:
    """What is deleted, and when, as ECR's JSON."""
    rules = [
        {
            "rulePriority": 1,
            "description": f"Untagged images after {UNTAGGED_DAYS} days",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": UNTAGGED_DAYS,
            },
            "action": {"type": "expire"},
        },
        {
            "rulePriority": 2,
            "description": f"All but the {KEPT_IMAGES} newest tagged images",
            "selection": {
                "tagStatus": "tagged",
                "tagPatternList": ["*"],
                "countType": "imageCountMoreThan",
                "countNumber": KEPT_IMAGES,
            },
            "action": {"type": "expire"},
        },
    ]
    return json.dumps({"rules": rules}, sort_keys=True)
