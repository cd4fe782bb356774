"""Logs tier: the bucket where AWS services leave their logs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions

from components.buckets import UPLOAD_ABANDONED_DAYS, PrivateBucket, PrivateBucketArgs, ServiceGrant
from components.domain import CLOUDFRONT_REGION
from sizing import names
from sizing.monitoring import MonitoringSize

LOG_DELIVERY = "delivery.logs.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class LogBucketArgs:
    """What the logs bucket needs from the rest of the stack."""

    size: MonitoringSize
    environment: str
    region: str
    account_id: str


class LogBucket(ComponentResource):
    """A private bucket that takes this account's logs and forgets them in time.

    VPC flow logs and the load balancer's access logs come from this region, CloudFront's access logs from its own.
    Each service writes below a path of its own, which AWS chooses: AWSLogs/<account>/<service>/.
    """

    bucket_name: Output[str]
    """Known, as `arn` is, once logs may be delivered."""
    arn: Output[str]

    def __init__(self, name: str, args: LogBucketArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:logs:LogBucket", name, None, opts)

        bucket = PrivateBucket(
            name,
            PrivateBucketArgs(
                bucket_name=names.logs_bucket(args.environment),
                abort_multipart_days=UPLOAD_ABANDONED_DAYS,
                expire_after_days=args.size.access_log_days,
                grants=[
                    *flow_log_grants(args.account_id, args.region),
                    balancer_log_grant(args.account_id, args.region),
                    cdn_log_grant(args.account_id),
                ],
            ),
            opts=ResourceOptions(parent=self),
        )

        self.bucket_name = bucket.bucket_name
        self.arn = bucket.arn
        self.register_outputs({"bucket_name": self.bucket_name, "arn": self.arn})


def flow_log_grants(account_id: str, region: str) -> Sequence[ServiceGrant]:
    """What flow logs need: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html"""
    source_arn = f"arn:aws:logs:{region}:{account_id}:*"
    return (
        _log_delivery_grant("DeliverFlowLogs", f"AWSLogs/{account_id}/*", account_id, source_arn),
        ServiceGrant(
            sid="CheckBucketBeforeDelivery",
            service=LOG_DELIVERY,
            actions=["s3:GetBucketAcl", "s3:ListBucket"],
            keys=None,
            conditions={
                "StringEquals": {"aws:SourceAccount": account_id},
                "ArnLike": {"aws:SourceArn": source_arn},
            },
        ),
    )


def balancer_log_grant(account_id: str, region: str) -> ServiceGrant:
    """What access logs of load balancers need; the account that stood for them in older regions is only still taken.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    return ServiceGrant(
        sid="DeliverLoadBalancerLogs",
        service="logdelivery.elasticloadbalancing.amazonaws.com",
        actions=["s3:PutObject"],
        keys=f"AWSLogs/{account_id}/*",
        conditions={
            "ArnLike": {"aws:SourceArn": f"arn:aws:elasticloadbalancing:{region}:{account_id}:loadbalancer/*"},
        },
    )


def cdn_log_grant(account_id: str) -> ServiceGrant:
    """What standard logging (v2) needs, to the letter: AWS appends its own statement to a policy that lacks it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    return _log_delivery_grant(
        "DeliverCdnLogs",
        f"AWSLogs/{account_id}/CloudFront/*",
        account_id,
        f"arn:aws:logs:{CLOUDFRONT_REGION}:{account_id}:delivery-source:*",
    )


def _log_delivery_grant(sid: str, keys: str, account_id: str, source_arn: str) -> ServiceGrant:
    return ServiceGrant(
        sid=sid,
        service=LOG_DELIVERY,
        actions=["s3:PutObject"],
        keys=keys,
        conditions={
            "StringEquals": {"aws:SourceAccount": account_id, "s3:x-amz-acl": "bucket-owner-full-control"},
            "ArnLike": {"aws:SourceArn": source_arn},
        },
    )
