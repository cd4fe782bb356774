"""What the two roles may do, and who may be them."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

import botocore.session
import pytest
from botocore import xform_name

from components.machines import ECS_POLICY
from ops.bootstrap.needs_data import DATA, EDGE, OBSERVABILITY
from ops.bootstrap.needs_network import COMPUTE, NETWORK, ROLES
from ops.bootstrap.policies import ECS_MACHINES, PASSED, deploy_documents, preview_documents
from ops.bootstrap.roles import POLICY_MAX_LENGTH
from ops.bootstrap.scope import ROLE_NAMES, Place
from ops.stacks import find_stack, read_config
from sandbox.recording import ROOT, Recording, record_program
from sizing.profile import Profile, parse_profile
from tests.components.policies import findings
from tests.ops.aws_side import BUILDS
from tests.ops.bootstrap.evaluate import allowed
from tests.sizing.public_key import PUBLIC_KEY

TABLE = {**NETWORK, **COMPUTE, **ROLES, **DATA, **EDGE, **OBSERVABILITY}
KEY = "arn:aws:kms:ap-northeast-2:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555"
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
ISSUER = "token.actions.githubusercontent.com"
ARN = "arn:aws:{}:ap-northeast-2:123456789012:{}"


def everything() -> dict[str, Mapping[str, object]]:
    """What is off in both stacks, on."""
    config = cast("dict[str, Any]", read_config(find_stack("10k")))
    return {
        "academy:domain": {"name": "academy.example", "zone_id": "Z0123456789ABC"},
        "academy:gpu": {**config["academy:gpu"], "enabled": True, "connections": 1},
        "academy:usage": {**config["academy:usage"], "gpu_hours": 10},
        "academy:database": {**config["academy:database"], "max_connections": 330, "iam_auth": True},
        "academy:media": {**config["academy:media"], "access": "signed", "public_key": PUBLIC_KEY},
        "academy:alerts": {"emails": ["somebody@academy.example"]},
        "academy:release": {**BUILDS, "gpu": "1.0.0", "pgbouncer": f"sha256:{'ab' * 32}"},
    }


@cache
def recordings() -> tuple[Recording, ...]:
    return record_program("initial"), record_program("10k"), record_program("10k", everything())


def place(*profiles: Profile) -> Place:
    return Place(
        account="123456789012",
        region="ap-northeast-2",
        profiles=profiles or (profile(),),
        state_bucket="academy-state-123456789012",
        key_arn=KEY,
    )


def profile(**changes: Mapping[str, object]) -> Profile:
    config = read_config(find_stack("10k"))
    return parse_profile({**config, **everything(), **changes}, "10k")


def deploy() -> list[dict[str, Any]]:
    return [*deploy_documents(place()).values()]


def preview() -> list[dict[str, Any]]:
    return [*preview_documents(place()).values()]


def actions(documents: list[dict[str, Any]]) -> Iterator[str]:
    for document in documents:
        for statement in document["Statement"]:
            yield from statement["Action"]


def test_every_type_that_the_program_declares_has_its_permissions_and_no_other_type_has() -> None:
    declared = {each.type for recording in recordings() for each in recording.resources if each.type.startswith("aws:")}
    assert declared == {*TABLE}


def test_every_action_of_a_type_is_in_the_policies() -> None:
    everything_allowed = {*actions(deploy())}
    for token, needs in TABLE.items():
        assert {*needs.reads, *needs.writes} <= everything_allowed, token
    reads = {action for needs in TABLE.values() for action in needs.reads}
    assert reads <= {*actions(preview())}


def test_every_action_is_one_that_its_service_has() -> None:
    """The linter knows most services' actions; where it doesn't, an action is an operation of the service's API."""
    operations = botocore.session.get_session().get_service_model("pricing-plan-manager").operation_names
    plan = {action.partition(":")[2] for action in actions(deploy()) if action.startswith("pricingplanmanager:")}
    assert plan <= {*operations}


EXPECTED_FINDINGS = (
    "UNKNOWN_PREFIX: Unknown prefix pricingplanmanager",
    # AWS's own parameters are in no account: the linter wants one in the ARN.
    "RESOURCE_MISMATCH: [{'action': 'ssm:GetParameters', 'required_format': 'arn:*:ssm:*:*:parameter/*'}]",
    # Whoever declares a bucket's policy can let himself in.
    "RESOURCE_POLICY_PRIVILEGE_ESCALATION: Possible resource policy privilege escalation on arn:aws:s3:::academy-",
)


