"""Who may see media, how long objects stay in which storage class, and which pages may upload."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from sizing import keys
from sizing.names import BUCKET_NAME_MAX_LENGTH, RESERVED_BUCKET_ENDINGS
from sizing.section import Contradiction, CrossChecks, Listed, Section, Wants

MAX_DAYS = 3650
"""Ten years. S3 takes more, but more is a slip of the keyboard."""

MIN_IA_DAYS = 30
"""S3 refuses to move a younger object to Standard-IA.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"""

MIN_DAYS_IN_IA = 30
"""Standard-IA bills 30 days at least: an object that moves on sooner is billed in two classes (same page)."""

MAX_MULTIPART_DAYS = 30
"""No upload takes a month, and its parts are billed all the while."""

MIN_BUCKET_NAME_LENGTH = 3
"""Characters. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""

# No dots, which S3 allows: its TLS certificate doesn't match such a bucket's host name (same page).
_BUCKET = re.compile(rf"[a-z0-9][a-z0-9-]{{{MIN_BUCKET_NAME_LENGTH - 2},{BUCKET_NAME_MAX_LENGTH - 2}}}[a-z0-9]")
_RESERVED_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDS = (*(f"-{ending}" for ending in RESERVED_BUCKET_ENDINGS), "--ol-s3", "--x-s3", "--table-s3")

_HOST_LABEL = r"[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?"
_ORIGIN = re.compile(rf"https?://(?P<host>{_HOST_LABEL}(?:\.{_HOST_LABEL})*)(?::[0-9]{{1,5}})?")


def _bucket_name(name: str) -> str:
    if not _BUCKET.fullmatch(name) or name.startswith(_RESERVED_STARTS) or name.endswith(_RESERVED_ENDS):
        raise ValueError("bucket name")
    return name


def _origin(origin: str) -> str:
    match = _ORIGIN.fullmatch(origin)
    # One * at most is S3's rule: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
    # A host that is nothing but * would let every page of the web in.
    if match is None or match["host"] == "*" or match["host"].count("*") > 1:
        raise ValueError("origin")
    return origin


BucketName = Annotated[
    str,
    AfterValidator(_bucket_name),
    Wants(
        f"{MIN_BUCKET_NAME_LENGTH} to {BUCKET_NAME_MAX_LENGTH} lower-case letters, digits and hyphens, "
        "with no start or end that S3 keeps for itself"
    ),
]
"""A bucket's name, where the one that follows from the environment is taken."""

Origin = Annotated[
    str,
    AfterValidator(_origin),
    Wants(
        "an origin: scheme and lower-case host, perhaps a port, no path, at most one * in the host, "
        "like https://*.example.com"
    ),
]
"""What a browser sends as Origin."""


PublicKey = Annotated[str, AfterValidator(keys.public_key), Wants(keys.WANTED)]
"""What CloudFront checks signatures with."""


class MediaSize(Section):
    """The media bucket: what videos and uploads cost over their life."""

    access: Literal["public", "signed"] = Field(
        description="Who may see media, public (whoever knows the address) or signed (whoever the API signs it for)."
    )
    public_key: PublicKey | None = Field(
        default=None,
        description="PEM of the public key that proves signatures, with access signed only. The private key goes into "
        "Secrets Manager.",
    )
    bucket: BucketName | None = Field(
        default=None,
        description="Name of the bucket where the one that follows from the environment is taken. Changing it later "
        "replaces the bucket.",
    )
    ia_after_days: int = Field(
        ge=MIN_IA_DAYS,
        le=MAX_DAYS,
        description=f"Age at which an object moves to Standard-IA, in days, {MIN_IA_DAYS} to {MAX_DAYS}.",
    )
    glacier_after_days: int = Field(
        ge=MIN_IA_DAYS + MIN_DAYS_IN_IA,
        le=MAX_DAYS,
        description="Age at which an object moves to Glacier Instant Retrieval, in days, "
        f"{MIN_IA_DAYS + MIN_DAYS_IN_IA} to {MAX_DAYS} and at least {MIN_DAYS_IN_IA} after ia_after_days.",
    )
    noncurrent_days: int = Field(
        ge=1,
        le=MAX_DAYS,
        description=f"How long an overwritten or deleted object can be brought back, in days, 1 to {MAX_DAYS}.",
    )
    abort_multipart_days: int = Field(
        ge=1,
        le=MAX_MULTIPART_DAYS,
        description=f"When the parts of an unfinished upload are removed, in days, 1 to {MAX_MULTIPART_DAYS}.",
    )
    upload_origins: Annotated[tuple[Origin, ...], Listed()] = Field(
        description="Origins whose pages may upload with a presigned URL; an empty list where none may.",
    )

    def _glacier_waits_for_ia(self) -> Contradiction | None:
        earliest = self.ia_after_days + MIN_DAYS_IN_IA
        if self.glacier_after_days >= earliest:
            return None
        return Contradiction(
            at=("glacier_after_days",),
            want=f"{earliest} or more: {MIN_DAYS_IN_IA} days after ia_after_days ({self.ia_after_days})",
        )

    def _a_key_goes_with_signatures(self) -> Contradiction | None:
        if (self.access == "signed") == (self.public_key is not None):
            return None
        want = keys.WANTED if self.access == "signed" else "no key"
        return Contradiction(at=("public_key",), want=f"{want} with access {self.access}")

    cross_checks: ClassVar[CrossChecks] = (_glacier_waits_for_ia, _a_key_goes_with_signatures)


class FrontendSize(Section):
    """The frontend bucket: the built React application."""

    bucket: BucketName | None = Field(
        default=None,
        description="Name of the bucket where the one that follows from the environment is taken. Changing it later "
        "replaces the bucket.",
    )
    noncurrent_days: int = Field(
        ge=1,
        le=MAX_DAYS,
        description=f"How long a replaced build can be brought back, in days, 1 to {MAX_DAYS}.",
    )
