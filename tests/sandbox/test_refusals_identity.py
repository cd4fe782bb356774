"""What IAM, Secrets Manager and ECR refuse."""

import json

import pytest

from sandbox.account import AwsAccount
from sandbox.check import refused
from sandbox.held import RefusedError
from sandbox.refusals.tokens import (
    ATTACHMENT,
    INSTANCE_PROFILE,
    LIFECYCLE,
    REPOSITORY,
    ROLE,
    ROLE_POLICY,
    SECRET,
)
from tests.sandbox.accounts import SEOUL, make
from tests.sandbox.platforms import AWS_POLICY, TRUST, document, role

READ = document(Action="s3:GetObject", Resource="arn:aws:s3:::academy-media-test/*")


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def long_policy(length: int) -> str:
    """A policy with as many characters, white space beside."""
    rest = length - len(document(Action="s3:GetObject", Resource="").replace(" ", ""))
    return document(Action="s3:GetObject", Resource="x" * rest)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (json.dumps({"Statement": []}), "Version is null; want 2012-10-17"),
        (json.dumps({"Version": "2012-10-17", "Statement": []}), "it has no statement"),
        (document(Action="s3:GetObject"), "Statement[0] has no Resource"),
        (
            document(Action="s3:GetObject", Resource="*", Principal="*"),
            "Statement[0] has an unknown element Principal",
        ),
    ],
)
def test_a_role_policy_that_is_none(policy: str, reason: str) -> None:
    (said,) = refused(ROLE_POLICY, {"role": "api", "policy": policy}, SEOUL)
    assert said.startswith(f"MalformedPolicyDocument: policy: {reason} (https://")


def test_a_role_policy_that_is_no_json() -> None:
    assert refused(ROLE_POLICY, {"role": "api", "policy": "{"}, SEOUL) == ['"policy" contains invalid JSON: {']


def test_a_role_policy_in_order() -> None:
    assert refused(ROLE_POLICY, {"role": "api", "policy": READ}, SEOUL) == []
    assert refused(ROLE_POLICY, {"role": "api", "policy": json.loads(READ)}, SEOUL) == []


def test_a_trust_policy_names_somebody_and_no_resource() -> None:
    assert refused(ROLE, {"assumeRolePolicy": TRUST}, SEOUL) == []
    for wrong in (document(Action="sts:AssumeRole"), document(Action="sts:AssumeRole", Principal="*", Resource="*")):
        (said,) = refused(ROLE, {"assumeRolePolicy": wrong}, SEOUL)
        assert said.startswith("MalformedPolicyDocument: assumeRolePolicy: Statement[0] has ")


def test_a_trust_policy_has_2048_characters() -> None:
    principal = {"Service": "ecs-tasks.amazonaws.com", "AWS": "x" * 2_048}
    found = refused(ROLE, {"assumeRolePolicy": document(Action="sts:AssumeRole", Principal=principal)}, SEOUL)
    assert [each.partition(":")[0] for each in found] == ["LimitExceeded"]


def test_all_inline_policies_of_a_role_have_10240_characters_together(account: AwsAccount) -> None:
    api, other = role(account, "api"), role(account, "other")
    make(account, ROLE_POLICY, "a", role=api.id, policy=long_policy(10_000))
    make(account, ROLE_POLICY, "b", role=api.id, policy=long_policy(240))
    with pytest.raises(RefusedError, match=f"LimitExceeded: the inline policies of {api.id} have 10340 characters"):
        make(account, ROLE_POLICY, "c", role=api.id, policy=long_policy(100))
    make(account, ROLE_POLICY, "c", role=other.id, policy=long_policy(100))


def test_a_policy_is_counted_once_when_it_is_changed(account: AwsAccount) -> None:
    api = role(account, "api")
    policy = make(account, ROLE_POLICY, role=api.id, policy=long_policy(10_000))
    account.update(policy.type, policy.id, {**policy.inputs, "policy": long_policy(10_240)})