@pytest.mark.parametrize("with_domain", [True, False])
def test_the_linter_finds_nothing_but_what_is_known(with_domain: bool) -> None:
    without: dict[str, Mapping[str, object]] = {"academy:domain": {}}
    chosen = place(profile(**({} if with_domain else without)))
    for name, document in {**deploy_documents(chosen), **preview_documents(chosen)}.items():
        found = [each for each in findings(json.dumps(document)) if not each.startswith(EXPECTED_FINDINGS)]
        assert found == [], name


def test_the_policies_of_both_stacks_fit() -> None:
    for stack in ("initial", "10k"):
        chosen = place(parse_profile(read_config(find_stack(stack)), stack))
        for name, document in {**deploy_documents(chosen), **preview_documents(chosen)}.items():
            assert len(json.dumps(document, separators=(",", ":"))) <= POLICY_MAX_LENGTH, (stack, name)
    assert len(deploy_documents(place())) <= 10


def test_no_action_and_no_changed_resource_is_a_wildcard() -> None:
    for document in [*deploy(), *preview()]:
        for statement in document["Statement"]:
            assert [action for action in statement["Action"] if "*" in action] == []
            if statement["Resource"] != ["*"]:
                assert "*" not in statement["Resource"]


# Preview


CHANGES = re.compile(
    r":(Add|Allocate|Associate|Attach|Authorize|Cancel|Change|Create|Delete|Detach|Disassociate|Modify|Put|Reboot|Register|"
    r"Release|Remove|Request|Revoke|Run|Send|Set|Stop|Tag|Untag|Update)"
)


def test_preview_changes_nothing_and_reads_no_content() -> None:
    found = {*actions(preview())}
    assert [action for action in found if CHANGES.search(action)] == []
    content = {"secretsmanager:GetSecretValue", "sqs:ReceiveMessage", "logs:GetLogEvents", "ecr:BatchGetImage"}
    assert found & content == set()
    media, state = "arn:aws:s3:::academy-media-prod/media/a.mp4", "arn:aws:s3:::academy-state-123456789012/.pulumi/x"
    assert not allowed(preview(), "s3:GetObject", media)
    assert allowed(preview(), "s3:GetObject", state)
    assert not allowed(preview(), "s3:PutObject", state)


# Deploy


def test_deploy_may_make_service_linked_roles_of_the_services_that_want_one_and_no_others() -> None:
    linked = "arn:aws:iam::123456789012:role/aws-service-role/x/AWSServiceRoleForX"
    for service, may in (
        ("ecs.amazonaws.com", True),
        ("vpcorigin.cloudfront.amazonaws.com", True),
        ("sso.amazonaws.com", False),
    ):
        request = {"iam:AWSServiceName": service}
        assert allowed(deploy(), "iam:CreateServiceLinkedRole", linked, request) == may
    assert not allowed(deploy(), "iam:CreateServiceLinkedRole", linked)


def test_deploy_may_ask_for_the_plan_and_not_approve_its_price() -> None:
    assert allowed(deploy(), "pricingplanmanager:CreateSubscription", "*")
    for action in ("ApprovePaidSubscription", "UpdateSubscription"):
        assert not allowed(deploy(), f"pricingplanmanager:{action}", "*")


def test_deploy_touches_the_programs_roles_and_neither_its_own_nor_anybody_elses() -> None:
    for name in ("academy-deploy", "academy-preview", "admin", "OrganizationAccountAccessRole"):
        for action in (
            "PutRolePolicy",
            "UpdateAssumeRolePolicy",
            "AttachRolePolicy",
            "CreateRole",
            "DeleteRole",
            "PassRole",
        ):
            request = {"iam:PassedToService": "ecs-tasks.amazonaws.com", "iam:PolicyARN": ECS_MACHINES}
            assert not allowed(deploy(), f"iam:{action}", f"arn:aws:iam::123456789012:role/{name}", request), (
                name,
                action,
            )
    assert not any(
        action.startswith(("iam:CreatePolicy", "iam:CreateUser", "iam:CreateAccess")) for action in actions(deploy())
    )


