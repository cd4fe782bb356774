"""`academy undelete`: brings deleted media back, as long as S3 keeps what was deleted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ops.aws.errors import aws_problems
from ops.aws.outputs import Located, read_outputs
from ops.aws.session import open_stack_session
from ops.problem import Problem
from ops.stacks import StackFile
from ops.terminal import say, tell, tell_json, tell_problems, tell_warning

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectVersionsOutputTypeDef, ObjectIdentifierTypeDef

BATCH = 1000
"""Objects in one call. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""

TOLD = 5
"""Expired keys that are named; --json names all."""

PASSES = 20
"""An object that was deleted more often than that without being brought back in between is told as not done."""


class MediaOutputs(Located):
    """What is read of a stack's outputs."""

    media_bucket: str


@dataclass(frozen=True, kw_only=True)
class Undeletion:
    """What came of it, by key."""

    restored: Sequence[str]
    """Brought back, or with a dry run, what would be."""
    present: int
    """Keys that were not deleted."""
    gone: Sequence[str]
    """Deleted, and every version has expired: nothing brings them back."""
    failed: Sequence[str]
    """Those that S3 refused, each with its reason."""


@dataclass(kw_only=True)
class _Object:
    """What S3 has of one key."""

    key: str
    marker: str | None = None
    """Version id of the delete marker that hides it; None when it is not deleted."""
    has_version: bool = False


@dataclass(kw_only=True)
class _Found:
    """One pass over the bucket."""

    hidden: dict[str, str] = field(default_factory=dict[str, str])
    """Delete marker by key, where there is a version below."""
    gone: list[str] = field(default_factory=list[str])
    present: int = 0


def run_undelete(
    stack: StackFile,
    outputs: Path | None,
    profile: str | None,
    *,
    key: str | None,
    prefix: str,
    dry_run: bool,
    json: bool,
) -> int:
    """Bring media of a stack back and print which. Exit status as `report` gives it."""
    found = read_outputs(MediaOutputs, stack, outputs)
    s3: S3Client = open_stack_session(profile, found).client("s3")  # pyright: ignore[reportUnknownMemberType]
    with aws_problems():
        done = undelete(s3, found.media_bucket, key=key, prefix=prefix, dry_run=dry_run, tell=tell)
    return report(done, found.media_bucket, dry_run=dry_run, json=json)


def report(done: Undeletion, bucket: str, *, dry_run: bool, json: bool) -> int:
    """Print what came of it; exit status 1 when S3 refused some of it, or all of it has expired."""
    if json:
        tell_json(
            {
                "bucket": bucket,
                "dry_run": dry_run,
                "restored": list(done.restored),
                "not_deleted": done.present,
                "expired": list(done.gone),
                "failed": list(done.failed),
            }
        )
    else:
        for key in done.restored:
            say(key)
        verb = "would be brought back" if dry_run else "brought back"
        tell(f"{len(done.restored)} {verb}, {done.present} not deleted, {len(done.gone)} expired")
    expired = f"nothing brings back what has expired: {', '.join(done.gone[:TOLD])}{_more(done.gone)}"
    if done.gone and not (done.restored or done.present):
        return tell_problems([expired, *done.failed])
    if done.gone:
        tell_warning(expired)
    return tell_problems(done.failed)


def undelete(
    s3: "S3Client", bucket: str, *, key: str | None, prefix: str, dry_run: bool, tell: Callable[[str], None]
) -> Undeletion:
    """Bring back one key, or every deleted key that begins with `prefix`.

    A versioned bucket deletes by putting a delete marker on top of an object's versions. This takes off the markers
    that are on top, and never a version, until the newest version is on top. An object that was not deleted is left
    alone, so running it twice is safe. Versions that were overwritten or deleted expire after the stack's
    `media.noncurrent_days`. Raises botocore's errors as they come.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManagingDelMarkers.html

    Raises:
        Problem: S3 has nothing of the key, or nothing under the prefix.
    """
    first = _look(s3, bucket, key, prefix)
    if not (first.hidden or first.gone or first.present):
        what = f'key "{key}"' if key is not None else f'key that begins with "{prefix}"'
        raise Problem(f"{bucket} has no {what}, nor a deleted version of one")
    failed: dict[str, str] = {}
    if not dry_run:
        left = first
        for _ in range(PASSES):
            wanted = {key: marker for key, marker in left.hidden.items() if key in first.hidden and key not in failed}
            if not wanted:
                break
            failed |= _remove_markers(s3, bucket, wanted)
            tell(f"{len(wanted)} delete markers taken off")
            left = _look(s3, bucket, key, prefix)
        failed |= {key: "still deleted" for key in left.hidden if key in first.hidden and key not in failed}
    return Undeletion(
        restored=[key for key in first.hidden if key not in failed],
        present=first.present,
        gone=first.gone,
        failed=[f"{key}: {reason}" for key, reason in failed.items()],
    )


def _look(s3: "S3Client", bucket: str, key: str | None, prefix: str) -> _Found:
    found = _Found()
    for one in _objects(s3, bucket, prefix if key is None else key):
        if key is not None and one.key != key:
            continue
        if one.marker is None:
            found.present += 1
        elif one.has_version:
            found.hidden[one.key] = one.marker
        else:
            found.gone.append(one.key)
    return found


def _objects(s3: "S3Client", bucket: str, prefix: str) -> Iterator[_Object]:
    """Every key with what S3 has of it. A key's versions may begin on one page and end on another."""
    current: _Object | None = None
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        of_page: dict[str, _Object] = {} if current is None else {current.key: current}
        for one in _entries(page):
            known = of_page.setdefault(one.key, one)
            known.marker = known.marker or one.marker
            known.has_version = known.has_version or one.has_version
        for key in sorted(of_page)[:-1]:
            yield of_page[key]
        current = of_page[max(of_page)] if of_page else None
    if current is not None:
        yield current


def _entries(page: "ListObjectVersionsOutputTypeDef") -> Iterator[_Object]:
    for version in page.get("Versions", []):
        yield _Object(key=version.get("Key", ""), has_version=True)
    for marker in page.get("DeleteMarkers", []):
        on_top = marker.get("VersionId") if marker.get("IsLatest") else None
        yield _Object(key=marker.get("Key", ""), marker=on_top)


def _remove_markers(s3: "S3Client", bucket: str, markers: dict[str, str]) -> dict[str, str]:
    """Take delete markers off; what S3 refused, by key."""
    failed: dict[str, str] = {}
    entries: list[ObjectIdentifierTypeDef] = [{"Key": key, "VersionId": marker} for key, marker in markers.items()]
    for start in range(0, len(entries), BATCH):
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": entries[start : start + BATCH], "Quiet": True})
        failed |= {one.get("Key", ""): one.get("Code", "refused") for one in answer.get("Errors", [])}
    return failed


def _more(keys: Sequence[str]) -> str:
    return f" and {len(keys) - TOLD} more" if len(keys) > TOLD else ""
