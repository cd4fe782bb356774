"""The media and frontend buckets, as AWS would be asked for them."""

import pytest

from components.storage import Storage, StorageArgs
from sandbox.recording import Declared, Recording, record
from sizing.storage import FrontendSize, MediaSize

TIER = "academy:storage:Storage"
PRIVATE_BUCKET = "academy:storage:PrivateBucket"
BUCKET = "aws:s3/bucket:Bucket"
ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"

MEDIA = MediaSize(
    access="public",
    ia_after_days=30,
    glacier_after_days=90,
    noncurrent_days=45,
    abort_multipart_days=3,
    upload_origins=("https://academy.example", "https://*.cloudfront.net"),
)
FRONTEND = FrontendSize(noncurrent_days=14)

BOTH = ("storage-media", "storage-frontend")


def storage(media: MediaSize = MEDIA, frontend: FrontendSize = FRONTEND, environment: str = "prod") -> Recording:
    args = StorageArgs(media=media, frontend=frontend, environment=environment)
    return record(lambda: Storage("storage", args))


def bucket_names(recording: Recording) -> dict[str, str]:
    return {name: bucket.inputs["bucket"] for name, bucket in recording.by_name(BUCKET).items()}


def of_bucket(recording: Recording, token: str, name: str) -> Declared:
    found = recording.one(token, name)
    assert found.inputs["bucket"] == recording.one(BUCKET, name).id
    return found


def rules(recording: Recording, name: str) -> dict[str, dict[str, object]]:
    listed = of_bucket(recording, LIFECYCLE, name).inputs["rules"]
    by_id = {rule["id"]: {key: value for key, value in rule.items() if key != "id"} for rule in listed}
    assert len(by_id) == len(listed)
    return by_id


def test_the_buckets_of_production_have_the_required_names() -> None:
    assert bucket_names(storage()) == {
        "storage-media": "academy-media-prod",
        "storage-frontend": "academy-frontend-prod",
    }


def test_another_environment_has_buckets_of_its_own() -> None:
    assert bucket_names(storage(environment="staging")) == {
        "storage-media": "academy-media-staging",
        "storage-frontend": "academy-frontend-staging",
    }


def test_a_taken_name_can_be_replaced_by_another() -> None:
    recording = storage(
        MEDIA.model_copy(update={"bucket": "academy-media-prod-kr"}),
        FRONTEND.model_copy(update={"bucket": "academy-frontend-prod-kr"}),
    )

    assert bucket_names(recording) == {
        "storage-media": "academy-media-prod-kr",
        "storage-frontend": "academy-frontend-prod-kr",
    }


def test_both_buckets_are_protected_and_never_emptied_by_a_deletion() -> None:
    for bucket in storage().of_type(BUCKET):
        assert bucket.protect, bucket.name
        assert bucket.inputs["forceDestroy"] is False, bucket.name


def test_media_outlives_the_program_and_so_does_all_that_guards_it() -> None:
    recording = storage()
    media = recording.one(PRIVATE_BUCKET, "storage-media")

    kept = {each.type for each in recording.resources if each.retain_on_delete}
    assert kept == {BUCKET, ACCESS_BLOCK, OWNERSHIP, ENCRYPTION, VERSIONING, LIFECYCLE}
    assert all(each.parent == media.urn for each in recording.resources if each.retain_on_delete)


@pytest.mark.parametrize("name", BOTH)
def test_no_bucket_can_be_made_public(name: str) -> None:
    recording = storage()
    block = of_bucket(recording, ACCESS_BLOCK, name).inputs

    assert block == {
        "bucket": recording.one(BUCKET, name).id,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


@pytest.mark.parametrize("name", BOTH)
def test_every_object_belongs_to_the_account_and_is_encrypted(name: str) -> None:
    recording = storage()

    ownership = of_bucket(recording, OWNERSHIP, name).inputs["rule"]
    encryption = of_bucket(recording, ENCRYPTION, name).inputs["rules"]
    assert ownership == {"objectOwnership": "BucketOwnerEnforced"}
    assert encryption == [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]


@pytest.mark.parametrize("name", BOTH)
def test_both_buckets_keep_versions(name: str) -> None:
    versioning = of_bucket(storage(), VERSIONING, name).inputs

    assert versioning["versioningConfiguration"] == {"status": "Enabled"}


def test_the_policies_are_left_to_the_tier_that_knows_whom_to_let_in() -> None:
    # A bucket has one policy, and theirs name the distribution, which is made after them.
    assert storage().of_type(POLICY) == []


def test_media_moves_to_infrequent_access_and_then_to_instant_retrieval() -> None:
    assert rules(storage(), "storage-media")["tiering"] == {
        "status": "Enabled",
        "filter": {"prefix": ""},
        "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 90, "storageClass": "GLACIER_IR"}],
    }


def test_the_days_of_the_moves_are_the_stacks_own() -> None:
    later = MEDIA.model_copy(update={"ia_after_days": 60, "glacier_after_days": 180})

    transitions = rules(storage(later), "storage-media")["tiering"]["transitions"]

    assert transitions == [{"days": 60, "storageClass": "STANDARD_IA"}, {"days": 180, "storageClass": "GLACIER_IR"}]


@pytest.mark.parametrize(("name", "noncurrent", "abort"), [("storage-media", 45, 3), ("storage-frontend", 14, 7)])
def test_old_versions_abandoned_uploads_and_bare_delete_markers_go(name: str, noncurrent: int, abort: int) -> None:
    assert rules(storage(), name)["cleanup"] == {
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrentVersionExpiration": {"noncurrentDays": noncurrent},
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": abort},
        "expiration": {"expiredObjectDeleteMarker": True},
    }


def test_no_current_object_is_ever_deleted_and_the_frontend_never_moves() -> None:
    recording = storage()

    assert rules(recording, "storage-media").keys() == {"tiering", "cleanup"}
    assert rules(recording, "storage-frontend").keys() == {"cleanup"}


@pytest.mark.parametrize("name", BOTH)
def test_rules_about_old_versions_wait_for_versioning(name: str) -> None:
    recording = storage()

    assert recording.one(VERSIONING, name).urn in recording.one(LIFECYCLE, name).dependencies


def test_the_origins_of_the_stack_and_no_others_may_upload_to_media() -> None:
    recording = storage()
    cors = recording.one(CORS).inputs

    assert cors["bucket"] == recording.one(BUCKET, "storage-media").id
    assert cors["corsRules"] == [
        {
            "allowedMethods": ["PUT", "POST"],
            "allowedOrigins": ["https://academy.example", "https://*.cloudfront.net"],
            "allowedHeaders": ["*"],
            "exposeHeaders": ["ETag"],
            "maxAgeSeconds": 3600,
        }
    ]


def test_without_an_origin_no_page_may_upload() -> None:
    assert storage(MEDIA.model_copy(update={"upload_origins": ()})).of_type(CORS) == []


def test_every_resource_stands_below_its_tier() -> None:
    recording = storage()

    assert {recording.tier(each).type for each in recording.resources} == {TIER}
    parents = {each.type: recording.by_urn(each.parent).type for each in recording.resources if each.type != TIER}
    assert parents.pop(CORS) == TIER
    assert parents.pop(PRIVATE_BUCKET) == TIER
    assert set(parents.values()) == {PRIVATE_BUCKET}


def test_other_tiers_get_the_names_of_the_buckets() -> None:
    recording = storage()

    assert recording.outputs[recording.one(TIER).urn] == {
        "media_bucket": "academy-media-prod",
        "media_bucket_arn": "arn:aws:s3:::academy-media-prod",
        "frontend_bucket": "academy-frontend-prod",
    }