def test_every_role_that_the_program_makes_is_one_that_deploy_may_make_and_pass_on() -> None:
    roles = {each.name for recording in recordings() for each in recording.of_type("aws:iam/role:Role")}
    for name in roles:
        arn = f"arn:aws:iam::123456789012:role/{name}-1a2b3c4"
        assert allowed(deploy(), "iam:CreateRole", arn), name
        service = PASSED["gpu-machine-*" if name.startswith("gpu") else "identity-*"]
        assert allowed(deploy(), "iam:PassRole", arn, {"iam:PassedToService": service}), name
        assert not allowed(deploy(), "iam:PassRole", arn, {"iam:PassedToService": "lambda.amazonaws.com"}), name
    assert {*ROLE_NAMES} == {*PASSED}


def test_deploy_attaches_only_the_policy_that_the_program_attaches() -> None:
    role = "arn:aws:iam::123456789012:role/gpu-machine-1a2b3c4"
    assert ECS_MACHINES == ECS_POLICY
    assert allowed(deploy(), "iam:AttachRolePolicy", role, {"iam:PolicyARN": ECS_POLICY})
    admin = {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}
    assert not allowed(deploy(), "iam:AttachRolePolicy", role, admin)


@pytest.mark.parametrize(
    ("action", "ours", "others"),
    [
        ("s3:DeleteBucket", "arn:aws:s3:::academy-media-prod", "arn:aws:s3:::academy-state-123456789012"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::academy-logs-prod", "arn:aws:s3:::payroll"),
        ("sqs:DeleteQueue", ARN.format("sqs", "academy-ai-jobs-lite-dlq"), ARN.format("sqs", "payments")),
        ("rds:DeleteDBInstance", ARN.format("rds", "db:academy-prod"), ARN.format("rds", "db:payroll")),
        ("ecr:DeleteRepository", ARN.format("ecr", "repository/academy-api"), ARN.format("ecr", "repository/payroll")),
        (
            "secretsmanager:DeleteSecret",
            ARN.format("secretsmanager", "secret:academy/prod/solapi-AbCdEf"),
            ARN.format("secretsmanager", "secret:academy/staging/solapi-AbCdEf"),
        ),
        (
            "logs:DeleteLogGroup",
            ARN.format("logs", "log-group:/academy/prod/api"),
            ARN.format("logs", "log-group:/payroll"),
        ),
        (
            "route53:ChangeResourceRecordSets",
            "arn:aws:route53:::hostedzone/Z0123456789ABC",
            "arn:aws:route53:::hostedzone/Z9999999999",
        ),
        (
            "ecs:RunTask",
            ARN.format("ecs", "task-definition/academy-prod-migrate:4"),
            ARN.format("ecs", "task-definition/x:1"),
        ),
        ("kms:Decrypt", KEY, ARN.format("kms", "key/99999999-0000-1111-2222-333344445555")),
    ],
)
def test_what_has_a_name_is_reached_by_it_alone(action: str, ours: str, others: str) -> None:
    assert allowed(deploy(), action, ours)
    assert not allowed(deploy(), action, others)


def test_nobody_reads_a_secret_or_a_message() -> None:
    for action in (
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "sqs:ReceiveMessage",
        "s3:DeleteObjectVersion",
    ):
        assert action not in {*actions([*deploy(), *preview()])}


def test_deploy_may_do_what_the_workflows_commands_do() -> None:
    """`academy migrate` and `verify` call AWS by methods whose operations are actions of the same name."""
    sources = [
        ROOT / "ops" / "migrate.py",
        *(ROOT / "ops" / "tasks").glob("*.py"),
        *(ROOT / "ops" / "verify").glob("*.py"),
    ]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    calls = {
        *re.findall(r"\.((?:describe|list|get|run|stop|register|deregister)_[a-z_]+)\(", text),
        *re.findall(r'get_paginator\("([a-z_]+)"\)', text),
    }
    known = {xform_name(action.partition(":")[2]) for action in actions(deploy())}
    assert calls - known == {"get_paginator"}
    assert {"run_task", "describe_services", "describe_alarms"} <= calls
