"""What S3 refuses although the plan looks fine."""

import pytest

from sandbox.account import AwsAccount
from sandbox.held import RefusedError
from tests.sandbox.accounts import BUCKET, CORS, LIFECYCLE, make

Rules = list[dict[str, object]]


@pytest.fixture
def account() -> AwsAccount:
    account = AwsAccount()
    make(account, BUCKET, bucket="media")
    return account


def move(days: int, storage_class: str) -> dict[str, object]:
    return {"days": days, "storageClass": storage_class}


def later(days: int, storage_class: str) -> dict[str, object]:
    return {"noncurrentDays": days, "storageClass": storage_class}


def lifecycle(account: AwsAccount, *rules: dict[str, object]) -> None:
    named = [{"id": f"rule-{index}", "status": "Enabled", **rule} for index, rule in enumerate(rules)]
    make(account, LIFECYCLE, bucket="media", rules=named)


def test_media_as_the_requirements_want_it_is_fine(account: AwsAccount) -> None:
    lifecycle(
        account,
        {"transitions": [move(30, "STANDARD_IA"), move(90, "GLACIER_IR")]},
        {"noncurrentVersionExpiration": {"noncurrentDays": 30}},
        {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}},
    )


@pytest.mark.parametrize("storage_class", ["STANDARD_IA", "ONEZONE_IA"])
def test_infrequent_access_before_30_days(account: AwsAccount, storage_class: str) -> None:
    with pytest.raises(RefusedError, match=f"InvalidArgument: .* for {storage_class} is 29; want 30 or more"):
        lifecycle(account, {"transitions": [move(29, storage_class)]})
    with pytest.raises(RefusedError, match=f"InvalidArgument: .* for {storage_class} is 29; want 30 or more"):
        lifecycle(account, {"noncurrentVersionTransitions": [later(29, storage_class)]})


@pytest.mark.parametrize("storage_class", ["GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"])
def test_an_archive_class_less_than_30_days_after_infrequent_access(account: AwsAccount, storage_class: str) -> None:
    with pytest.raises(RefusedError, match=f"InvalidArgument: .* for {storage_class} is 59; want 60 or more"):
        lifecycle(account, {"transitions": [move(59, storage_class), move(30, "STANDARD_IA")]})
    lifecycle(account, {"transitions": [move(60, storage_class), move(30, "STANDARD_IA")]})


def test_an_archive_class_alone_may_come_at_once(account: AwsAccount) -> None:
    lifecycle(account, {"transitions": [move(0, "GLACIER_IR")]})


def test_current_and_noncurrent_objects_are_counted_apart(account: AwsAccount) -> None:
    lifecycle(
        account,
        {"transitions": [move(60, "STANDARD_IA")], "noncurrentVersionTransitions": [later(1, "GLACIER_IR")]},
    )


def test_objects_that_expire_before_they_move(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="expiration after 30 days must be later than day 30"):
        lifecycle(account, {"transitions": [move(30, "STANDARD_IA")], "expiration": {"days": 30}})
    lifecycle(account, {"transitions": [move(30, "STANDARD_IA")], "expiration": {"days": 31}})


def test_two_rules_of_one_name(account: AwsAccount) -> None:
    expiry = {"expiration": {"days": 1}}
    with pytest.raises(RefusedError, match="rule ID must be unique; same is not"):
        lifecycle(account, {"id": "same", **expiry}, {"id": "same", **expiry})


def test_a_rule_that_does_nothing(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="InvalidRequest: at least one action needs to be specified in rule-1"):
        lifecycle(account, {"expiration": {"days": 1}}, {"filter": {"prefix": "x"}})


def test_an_update_is_held_to_the_same_rules(account: AwsAccount) -> None:
    lifecycle(account, {"expiration": {"days": 1}})
    rules: Rules = [{"id": "x", "status": "Enabled", "transitions": [move(1, "STANDARD_IA")]}]
    with pytest.raises(RefusedError, match="InvalidArgument"):
        account.update(LIFECYCLE, "media", {"bucket": "media", "rules": rules})


def test_a_method_that_cors_does_not_know(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="unsupported HTTP method in CORS config: OPTIONS"):
        make(account, CORS, bucket="media", corsRules=[{"allowedMethods": ["PUT", "OPTIONS"], "allowedOrigins": ["*"]}])
    make(account, CORS, bucket="media", corsRules=[{"allowedMethods": ["PUT", "HEAD"], "allowedOrigins": ["*"]}])
