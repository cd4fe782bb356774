"""Required resources, 2 to 5: load balancer, database, storage and queues."""

import json

import pytest

from sandbox.recording import Recording
from tests.components.compute import SERVICE, containers_of
from tests.requirements.rows import (
    BALANCER,
    BUCKET,
    DATABASE,
    LIFECYCLE,
    LISTENER,
    QUEUE,
    TARGET_GROUP,
    behaviors,
    origins,
    task,
    told,
)

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"

QUEUES = {
    "video": "academy-video-jobs",
    "ai-lite": "academy-ai-jobs-lite",
    "ai-basic": "academy-ai-jobs-basic",
    "ai-premium": "academy-ai-jobs-premium",
    "messaging": "academy-messaging-jobs",
}


def test_application_load_balancer_type_is_application(shipped: Recording) -> None:
    assert shipped.one(BALANCER).inputs["loadBalancerType"] == "application"


def test_application_load_balancer_purpose_is_to_balance_api_servers(shipped: Recording) -> None:
    targets = shipped.one(TARGET_GROUP)
    [joined] = shipped.one(SERVICE, "api").inputs["loadBalancers"]

    assert joined == {"containerName": "api", "containerPort": 8000, "targetGroupArn": targets.id}
    for listener in shipped.of_type(LISTENER):
        assert listener.inputs["loadBalancerArn"] == shipped.one(BALANCER).id
        assert listener.inputs["defaultActions"] == [{"type": "forward", "targetGroupArn": targets.id}]
    assert [each.name for each in shipped.of_type(SERVICE) if each.inputs["loadBalancers"]] == ["api"]


def test_rds_engine_is_postgresql(shipped: Recording) -> None:
    assert shipped.one(DATABASE).inputs["engine"] == "postgres"


def test_rds_type_is_db_t4g_micro_initially_and_db_t4g_medium_at_10k_dau(initial: Recording, ten_k: Recording) -> None:
    assert initial.one(DATABASE).inputs["instanceClass"] == "db.t4g.micro"
    assert ten_k.one(DATABASE).inputs["instanceClass"] == "db.t4g.medium"


def test_rds_is_not_multi_az_initially_and_is_at_10k_dau(initial: Recording, ten_k: Recording) -> None:
    assert initial.one(DATABASE).inputs["multiAz"] is False
    assert ten_k.one(DATABASE).inputs["multiAz"] is True


def test_rds_backup_is_kept_for_7_days(shipped: Recording) -> None:
    assert shipped.one(DATABASE).inputs["backupRetentionPeriod"] == 7


def test_connection_pooling_is_not_required_initially_and_pgbouncer_at_10k_dau(
    initial: Recording, ten_k: Recording
) -> None:
    assert containers_of(task(initial, "api")).keys() == {"api"}
    assert told(initial, "api")["DATABASE_PORT"] == "5432"

    assert containers_of(task(ten_k, "api")).keys() == {"api", "pgbouncer"}
    assert (told(ten_k, "api")["DATABASE_HOST"], told(ten_k, "api")["DATABASE_PORT"]) == ("127.0.0.1", "6432")


def test_media_bucket_name_is_academy_media_prod(shipped: Recording) -> None:
    assert shipped.one(BUCKET, "storage-media").inputs["bucket"] == "academy-media-prod"


def test_media_bucket_purpose_is_media_file_storage(shipped: Recording) -> None:
    assert {service: told(shipped, service).get("MEDIA_BUCKET") for service in ("api", "video", "ai", "messaging")} == {
        "api": "academy-media-prod",
        "video": "academy-media-prod",
        "ai": "academy-media-prod",
        "messaging": None,
    }


def test_media_bucket_versioning_is_enabled(shipped: Recording) -> None:
    [versioning] = [each for each in shipped.of_type(VERSIONING) if each.inputs["bucket"] == "academy-media-prod"]

    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}


def test_media_bucket_lifecycle_is_ia_after_30_days_and_glacier_after_90(shipped: Recording) -> None:
    [lifecycle] = [each for each in shipped.of_type(LIFECYCLE) if each.inputs["bucket"] == "academy-media-prod"]

    # Glacier Instant Retrieval and no other Glacier: media is watched at once, however old it is.
    assert [(rule["status"], rule["transitions"]) for rule in lifecycle.inputs["rules"] if "transitions" in rule] == [
        ("Enabled", [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 90, "storageClass": "GLACIER_IR"}])
    ]


def test_frontend_bucket_name_is_academy_frontend_prod(shipped: Recording) -> None:
    assert shipped.one(BUCKET, "storage-frontend").inputs["bucket"] == "academy-frontend-prod"


def test_frontend_bucket_purpose_is_hosting_the_react_app(shipped: Recording) -> None:
    distribution = shipped.one("aws:cloudfront/distribution:Distribution").inputs
    origin = origins(shipped)[behaviors(shipped)["*"]["targetOriginId"]]

    assert origin["domainName"] == "academy-frontend-prod.s3.ap-northeast-2.amazonaws.com"
    assert distribution["defaultRootObject"] == "index.html"


def test_cloudfront_origins_are_both_buckets(shipped: Recording) -> None:
    # And the load balancer: the network architecture has it behind CloudFront too.
    hosts = [
        each["domainName"].partition(".")[0] for each in origins(shipped).values() if "vpcOriginConfig" not in each
    ]
    assert sorted(hosts) == ["academy-frontend-prod", "academy-media-prod"]


def test_cloudfront_purpose_is_static_assets_and_media(shipped: Recording) -> None:
    found = behaviors(shipped)

    assert found.keys() == {"*", "/api/*", "/media/*"}
    assert origins(shipped)[found["/media/*"]["targetOriginId"]]["domainName"].startswith("academy-media-prod.")
    for path in ("*", "/media/*"):
        assert found[path]["allowedMethods"] == ["GET", "HEAD"]
        assert found[path]["cachePolicyId"] == CACHING_OPTIMIZED


@pytest.mark.parametrize(("key", "name"), QUEUES.items())
def test_the_queue_has_the_required_name(shipped: Recording, key: str, name: str) -> None:
    assert shipped.one(QUEUE, f"queues-{key}").inputs["name"] == name


def test_dead_letter_queues_are_one_per_queue_and_5_in_total(shipped: Recording) -> None:
    by_arn = {f"arn:aws:sqs:ap-northeast-2:123456789012:{each.inputs['name']}": each for each in shipped.of_type(QUEUE)}
    targets = {
        each.inputs["name"]: by_arn[json.loads(each.inputs["redrivePolicy"])["deadLetterTargetArn"]].inputs["name"]
        for each in by_arn.values()
        if "redrivePolicy" in each.inputs
    }

    assert targets == {name: f"{name}-dlq" for name in QUEUES.values()}
    assert len(by_arn) == 10
