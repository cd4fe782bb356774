"""The policy documents of the two roles that workflows assume, and who may assume them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from ops.bootstrap.needs import Needs, actions
from ops.bootstrap.needs_data import DATA, EDGE, OBSERVABILITY
from ops.bootstrap.needs_network import COMPUTE, NETWORK, ROLES
from ops.bootstrap.scope import UNSCOPED, Place, resources, role_arns

Statement = dict[str, object]
Document = dict[str, object]

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
"""https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws"""

ECS_MACHINES = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
"""The only managed policy that the program attaches."""

PASSED: Mapping[str, str] = {"gpu-machine-*": "ec2.amazonaws.com", "identity-*": "ecs-tasks.amazonaws.com"}
"""To whom roles may be handed. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"""

LINKED = (
    "autoscaling.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "rds.amazonaws.com",
    "vpcorigin.cloudfront.amazonaws.com",
    "wafv2.amazonaws.com",
)
"""Services that want a role of their own in an account that has not used them before.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html"""

COMMANDS = (
    # academy migrate
    "ecs:DescribeTasks",
    "ecs:ListTasks",
    "ecs:RunTask",
    "ecs:StopTask",
    "logs:GetLogEvents",
    # academy verify
    "elasticloadbalancing:DescribeTargetHealth",
    "sns:ListSubscriptionsByTopic",
)
"""What the workflow's commands need beside what `pulumi up` needs."""

DOMAIN_TYPES = frozenset({"aws:route53/record:Record"})
"""Types that a stack without a domain doesn't have: there is no hosted zone to limit them to."""


def deploy_documents(place: Place) -> dict[str, Document]:
    """By name: all that `pulumi up`, `academy migrate` and `academy verify` do."""
    return {
        "network": _document(_statements(actions(NETWORK.values(), writes=True), place)),
        "compute": _document(_statements(actions(COMPUTE.values(), writes=True), place)),
        "roles": _document(
            [*_statements(actions(ROLES.values(), writes=True), place), *_roles(place), _service_linked(place)]
        ),
        "data": _document(_statements(actions(DATA.values(), writes=True), place)),
        "edge": _document(_statements(actions(_edge(place), writes=True), place)),
        "observability": _document(_statements(actions(OBSERVABILITY.values(), writes=True), place)),
        "commands": _document([*_statements({*COMMANDS}, place), *_state(place, writes=True)]),
    }


def preview_documents(place: Place) -> dict[str, Document]:
    """By name: all that `pulumi preview` reads, with and without `--refresh`. No object, message or secret value."""
    platform = actions([*NETWORK.values(), *COMPUTE.values(), *ROLES.values()], writes=False)
    services = actions([*DATA.values(), *_edge(place), *OBSERVABILITY.values()], writes=False)
    return {
        "platform": _document(_statements(platform, place)),
        "services": _document(_statements(services, place)),
        "state": _document(_state(place, writes=False)),
    }


def trust(provider_arn: str, subjects: Sequence[str]) -> Document:
    """Only a workflow of the repository, where GitHub says in full what it runs for: nothing here is a pattern.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider_arn},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": sorted(subjects)}},
            }
        ],
    }


def state_bucket_policy(bucket: str) -> Document:
    """Nothing at all over plain HTTP."""
    return _document(
        [
            {
                "Sid": "DenyPlainHttp",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ]
    )


def _edge(place: Place) -> Iterable[Needs]:
    has_domain = any(profile.has_domain for profile in place.profiles)
    return (needs for token, needs in EDGE.items() if has_domain or token not in DOMAIN_TYPES)


def _statements(wanted: set[str], place: Place) -> list[Statement]:
    """What can be limited, by service; what can't, together."""
    limited = sorted(wanted - UNSCOPED)
    by_service = groupby(limited, key=lambda action: action.partition(":")[0])
    found = [_allow(list(allowed), resources(service, place)) for service, allowed in by_service]
    unlimited = sorted(wanted & UNSCOPED)
    return [*found, _allow(unlimited, ["*"])] if unlimited else found


def _roles(place: Place) -> list[Statement]:
    passes = [
        _allow(["iam:PassRole"], [role_arns(place, pattern)], {"StringEquals": {"iam:PassedToService": service}})
        for pattern, service in PASSED.items()
    ]
    attaches = _allow(
        ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
        [role_arns(place, "gpu-machine-*")],
        {"ArnEquals": {"iam:PolicyARN": ECS_MACHINES}},
    )
    return [*passes, attaches]


def _service_linked(place: Place) -> Statement:
    return _allow(
        ["iam:CreateServiceLinkedRole"],
        [role_arns(place, "aws-service-role/*")],
        {"StringEquals": {"iam:AWSServiceName": list(LINKED)}},
    )


def _state(place: Place, *, writes: bool) -> list[Statement]:
    """Pulumi's own: its state, its locks, and the key of the stack's secrets.

    https://www.pulumi.com/docs/iac/operations/state-management/state-and-backends/#aws-s3
    """
    bucket, changes = f"arn:aws:s3:::{place.state_bucket}", ["s3:DeleteObject", "s3:PutObject"] if writes else []
    return [
        _allow(["s3:GetBucketLocation", "s3:ListBucket"], [bucket]),
        _allow([*changes, "s3:GetObject"], [f"{bucket}/*"]),
        _allow(["kms:Decrypt", "kms:Encrypt"] if writes else ["kms:Decrypt"], [place.key_arn]),
    ]


def _allow(allowed: list[str], on: list[str], condition: Mapping[str, object] | None = None) -> Statement:
    statement: Statement = {"Effect": "Allow", "Action": allowed, "Resource": on}
    return {**statement, "Condition": condition} if condition else statement


def _document(statements: Sequence[Statement]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}
