"""Who takes the roles of the services, and what their applications may do, as AWS would be asked for it."""

import json
from typing import Any

import pulumi
import pytest
from pulumi_aws import secretsmanager

from components.cluster import Cluster, ClusterArgs
from sandbox.recording import Recording, record
from sizing.queues import QUEUES
from tests.components.access import (
    ACCESS,
    BUCKET,
    POLICY,
    QUEUE,
    QUEUE_ARNS,
    ROLE,
    WITH_GPU,
    allows,
    declare,
    may,
    policy,
    record_everything,
)
from tests.components.policies import lint, statements

TIER = "academy:identity:Identity"
CLUSTER = "aws:ecs/cluster:Cluster"

TASK = "arn:aws:ecs:ap-northeast-2:123456789012:task/"
LOGIN = "arn:aws:rds-db:ap-northeast-2:123456789012:dbuser:"

MEDIA_ACTIONS = {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:DeleteObjectVersion"}


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record_everything()


def every_statement(recording: Recording) -> list[dict[str, Any]]:
    return [each for found in recording.of_type(POLICY) for each in statements(found)]


def test_every_service_has_two_roles_of_its_own(recording: Recording) -> None:
    services = ("ai", "api", "gpu", "messaging", "migrate", "video")

    assert list(recording.by_name(ROLE)) == [
        f"identity-{service}-{kind}" for service in services for kind in ("execution", "task")
    ]
    for role in recording.of_type(ROLE):
        assert not {"name", "namePrefix", "managedPolicyArns", "inlinePolicies"} & role.inputs.keys()


def test_a_service_that_is_off_has_no_role() -> None:
    assert not [each for each in record(declare).resources if "gpu" in each.name]


def test_a_policy_belongs_to_the_role_of_its_name_and_to_no_other(recording: Recording) -> None:
    physical = {name: role.inputs.get("name") or role.id for name, role in recording.by_name(ROLE).items()}

    assert {name: each.inputs["role"] for name, each in recording.by_name(POLICY).items()} == {
        name: role for name, role in physical.items() if name != "identity-migrate-task"
    }


def test_only_ecs_takes_a_role_and_only_for_tasks_of_this_account_and_region(recording: Recording) -> None:
    for role in recording.of_type(ROLE):
        assert json.loads(role.inputs["assumeRolePolicy"]) == {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "OwnTasks",
                    "Effect": "Allow",
                    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": "123456789012"},
                        "ArnLike": {"aws:SourceArn": "arn:aws:ecs:ap-northeast-2:123456789012:*"},
                    },
                }
            ],
        }


def test_every_policy_is_one_that_aws_understands(recording: Recording) -> None:
    assert {key: found for key, found in lint(recording).items() if found} == {}


def test_no_action_is_a_pattern_and_no_resource_is_everything_but_the_registrys_login(recording: Recording) -> None:
    for statement in every_statement(recording):
        assert not [action for action in statement["Action"] if "*" in action]
        if statement["Action"] != ["ecr:GetAuthorizationToken"]:
            assert "*" not in statement["Resource"]
            for resource in statement["Resource"]:
                assert resource.startswith("arn:aws:")
                assert not resource.endswith("123456789012:*")


