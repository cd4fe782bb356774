"""The private S3 bucket that every bucket of every tier is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import s3

UPLOAD_ABANDONED_DAYS = 7
"""When the parts of an upload that nobody finished are thrown away, where the stack's numbers don't say."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A move to a cheaper storage class, so many days after an object was written."""

    after_days: int
    storage_class: str


@dataclass(frozen=True, kw_only=True)
class ServiceGrant:
    """What the bucket's policy lets one AWS service do."""

    sid: str
    service: str
    actions: Sequence[str]
    keys: Input[str] | None
    """Pattern of the object keys it is about; None means the bucket itself."""
    conditions: Mapping[str, Mapping[str, Input[str]]]


@dataclass(frozen=True, kw_only=True)
class PrivateBucketArgs:
    """How one bucket differs from the next."""

    bucket_name: str
    abort_multipart_days: int
    noncurrent_days: int | None = None
    """How long replaced and deleted versions are kept; None means that the bucket isn't versioned."""
    transitions: Sequence[Transition] = ()
    expire_after_days: int | None = None
    """When objects are deleted; None means never."""
    grants: Sequence[ServiceGrant] | None = ()
    """What the bucket's policy allows; None means that another tier declares the policy, of which a bucket has one,
    because it is about something made after the bucket."""
    retained: bool = False
    """Whether the bucket, and all that guards it, stays in AWS when the program no longer has it."""


class PrivateBucket(ComponentResource):
    """A protected bucket: closed to the public, encrypted, reached over TLS only, its objects the account's own."""

    bucket_name: Output[str]
    """Known, as `arn` is, once the policy declared here stands: a service that may not deliver yet fails, or puts a
    policy of its own in its place.
    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html"""
    arn: Output[str]

    def __init__(self, name: str, args: PrivateBucketArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:storage:PrivateBucket", name, None, opts)
        child = ResourceOptions(parent=self, retain_on_delete=args.retained)

        bucket = s3.Bucket(
            name,
            bucket=args.bucket_name,
            force_destroy=False,
            opts=ResourceOptions(parent=self, protect=True, retain_on_delete=args.retained),
        )
        self._close(name, bucket, child)
        self._keep_and_expire(name, bucket, args, child)

        self.bucket_name = bucket.bucket
        if args.grants is not None:
            policy = bucket_policy(bucket.arn, args.grants)
            self.bucket_name = s3.BucketPolicy(name, bucket=bucket.bucket, policy=policy, opts=child).bucket
        self.arn = self.bucket_name.apply(bucket_arn)
        self.register_outputs({"bucket_name": self.bucket_name, "arn": self.arn})

    def _close(self, name: str, bucket: s3.Bucket, child: ResourceOptions) -> None:
        s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        s3.BucketOwnershipControls(name, bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child)
        s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.id,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=child,
        )

    def _keep_and_expire(self, name: str, bucket: s3.Bucket, args: PrivateBucketArgs, child: ResourceOptions) -> None:
        after: list[s3.BucketVersioning] = []
        if args.noncurrent_days is not None:
            after.append(
                s3.BucketVersioning(name, bucket=bucket.id, versioning_configuration={"status": "Enabled"}, opts=child)
            )
        s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.id,
            rules=list(lifecycle_rules(args)),
            # S3 wants versioning on before it takes a rule about noncurrent versions, and no value says so.
            opts=ResourceOptions.merge(child, ResourceOptions(depends_on=after)),
        )


def bucket_arn(bucket_name: str) -> str:
    """ARN of a bucket in a commercial region (partition aws)."""
    return f"arn:aws:s3:::{bucket_name}"


def bucket_policy(arn: Input[str], grants: Sequence[ServiceGrant]) -> Output[str]:
    """Policy document: what is granted, and nothing at all over plain HTTP."""
    deny = {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, Output.format("{}/*", arn)],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    allow = [
        {
            "Sid": grant.sid,
            "Effect": "Allow",
            "Principal": {"Service": grant.service},
            "Action": grant.actions,
            "Resource": arn if grant.keys is None else Output.format("{}/{}", arn, grant.keys),
            "Condition": grant.conditions,
        }
        for grant in grants
    ]
    return Output.json_dumps({"Version": "2012-10-17", "Statement": [*allow, deny]}, sort_keys=True)


def lifecycle_rules(args: PrivateBucketArgs) -> Iterator[s3.BucketLifecycleConfigurationRuleArgsDict]:
    """The bucket's lifecycle rules; each says that it is about every object, as S3 refuses a rule without a filter."""
    if args.transitions:
        yield {
            "id": "tiering",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "transitions": [
                {"days": transition.after_days, "storage_class": transition.storage_class}
                for transition in args.transitions
            ],
        }
    if args.expire_after_days is not None:
        yield {
            "id": "expiry",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "expiration": {"days": args.expire_after_days},
        }
    cleanup: s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": "cleanup",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "abort_incomplete_multipart_upload": {"days_after_initiation": args.abort_multipart_days},
    }
    if args.noncurrent_days is not None:
        cleanup["expiration"] = {"expired_object_delete_marker": True}
        cleanup["noncurrent_version_expiration"] = {"noncurrent_days": args.noncurrent_days}
    yield cleanup
