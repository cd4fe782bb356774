"""`academy migrate`: one task with the release's image, watched to its end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ops.migrate import Job, Migrated, Migration
from ops.problem import Problem
from ops.tasks.one_off import Place
from tests.ops.answers import Answers
from tests.ops.aws_side import AwsSide
from tests.ops.patient import Waits

IMAGE = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/academy-api:1.0.0"
GROUP = "/academy/prod/migrate"


@dataclass
class Bench:
    """A stack before its first release, and all that a migration says."""

    side: AwsSide
    ecs: Answers
    logs: Answers
    waits: Waits = field(default_factory=Waits)
    log: list[str] = field(default_factory=list[str])
    told: list[str] = field(default_factory=list[str])

    @property
    def job(self) -> Job:
        outputs = self.side.outputs
        return Job(
            definition=outputs["task_definition_arns"]["migrate"],
            image=IMAGE,
            place=Place(
                cluster=outputs["cluster_name"],
                subnet_ids=outputs["task_subnet_ids"],
                security_group_id=outputs["migrate_security_group_id"],
                assign_public_ip=outputs["assign_public_ip"],
            ),
        )

    def run(self, job: Job | None = None, timeout_seconds: float = 600) -> Migrated:
        return Migration(
            ecs=self.side.client("ecs"),
            logs=self.side.client("logs"),
            job=job or self.job,
            timeout_seconds=timeout_seconds,
            say=self.log.append,
            tell=self.told.append,
            clock=self.waits.clock(),
        ).run()

    def task(self) -> str:
        """ARN of the task that was started."""
        task_id = self.told[0].split()[1]
        return f"arn:aws:ecs:ap-northeast-2:123456789012:task/{self.job.place.cluster}/{task_id}"

    def becomes(self, *answers: dict[str, Any]) -> None:
        """The task goes through these; no other runs."""
        self.ecs.instead("list_tasks", {"taskArns": []})
        self.ecs.instead("describe_tasks", *answers)

    def write(self, *lines: str) -> None:
        """The task writes lines to its log."""
        logs, stream = self.side.client("logs"), f"migrate/migrate/{self.task().rpartition('/')[2]}"
        if not logs.describe_log_streams(logGroupName=GROUP, logStreamNamePrefix=stream)["logStreams"]:
            logs.create_log_stream(logGroupName=GROUP, logStreamName=stream)
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": f"{line}\n"} for line in lines]
        logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)

    def revisions(self) -> list[str]:
        """The migration's task definitions that can be run."""
        found = self.side.client("ecs").list_task_definitions(familyPrefix="academy-prod-migrate", status="ACTIVE")
        return [arn.rpartition("/")[2] for arn in found["taskDefinitionArns"]]


@pytest.fixture
def bench(first_up: AwsSide) -> Iterator[Bench]:
    bench = Bench(side=first_up, ecs=Answers(first_up.client("ecs")), logs=Answers(first_up.client("logs")))
    yield bench
    bench.ecs.deactivate()
    bench.logs.deactivate()


def state(status: str, **more: Any) -> dict[str, Any]:
    """DescribeTasks answers that the one task has a status.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
    """
    return {"tasks": [{"taskArn": "arn:task/cluster/other", "lastStatus": status, **more}], "failures": []}


def ended(code: int | None, **more: Any) -> dict[str, Any]:
    container: dict[str, Any] = {"name": "migrate", "lastStatus": "STOPPED"}
    container |= {} if code is None else {"exitCode": code}
    return state("STOPPED", **{"containers": [container | more.pop("container", {})], **more})


def test_it_runs_the_releases_image_and_passes_each_line_on_once(bench: Bench) -> None:
    bench.becomes(state("PROVISIONING"), state("RUNNING"), state("RUNNING"), ended(0))
    bench.waits.then = [
        lambda: bench.write("creating academy_app"),
        lambda: bench.write("0001_initial", "0002_users"),
        lambda: None,
        lambda: bench.write("done"),
    ]

    migrated = bench.run()

    assert bench.log == ["creating academy_app", "0001_initial", "0002_users", "done"]
    assert bench.told[1:] == ["task is PROVISIONING", "task is RUNNING", "task is STOPPED"]
    assert (migrated.image, migrated.seconds) == (IMAGE, 25)
    (asked,) = bench.ecs.asked("run_task")
    outputs = bench.side.outputs
    assert asked["taskDefinition"].endswith("/academy-prod-migrate:2")
    assert asked["launchType"] == "FARGATE"
    assert asked["networkConfiguration"] == {
        "awsvpcConfiguration": {
            "subnets": outputs["task_subnet_ids"],
            "securityGroups": [outputs["migrate_security_group_id"]],
            "assignPublicIp": "ENABLED",
        }
    }


