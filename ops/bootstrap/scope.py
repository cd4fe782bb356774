"""On what the actions of a service may be used: by name where names are fixed, and never beyond the account."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ops.preflight.needs import bucket_names
from sizing import names
from sizing.profile import Profile
from sizing.queues import QUEUES

EDGE = "us-east-1"
"""Where CloudFront's alarms, topic, certificate, log delivery and firewall are."""

ROLE_NAMES = ("gpu-machine-*", "identity-*")
"""The roles that the program makes: Pulumi adds a suffix to the names that they have in it."""

UNSCOPED = frozenset(
    f"{service}:{action}"
    for service, actions in {
        "acm": "RequestCertificate",
        "application-autoscaling": "DescribeScalableTargets DescribeScalingPolicies DescribeScheduledActions",
        "autoscaling": "DescribeAutoScalingGroups DescribeScalingActivities",
        "cloudfront": (
            "CreateKeyGroup CreateOriginAccessControl CreatePublicKey CreateVpcOrigin DeleteKeyGroup "
            "DeletePublicKey GetKeyGroup GetPublicKey UpdateKeyGroup UpdatePublicKey"
        ),
        "ec2": (
            "DescribeAddresses DescribeAddressesAttribute DescribeFlowLogs DescribeInstances "
            "DescribeInternetGateways DescribeLaunchTemplateVersions DescribeLaunchTemplates "
            "DescribeManagedPrefixLists DescribeNatGateways DescribeNetworkAcls "
            "DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables "
            "DescribeSecurityGroupRules DescribeSecurityGroups DescribeSubnets DescribeVpcEndpoints "
            "DescribeVpcs"
        ),
        "ecs": "CreateCapacityProvider DeregisterTaskDefinition DescribeTaskDefinition",
        "elasticloadbalancing": (
            "DescribeCapacityReservation DescribeListenerAttributes DescribeListeners "
            "DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags "
            "DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth"
        ),
        "logs": "CreateLogDelivery DeleteLogDelivery DescribeLogGroups",
        "pricingplanmanager": (
            "AssociateResourcesToSubscription CancelSubscription CancelSubscriptionChange "
            "CreateSubscription DisassociateResourcesFromSubscription GetSubscription ListSubscriptions"
        ),
        "rds": "DescribeDBEngineVersions",
        "sns": "GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe",
    }.items()
    for action in actions.split()
)
"""What AWS lets nobody limit to a resource.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An account and what stacks have in it."""

    account: str
    region: str
    profiles: Sequence[Profile]
    state_bucket: str
    key_arn: str
    """Of the key of Pulumi's secrets."""

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """In this account (partition aws)."""
        return f"arn:aws:{service}:{self.region if region is None else region}:{self.account}:{resource}"

    @property
    def environments(self) -> list[str]:
        """The environments of the stacks, each once."""
        return sorted({profile.environment for profile in self.profiles})

    @property
    def buckets(self) -> list[str]:
        """The names of the stacks' buckets, each once."""
        return sorted({name for profile in self.profiles for name in bucket_names(profile).values()})


def resources(service: str, place: Place) -> list[str]:
    """ARNs that actions of a service are allowed on, where AWS lets them be limited.

    Raises:
        KeyError: the table has no such service.
    """
    return sorted({*_RESOURCES[service](place)})


def role_arns(place: Place, pattern: str) -> str:
    """The roles of a name."""
    return place.arn("iam", f"role/{pattern}", "")


def _each(place: Place, service: str, *kinds: str, regions: Iterable[str | None] = (None,)) -> Iterable[str]:
    return (place.arn(service, kind, region) for region in regions for kind in kinds)


_HERE_AND_EDGE = (None, EDGE)


def _queues(place: Place) -> Iterable[str]:
    for environment in place.environments:
        for contract in QUEUES:
            yield place.arn("sqs", contract.queue_name(environment))
            yield place.arn("sqs", contract.dead_letter_queue_name(environment))


