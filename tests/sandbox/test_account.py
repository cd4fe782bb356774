"""The account holds what was asked of it, under ids of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.account import AwsAccount
from sandbox.aws import UnknownType
from sandbox.held import RefusedError
from tests.sandbox.accounts import (
    BUCKET,
    BUCKET_POLICY,
    INTERNET_GATEWAY,
    QUEUE,
    QUEUE_POLICY,
    ROUTE,
    ROUTE_TABLE,
    SEOUL,
    VPC,
    make,
    network,
)

POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"arn:aws:sqs"}]}'
)
JOBS = "https://sqs.ap-northeast-2.amazonaws.com/123456789012/jobs"


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def test_what_was_created_can_be_read(account: AwsAccount) -> None:
    made = make(account, VPC, cidrBlock="10.0.0.0/16")
    found = account.read(VPC, made.id)
    assert found is not None
    assert found.inputs == {"cidrBlock": "10.0.0.0/16"}
    assert found.outputs["cidrBlock"] == "10.0.0.0/16"


def test_reading_what_was_never_there_finds_nothing(account: AwsAccount) -> None:
    assert account.read(VPC, "vpc-0") is None


def test_a_resource_made_again_has_another_id(account: AwsAccount) -> None:
    first = make(account, VPC, cidrBlock="10.0.0.0/16")
    account.delete(VPC, first.id)
    second = make(account, VPC, cidrBlock="10.0.0.0/16")
    assert second.id != first.id
    assert second.outputs["arn"] != first.outputs["arn"]


def test_a_resource_that_aws_keys_by_name_has_the_same_id_again(account: AwsAccount) -> None:
    first = make(account, BUCKET, bucket="academy-media-prod")
    account.delete(BUCKET, first.id)
    assert make(account, BUCKET, bucket="academy-media-prod").id == "academy-media-prod"


def test_two_accounts_that_are_asked_the_same_answer_the_same() -> None:
    assert make(AwsAccount(), VPC, cidrBlock="10.0.0.0/16") == make(AwsAccount(), VPC, cidrBlock="10.0.0.0/16")


def test_an_update_keeps_the_id_and_what_follows_from_it(account: AwsAccount) -> None:
    made = make(account, VPC, cidrBlock="10.0.0.0/16")
    changed = account.update(VPC, made.id, {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True})
    assert changed.id == made.id
    assert changed.version == 2
    different = {key for key in made.outputs if made.outputs[key] != changed.outputs[key]}
    assert different == {"enableDnsHostnames"}
    assert account.read(VPC, made.id) == changed


def test_a_foreseen_update_changes_nothing(account: AwsAccount) -> None:
    made = make(account, VPC, cidrBlock="10.0.0.0/16")
    foreseen = account.foresee_update(VPC, made.id, {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True})
    assert foreseen["enableDnsHostnames"] is True
    assert foreseen["arn"] == made.outputs["arn"]
    assert account.read(VPC, made.id) == made


def test_an_update_of_what_is_gone_is_refused(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="NotFound: vpc-0 does not exist any more"):
        account.update(VPC, "vpc-0", {})


def test_deleting_what_is_gone_already_is_fine(account: AwsAccount) -> None:
    account.delete(VPC, "vpc-0")
    assert account.operations() == ()


def test_a_refused_deletion_leaves_everything(account: AwsAccount) -> None:
    vpc, _ = network(account)
    held = account.held()
    with pytest.raises(RefusedError, match="DependencyViolation"):
        account.delete(VPC, vpc.id)
    assert account.held() == held
    assert [each.op for each in account.operations()] == ["create"] * 3


def test_a_refused_creation_leaves_nothing(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match=r"InvalidVpcID\.NotFound"):
        make(account, INTERNET_GATEWAY, vpcId="vpc-0")
    assert account.held() == ()
    assert account.operations() == ()


def test_two_settings_of_one_bucket_that_would_overwrite_each_other_are_refused(account: AwsAccount) -> None:
    make(account, BUCKET, bucket="b")
    make(account, BUCKET_POLICY, bucket="b", policy=POLICY)
    with pytest.raises(RefusedError, match="b has a aws:s3/bucketPolicy:BucketPolicy already"):
        make(account, BUCKET_POLICY, bucket="b", policy=POLICY)


def test_an_unknown_type_is_refused_by_name(account: AwsAccount) -> None:
    with pytest.raises(UnknownType, match="knows no resource type aws:glacier/vault:Vault"):
        make(account, "aws:glacier/vault:Vault")


def test_what_is_part_of_a_resource_goes_with_it(account: AwsAccount) -> None:
    vpc = make(account, VPC, cidrBlock="10.0.0.0/16")
    gateway = make(account, INTERNET_GATEWAY, vpcId=vpc.id)
    table = make(account, ROUTE_TABLE, vpcId=vpc.id)
    make(account, ROUTE, routeTableId=table.id, destinationCidrBlock="0.0.0.0/0", gatewayId=gateway.id)
    account.delete(ROUTE_TABLE, table.id)
    assert [each.type for each in account.held()] == [VPC, INTERNET_GATEWAY]


def test_the_log_tells_what_was_asked_in_order(account: AwsAccount) -> None:
    made = make(account, VPC, logical="net", cidrBlock="10.0.0.0/16")
    account.read(VPC, made.id)
    account.update(VPC, made.id, {"cidrBlock": "10.0.0.0/16"})
    account.delete(VPC, made.id)
    log = account.operations()
    assert [each.op for each in log] == ["create", "read", "update", "delete"]
    assert {(each.type, each.name, each.id, each.urn) for each in log} == {(VPC, "net", made.id, made.urn)}
    account.clear_operations()
    assert account.operations() == ()


def test_tampering_changes_inputs_and_what_follows_from_them_unseen(account: AwsAccount) -> None:
    make(account, QUEUE, name="jobs", visibilityTimeoutSeconds=60, delaySeconds=3)
    before = account.operations()
    account.tamper(JOBS, {"visibilityTimeoutSeconds": 7, "delaySeconds": None})
    found = account.read(QUEUE, JOBS)
    assert found is not None
    assert found.inputs == {"name": "jobs", "visibilityTimeoutSeconds": 7}
    assert found.outputs["visibilityTimeoutSeconds"] == 7
    assert [each.op for each in account.operations()] == [each.op for each in before] + ["read"]


def test_tampering_takes_only_what_the_type_takes(account: AwsAccount) -> None:
    make(account, QUEUE, name="jobs")
    with pytest.raises(ValueError, match="visibilityTimeout: unknown property; did you mean visibilityTimeoutSeconds"):
        account.tamper(JOBS, {"visibilityTimeout": 7})


def test_removing_a_queue_unseen_takes_its_policy_along(account: AwsAccount) -> None:
    make(account, QUEUE, name="jobs")
    make(account, QUEUE_POLICY, queueUrl=JOBS, policy=POLICY)
    account.remove(JOBS)
    assert account.held() == ()
    assert [each.op for each in account.operations()] == ["create", "create"]


def test_a_setting_is_meant_only_when_its_type_is_said(account: AwsAccount) -> None:
    make(account, QUEUE, name="jobs")
    make(account, QUEUE_POLICY, queueUrl=JOBS, policy=POLICY)
    account.remove(JOBS, QUEUE_POLICY)
    assert [each.type for each in account.held()] == [QUEUE]


def test_an_id_that_nothing_has_is_an_error(account: AwsAccount) -> None:
    with pytest.raises(LookupError, match="jobs: no such resource"):
        account.remove("jobs")
    with pytest.raises(LookupError, match="jobs: no such resource"):
        account.tamper("jobs", {})


def test_many_threads_make_many_resources_with_an_id_each(account: AwsAccount) -> None:
    def create(_: int) -> str:
        return make(account, VPC, cidrBlock="10.0.0.0/16").id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(create, range(100)))
    assert len(ids) == 100
    assert len(account.held()) == 100


def test_a_resource_of_another_region_says_so(account: AwsAccount) -> None:
    made = make(account, QUEUE, name="jobs", at="us-east-1")
    assert make(account, QUEUE, name="jobs", at=SEOUL).id != made.id
    assert made.region == "us-east-1"
