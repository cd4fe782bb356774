"""The IAM policies of a service's two roles, as plain documents made from the access table.

ARNs are only passed on: they may be values of a program that AWS has not given yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from sizing.access import ServiceAccess, Worker

VERSION = "2012-10-17"
"""Of the policy language.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"""

DATABASE_USER = "academy_iam"
"""PostgreSQL's user that logs in with IAM, where the profile allows it; whoever makes it grants it rds_iam.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html"""

_WORKERS: tuple[Worker, ...] = get_args(Worker)

Arn = object
Statement = dict[str, object]
Document = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class ExecutionArns:
    """What ECS needs to start one service's tasks."""

    repositories: Sequence[Arn]
    log_streams: Arn
    """Of the service's own log group."""
    secrets: Sequence[Arn]


@dataclass(frozen=True, kw_only=True)
class TaskArns:
    """What one service's application may reach."""

    sends_to: Sequence[Arn]
    receives_from: Sequence[Arn]
    media_bucket: Arn
    media_objects: Arn
    tasks: Arn
    """Of the cluster that it runs in."""
    database_user: Arn | None
    """None where nobody logs in with IAM."""


def trust_policy(account_id: object, ecs_arns: Arn) -> Document:
    """Lets ECS take the role for tasks of this account and region, and for nobody else's.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    return document(
        [
            {
                "Sid": "OwnTasks",
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": ecs_arns},
                },
            }
        ]
    )


def document(statements: Sequence[Statement]) -> Document:
    """A policy of these statements; IAM refuses one without any."""
    return {"Version": VERSION, "Statement": list(statements)}


def execution_statements(arns: ExecutionArns) -> list[Statement]:
    """What ECS itself does for a task: pulls its images, reads its secrets, writes its logs.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    """
    statements = [
        # The one action here for which IAM knows no resource.
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
        _allow("RegistryLogin", ["ecr:GetAuthorizationToken"], ["*"]),
        _allow(
            "OwnImages",
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            arns.repositories,
        ),
        _allow("OwnLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [arns.log_streams]),
    ]
    if arns.secrets:
        statements.append(_allow("OwnSecrets", ["secretsmanager:GetSecretValue"], arns.secrets))
    return statements


def task_statements(access: ServiceAccess, arns: TaskArns) -> list[Statement]:
    """What the application may do; nothing, for one that only talks to the database."""
    statements: list[Statement] = []
    works = access.service in _WORKERS
    if access.sends_to:
        statements.append(_allow("SendJobs", ["sqs:SendMessage"], arns.sends_to))
    if access.receives_from:
        # A worker hides a message for as long as it works on it, and asks how many wait.
        working = ["sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"] if works else []
        statements.append(
            _allow("ReceiveJobs", ["sqs:ReceiveMessage", "sqs:DeleteMessage", *working], arns.receives_from)
        )
    statements.extend(_media_statements(access, arns))
    if works:
        # By cluster and not by service: task protection does not fill in the condition keys that would tell services
        # apart, ecs:cluster included, so a statement with one allows nothing.
        statements.append(
            _allow("ProtectTasksAtWork", ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"], [arns.tasks])
        )
    if arns.database_user is not None:
        statements.append(_allow("DatabaseLogin", ["rds-db:connect"], [arns.database_user]))
    return statements


def _media_statements(access: ServiceAccess, arns: TaskArns) -> list[Statement]:
    if access.media == "none":
        return []
    if access.media == "read_write":
        return [_allow("MediaObjects", ["s3:GetObject", "s3:PutObject"], [arns.media_objects])]
    return [
        _allow(
            "MediaObjects",
            ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
            [arns.media_objects],
        ),
        # Without it, S3 calls a missing object forbidden.
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        _allow("MediaList", ["s3:ListBucket"], [arns.media_bucket]),
    ]


def _allow(sid: str, actions: Sequence[str], resources: Sequence[Arn]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
