"""`academy bootstrap`: twice, halfway, and over what somebody changed."""

import json
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from ops.problem import Problem
from tests.ops.answers import Answers
from tests.ops.bootstrap.conftest import BUCKET, REGION, do, made, snapshot
from tests.ops.bootstrap.evaluate import denied
from tests.ops.preflight.conftest import profile_of

PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"

pytestmark = pytest.mark.usefixtures("account")


def test_a_second_run_changes_nothing(session: boto3.Session) -> None:
    first = do(made(session))
    before = snapshot(made(session))
    assert first[0] == f"create state bucket {BUCKET}"
    assert all(line.startswith("create ") for line in first)
    assert do(made(session)) == []
    assert snapshot(made(session)) == before


def test_the_bucket_is_closed_versioned_encrypted_and_keeps_old_states(session: boto3.Session) -> None:
    do(made(session))
    assert snapshot(made(session))["bucket"][:5] == [
        "Enabled",
        [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}],
        {
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
        [{"ObjectOwnership": "BucketOwnerEnforced"}],
        [
            {
                "ID": "cleanup",
                "Status": "Enabled",
                "Filter": {"Prefix": ""},
                "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            }
        ],
    ]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", f"arn:aws:s3:::{BUCKET}/.pulumi/stacks/academy/initial.json"),
        ("s3:PutObject", f"arn:aws:s3:::{BUCKET}/.pulumi/locks/x"),
        ("s3:ListBucket", f"arn:aws:s3:::{BUCKET}"),
    ],
)
def test_the_state_bucket_refuses_plain_http(session: boto3.Session, action: str, resource: str) -> None:
    do(made(session))
    policy = snapshot(made(session))["bucket"][5]
    assert denied(policy, action, resource, {"aws:SecureTransport": "false"})
    assert not denied(policy, action, resource, {"aws:SecureTransport": "true"})


def test_the_key_is_rotated_and_has_its_alias(session: boto3.Session) -> None:
    do(made(session))
    kms = cast("Any", made(session).kms)
    key = kms.describe_key(KeyId="alias/academy-pulumi-secrets")["KeyMetadata"]
    assert key["KeyState"] == "Enabled"
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is True


def test_the_roles_may_use_that_key_and_no_other(session: boto3.Session) -> None:
    do(made(session))
    (key,) = snapshot(made(session))["keys"]
    policies = snapshot(made(session))["policies"]
    uses = [
        (arn.rpartition("/")[2], statement["Resource"])
        for arn, document in policies.items()
        for statement in document["Statement"]
        if "kms:Decrypt" in statement["Action"]
    ]
    assert sorted(uses) == [("academy-deploy-commands", [key]), ("academy-preview-state", [key])]


def test_a_deploying_workflow_may_stay_as_long_as_it_asks_to(session: boto3.Session) -> None:
    do(made(session))
    roles = snapshot(made(session))["roles"]
    assert {name: role[1] for name, role in roles.items()} == {"academy-deploy": 7200, "academy-preview": 3600}


def test_a_run_that_is_killed_at_any_step_is_finished_by_the_next(session: boto3.Session) -> None:
    steps = len(made(session).plan())
    for _ in range(steps):
        # One step, then the process is gone; the next run plans anew.
        plan = made(session).plan()
        if not plan:
            break
        plan[0].apply()
    assert made(session).plan() == []
    found = snapshot(made(session))
    assert (len(found["keys"]), found["buckets"]) == (1, [BUCKET])


def test_a_key_whose_alias_was_never_made_is_taken_up_again(session: boto3.Session) -> None:
    bootstrap = made(session)
    refusing = Answers(bootstrap.kms)
    refusing.refuse("create_alias", "ThrottlingException", "Rate exceeded")
    with pytest.raises(ClientError, match="Rate exceeded"):
        do(bootstrap)

    (key,) = [one["KeyArn"] for one in cast("Any", made(session).kms).list_keys()["Keys"]]
    assert f"create alias/academy-pulumi-secrets of key {key}" in do(made(session))
    assert snapshot(made(session))["keys"] == [key]
    assert made(session).plan() == []


