"""What EC2 answers for security groups and their rules.

Shapes of ids and ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

from collections.abc import Mapping

from sandbox.catalogue.row import PARTITION, Made, ResourceType, derived, digits
from sandbox.held import RefusedError
from sandbox.wire import is_list, is_object

_ARN = "arn:{partition}:ec2:{region}:{account}:"

_RULE = ResourceType(
    id="sgr-{hex}",
    computed={"arn": _ARN + "security-group-rule/{id}", "securityGroupRuleId": "{id}"},
    part_of=("aws:ec2/securityGroup:SecurityGroup", "securityGroupId"),
)


def _vpc(made: Made) -> str:
    return derived("vpc", "{account}{region}")(made)


# https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
PREFIX_LIST_WEIGHTS: Mapping[str, int] = {
    "com.amazonaws.global.cloudfront.origin-facing": 55,
    "com.amazonaws.{region}.s3": 1,
}
"""What AWS's own prefix lists count as against a security group's quota of rules."""


def managed_prefix_list(args: Mapping[str, object], region: str) -> dict[str, object]:
    """A look-up of one of AWS's own prefix lists, by name or by the filter `prefix-list-name`.

    Raises RefusedError if AWS has no such list.
    """
    filters = args.get("filters")
    listed = [each for each in filters if is_object(each)] if is_list(filters) else []
    by_filter = [each.get("values") for each in listed if each.get("name") == "prefix-list-name"]
    names = [args.get("name"), *(each for values in by_filter if is_list(values) for each in values)]
    asked = next((str(each) for each in names if each), "")
    for template, weight in PREFIX_LIST_WEIGHTS.items():
        name = template.format(region=region)
        if name == asked:
            identifier = prefix_list_id(name, region)
            return {
                "addressFamily": "IPv4",
                "arn": f"arn:{PARTITION}:ec2:{region}:aws:prefix-list/{identifier}",
                "entries": [],
                "filters": listed,
                "id": identifier,
                "maxEntries": weight,
                "name": name,
                "ownerId": "AWS",
                "region": region,
                "tags": {},
                "version": 1,
            }
    raise RefusedError(f"no matching EC2 Managed Prefix List found: {asked}")


def prefix_list_id(name: str, region: str) -> str:
    """The id that a region gives AWS's own prefix list: eight digits, the older form."""
    return f"pl-{digits(f'{name} {region}', 8)}"


FIREWALL: Mapping[str, ResourceType] = {
    "aws:ec2/securityGroup:SecurityGroup": ResourceType(
        id="sg-{hex}",
        computed={"arn": _ARN + "security-group/{id}", "ownerId": "{account}"},
        defaults={"description": "Managed by Pulumi", "vpcId": _vpc},
        # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
        name_pattern=r"(?!sg-)[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]+",
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _RULE,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _RULE,
}
