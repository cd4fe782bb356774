"""The table answers as AWS does, and knows exactly what the program uses."""

import functools
import re
from collections.abc import Mapping

import pytest

from sandbox import aws, recording, sdk
from sandbox.catalogue.row import AbsentInputError, Made, fill
from sandbox.wire import UNKNOWN
from tests.sandbox.accounts import (
    ASSOCIATION,
    BUCKET,
    BUCKET_POLICY,
    EIP,
    NAT_GATEWAY,
    QUEUE,
    QUEUE_POLICY,
    ROUTE,
    SEOUL,
    SUBNET,
    VPC,
)
from tests.sizing.public_key import PUBLIC_KEY

HEX = r"0[0-9a-f]{16}"


def answer(token: str, serial: int = 1, at: str = SEOUL, **inputs: object) -> tuple[str, dict[str, object]]:
    return aws.answer(token, "thing", inputs, serial, at)


def test_ids_have_the_shape_of_awss() -> None:
    assert re.fullmatch(f"vpc-{HEX}", answer(VPC, cidrBlock="10.0.0.0/16")[0])
    assert re.fullmatch(f"subnet-{HEX}", answer(SUBNET, vpcId="vpc-0", cidrBlock="10.0.0.0/24")[0])
    assert re.fullmatch(f"eipalloc-{HEX}", answer(EIP)[0])
    assert re.fullmatch(r"r-rtb-0\d+", answer(ROUTE, routeTableId="rtb-0", destinationCidrBlock="0.0.0.0/0")[0])


def test_another_serial_makes_another_id() -> None:
    assert answer(VPC, 1, cidrBlock="10.0.0.0/16")[0] != answer(VPC, 2, cidrBlock="10.0.0.0/16")[0]


def test_a_bucket_answers_with_its_names() -> None:
    identifier, outputs = answer(BUCKET, bucket="academy-media-prod")
    assert identifier == "academy-media-prod"
    assert outputs["arn"] == "arn:aws:s3:::academy-media-prod"
    assert outputs["bucketRegionalDomainName"] == "academy-media-prod.s3.ap-northeast-2.amazonaws.com"
    assert outputs["region"] == SEOUL


def test_a_queue_answers_with_its_url_and_what_sqs_takes_for_what_is_left_out() -> None:
    identifier, outputs = answer(QUEUE, name="jobs", delaySeconds=7)
    assert identifier == outputs["url"] == "https://sqs.ap-northeast-2.amazonaws.com/123456789012/jobs"
    assert outputs["arn"] == "arn:aws:sqs:ap-northeast-2:123456789012:jobs"
    assert outputs["visibilityTimeoutSeconds"] == 30
    assert outputs["delaySeconds"] == 7


def test_a_resource_of_another_region_has_that_regions_arn() -> None:
    assert answer(QUEUE, name="jobs", region="us-east-1")[1]["arn"] == "arn:aws:sqs:us-east-1:123456789012:jobs"


def test_a_bucket_of_another_region_has_that_regions_hosted_zone() -> None:
    assert answer(BUCKET, bucket="b")[1]["hostedZoneId"] == "Z3W03O7B5YMIYP"
    assert answer(BUCKET, bucket="b", region="us-east-1")[1]["hostedZoneId"] == "Z3AQBSTGFYJSTF"


def test_a_nat_gateway_has_the_address_that_was_allocated() -> None:
    allocation, address = answer(EIP)
    assert answer(NAT_GATEWAY, subnetId="subnet-0", allocationId=allocation)[1]["publicIp"] == address["publicIp"]


def test_the_default_security_group_is_the_one_that_the_vpc_names() -> None:
    vpc, outputs = answer(VPC, cidrBlock="10.0.0.0/16")
    group = answer("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", vpcId=vpc)[0]
    assert group == outputs["defaultSecurityGroupId"]


def test_zones_have_ids_that_name_their_region() -> None:
    zones = {
        zone: answer(SUBNET, vpcId="v", cidrBlock="c", availabilityZone=zone)[1] for zone in (f"{SEOUL}a", f"{SEOUL}c")
    }
    assert [zone["availabilityZoneId"] for zone in zones.values()] == ["apne2-az1", "apne2-az3"]
    assert answer(SUBNET, vpcId="v", cidrBlock="c", at="us-east-1")[1]["availabilityZoneId"] == "use1-az1"


def test_what_is_left_unnamed_gets_a_name_of_pulumis_shape() -> None:
    assert re.fullmatch(r"thing-[0-9a-f]{7}", str(answer(QUEUE)[1]["name"]))
    assert re.fullmatch(r"jobs-[0-9a-f]{17}", str(answer(QUEUE, namePrefix="jobs-")[1]["name"]))


def test_a_policy_given_as_a_document_comes_back_as_its_text() -> None:
    policy: dict[str, object] = {"Version": "2012-10-17", "Statement": []}
    assert answer(QUEUE_POLICY, queueUrl="u", policy=policy)[1]["policy"] == '{"Version":"2012-10-17","Statement":[]}'


def test_all_tags_are_the_tags_where_nobody_filled_in_more() -> None:
    assert answer(VPC, cidrBlock="c", tags={"a": "b"})[1]["tagsAll"] == {"a": "b"}
    assert answer(VPC, cidrBlock="c")[1]["tagsAll"] == {}


