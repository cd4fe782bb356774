"""Each shipped stack comes up, stays as it is, shows what was done behind its back, and survives a hasty destroy."""

import pytest

from sandbox.workspace import Sandbox
from tests.engine.conftest import succeeded

pytestmark = pytest.mark.engine

STACKS = ("initial", "10k")


@pytest.mark.parametrize("stack", STACKS)
def test_what_is_up_needs_no_further_change(sandbox: Sandbox, stack: str) -> None:
    created = succeeded(sandbox.up(stack))
    assert set(created.changes.values()) == {"create"}

    assert succeeded(sandbox.preview(stack)).changes == {}
    assert succeeded(sandbox.refresh(stack)).drift == {}
    assert succeeded(sandbox.preview(stack, refresh=True)).changes == {}


def test_a_refresh_shows_exactly_what_was_done_behind_pulumis_back(sandbox: Sandbox) -> None:
    succeeded(sandbox.up("initial"))
    tampered, removed = (
        next(held for held in sandbox.account.list() if held.type == "aws:sqs/queue:Queue" and held.name == name)
        for name in ("queues-video", "queues-messaging")
    )
    sandbox.account.tamper(tampered.id, {"visibilityTimeoutSeconds": 30})
    sandbox.account.remove(removed.id)

    refreshed = succeeded(sandbox.refresh("initial"))

    drift = {(urn.split("::")[-2].rpartition("$")[2], urn.split("::")[-1]): op for urn, op in refreshed.drift.items()}
    # With the queue go its policy and nothing else.
    assert drift == {
        ("aws:sqs/queue:Queue", "queues-video"): "update",
        ("aws:sqs/queue:Queue", "queues-messaging"): "delete",
        ("aws:sqs/queuePolicy:QueuePolicy", "queues-messaging"): "delete",
    }
    video = next(urn for urn, op in refreshed.drift.items() if op == "update")
    assert list(refreshed.step(video).diff) == ["visibilityTimeoutSeconds"]

    mended = succeeded(sandbox.up("initial"))
    assert sorted(mended.changes.values()) == ["create", "create", "update"]
    assert succeeded(sandbox.preview("initial")).changes == {}


def test_destroying_is_refused_before_anything_is_deleted_and_possible_once_unprotected(sandbox: Sandbox) -> None:
    succeeded(sandbox.up("initial"))
    sandbox.account.clear_log()

    refused = sandbox.destroy("initial")

    assert refused.failed
    assert any("protected" in error for error in refused.errors)
    assert [operation for operation in sandbox.account.log() if operation.op == "delete"] == []

    succeeded(sandbox.unprotect("initial"))
    # What AWS itself protects a person has to give up there, as the README says.
    for held in sandbox.account.list():
        if held.type == "aws:rds/instance:Instance":
            sandbox.account.tamper(held.id, {"deletionProtection": False})
        elif held.type == "aws:lb/loadBalancer:LoadBalancer":
            sandbox.account.tamper(held.id, {"enableDeletionProtection": False})
    succeeded(sandbox.destroy("initial"))
    left = {(held.type, held.name) for held in sandbox.account.list()}
    assert ("aws:s3/bucket:Bucket", "storage-media") in left
    others = {(token, name) for token, name in left if not name.startswith(("storage-media", "cdn-media"))}
    # Old revisions of task definitions cost nothing, and a rollback needs them.
    assert {token for token, _ in others} == {"aws:ecs/taskDefinition:TaskDefinition"}
