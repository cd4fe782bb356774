"""What really runs: rollouts that are under way, stuck, rolled back, and those that came through."""

import time
from datetime import timedelta
from typing import Any

import pytest

from ops.verify.rollout import Deployment, Service, Verdict, judge
from tests.ops.verify.conftest import WHEN, Platform

NEW = "arn:aws:ecs:ap-northeast-2:123456789012:task-definition/academy-prod-api:8"
OLD = "arn:aws:ecs:ap-northeast-2:123456789012:task-definition/academy-prod-api:7"


def deployment(revision: str = NEW, state: str = "COMPLETED", running: int = 2, reason: str = "") -> Deployment:
    return Deployment(id="1", primary=True, revision=revision, state=state, reason=reason, running=running)


def service(*deployments: Deployment, **changes: Any) -> Service:
    given: dict[str, Any] = {"released": True, "least": 2, "desired": 2, "healthy_targets": 2} | changes
    return Service(key="api", cluster="c", name="api-1", wanted=NEW, deployments=deployments, **given)


@pytest.mark.parametrize(
    ("found", "kind", "text"),
    [
        (service(deployment()), "well", "2 tasks of academy-prod-api:8"),
        (service(deployment(), healthy_targets=None), "well", "2 tasks of academy-prod-api:8"),
        (service(deployment(running=0), least=0, desired=0), "well", "0 tasks of academy-prod-api:8"),
        (service(deployment(running=1)), "waits", "1 of 2 tasks run"),
        (service(deployment(state="IN_PROGRESS")), "waits", "its deployment is IN_PROGRESS"),
        (service(deployment(), healthy_targets=1), "waits", "1 of 2 tasks healthy for the load balancer"),
        (
            service(deployment(running=0), desired=0),
            "waits",
            "ECS is asked for 0 tasks, and scaling keeps 2 at least",
        ),
        (
            service(deployment(state="FAILED", reason="tasks failed to start.")),
            "failed",
            "its deployment failed: tasks failed to start.",
        ),
        (
            service(deployment(revision=OLD)),
            "failed",
            "it runs academy-prod-api:7 and not academy-prod-api:8, as after a rollback or another deployment: "
            "ECS gives no reason",
        ),
        (service(), "failed", "ECS has no such service; run `pulumi up`"),
        (service(deployment(running=0), released=False, desired=0), "well", "not released yet: no tasks"),
        (
            service(deployment(running=0), released=False, desired=1),
            "failed",
            "ECS is asked for 1 task, and there is no build of it",
        ),
    ],
)
def test_a_service_is_well_or_waits_or_has_failed(found: Service, kind: str, text: str) -> None:
    verdict = judge(found)
    assert (verdict.kind, verdict.text) == (kind, text)


def test_a_rollback_under_way_is_a_failure_and_tells_what_failed() -> None:
    back = deployment(revision=OLD, state="IN_PROGRESS", reason="ECS deployment circuit breaker: rolling back to 7.")
    failed = Deployment(id="2", primary=False, revision=NEW, state="FAILED", reason="tasks failed to start.", running=0)

    assert judge(service(back, failed)) == Verdict(
        kind="failed",
        text="its deployment was rolled back: it runs academy-prod-api:7 and not academy-prod-api:8: "
        "tasks failed to start.",
    )
    assert judge(service(back)).text == (
        "its deployment was rolled back: it runs academy-prod-api:7 and not academy-prod-api:8: "
        "ECS deployment circuit breaker: rolling back to 7."
    )


def test_a_stack_that_is_all_well_has_no_trouble(platform: Platform) -> None:
    assert platform.troubles() == []
    assert platform.waits.seconds == 0


def test_progress_is_told_once_a_change_until_the_services_are_there(platform: Platform) -> None:
    ecs = platform.answers["ecs"]
    starting = platform.services(platform.service("api", primary={"runningCount": 1, "rolloutState": "IN_PROGRESS"}))
    ecs.instead("describe_services", starting, starting, platform.services())

    assert platform.troubles() == []
    assert [line for line in platform.told if line.startswith("api")] == [
        "api: 1 of 2 tasks run",
        "api: 2 tasks of academy-prod-api:1",
    ]
    assert platform.waits.seconds == 20