def test_what_somebody_loosened_is_put_right(session: boto3.Session) -> None:
    do(made(session))
    before, bootstrap = snapshot(made(session)), made(session)
    s3, iam = cast("Any", bootstrap.s3), cast("Any", bootstrap.iam)
    s3.delete_bucket_policy(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    s3.delete_public_access_block(Bucket=BUCKET)
    trust = json.dumps(before["roles"]["academy-deploy"][0]).replace("school/academy", "evil/academy")
    iam.update_assume_role_policy(RoleName="academy-deploy", PolicyDocument=trust)
    wide = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    admin = iam.create_policy(PolicyName="admin", PolicyDocument=json.dumps(wide))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="academy-preview", PolicyArn=admin)

    assert do(made(session)) == [
        f"update state bucket {BUCKET}: public access blocked",
        f"update state bucket {BUCKET}: versioned",
        f"update state bucket {BUCKET}: over TLS only",
        "update role academy-preview loses policy admin",
        "update role academy-deploy: only for repo:school/academy:environment:initial",
    ]
    after = snapshot(made(session))
    after["policies"].pop(admin)
    assert after == before


def test_another_stack_widens_the_deploy_role_and_its_policies_any_number_of_times(session: boto3.Session) -> None:
    do(made(session))
    staging = profile_of("initial").model_copy(update={"environment": "staging"})
    both = {"initial": profile_of("initial"), "staging": staging}
    lines = do(made(session, profiles=both))
    assert (
        "update role academy-deploy: only for repo:school/academy:environment:initial and "
        "repo:school/academy:environment:staging"
    ) in lines
    # IAM keeps five versions of a policy.
    for _ in range(4):
        assert do(made(session)) != []
        assert do(made(session, profiles=both)) != []
    assert made(session, profiles=both).plan() == []


def test_a_provider_that_is_there_for_somebody_else_only_gets_the_audience(session: boto3.Session) -> None:
    do(made(session))
    bootstrap = made(session)
    iam = Answers(bootstrap.iam)
    iam.answer("get_open_id_connect_provider", {"ClientIDList": ["theirs"]})
    iam.answer("add_client_id_to_open_id_connect_provider", {})
    assert do(bootstrap) == ["update identity provider token.actions.githubusercontent.com: audience sts.amazonaws.com"]
    assert iam.asked("add_client_id_to_open_id_connect_provider") == [
        {"OpenIDConnectProviderArn": PROVIDER, "ClientID": "sts.amazonaws.com"}
    ]
    iam.instead("get_open_id_connect_provider", {"ClientIDList": ["theirs", "sts.amazonaws.com"]})
    assert bootstrap.plan() == []


def test_a_bucket_of_somebody_else_or_elsewhere_is_a_problem(session: boto3.Session) -> None:
    bootstrap = made(session)
    s3 = Answers(bootstrap.s3)
    s3.refuse("head_bucket", "403", "Forbidden", 403)
    with pytest.raises(
        Problem, match=f"the state bucket's name {BUCKET} is somebody else's, or these credentials lack"
    ):
        bootstrap.plan()
    s3.instead("head_bucket", {"BucketRegion": "us-east-1"})
    with pytest.raises(Problem, match=f"bucket {BUCKET} is in us-east-1; the state belongs in {REGION}"):
        bootstrap.plan()


def test_a_key_that_is_being_deleted_is_a_problem(session: boto3.Session) -> None:
    do(made(session))
    kms = cast("Any", made(session).kms)
    key = kms.describe_key(KeyId="alias/academy-pulumi-secrets")["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    with pytest.raises(Problem, match="is PendingDeletion: without it nothing in the state that is secret can be read"):
        made(session).plan()


def test_too_many_stacks_for_one_policy_are_a_problem(session: boto3.Session) -> None:
    profile = profile_of("initial")
    many = {f"s{number}": profile.model_copy(update={"environment": f"environment-{number}"}) for number in range(30)}
    with pytest.raises(Problem, match=r"policy academy-preview-platform has .* characters; IAM takes 6144: name fewer"):
        made(session, profiles=many).plan()


@pytest.mark.parametrize(
    ("operation", "service", "code", "problem"),
    [
        ("list_aliases", "kms", "AccessDeniedException", "access denied"),
        ("list_open_id_connect_providers", "iam", "Throttling", "AWS has too many calls"),
        ("head_bucket", "s3", "ExpiredToken", "the credentials for AWS have expired"),
    ],
)
def test_what_aws_refuses_is_one_line(
    session: boto3.Session, operation: str, service: str, code: str, problem: str
) -> None:
    bootstrap = made(session)
    Answers(getattr(bootstrap, service)).refuse(operation, code, "No")
    with pytest.raises(Problem, match=problem):
        bootstrap.plan()