def test_a_creation_in_a_preview_knows_inputs_and_nothing_that_aws_decides() -> None:
    foreseen = aws.foresee(QUEUE, {"name": "jobs", "tags": {"a": UNKNOWN}}, SEOUL)
    assert foreseen["name"] == "jobs"
    assert foreseen["region"] == SEOUL
    assert foreseen["visibilityTimeoutSeconds"] == 30
    assert foreseen["arn"] == foreseen["url"] == UNKNOWN
    assert foreseen["kmsMasterKeyId"] is None


def test_a_foreseen_update_knows_all_but_what_follows_from_an_unknown() -> None:
    allocation = answer(EIP)[0]
    inputs = {"subnetId": UNKNOWN, "allocationId": allocation}
    known = aws.describe(NAT_GATEWAY, "nat", inputs, 1, SEOUL, identifier="nat-0")
    assert (
        known["networkInterfaceId"]
        == aws.describe(NAT_GATEWAY, "nat", {}, 1, SEOUL, identifier="nat-0")["networkInterfaceId"]
    )
    assert known["publicIp"] == answer(EIP)[1]["publicIp"]
    unknown = aws.describe(NAT_GATEWAY, "nat", {"allocationId": UNKNOWN}, 1, SEOUL, identifier="nat-0")
    assert unknown["publicIp"] == UNKNOWN


def test_an_answer_holds_every_output_property_of_its_type() -> None:
    for token in aws.RESOURCES:
        inputs = dict.fromkeys(sdk.input_shape(token).properties, UNKNOWN)
        assert set(aws.foresee(token, inputs, SEOUL)) == set(sdk.output_shapes(token)) | set(inputs)


@pytest.mark.parametrize("token", sorted(aws.RESOURCES))
def test_a_row_answers_only_properties_that_the_type_has(token: str) -> None:
    row = aws.row(token)
    shapes = sdk.output_shapes(token)
    assert set(row.computed) | set(row.defaults) <= set(shapes)
    assert not [name for name in row.computed if shapes[name].is_input]
    assert not [name for name in row.defaults if not shapes[name].is_input]


@pytest.mark.parametrize("token", sorted(aws.RESOURCES))
def test_a_row_answers_every_text_that_only_aws_knows(token: str) -> None:
    shapes = sdk.output_shapes(token)
    texts = {name for name, shape in shapes.items() if shape.kind is str and not shape.is_input and not shape.optional}
    assert texts <= set(aws.row(token).computed)


@pytest.mark.parametrize("token", sorted(aws.RESOURCES))
def test_what_a_row_is_part_of_is_in_the_table(token: str) -> None:
    part_of = aws.row(token).part_of
    if part_of:
        assert part_of[0] in aws.RESOURCES
        assert part_of[1] in sdk.input_shape(token).properties
        assert aws.owner(token, {part_of[1]: "x"}) == (part_of[0], "x")


def test_what_stands_alone_has_no_owner() -> None:
    assert aws.owner(BUCKET, {"bucket": "b"}) is None
    assert aws.owner(BUCKET_POLICY, {"bucket": "b"}) == (BUCKET, "b")


def test_an_input_that_aws_needs_although_the_sdk_does_not_is_missed_by_name() -> None:
    with pytest.raises(
        AbsentInputError, match="aws:ec2/routeTableAssociation:RouteTableAssociation needs routeTableId"
    ):
        fill("{routeTableId}", Made(token=ASSOCIATION, name="a", inputs={}, region=SEOUL, serial=1))


def test_who_is_asking_is_the_sandboxs_account() -> None:
    found = aws.invoke("aws:index/getCallerIdentity:getCallerIdentity", {}, SEOUL)
    assert found["accountId"] == "123456789012"


def test_what_the_table_does_not_know_is_refused_by_name() -> None:
    with pytest.raises(aws.UnknownType, match="no resource type aws:glacier/vault:Vault; its row belongs in sandbox"):
        answer("aws:glacier/vault:Vault")
    with pytest.raises(aws.UnknownType, match="no invoke aws:index/getRegions:getRegions; its row belongs in sandbox"):
        aws.invoke("aws:index/getRegions:getRegions", {}, SEOUL)


ON: Mapping[str, Mapping[str, object] | str] = {
    "academy:gpu": {"enabled": True},
    "academy:domain": {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"},
    "academy:media": {"access": "signed", "public_key": PUBLIC_KEY},
    "academy:api": {"scheduled_minimum": {"tasks": 5, "from_hour": 18, "to_hour": 23}},
    "academy:alerts": {"emails": ["ops@academy.example"]},
    "academy:release": {"api": "1.0", "pgbouncer": f"sha256:{'0a' * 32}"},
}
"""What neither size has on."""


@functools.cache
def used() -> tuple[set[str], set[str]]:
    """The resource types and the look-ups of the program, at both sizes and with all that is off in them."""
    runs = [
        recording.record_program("initial"),
        recording.record_program("10k"),
        recording.record_program("10k", ON),
    ]
    types = {each.type for run in runs for each in run.resources if each.custom}
    return types, {token for run in runs for token in run.invokes}


def test_the_table_knows_every_type_and_every_look_up_of_the_program() -> None:
    types, invokes = used()
    assert types <= set(aws.RESOURCES)
    assert invokes <= set(aws.INVOKES)


def test_the_table_knows_nothing_that_the_program_does_not_use() -> None:
    assert used() == (set(aws.RESOURCES), set(aws.INVOKES))