def test_a_service_that_is_stuck_tells_its_events_and_why_tasks_stopped(platform: Platform) -> None:
    revision = platform.side.outputs["task_definition_arns"]["api"]
    ecs = platform.answers["ecs"]
    stuck = platform.service(
        "api",
        primary={"runningCount": 0, "rolloutState": "IN_PROGRESS"},
        events=[{"id": "1", "createdAt": WHEN, "message": "(service api) is unable to consistently start tasks."}],
    )
    ecs.instead("describe_services", platform.services(stuck))
    ecs.answer("list_tasks", {"taskArns": ["arn:aws:ecs:ap-northeast-2:123456789012:task/cluster/t1", "t2", "t3"]})
    ecs.answer(
        "describe_tasks",
        {
            "tasks": [
                stopped_task("t1", revision, minutes=3, exit_code=1),
                stopped_task("t2", revision, minutes=1, exit_code=3),
                stopped_task("t3", revision.replace(":1", ":9"), minutes=0, exit_code=9),
            ]
        },
    )
    logs = platform.clients.logs
    logs.create_log_stream(logGroupName="/academy/prod/api", logStreamName="api/api/t2")
    logs.put_log_events(
        logGroupName="/academy/prod/api",
        logStreamName="api/api/t2",
        logEvents=[
            {"timestamp": int(time.time() * 1000) + number, "message": f"line {number}"} for number in range(12)
        ],
    )

    found = platform.verify(timeout_seconds=30)["services"]

    (trouble,) = found.troubles
    assert trouble.text == "api: not there after 30 s: 0 of 2 tasks run"
    assert list(trouble.details) == [
        "ECS says: (service api) is unable to consistently start tasks.",
        "a task stopped: Essential container in task exited; api ended with exit code 3",
        "a task stopped: Essential container in task exited; api ended with exit code 1",
        *[f"api: line {number}" for number in range(2, 12)],
    ]
    assert platform.waits.seconds == 30


def stopped_task(task_id: str, revision: str, *, minutes: int, exit_code: int) -> dict[str, Any]:
    """A task that stopped so many minutes ago, as DescribeTasks answers."""
    return {
        "taskArn": f"arn:aws:ecs:ap-northeast-2:123456789012:task/cluster/{task_id}",
        "taskDefinitionArn": revision,
        "lastStatus": "STOPPED",
        "desiredStatus": "STOPPED",
        "stopCode": "EssentialContainerExited",
        "stoppedReason": "Essential container in task exited",
        "stoppedAt": WHEN - timedelta(minutes=minutes),
        "containers": [{"name": "api", "lastStatus": "STOPPED", "exitCode": exit_code}],
    }


def test_a_rollback_is_told_at_once_beside_what_else_is_wrong(platform: Platform) -> None:
    before = platform.side.outputs["task_definition_arns"]["api"].replace(":1", ":0")
    rolled_back = platform.service(
        "api",
        primary={"taskDefinition": before, "rolloutStateReason": "rolled back to deployment ecs-svc/1."},
    )
    platform.answers["ecs"].instead("describe_services", platform.services(rolled_back))
    platform.answers["ecs"].answer("list_tasks", {"taskArns": []})
    platform.pages.clear()

    troubles = platform.troubles()

    site = platform.side.outputs["site_address"]
    assert troubles == [
        "services: api: its deployment was rolled back: it runs academy-prod-api:0 and not academy-prod-api:1: "
        "rolled back to deployment ecs-svc/1.",
        f"site: {site}/ answers 404; want 200: index.html is not in the frontend bucket",
        f"site: {site}/api/healthz answers 404; want 200",
    ]
    assert platform.waits.seconds == 0


def test_stopped_tasks_that_may_not_be_read_are_said_and_hide_nothing(platform: Platform) -> None:
    ecs = platform.answers["ecs"]
    failed = platform.service("ai", primary={"rolloutState": "FAILED", "rolloutStateReason": "tasks failed to start."})
    ecs.instead("describe_services", platform.services(failed))
    ecs.refuse("list_tasks", "AccessDeniedException", "not authorized to perform: ecs:ListTasks")

    (trouble,) = platform.verify()["services"].troubles

    assert trouble.text == "ai: its deployment failed: tasks failed to start."
    assert list(trouble.details) == ["stopped tasks can't be read: access denied: ListTasks needs ecs:ListTasks"]


def test_a_worker_on_demand_that_should_be_on_spot_is_told(platform: Platform) -> None:
    ecs = platform.answers["ecs"]
    on_demand = [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 0}]
    ecs.instead(
        "describe_services",
        platform.services(
            platform.service("video", capacityProviderStrategy=on_demand),
            platform.service("ai", capacityProviderStrategy=[], launchType="FARGATE"),
        ),
    )

    assert platform.troubles() == [
        "capacity: ai: tasks run on FARGATE; want FARGATE_SPOT",
        "capacity: video: tasks run on FARGATE; want FARGATE_SPOT",
    ]
