"""The bucket that holds Pulumi's state: versioned, encrypted, over TLS only, nobody else's."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.exceptions import ClientError

from ops.aws.errors import code
from ops.bootstrap.policies import state_bucket_policy
from ops.bootstrap.steps import OWN_TAGS, Step, compact, same_document
from ops.problem import Problem
from sizing.names import PROJECT

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import LifecycleRuleTypeDef, PublicAccessBlockConfigurationTypeDef

NONCURRENT_DAYS = 90
"""How long a state can be gone back to."""

ABANDONED_DAYS = 7

CLOSED: "PublicAccessBlockConfigurationTypeDef" = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}

LIFECYCLE: "LifecycleRuleTypeDef" = {
    "ID": "cleanup",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": NONCURRENT_DAYS},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": ABANDONED_DAYS},
}

NOT_THERE = frozenset(
    {
        "NoSuchBucketPolicy",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "OwnershipControlsNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
    }
)
"""What S3 calls a setting that was never made."""

Answer = TypeVar("Answer")


def state_bucket_name(account: str) -> str:
    """academy-state-123456789012: a bucket's name is the whole world's, and the account makes it one's own."""
    return f"{PROJECT}-state-{account}"


@dataclass(frozen=True, kw_only=True)
class StateBucket:
    """The bucket, and what is still to be done about it."""

    s3: "S3Client"
    account: str
    region: str

    @property
    def name(self) -> str:
        """Its name."""
        return state_bucket_name(self.account)

    def steps(self) -> Iterator[Step]:
        """What is missing or otherwise. The policy comes last, so that nothing else is refused by it.

        Raises:
            Problem: the name is somebody else's bucket, or one of another region.
        """
        there = self._is_there()
        if not there:
            yield Step(change="create", what=f"state bucket {self.name}", apply=self._create)
        for what, holds, apply in self._settings():
            # A new bucket has none of them for sure, whatever S3's defaults are.
            if not there or not holds():
                yield Step(
                    change="update" if there else "create", what=f"state bucket {self.name}: {what}", apply=apply
                )

    def _is_there(self) -> bool:
        try:
            found = self.s3.head_bucket(Bucket=self.name, ExpectedBucketOwner=self.account)
        except ClientError as error:
            if code(error) in ("404", "NoSuchBucket"):
                return False
            if code(error) in ("403", "AccessDenied", "Forbidden"):
                raise Problem(
                    f"the state bucket's name {self.name} is somebody else's, or these credentials lack s3:ListBucket"
                ) from error
            raise
        where = found.get("BucketRegion", self.region)
        if where != self.region:
            raise Problem(f"bucket {self.name} is in {where}; the state belongs in {self.region}")
        return True

    def _create(self) -> None:
        self.s3.create_bucket(
            Bucket=self.name,
            CreateBucketConfiguration={"LocationConstraint": cast("Any", self.region)},
            ObjectOwnership="BucketOwnerEnforced",
        )

    def _settings(self) -> Iterator[tuple[str, Callable[[], bool], Callable[[], object]]]:
        """By name: whether it is as it should be, and what makes it so."""
        s3, name = self.s3, self.name
        tags = [{"Key": key, "Value": value} for key, value in OWN_TAGS.items()]
        algorithm: Mapping[str, Any] = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        yield (
            "public access blocked",
            lambda: _get(lambda: s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]) == CLOSED,
            lambda: s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=CLOSED),
        )
        yield (
            "no access lists",
            lambda: (
                _get(lambda: s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"])
                == [{"ObjectOwnership": "BucketOwnerEnforced"}]
            ),
            lambda: s3.put_bucket_ownership_controls(
                Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
            ),
        )
        yield (
            "versioned",
            lambda: s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled",
            lambda: s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"}),
        )
        yield (
            "encrypted",
            self._is_encrypted,
            lambda: s3.put_bucket_encryption(
                Bucket=name, ServerSideEncryptionConfiguration={"Rules": [cast("Any", algorithm)]}
            ),
        )
        yield (
            f"old states kept for {NONCURRENT_DAYS} days",
            lambda: _get(lambda: s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]) == [LIFECYCLE],
            lambda: s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [LIFECYCLE]}),
        )
        yield (
            "tags",
            self._has_tags,
            lambda: s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": cast("Any", tags)}),
        )
        policy = state_bucket_policy(name)
        yield (
            "over TLS only",
            lambda: same_document(_get(lambda: s3.get_bucket_policy(Bucket=name)["Policy"]), policy),
            lambda: s3.put_bucket_policy(Bucket=name, Policy=compact(policy)),
        )

    def _is_encrypted(self) -> bool:
        found = _get(lambda: self.s3.get_bucket_encryption(Bucket=self.name)["ServerSideEncryptionConfiguration"])
        rules = found["Rules"] if found else []
        algorithms = [rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") for rule in rules]
        return algorithms == ["AES256"]

    def _has_tags(self) -> bool:
        found = _get(lambda: self.s3.get_bucket_tagging(Bucket=self.name)["TagSet"]) or []
        return {tag["Key"]: tag["Value"] for tag in found} == OWN_TAGS


def _get(ask: Callable[[], Answer]) -> Answer | None:
    """What S3 answers; None for a setting that was never made."""
    try:
        return ask()
    except ClientError as error:
        if code(error) in NOT_THERE:
            return None
        raise