def test_a_role_goes_after_its_policies(account: AwsAccount) -> None:
    api = role(account, "api")
    policy = make(account, ROLE_POLICY, role=api.id, policy=READ)
    attached = make(account, ATTACHMENT, role=api.id, policyArn=AWS_POLICY)
    make(account, INSTANCE_PROFILE, role=api.id)
    for each in (policy, attached):
        with pytest.raises(RefusedError, match=f"DeleteConflict: {api.id} is in use by "):
            account.delete(api.type, api.id)
        account.delete(each.type, each.id)
    account.delete(api.type, api.id)
    assert account.read(api.type, api.id) is None


def test_a_role_has_ten_managed_policies(account: AwsAccount) -> None:
    api = role(account, "api")
    for number in range(10):
        make(account, ATTACHMENT, role=api.id, policyArn=f"{AWS_POLICY}{number}")
    with pytest.raises(RefusedError, match=f"LimitExceeded: {api.id} has 10 managed policies; want at most 10"):
        make(account, ATTACHMENT, role=api.id, policyArn=AWS_POLICY)


def test_a_managed_policy_that_is_not_there(account: AwsAccount) -> None:
    api = role(account, "api")
    with pytest.raises(RefusedError, match="NoSuchEntity: policy arn:aws:iam::123456789012:policy/own does not exist"):
        make(account, ATTACHMENT, role=api.id, policyArn="arn:aws:iam::123456789012:policy/own")


def test_a_deleted_secret_keeps_its_name_while_it_can_be_had_back(account: AwsAccount) -> None:
    secret = make(account, SECRET, name="academy/test/key", recoveryWindowInDays=7)
    account.delete(secret.type, secret.id)
    with pytest.raises(RefusedError, match="InvalidRequestException: a secret named academy/test/key is scheduled"):
        make(account, SECRET, name="academy/test/key")
    make(account, SECRET, at="us-east-1", name="academy/test/key")


def test_a_secret_deleted_at_once_leaves_its_name(account: AwsAccount) -> None:
    secret = make(account, SECRET, name="academy/test/key", recoveryWindowInDays=0)
    account.delete(secret.type, secret.id)
    assert make(account, SECRET, name="academy/test/key").id != secret.id


@pytest.mark.parametrize("days", [1, 6, 31])
def test_a_recovery_window_out_of_its_range(days: int) -> None:
    (said,) = refused(SECRET, {"name": "academy/test/key", "recoveryWindowInDays": days}, SEOUL)
    assert said.startswith(f"expected recovery_window_in_days to be 0 or 7 to 30, got {days}")


EXPIRE = {"type": "expire"}
UNTAGGED = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 7}


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ([], "rules: want at least one"),
        ([{"rulePriority": 1, "selection": UNTAGGED, "action": EXPIRE}] * 2, "rules: want at least one, each with a r"),
        ([{"rulePriority": 1, "selection": UNTAGGED}], r"rules\[0\] needs a selection and the action expire"),
        (
            [{"rulePriority": 1, "selection": UNTAGGED | {"tagStatus": "tagged"}, "action": EXPIRE}],
            r"rules\[0\]: tagPrefixList or tagPatternList goes with tagStatus tagged",
        ),
    ],
)
def test_a_lifecycle_policy_of_another_shape(account: AwsAccount, listed: list[object], reason: str) -> None:
    make(account, REPOSITORY, name="academy-api")
    with pytest.raises(RefusedError, match=f"InvalidParameterException: {reason}"):
        make(account, LIFECYCLE, repository="academy-api", policy=json.dumps({"rules": listed}))


def test_a_lifecycle_policy_in_order_goes_with_its_repository(account: AwsAccount) -> None:
    repository = make(account, REPOSITORY, name="academy-api")
    rule = {"rulePriority": 1, "selection": UNTAGGED, "action": EXPIRE}
    policy = make(account, LIFECYCLE, repository="academy-api", policy=json.dumps({"rules": [rule]}))
    account.delete(repository.type, repository.id)
    assert account.read(policy.type, policy.id) is None
