"""The access table of a whole stack, the roles made from it, and what their policies let a service do."""

import re
from collections.abc import Sequence
from typing import Any

from pulumi import Input

from components.identity import Identity, IdentityArgs
from sandbox.recording import Recording, record
from sizing.access import ServiceAccess
from sizing.database import Pooler
from sizing.queues import QUEUES
from tests.components.compute import API_ACCESS, MASTER_SECRET, MESSAGING_ACCESS, MIGRATE_ACCESS, SECRETS
from tests.components.policies import statements

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"

QUEUE = "arn:aws:sqs:ap-northeast-2:123456789012:academy-"
BUCKET = "arn:aws:s3:::academy-media-prod"
REPOSITORY = "arn:aws:ecr:ap-northeast-2:123456789012:repository/academy-"

QUEUE_ARNS = {key: f"{QUEUE}{key}" for queue in QUEUES for key in (queue.key, f"{queue.key}-dlq")}
SECRET_ARNS = {
    key: f"{SECRETS}{key}-AbCdEf" for key in ("application-key", "database-password", "solapi", "media-signing-key")
}
IMAGES = ("api", "video", "ai", "messaging", "gpu", "pgbouncer")

VIDEO_ACCESS = ServiceAccess(service="video", image="video", receives_from=("video",), media="read_write")
AI_ACCESS = ServiceAccess(
    service="ai", image="ai", receives_from=("ai-lite", "ai-basic", "ai-premium"), media="read_write"
)
GPU_ACCESS = ServiceAccess(
    service="gpu",
    image="gpu",
    receives_from=("ai-premium",),
    media="read_write",
    secrets=("database-password",),
    gpu=True,
)

ACCESS = (API_ACCESS, VIDEO_ACCESS, AI_ACCESS, MESSAGING_ACCESS, MIGRATE_ACCESS)
"""Without a GPU; of the workers, only messaging uses the database."""

WITH_GPU = (*ACCESS, GPU_ACCESS)


def declare(
    access: Sequence[ServiceAccess] = ACCESS,
    *,
    pooler: Pooler = "none",
    login_id: str | None = None,
    master_secret_arn: Input[str] = MASTER_SECRET,
) -> Identity:
    """The tier, as a program would declare it."""
    return Identity(
        "identity",
        IdentityArgs(
            environment="prod",
            region="ap-northeast-2",
            account_id="123456789012",
            access=access,
            pooler=pooler,
            queue_arns=QUEUE_ARNS,
            media_bucket_arn=BUCKET,
            secret_arns=SECRET_ARNS,
            master_secret_arn=master_secret_arn,
            database_login_id=login_id,
            repository_arns={image: f"{REPOSITORY}{image}" for image in IMAGES},
            cluster="cluster",
            gpu_cluster="gpu",
        ),
    )


def record_everything() -> Recording:
    """The largest variant: a GPU, PgBouncer and a user that logs in with IAM."""
    return record(lambda: declare(WITH_GPU, pooler="pgbouncer", login_id="db-ABC"))


def policy(recording: Recording, role: str) -> list[dict[str, Any]]:
    """The statements of a role, none where it has no policy."""
    found = recording.by_name(POLICY)
    name = f"identity-{role}"
    return statements(found[name]) if name in found else []


def may(recording: Recording, role: str, actions: set[str], resource: str) -> set[str]:
    """Which of the actions the role may do to the resource."""
    return {each for each in actions if allows(policy(recording, role), each, resource)}


def allows(statements: Sequence[dict[str, Any]], action: str, resource: str) -> bool:
    """Whether IAM would let somebody with these statements do this.

    All of them must allow without a condition.
    """
    for statement in statements:
        assert statement["Effect"] == "Allow"
        assert statement.keys() <= {"Sid", "Effect", "Action", "Resource"}
    return any(
        _matches(each["Action"], action, re.IGNORECASE) and _matches(each["Resource"], resource) for each in statements
    )


def _matches(patterns: Sequence[str], value: str, flags: int = 0) -> bool:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    return any(
        re.fullmatch(re.escape(each).replace(r"\*", ".*").replace(r"\?", "."), value, flags) for each in patterns
    )