def _repositories(place: Place) -> Iterable[str]:
    for profile in place.profiles:
        for image in profile.images:
            yield place.arn("ecr", f"repository/{names.repository(image, profile.environment)}")


def _secrets(place: Place) -> Iterable[str]:
    yield from (place.arn("secretsmanager", f"secret:{names.secret(one, '*')}") for one in place.environments)
    # The master password's, which RDS names.
    yield place.arn("secretsmanager", "secret:rds!db-*")


def _rds(place: Place) -> Iterable[str]:
    yield from (place.arn("rds", f"db:{names.database_identifier(one)}") for one in place.environments)
    yield from _each(place, "rds", "og:*", "pg:*", "snapshot:*", "subgrp:*")


def _logs(place: Place) -> Iterable[str]:
    groups = [f"log-group:{names.log_group(one, '*')}" for one in place.environments]
    # The group of a database's logs is named by RDS.
    groups += [f"log-group:/aws/rds/instance/{names.database_identifier(one)}/*" for one in place.environments]
    yield from _each(place, "logs", *groups)
    yield from _each(place, "logs", "delivery:*", "delivery-destination:*", "delivery-source:*", regions=(EDGE,))


def _ecs(place: Place) -> Iterable[str]:
    yield from _each(place, "ecs", "capacity-provider/*", "cluster/*", "container-instance/*", "service/*")
    yield from _each(place, "ecs", "service-deployment/*", "task/*")
    yield from _each(place, "ecs", *(f"task-definition/{names.PROJECT}-{one}-*" for one in place.environments))


_RESOURCES: Mapping[str, Callable[[Place], Iterable[str]]] = {
    "acm": lambda place: _each(place, "acm", "certificate/*", regions=_HERE_AND_EDGE),
    "application-autoscaling": lambda place: _each(place, "application-autoscaling", "scalable-target/*"),
    "autoscaling": lambda place: _each(place, "autoscaling", "autoScalingGroup:*:autoScalingGroupName/gpu-*"),
    "budgets": lambda place: _each(place, "budgets", "budget/*", regions=("",)),
    "cloudfront": lambda place: _each(place, "cloudfront", "*", regions=("",)),
    "cloudwatch": lambda place: (
        *_each(place, "cloudwatch", "alarm:*", regions=_HERE_AND_EDGE),
        *_each(place, "cloudwatch", "dashboard/*", regions=("",)),
    ),
    # Images, their snapshots and the list of CloudFront's addresses are not this account's.
    "ec2": lambda place: (
        *_each(place, "ec2", "*"),
        f"arn:aws:ec2:{place.region}::image/*",
        f"arn:aws:ec2:{place.region}::snapshot/*",
        f"arn:aws:ec2:{place.region}:*:prefix-list/*",
    ),
    "ecr": _repositories,
    "ecs": _ecs,
    "elasticloadbalancing": lambda place: _each(
        place, "elasticloadbalancing", "listener/*", "loadbalancer/*", "targetgroup/*"
    ),
    "events": lambda place: _each(place, "events", "rule/*"),
    "iam": lambda place: (
        *(role_arns(place, pattern) for pattern in ROLE_NAMES),
        place.arn("iam", "instance-profile/gpu-machine-*", ""),
    ),
    "kms": lambda place: _each(place, "kms", "key/*"),
    "logs": _logs,
    "rds": _rds,
    "route53": lambda place: (
        *(f"arn:aws:route53:::hostedzone/{one.domain.zone_id}" for one in place.profiles if one.domain),
        "arn:aws:route53:::change/*",
    ),
    "s3": lambda place: (f"arn:aws:s3:::{bucket}" for bucket in place.buckets),
    "secretsmanager": _secrets,
    "sns": lambda place: _each(place, "sns", "alerts-*", regions=_HERE_AND_EDGE),
    "sqs": _queues,
    "ssm": lambda place: (f"arn:aws:ssm:{place.region}::parameter/aws/service/ecs/*",),
    "wafv2": lambda place: _each(place, "wafv2", "global/managedruleset/*", "global/webacl/*", regions=(EDGE,)),
}
