"""An AWS account in moto, and a repository for it."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from ops.aws.session import open_session
from ops.bootstrap.command import Bootstrap
from ops.bootstrap.repository import parse_repository
from sizing.profile import Profile
from tests.ops.preflight.conftest import profile_of

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"


@pytest.fixture(scope="session")
def session() -> Iterator[boto3.Session]:
    """Nobody's. One for all tests: what takes long about clients is to read the services' models."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        yield open_session(None, REGION)


def made(
    session: boto3.Session, repository: str = "school/academy", profiles: Mapping[str, Profile] | None = None
) -> Bootstrap:
    """Bootstrap with clients of its own."""
    client = cast("Any", session).client
    return Bootstrap(
        s3=client("s3"),
        kms=client("kms"),
        iam=client("iam"),
        account=ACCOUNT,
        repository=parse_repository(repository),
        branch="main",
        profiles=profiles or {"initial": profile_of("initial")},
    )


@pytest.fixture
def account() -> Iterator[None]:
    """Empty."""
    with mock_aws():
        yield
