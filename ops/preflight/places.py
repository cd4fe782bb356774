"""Is it the right account, and does it have what the stack expects to find?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError

from ops.aws.errors import code
from ops.verify.found import Note, Trouble
from sizing import names
from sizing.profile import Profile
from sizing.workers import FARGATE_WORKERS, FargateWorker

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient

ALLOWED_ACCOUNTS = "aws:allowedAccountIds"
"""The AWS provider's own key for the accounts that a stack may be in.
https://www.pulumi.com/registry/packages/aws/installation-configuration/"""

CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
"""The prefix list that the load balancer's security group names.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html"""

SPOT = "FARGATE_SPOT"

SPOT_ON_ARM = "https://aws.amazon.com/about-aws/whats-new/2024/09/amazon-ecs-graviton-based-spot-compute-fargate/"


def check_account(account: str, config: Mapping[str, object]) -> Iterator[Trouble | Note]:
    """The account is one that the stack file allows, if it says."""
    allowed = config.get(ALLOWED_ACCOUNTS)
    if allowed is None:
        yield Note(text=f"{account}; {ALLOWED_ACCOUNTS} in the stack file would keep it to that one")
        return
    accounts = [str(one) for one in cast("list[object]", allowed)] if isinstance(allowed, list) else [str(allowed)]
    if account in accounts:
        yield Note(text=account)
    else:
        yield Trouble(text=f"the credentials are for account {account}; {ALLOWED_ACCOUNTS} is {', '.join(accounts)}")


def check_zones(ec2: "EC2Client", region: str, zones: Sequence[str]) -> Iterator[Trouble | Note]:
    """The account has the region, and the zones in it."""
    found = {
        zone.get("ZoneName", ""): zone.get("State", "")
        for zone in ec2.describe_availability_zones(Filters=[{"Name": "region-name", "Values": [region]}])[
            "AvailabilityZones"
        ]
    }
    for zone in zones:
        state = found.get(f"{region}{zone}")
        if state is None:
            yield Trouble(text=f"{region}{zone} is no zone of this account, which has {', '.join(sorted(found))}")
        elif state != "available":
            yield Trouble(text=f"{region}{zone} is {state}")
        else:
            yield Note(text=f"{region}{zone}")


def check_edge(sns: "SNSClient") -> Iterator[Trouble | Note]:
    """us-east-1 is open too: CloudFront's alarms, certificate and firewall are there, and some organizations bar it."""
    sns.list_topics()
    yield Note(text="answers")


def check_prefix_list(ec2: "EC2Client") -> Iterator[Trouble | Note]:
    """The addresses from which CloudFront comes are known by name."""
    found = ec2.describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [CLOUDFRONT]}])
    lists = found["PrefixLists"]
    if lists:
        yield Note(text=lists[0].get("PrefixListId", CLOUDFRONT))
    else:
        yield Trouble(
            text=f"there is no prefix list {CLOUDFRONT} in this region: the load balancer would let nobody in"
        )


def check_buckets(s3: "S3Client", account: str, region: str, buckets: Mapping[str, str]) -> Iterator[Trouble | Note]:
    """Every bucket's name is free, or this account's already: names are the whole world's.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    """
    for role, name in buckets.items():
        try:
            found = s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
        except ClientError as error:
            if code(error) in ("404", "NoSuchBucket"):
                yield Note(text=f"{name} is free")
            elif code(error) in ("403", "AccessDenied", "Forbidden"):
                another = "another name" if role == "logs" else f"another as academy:{role}.bucket"
                where = "; it follows from academy:environment" if role == "logs" else ""
                yield Trouble(
                    text=f"{name} is somebody else's bucket, or these credentials lack s3:ListBucket on it: "
                    f"want {another}{where}"
                )
            else:
                raise
            continue
        where = found.get("BucketRegion", region)
        if where == region:
            yield Note(text=f"{name} is this account's")
        else:
            yield Trouble(text=f"{name} is this account's in {where}; the stack is in {region}")


def check_secrets(secrets: "SecretsManagerClient", profile: Profile) -> Iterator[Trouble | Note]:
    """No secret is on its way out: its name is taken until it is gone.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
    """
    for key in profile.secrets:
        name = names.secret(profile.environment, key)
        try:
            found = secrets.describe_secret(SecretId=name)
        except secrets.exceptions.ResourceNotFoundException:
            continue
        if "DeletedDate" in found:
            yield Trouble(
                text=f"secret {name} is being deleted, and its name is taken until it is gone: `aws secretsmanager "
                f"restore-secret --secret-id {name}` brings it back, for `pulumi import`"
            )
    yield Note(text=f"{len(profile.secrets)} names")


def check_spot(ecs: "ECSClient", profile: Profile) -> Iterator[Trouble | Note]:
    """Fargate Spot is there. No call of AWS says for which processors: its announcement says ARM64 wherever Spot is."""
    spot: list[FargateWorker] = [worker for worker in FARGATE_WORKERS if profile.workers.of(worker).spot]
    if not spot:
        yield Note(text="nothing runs on Spot")
        return
    found = ecs.describe_capacity_providers(capacityProviders=[SPOT])["capacityProviders"]
    if not any(one.get("name") == SPOT and one.get("status") == "ACTIVE" for one in found):
        yield Trouble(text=f"ECS has no {SPOT} in this region: set spot to false for {', '.join(spot)}")
        return
    arm = any(profile.workers.of(worker).architecture == "arm64" for worker in spot)
    yield Note(text=f"{SPOT} is there" + (f", since September 2024 for arm64 too ({SPOT_ON_ARM})" if arm else ""))
