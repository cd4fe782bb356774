"""An AWS account in moto, and a repository for it."""

import json
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
BUCKET = "academy-state-123456789012"


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


def do(bootstrap: Bootstrap) -> list[str]:
    """Do all of the plan, and give it."""
    plan = bootstrap.plan()
    for step in plan:
        step.apply()
    return [f"{step.change} {step.what}" for step in plan]


def snapshot(bootstrap: Bootstrap) -> dict[str, Any]:
    """All that is there."""
    s3, kms, iam = cast("Any", bootstrap.s3), cast("Any", bootstrap.kms), cast("Any", bootstrap.iam)
    roles = [iam.get_role(RoleName=role["RoleName"])["Role"] for role in iam.list_roles()["Roles"]]
    policies = iam.list_policies(Scope="Local")["Policies"]
    return {
        "buckets": [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]],
        "bucket": [
            s3.get_bucket_versioning(Bucket=BUCKET)["Status"],
            s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"],
            s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"],
            s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"],
            s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"],
            json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"]),
        ],
        "keys": [key["KeyArn"] for key in kms.list_keys()["Keys"]],
        "aliases": [(one["AliasName"], one.get("TargetKeyId")) for one in kms.list_aliases()["Aliases"]],
        "providers": iam.list_open_id_connect_providers()["OpenIDConnectProviderList"],
        "roles": {
            role["RoleName"]: [
                role["AssumeRolePolicyDocument"],
                role["MaxSessionDuration"],
                iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"],
            ]
            for role in roles
        },
        "policies": {
            policy["Arn"]: iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])[
                "PolicyVersion"
            ]["Document"]
            for policy in policies
        },
    }