def test_its_revision_is_the_declared_one_with_another_image_and_goes_again(bench: Bench) -> None:
    ecs = bench.side.client("ecs")
    declared = ecs.describe_task_definition(taskDefinition=bench.job.definition)["taskDefinition"]
    bench.run()

    ran = ecs.describe_task_definition(taskDefinition="academy-prod-migrate:2", include=["TAGS"])
    mine = ran["taskDefinition"]
    assert [one.pop("image") for one in mine["containerDefinitions"]] == [IMAGE]
    assert [one.pop("image").rpartition(":")[2] for one in declared["containerDefinitions"]] == ["unreleased"]
    its_own = {"taskDefinitionArn", "revision", "status", "registeredAt", "deregisteredAt"}
    assert {key: mine[key] for key in mine.keys() - its_own} == {
        key: declared[key] for key in declared.keys() - its_own
    }
    assert ran["tags"] == [{"key": "Project", "value": "academy"}]
    assert mine["status"] == "INACTIVE"
    assert bench.revisions() == ["academy-prod-migrate:1"]


def test_a_release_that_the_definition_has_already_needs_no_revision(bench: Bench) -> None:
    image = IMAGE.replace("1.0.0", "unreleased")

    assert bench.run(replace(bench.job, image=image)).image == image
    assert bench.ecs.asked("register_task_definition") == []
    assert bench.ecs.asked("deregister_task_definition") == []


def test_it_may_be_run_again_once_it_is_done(bench: Bench) -> None:
    assert bench.run().task != bench.run().task


def test_a_task_in_a_private_subnet_has_no_public_address(bench: Bench) -> None:
    bench.run(replace(bench.job, place=replace(bench.job.place, assign_public_ip=False)))

    (asked,) = bench.ecs.asked("run_task")
    assert asked["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"


@pytest.mark.parametrize("status", ["PROVISIONING", "RUNNING", "STOPPING"])
def test_it_refuses_while_another_one_has_not_stopped(bench: Bench, status: str) -> None:
    bench.ecs.answer("list_tasks", {"taskArns": ["arn:task/cluster/other"]})
    bench.ecs.answer("describe_tasks", state(status))

    with pytest.raises(Problem, match=r"under way already.*wait for arn:task/cluster/other, or stop it with: aws ecs"):
        bench.run()
    assert bench.ecs.asked("run_task") == []
    assert bench.revisions() == ["academy-prod-migrate:1"]
    assert {(one["family"], one["desiredStatus"]) for one in bench.ecs.asked("list_tasks")} == {
        ("academy-prod-migrate", "RUNNING"),
        ("academy-prod-migrate", "STOPPED"),
    }


def test_two_that_start_at_the_same_moment_do_not_both_go_on(bench: Bench) -> None:
    nothing: dict[str, Any] = {"taskArns": []}
    bench.ecs.answer("list_tasks", nothing, nothing, {"taskArns": ["arn:task/cluster/other"]}, nothing)
    bench.ecs.answer("describe_tasks", state("PROVISIONING"))

    with pytest.raises(Problem, match="there may be only one: wait for arn:task/cluster/other"):
        bench.run()
    (stopped,) = bench.ecs.asked("stop_task")
    assert stopped["reason"] == "Another migration is under way"
    assert bench.revisions() == ["academy-prod-migrate:1"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            ended(1, stoppedReason="Essential container in task exited"),
            "the migration failed: Essential container in task exited; migrate ended with exit code 1",
        ),
        (
            ended(None, stoppedReason="CannotPullContainerError: academy-api:1.0.0: not found"),
            "the migration failed: it never ran: CannotPullContainerError: academy-api:1.0.0: not found",
        ),
        (
            ended(137, container={"reason": "OutOfMemoryError: Container killed due to memory usage"}),
            "the migration failed: migrate ended with exit code 137; migrate: OutOfMemoryError: "
            "Container killed due to memory usage",
        ),
        (state("STOPPED"), "the migration failed: it never ran: ECS gives no reason"),
    ],
)
def test_it_fails_with_why_the_task_stopped(bench: Bench, answer: dict[str, Any], said: str) -> None:
    bench.becomes(answer)

    with pytest.raises(Problem) as caught:
        bench.run()
    assert str(caught.value) == said
    assert bench.revisions() == ["academy-prod-migrate:1"]


