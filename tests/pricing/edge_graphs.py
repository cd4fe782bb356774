"""What buckets, the CDN and queues look like in a graph, and usage that goes with them."""

from typing import Any

from pricing.model import Resource
from tests.pricing.graphs import resource

BUCKET = "aws:s3/bucket:Bucket"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"


def bucket(name: str, *rules: dict[str, Any]) -> list[Resource]:
    return [
        resource(BUCKET, name, {"bucket": name}),
        resource(LIFECYCLE, name, {"bucket": name, "rules": list(rules)}),
    ]


def media(*, noncurrent: int = 30) -> list[Resource]:
    """To Standard-IA after 30 days, to Glacier Instant Retrieval after 90."""
    moves = [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 90, "storageClass": "GLACIER_IR"}]
    return bucket(
        "media",
        {"transitions": moves},
        {
            "expiration": {"expiredObjectDeleteMarker": True},
            "noncurrentVersionExpiration": {"noncurrentDays": noncurrent},
        },
    )


MEDIA = media()
FRONTEND = bucket("frontend", {"noncurrentVersionExpiration": {"noncurrentDays": 30}})
LOGS = bucket("logs", {"expiration": {"days": 30}})
BALANCER = resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {})
DELIVERY = resource("aws:cloudwatch/logDelivery:LogDelivery", "cdn", {})
FLOW_LOG = resource("aws:ec2/flowLog:FlowLog", "rejects", {})
DISTRIBUTION = resource("aws:cloudfront/distribution:Distribution", "cdn", {})
FUNCTION = resource("aws:cloudfront/function:Function", "rewrite", {})
WEB_ACL = resource("aws:wafv2/webAcl:WebAcl", "waf", {"rules": [{}, {}, {}]})
PLAN = resource("aws:pricingplanmanager/subscription:Subscription", "plan", {"planTier": "BUSINESS"})
QUEUES = [resource("aws:sqs/queue:Queue", name, {}) for name in ("video", "video-dlq")]
JOBS = {"video": 0, "ai_lite": 100_000, "ai_basic": 0, "ai_premium": 0, "messaging": 0}

KEPT: dict[str, Any] = {"media_upload_gib": 100, "media_months": 12, "media_object_mib": 4}
# 1,000 people x 1 GiB x 30.41667 days, 10 % not in the cache, 20 % of that old
WATCHED: dict[str, Any] = {
    **KEPT,
    "daily_users": 1000,
    "cdn_mib_per_user": 1024,
    "cdn_requests_per_user": 1000,
    "cache_hit_percent": 90,
    "old_media_percent": 20,
}
ASKED: dict[str, Any] = {"daily_users": 10_000, "cdn_requests_per_user": 100}
