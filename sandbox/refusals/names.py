"""What AWS keys by name, beyond the tiers that `everywhere` names itself."""

from collections.abc import Mapping

from sandbox.refusals import tokens

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"
_IAM = "https://docs.aws.amazon.com/IAM/latest/APIReference"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference"
_CDN = "https://docs.aws.amazon.com/cloudfront/latest/APIReference"

PLATFORM_NAMES: Mapping[str, tuple[str, bool, str, str]] = {
    tokens.SECURITY_GROUP: ("name", True, "InvalidGroup.Duplicate", _EC2),
    tokens.LAUNCH_TEMPLATE: ("name", True, "InvalidLaunchTemplateName.AlreadyExistsException", _EC2),
    tokens.DATABASE: ("identifier", True, "DBInstanceAlreadyExists", f"{_RDS}/API_CreateDBInstance.html"),
    tokens.PARAMETER_GROUP: (
        "name",
        True,
        "DBParameterGroupAlreadyExists",
        f"{_RDS}/API_CreateDBParameterGroup.html",
    ),
    tokens.SUBNET_GROUP: ("name", True, "DBSubnetGroupAlreadyExists", f"{_RDS}/API_CreateDBSubnetGroup.html"),
    tokens.ROLE: ("name", False, "EntityAlreadyExists", f"{_IAM}/API_CreateRole.html"),
    tokens.INSTANCE_PROFILE: ("name", False, "EntityAlreadyExists", f"{_IAM}/API_CreateInstanceProfile.html"),
    tokens.SECRET: (
        "name",
        True,
        "ResourceExistsException",
        "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
    ),
    tokens.REPOSITORY: (
        "name",
        True,
        "RepositoryAlreadyExistsException",
        "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
    ),
    # "Creation of service was not idempotent": a name is free again once the service drained.
    tokens.SERVICE: ("arn", True, "InvalidParameterException", f"{_ECS}/API_CreateService.html"),
    tokens.CAPACITY_PROVIDER: ("name", True, "ClientException", f"{_ECS}/API_CreateCapacityProvider.html"),
    tokens.GROUP: (
        "name",
        True,
        "AlreadyExists",
        "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
    ),
    tokens.LOAD_BALANCER: ("name", True, "DuplicateLoadBalancerName", f"{_ELB}/API_CreateLoadBalancer.html"),
    tokens.TARGET_GROUP: ("name", True, "DuplicateTargetGroupName", f"{_ELB}/API_CreateTargetGroup.html"),
    tokens.FUNCTION: ("name", False, "FunctionAlreadyExists", f"{_CDN}/API_CreateFunction.html"),
    tokens.ORIGIN_ACCESS: (
        "name",
        False,
        "OriginAccessControlAlreadyExists",
        f"{_CDN}/API_CreateOriginAccessControl.html",
    ),
    tokens.HEADERS_POLICY: (
        "name",
        False,
        "ResponseHeadersPolicyAlreadyExists",
        f"{_CDN}/API_CreateResponseHeadersPolicy.html",
    ),
    tokens.PUBLIC_KEY: ("name", False, "PublicKeyAlreadyExists", f"{_CDN}/API_CreatePublicKey.html"),
    tokens.KEY_GROUP: ("name", False, "KeyGroupAlreadyExists", f"{_CDN}/API_CreateKeyGroup.html"),
    tokens.WEB_ACL: (
        "name",
        True,
        "WAFDuplicateItemException",
        "https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html",
    ),
    tokens.BUDGET: (
        "name",
        False,
        "DuplicateRecordException",
        "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html",
    ),
    tokens.LOG_GROUP: (
        "name",
        True,
        "ResourceAlreadyExistsException",
        "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
    ),
}
"""Which output, whether each region has its own names, what AWS says of a taken one, and the page that says so."""
