"""Who may read what through the distribution: bucket policies, signatures, and the log of it."""

import pytest

from components.cdn import canonical_pem
from sandbox.recording import Recording
from tests.components.edge import DISTRIBUTION, DOMAIN, LARGE, PUBLIC_KEY, Edge, added, differing
from tests.components.policies import lint, statements

POLICY = "aws:s3/bucketPolicy:BucketPolicy"
PUBLIC_KEY_TYPE = "aws:cloudfront/publicKey:PublicKey"
KEY_GROUP = "aws:cloudfront/keyGroup:KeyGroup"
LOG_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
LOG_DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
LOG_DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"


def media_behavior(recording: Recording) -> dict[str, object]:
    ordered = recording.one(DISTRIBUTION).inputs["orderedCacheBehaviors"]
    return next(each for each in ordered if each["pathPattern"] == "/media/*")


@pytest.mark.parametrize(
    ("name", "bucket", "keys"),
    [("cdn-frontend", "academy-frontend-prod", "*"), ("cdn-media", "academy-media-prod", "media/*")],
)
def test_a_bucket_lets_in_this_distribution_alone_to_read_alone_and_over_tls_alone(
    name: str, bucket: str, keys: str
) -> None:
    recording = Edge().record()
    policy = recording.one(POLICY, name)
    arn = f"arn:aws:s3:::{bucket}"
    distribution = f"arn:aws:cloudfront::123456789012:distribution/{recording.one(DISTRIBUTION).id}"
    let_in = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceArn": distribution}},
    }

    assert policy.inputs["bucket"] == bucket
    assert statements(policy) == [
        {**let_in, "Sid": "ReadObjects", "Action": ["s3:GetObject"], "Resource": f"{arn}/{keys}"},
        {**let_in, "Sid": "TellMissingKeys", "Action": ["s3:ListBucket"], "Resource": arn},
        {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, f"{arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


def test_the_policy_linter_finds_nothing() -> None:
    assert lint(Edge(size=LARGE).record()) == {(POLICY, "cdn-frontend"): [], (POLICY, "cdn-media"): []}


def test_nothing_can_be_listed_through_the_distribution() -> None:
    inputs = Edge().record().one(DISTRIBUTION).inputs

    # A list is a request for the bucket itself, with a query string to say which part of it.
    for behavior in (inputs["defaultCacheBehavior"], *inputs["orderedCacheBehaviors"]):
        assert behavior["targetOriginId"] == "api" or "originRequestPolicyId" not in behavior
    assert inputs["defaultRootObject"]
    assert inputs["defaultCacheBehavior"]["functionAssociations"]


def test_the_policy_of_the_media_bucket_stays_with_it_when_the_program_goes() -> None:
    recording = Edge().record()

    assert recording.one(POLICY, "cdn-media").retain_on_delete
    assert not recording.one(POLICY, "cdn-frontend").retain_on_delete


def test_public_media_needs_no_signature() -> None:
    recording = Edge().record()

    assert "trustedKeyGroups" not in media_behavior(recording)
    assert recording.of_type(KEY_GROUP) == recording.of_type(PUBLIC_KEY_TYPE) == []


def test_signed_media_is_only_for_whoever_shows_a_signature_of_the_stacks_key() -> None:
    recording = Edge(public_key=PUBLIC_KEY).record()
    key, group = recording.one(PUBLIC_KEY_TYPE), recording.one(KEY_GROUP)

    assert key.inputs["encodedKey"] == PUBLIC_KEY
    assert group.inputs["items"] == [key.id]
    assert media_behavior(recording)["trustedKeyGroups"] == [group.id]


def test_no_other_path_leads_to_the_media_bucket() -> None:
    inputs = Edge(public_key=PUBLIC_KEY).record().one(DISTRIBUTION).inputs

    all_behaviors = [inputs["defaultCacheBehavior"], *inputs["orderedCacheBehaviors"]]
    to_media = [each for each in all_behaviors if each["targetOriginId"] == "media"]
    assert [each["pathPattern"] for each in to_media] == ["/media/*"]
    assert [each for each in all_behaviors if each not in to_media and "trustedKeyGroups" in each] == []


def test_a_new_key_can_take_the_place_of_one_in_use_because_pulumi_names_both() -> None:
    recording = Edge(public_key=PUBLIC_KEY).record()

    for each in (recording.one(PUBLIC_KEY_TYPE), recording.one(KEY_GROUP)):
        assert "name" not in each.inputs
        assert not each.delete_before_replace


def test_signing_changes_the_media_behaviour_and_nothing_else() -> None:
    before, after = Edge().record(), Edge(public_key=PUBLIC_KEY).record()

    assert differing(before, after) == {(DISTRIBUTION, "cdn"): {"orderedCacheBehaviors"}}
    assert added(before, after) == {(PUBLIC_KEY_TYPE, "cdn-media"), (KEY_GROUP, "cdn-media")}


@pytest.mark.parametrize(
    "written",
    [PUBLIC_KEY, PUBLIC_KEY.rstrip("\n"), f"\n{PUBLIC_KEY}\n\n", PUBLIC_KEY.replace("\n", "\r\n"), f"  {PUBLIC_KEY}"],
)
def test_the_same_key_written_otherwise_is_the_same_key(written: str) -> None:
    assert canonical_pem(written) == PUBLIC_KEY


def test_access_logs_are_delivered_from_cloudfronts_region_to_the_logs_bucket() -> None:
    recording = Edge(size=LARGE).record()
    source, destination = recording.one(LOG_SOURCE), recording.one(LOG_DESTINATION)

    assert source.inputs == {
        "resourceArn": f"arn:aws:cloudfront::123456789012:distribution/{recording.one(DISTRIBUTION).id}",
        "logType": "ACCESS_LOGS",
        "region": "us-east-1",
    }
    assert destination.inputs == {
        "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::academy-logs-prod"},
        "outputFormat": "json",
        "region": "us-east-1",
    }
    delivery = recording.one(LOG_DELIVERY)
    assert delivery.inputs["region"] == "us-east-1"
    assert source.urn in delivery.property_dependencies["deliverySourceName"]
    assert destination.urn in delivery.property_dependencies["deliveryDestinationArn"]


def test_nothing_is_logged_in_the_way_that_needs_acls() -> None:
    assert "loggingConfig" not in Edge(size=LARGE).record().one(DISTRIBUTION).inputs


def test_access_logs_are_off_where_the_stack_says_so() -> None:
    recording = Edge(domain=DOMAIN).record()

    for token in (LOG_SOURCE, LOG_DESTINATION, LOG_DELIVERY):
        assert recording.of_type(token) == []
