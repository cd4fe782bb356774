"""Deleted media come back, and nothing else changes."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from ops.problem import Problem
from ops.undelete import Undeletion, report, undelete
from tests.ops.nobody import NOBODY

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "academy-media-prod"


def client() -> "S3Client":
    return boto3.client("s3", **NOBODY)  # pyright: ignore[reportUnknownMemberType]


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        s3 = client()
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield s3


def put(s3: "S3Client", key: str, *bodies: bytes) -> None:
    for body in bodies:
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)


def delete(s3: "S3Client", key: str) -> None:
    s3.delete_object(Bucket=BUCKET, Key=key)


def body(s3: "S3Client", key: str) -> bytes:
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def expire_versions(s3: "S3Client", key: str) -> None:
    for version in s3.list_object_versions(Bucket=BUCKET, Prefix=key).get("Versions", []):
        s3.delete_object(Bucket=BUCKET, Key=key, VersionId=version.get("VersionId", ""))


def versions(s3: "S3Client") -> list[str]:
    return sorted(one.get("VersionId", "") for one in s3.list_object_versions(Bucket=BUCKET).get("Versions", []))


def key(s3: "S3Client", name: str, *, dry_run: bool = False) -> Undeletion:
    return undelete(s3, BUCKET, key=name, prefix="", dry_run=dry_run, tell=lambda _: None)


def prefix(s3: "S3Client", name: str, *, dry_run: bool = False) -> Undeletion:
    return undelete(s3, BUCKET, key=None, prefix=name, dry_run=dry_run, tell=lambda _: None)


def test_a_deleted_file_comes_back_as_it_was_last(s3: "S3Client") -> None:
    put(s3, "media/a.mp4", b"first", b"second")
    delete(s3, "media/a.mp4")
    assert key(s3, "media/a.mp4") == Undeletion(restored=["media/a.mp4"], present=0, gone=[], failed=[])
    assert body(s3, "media/a.mp4") == b"second"


def test_a_file_that_was_deleted_twice_comes_back_too(s3: "S3Client") -> None:
    put(s3, "media/a.mp4", b"kept")
    delete(s3, "media/a.mp4")
    delete(s3, "media/a.mp4")
    delete(s3, "media/a.mp4")
    assert key(s3, "media/a.mp4").restored == ["media/a.mp4"]
    assert body(s3, "media/a.mp4") == b"kept"


def test_an_old_delete_marker_below_a_newer_version_is_left_alone(s3: "S3Client") -> None:
    put(s3, "media/a.mp4", b"old")
    delete(s3, "media/a.mp4")
    put(s3, "media/a.mp4", b"new")
    delete(s3, "media/a.mp4")
    key(s3, "media/a.mp4")
    assert body(s3, "media/a.mp4") == b"new"
    assert len(s3.list_object_versions(Bucket=BUCKET).get("DeleteMarkers", [])) == 1


def test_a_prefix_brings_back_all_that_is_below_it_and_nothing_else(s3: "S3Client") -> None:
    for name in ("media/1/a", "media/1/b", "media/2/a"):
        put(s3, name, b"x")
        delete(s3, name)
    put(s3, "media/1/c", b"x")
    assert prefix(s3, "media/1/") == Undeletion(restored=["media/1/a", "media/1/b"], present=1, gone=[], failed=[])
    with pytest.raises(ClientError, match="NoSuchKey"):
        body(s3, "media/2/a")


def test_a_key_is_that_key_and_no_longer_one(s3: "S3Client") -> None:
    for name in ("media/a", "media/a.mp4"):
        put(s3, name, b"x")
        delete(s3, name)
    assert key(s3, "media/a").restored == ["media/a"]
    with pytest.raises(ClientError, match="NoSuchKey"):
        body(s3, "media/a.mp4")


def test_no_version_is_ever_deleted_and_a_second_run_changes_nothing(s3: "S3Client") -> None:
    put(s3, "media/a", b"1", b"2")
    put(s3, "media/b", b"1")
    delete(s3, "media/a")
    before = versions(s3)
    assert prefix(s3, "media/").restored == ["media/a"]
    assert versions(s3) == before
    assert prefix(s3, "media/") == Undeletion(restored=[], present=2, gone=[], failed=[])
    assert versions(s3) == before


def test_a_dry_run_says_what_would_come_back_and_leaves_it_deleted(s3: "S3Client") -> None:
    put(s3, "media/a", b"x")
    delete(s3, "media/a")
    assert key(s3, "media/a", dry_run=True).restored == ["media/a"]
    with pytest.raises(ClientError, match="NoSuchKey"):
        body(s3, "media/a")


def test_what_has_expired_is_told_and_its_delete_marker_stays(s3: "S3Client") -> None:
    put(s3, "media/a", b"x")
    delete(s3, "media/a")
    expire_versions(s3, "media/a")
    assert prefix(s3, "media/") == Undeletion(restored=[], present=0, gone=["media/a"], failed=[])
    assert len(s3.list_object_versions(Bucket=BUCKET).get("DeleteMarkers", [])) == 1


def test_a_key_that_never_was_is_a_problem(s3: "S3Client") -> None:
    with pytest.raises(Problem, match='academy-media-prod has no key "media/a", nor a deleted version of one'):
        key(s3, "media/a")
    with pytest.raises(Problem, match='has no key that begins with "media/", nor a deleted version'):
        prefix(s3, "media/")


def test_more_than_a_thousand_files_come_back(s3: "S3Client") -> None:
    names = [f"media/{number:04}" for number in range(1003)]
    for name in names:
        put(s3, name, b"x")
        delete(s3, name)
    assert prefix(s3, "media/").restored == names
    assert len(s3.list_object_versions(Bucket=BUCKET).get("DeleteMarkers", [])) == 0


def test_a_key_whose_versions_lie_on_two_pages_is_one_key() -> None:
    s3 = client()
    first = {
        "IsTruncated": True,
        "NextKeyMarker": "media/a",
        "NextVersionIdMarker": "m1",
        "DeleteMarkers": [{"Key": "media/a", "VersionId": "m1", "IsLatest": True}],
    }
    second = {"IsTruncated": False, "Versions": [{"Key": "media/a", "VersionId": "v1", "IsLatest": False}]}
    with Stubber(s3) as stub:
        stub.add_response("list_object_versions", first, {"Bucket": BUCKET, "Prefix": "media/"})
        stub.add_response(
            "list_object_versions",
            second,
            {
                "Bucket": BUCKET,
                "Prefix": "media/",
                "KeyMarker": "media/a",
                "VersionIdMarker": "m1",
            },
        )
        assert prefix(s3, "media/", dry_run=True).restored == ["media/a"]
        stub.assert_no_pending_responses()


def test_a_file_that_s3_refuses_is_told_while_the_others_come_back() -> None:
    s3 = client()

    def listed(*keys: str) -> dict[str, object]:
        return {
            "IsTruncated": False,
            "Versions": [{"Key": each, "VersionId": "v", "IsLatest": each not in keys} for each in ("a", "b")],
            "DeleteMarkers": [{"Key": each, "VersionId": f"m-{each}", "IsLatest": True} for each in keys],
        }

    with Stubber(s3) as stub:
        stub.add_response("list_object_versions", listed("a", "b"))
        stub.add_response(
            "delete_objects",
            {"Errors": [{"Key": "b", "Code": "AccessDenied", "Message": "Access Denied"}]},
            {
                "Bucket": BUCKET,
                "Delete": {
                    "Objects": [{"Key": "a", "VersionId": "m-a"}, {"Key": "b", "VersionId": "m-b"}],
                    "Quiet": True,
                },
            },
        )
        stub.add_response("list_object_versions", listed("b"))
        done = prefix(s3, "")
        stub.assert_no_pending_responses()
    assert (done.restored, done.failed) == (["a"], ["b: AccessDenied"])


def test_what_others_delete_meanwhile_stays_deleted() -> None:
    s3 = client()
    version = {"Key": "a", "VersionId": "v", "IsLatest": False}
    with Stubber(s3) as stub:
        stub.add_response(
            "list_object_versions",
            {"Versions": [version], "DeleteMarkers": [{"Key": "a", "VersionId": "m", "IsLatest": True}]},
        )
        stub.add_response("delete_objects", {})
        stub.add_response(
            "list_object_versions",
            {
                "Versions": [version | {"IsLatest": True}, version | {"Key": "b"}],
                "DeleteMarkers": [{"Key": "b", "VersionId": "m", "IsLatest": True}],
            },
        )
        assert prefix(s3, "").restored == ["a"]
        stub.assert_no_pending_responses()


@pytest.mark.parametrize("as_json", [True, False])
def test_what_came_of_it_is_printed(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    done = Undeletion(
        restored=["media/a"], present=2, gone=[f"media/{n}" for n in range(7)], failed=["b: AccessDenied"]
    )
    assert report(done, BUCKET, dry_run=False, json=as_json) == 1
    captured = capsys.readouterr()
    if as_json:
        assert json.loads(captured.out) == {
            "bucket": BUCKET,
            "dry_run": False,
            "restored": ["media/a"],
            "not_deleted": 2,
            "expired": [f"media/{n}" for n in range(7)],
            "failed": ["b: AccessDenied"],
        }
    else:
        assert captured.out == "media/a\n"
    assert captured.err.splitlines()[-2:] == [
        "warning: nothing brings back what has expired: media/0, media/1, media/2, media/3, media/4 and 2 more",
        "error: b: AccessDenied",
    ]


def test_where_all_has_expired_the_command_fails(capsys: pytest.CaptureFixture[str]) -> None:
    done = Undeletion(restored=[], present=0, gone=["media/a"], failed=[])
    assert report(done, BUCKET, dry_run=False, json=False) == 1
    assert capsys.readouterr().err.endswith("error: nothing brings back what has expired: media/a\n")
