"""What S3 answers for the buckets and their settings.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

from collections.abc import Mapping

from sandbox.catalogue.row import Made, ResourceType, digits

# https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints
_WEBSITE_ZONES = {"ap-northeast-2": "Z3W03O7B5YMIYP", "us-east-1": "Z3AQBSTGFYJSTF"}


def _hosted_zone(made: Made) -> str:
    return _WEBSITE_ZONES.get(made.region) or f"Z{digits(made.region, 13).upper()}"


_BUCKET = ("aws:s3/bucket:Bucket", "bucket")
_OF_A_BUCKET = ResourceType(id="{bucket}", part_of=_BUCKET)

STORAGE: Mapping[str, ResourceType] = {
    "aws:s3/bucket:Bucket": ResourceType(
        id="{name}",
        computed={
            "arn": "arn:{partition}:s3:::{id}",
            "bucketDomainName": "{id}.s3.amazonaws.com",
            "bucketRegion": "{region}",
            "bucketRegionalDomainName": "{id}.s3.{region}.amazonaws.com",
            "hostedZoneId": _hosted_zone,
            "websiteDomain": "",
            "websiteEndpoint": "",
        },
        defaults={"requestPayer": "BucketOwner"},
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
        longest_name=63,
        name_pattern=r"(?!xn--|sthree-)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)",
        lower_case_name=True,
    ),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _OF_A_BUCKET,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ResourceType(
        id="{bucket}",
        part_of=_BUCKET,
        defaults={"transitionDefaultMinimumObjectSize": "all_storage_classes_128K"},
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _OF_A_BUCKET,
    "aws:s3/bucketPolicy:BucketPolicy": _OF_A_BUCKET,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _OF_A_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _OF_A_BUCKET,
    "aws:s3/bucketVersioning:BucketVersioning": _OF_A_BUCKET,
}