def test_it_fails_when_ecs_has_no_place(bench: Bench) -> None:
    bench.ecs.answer("run_task", {"tasks": [], "failures": [{"reason": "Capacity is unavailable at this time"}]})

    with pytest.raises(Problem, match="ECS starts no academy-prod-migrate: Capacity is unavailable at this time"):
        bench.run()
    assert bench.revisions() == ["academy-prod-migrate:1"]


def test_a_task_that_ecs_does_not_know_yet_is_waited_for_but_not_for_ever(bench: Bench) -> None:
    unknown = {"tasks": [], "failures": [{"arn": "arn:task", "reason": "MISSING"}]}
    bench.becomes(unknown, unknown, ended(0))
    assert bench.run().seconds == 20

    bench.becomes(unknown)
    with pytest.raises(Problem, match="ECS does not know task"):
        bench.run()


def test_after_the_timeout_it_says_that_the_task_goes_on_and_how_to_stop_it(bench: Bench) -> None:
    bench.becomes(state("RUNNING"))

    with pytest.raises(Problem, match=r"goes on after 30 s, and is RUNNING; stop it with: aws ecs stop-task --cluster"):
        bench.run(timeout_seconds=30)
    assert bench.waits.seconds == 30


def test_ctrl_c_ends_the_watching_and_not_the_task(bench: Bench) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    bench.becomes(state("RUNNING"))
    bench.waits.then = [interrupt]

    with pytest.raises(KeyboardInterrupt):
        bench.run()
    stop = f"aws ecs stop-task --cluster {bench.job.place.cluster} --task {bench.task()}"
    assert bench.told[-1] == f"the migration goes on without you; stop it with: {stop}"
    assert bench.ecs.asked("stop_task") == []
    assert bench.revisions() == ["academy-prod-migrate:1"]


def test_a_log_that_may_not_be_read_does_not_end_the_migration(bench: Bench) -> None:
    bench.logs.refuse("get_log_events", "AccessDeniedException", "not authorized")
    bench.becomes(state("RUNNING"), ended(0))

    bench.run()

    assert [line for line in bench.told if "log" in line] == [
        "its log can't be read, and it goes on: access denied: the credentials lack the permission for GetLogEvents"
    ]


def test_aws_being_busy_for_a_while_is_waited_out(bench: Bench) -> None:
    bench.becomes(state("RUNNING"), ended(0))
    bench.ecs.refuse_first("describe_tasks", "ThrottlingException", "Rate exceeded")
    bench.logs.answer("get_log_events", {"events": [{"message": "0001_initial"}], "nextForwardToken": "f"})
    bench.logs.refuse_first("get_log_events", "ThrottlingException", "Rate exceeded")

    bench.run()

    assert bench.log[0] == "0001_initial"
    assert bench.told[1:] == [
        "AWS has too many calls (ThrottlingException for DescribeTasks, after repeated tries): run this again in a "
        "minute",
        "task is RUNNING",
        "task is STOPPED",
    ]


def test_a_revision_that_may_not_be_removed_is_told_and_no_failure(bench: Bench) -> None:
    bench.ecs.refuse("deregister_task_definition", "AccessDeniedException", "not authorized")

    bench.run()

    assert bench.told[-1].endswith(
        "task-definition/academy-prod-migrate:2 was for this run and stays: "
        "access denied: the credentials lack the permission for DeregisterTaskDefinition"
    )


def test_a_definition_without_the_container_is_refused(bench: Bench) -> None:
    definition = bench.side.outputs["task_definition_arns"]["api"]

    with pytest.raises(Problem, match=r"task definition \S+/academy-prod-api:1 has no container migrate"):
        bench.run(replace(bench.job, definition=definition))
