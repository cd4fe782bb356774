"""Storage tier: the media that the academy lives on, and the built frontend."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import s3

from components.buckets import UPLOAD_ABANDONED_DAYS, PrivateBucket, PrivateBucketArgs, Transition
from sizing import names
from sizing.storage import FrontendSize, MediaSize

PREFLIGHT_CACHE_SECONDS = 3600
"""How long a browser remembers that it may upload."""


@dataclass(frozen=True, kw_only=True)
class StorageArgs:
    """What storage needs from the rest of the stack."""

    media: MediaSize
    frontend: FrontendSize
    environment: str


class Storage(ComponentResource):
    """Two private, versioned buckets. Media stays in AWS even when the program no longer has it.

    Their policies come with the CDN, which is the one that they let in.
    """

    media_bucket: Output[str]
    """Name of the bucket."""
    media_bucket_arn: Output[str]
    frontend_bucket: Output[str]
    """Name of the bucket."""

    def __init__(self, name: str, args: StorageArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:storage:Storage", name, None, opts)
        child = ResourceOptions(parent=self)

        media = PrivateBucket(
            f"{name}-media",
            PrivateBucketArgs(
                bucket_name=args.media.bucket or names.media_bucket(args.environment),
                noncurrent_days=args.media.noncurrent_days,
                abort_multipart_days=args.media.abort_multipart_days,
                # Instant Retrieval and no other Glacier: media is read synchronously, and the others answer in hours.
                transitions=[
                    Transition(after_days=args.media.ia_after_days, storage_class="STANDARD_IA"),
                    Transition(after_days=args.media.glacier_after_days, storage_class="GLACIER_IR"),
                ],
                grants=None,
                retained=True,
            ),
            opts=child,
        )
        if args.media.upload_origins:
            s3.BucketCorsConfiguration(
                f"{name}-media-uploads",
                bucket=media.bucket_name,
                cors_rules=[
                    {
                        "allowed_methods": ["PUT", "POST"],
                        "allowed_origins": list(args.media.upload_origins),
                        "allowed_headers": ["*"],
                        # A multipart upload is completed with the ETag of each of its parts.
                        "expose_headers": ["ETag"],
                        "max_age_seconds": PREFLIGHT_CACHE_SECONDS,
                    }
                ],
                opts=child,
            )
        frontend = PrivateBucket(
            f"{name}-frontend",
            PrivateBucketArgs(
                bucket_name=args.frontend.bucket or names.frontend_bucket(args.environment),
                noncurrent_days=args.frontend.noncurrent_days,
                abort_multipart_days=UPLOAD_ABANDONED_DAYS,
                grants=None,
            ),
            opts=child,
        )

        self.media_bucket = media.bucket_name
        self.media_bucket_arn = media.arn
        self.frontend_bucket = frontend.bucket_name
        self.register_outputs(
            {
                "media_bucket": self.media_bucket,
                "media_bucket_arn": self.media_bucket_arn,
                "frontend_bucket": self.frontend_bucket,
            }
        )
