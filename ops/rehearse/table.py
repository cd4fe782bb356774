"""The effects of updates, by resource type and property: everything that growing, or going back, can change."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from ops.rehearse import database_effects
from ops.rehearse.effects import EVERY, Entry, Known, Table, Update
from ops.rehearse.report import Impact
from sandbox.wire import is_list, is_object

_DOCS: Final = "https://docs.aws.amazon.com"
_ECS: Final = f"{_DOCS}/AmazonECS/latest/developerguide"
_CDN: Final = f"{_DOCS}/AmazonCloudFront/latest/DeveloperGuide"
_SCALING: Final = f"{_DOCS}/autoscaling/application/APIReference"
_VPC: Final = f"{_DOCS}/vpc/latest/userguide"
_BALANCER: Final = f"{_DOCS}/elasticloadbalancing/latest/application"
_S3: Final = f"{_DOCS}/AmazonS3/latest"

ROLLING_PAGE: Final = f"{_ECS}/deployment-type-ecs.html"
NAT_PAGE: Final = f"{_VPC}/vpc-nat-gateway.html"
DESIRED_COUNT_PAGE: Final = f"{_ECS}/service-auto-scaling.html"

PROPAGATES = Known(
    impact=Impact.PROPAGATION,
    text="reaches the edges in minutes; until then they serve by the old settings",
    url=f"{_CDN}/HowToUpdateDistribution.html",
)

NEW_REVISION = Known(
    impact=Impact.ROLLING,
    text="a new revision, to which the service goes over; the one before stays for a rollback",
    url=ROLLING_PAGE,
)

_ROLLS = Known(
    impact=Impact.ROLLING,
    text="new tasks start, and the old ones go once they are healthy",
    url=ROLLING_PAGE,
)


def _nothing(text: str, page: str) -> Mapping[str, Entry]:
    """A type of which any change passes unnoticed."""
    return {EVERY: Known(impact=Impact.NONE, text=text, url=f"{_DOCS}/{page}")}


def _network(update: Update) -> Known:
    before, after = (_public_address(inputs) for inputs in (update.olds, update.news))
    if before == after:
        return _ROLLS
    where = (
        "in public subnets, each with an address of its own"
        if after
        else "in private subnets; what they reach sees the NAT gateways' addresses from then on"
    )
    return Known(impact=Impact.ROLLING, text=f"new tasks start {where}", url=NAT_PAGE)


def _public_address(inputs: Mapping[str, object]) -> bool:
    network = inputs.get("networkConfiguration")
    return is_object(network) and network.get("assignPublicIp") is True


def _minimum(update: Update) -> Known:
    before, after = update.olds.get("minCapacity"), update.news.get("minCapacity")
    more = isinstance(before, int) and isinstance(after, int) and after > before
    text = "starts tasks until there are so many, at once" if more else "stops none by itself: scaling in does, later"
    return Known(impact=Impact.NONE, text=text, url=f"{_SCALING}/API_RegisterScalableTarget.html")


def _maximum(update: Update) -> Known:
    before, after = update.olds.get("maxCapacity"), update.news.get("maxCapacity")
    less = isinstance(before, int) and isinstance(after, int) and after < before
    text = "stops the tasks above it, at once" if less else "counts from the next scaling on"
    return Known(impact=Impact.NONE, text=text, url=f"{_SCALING}/API_RegisterScalableTarget.html")


def _log_days(update: Update) -> Known:
    page = f"{_DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"
    before, after = update.olds.get("retentionInDays"), update.news.get("retentionInDays")
    if isinstance(before, int) and isinstance(after, int) and after < before:
        return Known(impact=Impact.DATA, text=f"log events older than {after} days are deleted", url=page)
    return Known(impact=Impact.NONE, text="log events are kept longer from now on", url=page)


def _lifecycle(update: Update) -> Known:
    page = f"{_S3}/userguide/intro-lifecycle-rules.html"
    before, after = (tuple(_expiry_days(inputs.get("rules"))) for inputs in (update.olds, update.news))
    if any(new < old for old, new in zip(before, after, strict=False)) or len(after) > len(before):
        text = "what is older than the new limit is deleted, what is there already too, within days"
        return Known(impact=Impact.DATA, text=text, url=page)
    return Known(impact=Impact.NONE, text="holds for what is there already too, within days", url=page)


def _expiry_days(value: object, *, expires: bool = False) -> Iterator[int]:
    """Every number of days after which something is deleted, in order."""
    if is_list(value):
        for each in value:
            yield from _expiry_days(each, expires=expires)
    elif is_object(value):
        for key, each in value.items():
            if expires and isinstance(each, int):
                yield each
            else:
                yield from _expiry_days(each, expires=expires or "xpiration" in key)


def _retention(update: Update) -> Known:
    page = f"{_DOCS}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"
    before, after = (inputs.get("messageRetentionSeconds") for inputs in (update.olds, update.news))
    if isinstance(before, int) and isinstance(after, int) and after < before:
        return Known(impact=Impact.DATA, text="messages that are older are deleted, within 15 minutes", url=page)
    return Known(impact=Impact.NONE, text="messages are kept longer, within 15 minutes", url=page)


def _images(update: Update) -> Known:
    page = f"{_DOCS}/AmazonECR/latest/userguide/LifecyclePolicies.html"
    before, after = (_numbers(inputs.get("policy")) for inputs in (update.olds, update.news))
    if any(new < old for old, new in zip(before, after, strict=False)):
        return Known(impact=Impact.DATA, text="images beyond the new number are deleted within a day", url=page)
    return Known(impact=Impact.NONE, text="more images are kept from now on", url=page)


def _numbers(policy: object) -> list[int]:
    if not isinstance(policy, str):
        return []
    try:
        rules = json.loads(policy)["rules"]
        return [rule["selection"]["countNumber"] for rule in rules]
    except (ValueError, LookupError, TypeError):
        return []


_PERMISSIONS = _nothing(
    "counts within seconds; nothing restarts",
    "IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency",
)
_TEXT_OF_BUCKETS = "counts within seconds; objects stay as they are"

UPDATES: Table = {
    "aws:rds/instance:Instance": database_effects.INSTANCE,
    "aws:rds/parameterGroup:ParameterGroup": database_effects.PARAMETER_GROUP,
    "aws:rds/subnetGroup:SubnetGroup": database_effects.SUBNET_GROUP,
    "aws:ecs/service:Service": {EVERY: _ROLLS, "networkConfiguration": _network},
    "aws:ecs/cluster:Cluster": _nothing(
        "metrics come or go; tasks run on", "AmazonECS/latest/developerguide/cloudwatch-container-insights.html"
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _nothing(
        "for tasks that start from now on", "AmazonECS/latest/developerguide/fargate-capacity-providers.html"
    ),
    "aws:ecs/capacityProvider:CapacityProvider": _nothing(
        "for machines that start from now on", "AmazonECS/latest/developerguide/asg-capacity-providers.html"
    ),
    "aws:autoscaling/group:Group": _nothing(
        "machines that run stay; the next ones follow it", "autoscaling/ec2/userguide/asg-capacity-limits.html"
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": _nothing(
        "machines that run stay; the next ones follow it", "autoscaling/ec2/userguide/launch-templates.html"
    ),
    "aws:appautoscaling/target:Target": {
        "minCapacity": _minimum,
        "maxCapacity": _maximum,
    },
    "aws:appautoscaling/policy:Policy": _nothing(
        "from the next alarm on", "autoscaling/application/APIReference/API_PutScalingPolicy.html"
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": _nothing(
        "from the next time on", "autoscaling/application/APIReference/API_PutScheduledAction.html"
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _nothing(
        "keeps its state until it is next evaluated", "AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
    ),
    "aws:cloudwatch/dashboard:Dashboard": _nothing(
        "shows at once", "AmazonCloudWatch/latest/APIReference/API_PutDashboard.html"
    ),
    "aws:cloudwatch/logGroup:LogGroup": {"retentionInDays": _log_days},
    "aws:cloudwatch/eventRule:EventRule": _nothing(
        "counts within a minute", "eventbridge/latest/APIReference/API_PutRule.html"
    ),
    "aws:cloudwatch/eventTarget:EventTarget": _nothing(
        "counts within a minute", "eventbridge/latest/APIReference/API_PutTargets.html"
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": _nothing(
        "for requests from now on", "AmazonCloudFront/latest/DeveloperGuide/standard-logging.html"
    ),
    "aws:budgets/budget:Budget": _nothing(
        "the month is measured against it; what was spent reads zero until AWS has counted again",
        "aws-cost-management/latest/APIReference/API_budgets_UpdateBudget.html",
    ),
    "aws:iam/role:Role": _PERMISSIONS,
    "aws:iam/rolePolicy:RolePolicy": _PERMISSIONS,
    "aws:cloudfront/distribution:Distribution": {EVERY: PROPAGATES},
    "aws:cloudfront/function:Function": {EVERY: PROPAGATES},
    "aws:cloudfront/keyGroup:KeyGroup": {EVERY: PROPAGATES},
    "aws:cloudfront/originAccessControl:OriginAccessControl": {EVERY: PROPAGATES},
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {EVERY: PROPAGATES},
    "aws:wafv2/webAcl:WebAcl": _nothing(
        "judges requests by it within minutes", "waf/latest/developerguide/web-acl-editing.html"
    ),
    "aws:ec2/route:Route": {
        "natGatewayId": Known(
            impact=Impact.ADDRESS,
            text="what tasks reach sees another address from now on; open connections break",
            url=NAT_PAGE,
        ),
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "routeTableIds": Known(
            impact=Impact.NONE,
            text="subnets that join reach S3 without NAT from now on",
            url=f"{_DOCS}/vpc/latest/privatelink/vpc-endpoints-s3.html",
        )
    },
    "aws:ec2/vpc:Vpc": _nothing("counts at once", "vpc/latest/userguide/AmazonDNS-concepts.html"),
    "aws:ec2/subnet:Subnet": _nothing("for what starts from now on", "vpc/latest/userguide/subnet-public-ip.html"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _nothing(
        "nothing of ours is in it", "vpc/latest/userguide/default-security-group.html"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _nothing(
        "counts at once", "vpc/latest/userguide/security-group-rules.html"
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _nothing(
        "counts at once", "vpc/latest/userguide/security-group-rules.html"
    ),
    "aws:lb/loadBalancer:LoadBalancer": {
        EVERY: Known(
            impact=Impact.NONE, text="counts within seconds", url=f"{_BALANCER}/edit-load-balancer-attributes.html"
        ),
        "subnets": Known(
            impact=Impact.NONE,
            text="gets nodes in the zones that join; connections through one that leaves end",
            url=f"{_BALANCER}/load-balancer-subnets.html",
        ),
    },
    "aws:lb/listener:Listener": _nothing(
        "for requests from now on", "elasticloadbalancing/latest/APIReference/API_ModifyListener.html"
    ),
    "aws:lb/targetGroup:TargetGroup": _nothing(
        "from the next check or request on",
        "elasticloadbalancing/latest/application/edit-target-group-attributes.html",
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {"rules": _lifecycle},
    "aws:s3/bucket:Bucket": _nothing(_TEXT_OF_BUCKETS, "AmazonS3/latest/userguide/UsingBucket.html"),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _nothing(
        _TEXT_OF_BUCKETS, "AmazonS3/latest/userguide/ManageCorsUsing.html"
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _nothing(_TEXT_OF_BUCKETS, "AmazonS3/latest/userguide/bucket-policies.html"),
    "aws:s3/bucketVersioning:BucketVersioning": _nothing(
        "for objects that are written from now on", "AmazonS3/latest/userguide/Versioning.html"
    ),
    "aws:sqs/queue:Queue": {
        EVERY: Known(
            impact=Impact.NONE,
            text="within a minute, for messages that are received from then on",
            url=f"{_DOCS}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
        ),
        "messageRetentionSeconds": _retention,
    },
    "aws:sqs/queuePolicy:QueuePolicy": _nothing(
        "within a minute", "AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"
    ),
    "aws:sns/topicPolicy:TopicPolicy": _nothing("within a minute", "sns/latest/api/API_SetTopicAttributes.html"),
    "aws:ecr/repository:Repository": _nothing(
        "for images that are pushed from now on", "AmazonECR/latest/userguide/repository-edit.html"
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {"policy": _images},
    "aws:secretsmanager/secret:Secret": _nothing(
        "the value stays as it is", "secretsmanager/latest/apireference/API_UpdateSecret.html"
    ),
    "aws:route53/record:Record": _nothing(
        "within a minute, and once resolvers have forgotten the old one",
        "Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
    ),
    "aws:pricingplanmanager/subscription:Subscription": _nothing(
        "a larger plan waits for a person's approval, a smaller one for the end of the month",
        "AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html",
    ),
}
