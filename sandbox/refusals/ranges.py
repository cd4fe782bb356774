"""The numbers that AWS takes where the SDK's type is any number."""

from collections.abc import Mapping

from sandbox.held import Change
from sandbox.refusals import tokens
from sandbox.refusals.reading import numbers
from sandbox.refusals.rule import Rule

RANGES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    tokens.DATABASE: {"backupRetentionPeriod": (0, 35), "port": (1150, 65_535)},
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    tokens.ROLE: {"maxSessionDuration": (3_600, 43_200)},
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    tokens.SERVICE: {
        "capacityProviderStrategies.base": (0, 100_000),
        "capacityProviderStrategies.weight": (0, 1_000),
        "deploymentMinimumHealthyPercent": (0, 100),
        "healthCheckGracePeriodSeconds": (0, 2_147_483_647),
    },
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
    tokens.CAPACITY_PROVIDER: {
        "autoScalingGroupProvider.managedScaling.instanceWarmupPeriod": (0, 10_000),
        "autoScalingGroupProvider.managedScaling.maximumScalingStepSize": (1, 10_000),
        "autoScalingGroupProvider.managedScaling.minimumScalingStepSize": (1, 10_000),
        "autoScalingGroupProvider.managedScaling.targetCapacity": (1, 100),
    },
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceMetadataOptionsRequest.html
    tokens.LAUNCH_TEMPLATE: {
        "blockDeviceMappings.ebs.volumeSize": (1, 65_536),
        "metadataOptions.httpPutResponseHopLimit": (1, 64),
    },
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
    tokens.LOAD_BALANCER: {"clientKeepAlive": (60, 604_800), "idleTimeout": (1, 4_000)},
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    tokens.TARGET_GROUP: {
        "deregistrationDelay": (0, 3_600),
        "healthCheck.healthyThreshold": (2, 10),
        "healthCheck.interval": (5, 300),
        "healthCheck.timeout": (2, 120),
        "healthCheck.unhealthyThreshold": (2, 10),
        "port": (1, 65_535),
    },
    tokens.LISTENER: {"port": (1, 65_535)},
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html
    tokens.DISTRIBUTION: {
        "origins.connectionAttempts": (1, 3),
        "origins.connectionTimeout": (1, 10),
        "origins.vpcOriginConfig.originKeepaliveTimeout": (1, 300),
        "origins.vpcOriginConfig.originReadTimeout": (1, 120),
    },
    # https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
    tokens.WEB_ACL: {"rules.statement.rateBasedStatement.limit": (10, 2_000_000_000)},
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    tokens.ALARM: {"evaluationPeriods": (1, 1_440)},
}
"""Least and most of each input, by its path."""

CHOICES: Mapping[str, Mapping[str, frozenset[int]]] = {
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    tokens.LOG_GROUP: {
        "retentionInDays": frozenset(
            {0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731}
            | {1096, 1827, 2192, 2557, 2922, 3288, 3653}
        )
    },
    # https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
    tokens.WEB_ACL: {"rules.statement.rateBasedStatement.evaluationWindowSec": frozenset({60, 120, 300, 600})},
}
"""The numbers that an input may be, where they are no range."""


def out_of_range(change: Change) -> str | None:
    """A number is in its range."""
    for path, (least, most) in RANGES[change.type].items():
        for value in numbers(change.inputs, path):
            if not least <= value <= most:
                return f"expected {path} to be in the range {least} to {most}, got {value}"
    return None


def none_of_the_choices(change: Change) -> str | None:
    """A number is one of those that AWS takes."""
    for path, choices in CHOICES[change.type].items():
        for value in numbers(change.inputs, path):
            if value not in choices:
                return f"expected {path} to be one of {', '.join(map(str, sorted(choices)))}, got {value}"
    return None


RULES = (
    Rule(when=frozenset({"check"}), types=frozenset(RANGES), reason=out_of_range),
    Rule(when=frozenset({"check"}), types=frozenset(CHOICES), reason=none_of_the_choices),
)
