"""`academy bootstrap`: twice, halfway, and over what somebody changed."""

import json
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from ops.bootstrap.command import Bootstrap, run
from ops.cli import app
from ops.problem import Problem
from tests.ops.answers import Answers
from tests.ops.bootstrap.conftest import REGION, made
from tests.ops.bootstrap.evaluate import denied
from tests.ops.preflight.conftest import profile_of

BUCKET = "academy-state-123456789012"
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"

pytestmark = pytest.mark.usefixtures("account")


def do(bootstrap: Bootstrap) -> list[str]:
    """Do all of the plan, and give it."""
    plan = bootstrap.plan()
    for step in plan:
        step.apply()
    return [f"{step.change} {step.what}" for step in plan]


def snapshot(bootstrap: Bootstrap) -> dict[str, Any]:
    """All that is there."""
    s3, kms, iam = cast("Any", bootstrap.s3), cast("Any", bootstrap.kms), cast("Any", bootstrap.iam)
    roles = [iam.get_role(RoleName=role["RoleName"])["Role"] for role in iam.list_roles()["Roles"]]
    policies = iam.list_policies(Scope="Local")["Policies"]
    return {
        "buckets": [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]],
        "bucket": [
            s3.get_bucket_versioning(Bucket=BUCKET)["Status"],
            s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"],
            s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"],
            s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"],
            s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"],
            json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"]),
        ],
        "keys": [key["KeyArn"] for key in kms.list_keys()["Keys"]],
        "aliases": [(one["AliasName"], one.get("TargetKeyId")) for one in kms.list_aliases()["Aliases"]],
        "providers": iam.list_open_id_connect_providers()["OpenIDConnectProviderList"],
        "roles": {
            role["RoleName"]: [
                role["AssumeRolePolicyDocument"],
                role["MaxSessionDuration"],
                iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"],
            ]
            for role in roles
        },
        "policies": {
            policy["Arn"]: iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])[
                "PolicyVersion"
            ]["Document"]
            for policy in policies
        },
    }


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


def test_the_lines_to_paste_name_what_was_made(session: boto3.Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(made(session, "school@12/academy@34"), dry_run=False, yes=True, as_document=False) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "To log in, and to make each stack:",
        f"  pulumi login 's3://{BUCKET}?region=ap-northeast-2'",
        "  pulumi stack init initial --secrets-provider 'awskms://alias/academy-pulumi-secrets?region=ap-northeast-2'",
        "Variables of the repository (Settings, Secrets and variables, Actions):",
        "  AWS_PREVIEW_ROLE_ARN=arn:aws:iam::123456789012:role/academy-preview",
        "  AWS_DEPLOY_ROLE_ARN=arn:aws:iam::123456789012:role/academy-deploy",
        f"  PULUMI_BACKEND_URL=s3://{BUCKET}?region=ap-northeast-2",
        '  ACADEMY_STACKS=["initial"]',
        "Environments of the repository (Settings, Environments), each open to the branch main alone, with people who "
        "approve:",
        "  initial",
    ]
    assert "warning" not in err
    capsys.readouterr()
    assert run(made(session), dry_run=True, yes=False, as_document=True) == 0
    answer = capsys.readouterr()
    document = json.loads(answer.out)
    assert "gh api repos/school/academy/actions/oidc/customization/sub" in answer.err
    assert document["environments"] == ["initial"]
    assert document["variables"]["ACADEMY_STACKS"] == '["initial"]'
    assert [line["change"] for line in document["plan"]] == ["update", "update"]


def academy(*words: str) -> Any:
    return CliRunner().invoke(app, ["bootstrap", *words])


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


@pytest.mark.usefixtures("keys")
def test_a_dry_run_shows_the_plan_and_does_nothing(session: boto3.Session) -> None:
    answer = academy("school/academy", "--dry-run")
    assert answer.exit_code == 0
    assert f"  create state bucket {BUCKET}\n" in answer.stderr
    assert cast("Any", made(session).s3).list_buckets()["Buckets"] == []


@pytest.mark.usefixtures("keys")
def test_nothing_is_done_that_nobody_agreed_to(session: boto3.Session) -> None:
    answer = academy("school/academy")
    assert str(answer.exception).startswith("nobody is there to agree to this plan: add --yes to do it")
    assert cast("Any", made(session).s3).list_buckets()["Buckets"] == []


@pytest.mark.usefixtures("keys")
def test_a_run_of_the_command_does_it_and_a_second_has_nothing_to_do(session: boto3.Session) -> None:
    first = academy("school/academy", "--yes", "--json")
    assert first.exit_code == 0
    assert len(json.loads(first.stdout)["plan"]) > 10
    before = snapshot(made(session))
    second = academy("school/academy", "--json")
    assert (second.exit_code, json.loads(second.stdout)["plan"]) == (0, [])
    assert "account 123456789012 for school/academy: all is there" in second.stderr
    assert snapshot(made(session)) == before


@pytest.mark.parametrize("name", ["academy", "school/academy/x", "school@12/academy", "school/*", "*/academy", "a b/c"])
def test_what_is_no_repository_is_a_wrong_call(name: str) -> None:
    answer = academy(name)
    assert answer.exit_code == 2
    assert "is no repository; want" in " ".join(answer.stderr.split()).replace("│ ", "")
