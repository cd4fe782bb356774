"""What IAM and Secrets Manager answer for roles, their policies, and secrets.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from collections.abc import Mapping

from sandbox.catalogue.row import ResourceType
from sandbox.catalogue.shapes import CAPITALS, MADE_AT, MIXED, letters

_ARN = "arn:{partition}:iam::{account}:"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_NAME = r"[\w+=,.@-]+"

IDENTITY: Mapping[str, ResourceType] = {
    "aws:iam/instanceProfile:InstanceProfile": ResourceType(
        id="{name}",
        computed={
            "arn": _ARN + "instance-profile/{id}",
            "createDate": MADE_AT,
            "uniqueId": letters(CAPITALS, 17, "{hex}", prefix="AIPA"),
        },
        defaults={"path": "/"},
        longest_name=128,
        name_pattern=_NAME,
    ),
    "aws:iam/role:Role": ResourceType(
        id="{name}",
        computed={
            "arn": lambda made: made.text(_ARN + "role" + str(made.inputs.get("path") or "/") + "{id}"),
            "createDate": MADE_AT,
            "uniqueId": letters(CAPITALS, 17, "{hex}", prefix="AROA"),
        },
        defaults={"maxSessionDuration": 3600, "path": "/"},
        longest_name=64,
        name_pattern=_NAME,
    ),
    "aws:iam/rolePolicy:RolePolicy": ResourceType(id="{role}:{name}", longest_name=128, name_pattern=_NAME),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ResourceType(id="{role}/{policyArn}"),
    "aws:secretsmanager/secret:Secret": ResourceType(
        id=lambda made: (
            made.text("arn:{partition}:secretsmanager:{region}:{account}:secret:{name}")
            + letters(MIXED, 6, "{hex}", prefix="-")(made)
        ),
        computed={"arn": "{id}"},
        defaults={"recoveryWindowInDays": 30},
        # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
        longest_name=512,
        name_pattern=r"[A-Za-z0-9/_+=.@-]+",
    ),
}