def test_the_api_sends_receives_and_deletes_on_every_job_queue_and_no_dead_letter_queue(recording: Recording) -> None:
    actions = {"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}

    for queue in QUEUES:
        assert may(recording, "api-task", actions, f"{QUEUE}{queue.key}") == actions - {"sqs:ChangeMessageVisibility"}
        assert may(recording, "api-task", actions | {"sqs:PurgeQueue"}, f"{QUEUE}{queue.key}-dlq") == set()


@pytest.mark.parametrize(
    ("worker", "own"),
    [
        ("video", {"video"}),
        ("ai", {"ai-lite", "ai-basic", "ai-premium"}),
        ("messaging", {"messaging"}),
        ("gpu", {"ai-premium"}),
    ],
)
def test_a_worker_works_on_its_own_queues_and_sends_nowhere(recording: Recording, worker: str, own: set[str]) -> None:
    working = {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
    }
    others = {"sqs:SendMessage", "sqs:PurgeQueue", "sqs:SetQueueAttributes"}

    for key, arn in QUEUE_ARNS.items():
        assert may(recording, f"{worker}-task", working | others, arn) == (working if key in own else set())


def test_the_api_may_do_all_that_an_upload_needs_and_look_what_is_there(recording: Recording) -> None:
    objects = f"{BUCKET}/media/lecture-1.mp4"

    assert may(recording, "api-task", MEDIA_ACTIONS, objects) == MEDIA_ACTIONS - {"s3:DeleteObjectVersion"}
    assert may(recording, "api-task", {"s3:ListBucket", "s3:DeleteBucket"}, BUCKET) == {"s3:ListBucket"}
    assert may(recording, "api-task", MEDIA_ACTIONS, "arn:aws:s3:::academy-media-staging/x") == set()


@pytest.mark.parametrize("worker", ["video", "ai", "gpu"])
def test_a_worker_of_media_reads_and_writes_and_deletes_nothing(recording: Recording, worker: str) -> None:
    assert may(recording, f"{worker}-task", MEDIA_ACTIONS, f"{BUCKET}/x") == {"s3:GetObject", "s3:PutObject"}
    assert may(recording, f"{worker}-task", {"s3:ListBucket"}, BUCKET) == set()


def test_who_has_nothing_to_do_with_media_does_not_see_it(recording: Recording) -> None:
    for role in ("messaging-task", "migrate-task", "api-execution", "video-execution"):
        assert may(recording, role, MEDIA_ACTIONS, f"{BUCKET}/x") == set()


@pytest.mark.parametrize(
    ("worker", "cluster"), [("video", "cluster"), ("ai", "cluster"), ("messaging", "cluster"), ("gpu", "gpu")]
)
def test_a_worker_protects_tasks_of_its_own_cluster(recording: Recording, worker: str, cluster: str) -> None:
    actions = {"ecs:GetTaskProtection", "ecs:UpdateTaskProtection", "ecs:StopTask"}
    other = {"cluster": "gpu", "gpu": "cluster"}[cluster]

    assert may(recording, f"{worker}-task", actions, f"{TASK}{cluster}-1a2b3c4/0123abcd") == actions - {"ecs:StopTask"}
    assert may(recording, f"{worker}-task", actions, f"{TASK}{other}-1a2b3c4/0123abcd") == set()


def test_a_worker_protects_tasks_of_the_cluster_that_there_really_is() -> None:
    def program() -> None:
        declare()
        Cluster("cluster", ClusterArgs(environment="prod", container_insights=False))

    recording = record(program)
    task = recording.one(CLUSTER).id.replace(":cluster/", ":task/") + "/0123abcd"

    assert allows(policy(recording, "video-task"), "ecs:UpdateTaskProtection", task)


def test_the_api_and_the_migration_protect_no_task(recording: Recording) -> None:
    for role in ("api-task", "migrate-task"):
        assert not allows(policy(recording, role), "ecs:UpdateTaskProtection", f"{TASK}cluster-1a2b3c4/0123abcd")


def test_only_the_api_logs_in_to_the_database_with_iam_and_as_one_user(recording: Recording) -> None:
    assert allows(policy(recording, "api-task"), "rds-db:connect", f"{LOGIN}db-ABC/academy_iam")
    assert not allows(policy(recording, "api-task"), "rds-db:connect", f"{LOGIN}db-ABC/academy_admin")
    assert sum("rds-db:connect" in each["Action"] for each in every_statement(recording)) == 1


def test_without_iam_logins_nobody_has_one() -> None:
    assert [each for each in every_statement(record(declare)) if "rds-db:connect" in each["Action"]] == []


def test_no_application_reads_secrets_itself_or_pulls_images(recording: Recording) -> None:
    for found in recording.of_type(POLICY):
        if found.name.endswith("-task"):
            services = {action.partition(":")[0] for each in statements(found) for action in each["Action"]}
            assert services <= {"sqs", "s3", "ecs", "rds-db"}


def test_a_policy_waits_for_nothing_that_it_does_not_name() -> None:
    def program() -> None:
        declare(master_secret_arn=secretsmanager.Secret("master").arn)

    recording = record(program)
    master = recording.one("aws:secretsmanager/secret:Secret").urn

    waiting = {each.name for each in recording.of_type(POLICY) if master in each.property_dependencies["policy"]}
    assert waiting == {"identity-migrate-execution"}


def test_services_get_their_roles_and_what_to_wait_for() -> None:
    def program() -> None:
        for service, roles in declare().roles.items():
            pulumi.export(service, [roles.execution_role_arn, roles.task_role_arn])
            pulumi.export(f"{service}-policies", [each.urn for each in roles.policies])

    recording = record(program)
    roles = {name: f"arn:aws:iam::123456789012:role/{role.id}" for name, role in recording.by_name(ROLE).items()}
    urns = {name: each.urn for name, each in recording.by_name(POLICY).items()}

    for access in ACCESS:
        pair = [f"identity-{access.service}-execution", f"identity-{access.service}-task"]
        assert recording.exports[access.service] == [roles[name] for name in pair]
        assert recording.exports[f"{access.service}-policies"] == [urns[name] for name in pair if name in urns]


def test_the_tier_says_what_roles_it_made(recording: Recording) -> None:
    outputs = recording.outputs[recording.one(TIER).urn]

    assert outputs["task_role_arns"]["gpu"].endswith(recording.one(ROLE, "identity-gpu-task").id)
    assert outputs["execution_role_arns"].keys() == {each.service for each in WITH_GPU}
