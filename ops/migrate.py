"""`academy migrate`: bring the database to what the release needs, before any service runs it.

The task gets a revision of its own: what the last `pulumi up` declared, with the release's image in it. So there is no
second, partial `up`, the state keeps naming the revision that the program declared, and the next `up` shows the new
image as the change that it is. The revision is deregistered in the end; a task that still runs doesn't mind.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS, aws_problems, explain
from ops.aws.outputs import Located, read_outputs
from ops.aws.patiently import patiently
from ops.aws.session import open_stack_session
from ops.problem import Problem
from ops.stacks import StackFile, read_profile
from ops.tasks.clock import Clock
from ops.tasks.logs import Follower, log_streams, pass_on
from ops.tasks.one_off import (
    STOPPED,
    Place,
    Revision,
    exit_code,
    look,
    revision_with_image,
    running_tasks,
    start,
    why_it_stopped,
)
from ops.terminal import say, tell, tell_json
from sizing.release import image_suffix

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import TaskTypeDef
    from mypy_boto3_logs import CloudWatchLogsClient

CONTAINER = "migrate"
"""The container of the task, which components/migrate.py names so."""

STARTED_BY = "academy-migrate"
"""What ECS shows as having started the task."""

POLL_SECONDS = 5
UNKNOWN_LOOKS = 12
"""For so many looks ECS may not know of a task that it has just started: its answers lag behind.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html"""

LAST_LOOKS = 2
"""Looks at the log after the task has stopped: the last lines arrive a few seconds after its end."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One migration: what runs where."""

    definition: str
    """ARN of the revision that the last `pulumi up` declared."""
    image: str
    """With its tag or digest."""
    place: Place

    @property
    def family(self) -> str:
        """What all revisions have in common: of `…task-definition/academy-prod-migrate:3` what is before the number."""
        return self.definition.rpartition("/")[2].partition(":")[0]


@dataclass(frozen=True, kw_only=True)
class Migrated:
    """A migration that ended well."""

    task: str
    image: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Migration:
    """Runs a job and tells its log, line by line."""

    ecs: "ECSClient"
    logs: "CloudWatchLogsClient"
    job: Job
    timeout_seconds: float
    say: Callable[[str], None]
    """Takes each line of the task's log."""
    tell: Callable[[str], None]
    """Takes what happens around it."""
    clock: Clock

    def refuse_beside_others(self) -> None:
        """Raises Problem while a migration runs, or has been told to stop and has not."""
        self._refuse_beside(self._others())

    def run(self) -> Migrated:
        """Run it to its end.

        Raises:
            Problem: another one runs, ECS starts none, it failed, or it goes on after the timeout.
            KeyboardInterrupt: after saying how the task is stopped, which goes on.
        """
        began = self.clock.now()
        self.refuse_beside_others()
        revision = revision_with_image(self.ecs, self.job.definition, CONTAINER, self.job.image)
        try:
            task = self._start(revision)
            ended = self._watch(revision, task, began + self.timeout_seconds)
        finally:
            self._forget(revision)
        code = exit_code(ended, CONTAINER)
        if code != 0:
            never = "it never ran: " if code is None else ""
            raise Problem(f"the migration failed: {never}{why_it_stopped(ended)}")
        return Migrated(task=task, image=self.job.image, seconds=round(self.clock.now() - began))

    def _others(self) -> list[str]:
        return running_tasks(self.ecs, self.job.place.cluster, self.job.family)

    def _refuse_beside(self, others: list[str]) -> None:
        if others:
            raise Problem(
                f"a migration is under way already, and there may be only one: wait for {others[0]}, or stop it with: "
                f"{self._stop_command(others[0])}"
            )

    def _start(self, revision: Revision) -> str:
        task = start(self.ecs, revision, self.job.place, STARTED_BY)
        # Two people may have looked at the same moment: then neither goes on, and no container of ours has run yet.
        others = [other for other in self._others() if other != task]
        if others:
            self.ecs.stop_task(cluster=self.job.place.cluster, task=task, reason="Another migration is under way")
        self._refuse_beside(others)
        self.tell(f"task {task.rpartition('/')[2]} starts with {self.job.image}")
        return task

    def _watch(self, revision: Revision, task: str, until: float) -> "TaskTypeDef":
        followers = [Follower(self.logs, stream) for stream in log_streams(revision.containers, task)]
        try:
            ended = self._await_end(followers, task, until)
            for _ in range(LAST_LOOKS):
                self.clock.sleep(POLL_SECONDS)
                pass_on(followers, self.say, self.tell)
        except Problem:
            raise
        except BaseException:
            # Ctrl-C, or AWS no longer answers: neither ends the task.
            self.tell(f"the migration goes on without you; stop it with: {self._stop_command(task)}")
            raise
        return ended

    def _await_end(self, followers: list[Follower], task: str, until: float) -> "TaskTypeDef":
        status, unknown = "", 0

        def again(why: str) -> bool:
            self.tell(why)
            self.clock.sleep(POLL_SECONDS)
            return self.clock.now() < until

        while True:
            found = patiently(lambda: look(self.ecs, self.job.place.cluster, task), again)
            pass_on(followers, self.say, self.tell)
            unknown = 0 if found else unknown + 1
            if unknown > UNKNOWN_LOOKS:
                raise Problem(f"ECS does not know task {task} (any more): look at its log, or run this again")
            now_is = found.get("lastStatus", "") if found else status
            if now_is != status:
                status = now_is
                self.tell(f"task is {status}")
            if found and status == STOPPED:
                return found
            if self.clock.now() >= until:
                raise Problem(
                    f"the migration goes on after {self.timeout_seconds:.0f} s, and is {status or 'unknown'}; "
                    f"stop it with: {self._stop_command(task)}"
                )
            self.clock.sleep(POLL_SECONDS)

    def _forget(self, revision: Revision) -> None:
        if not revision.registered:
            return
        try:
            self.ecs.deregister_task_definition(taskDefinition=revision.arn)
        except AWS_ERRORS as error:
            self.tell(f"{revision.arn} was for this run and stays: {explain(error)}")

    def _stop_command(self, task: str) -> str:
        return f"aws ecs stop-task --cluster {self.job.place.cluster} --task {task}"


class MigrateOutputs(Located):
    """What is read of a stack's outputs."""

    cluster_name: str
    task_definition_arns: Mapping[str, str]
    repository_urls: Mapping[str, str]
    task_subnet_ids: tuple[str, ...]
    assign_public_ip: bool
    migrate_security_group_id: str


def job_of(stack: StackFile, outputs: MigrateOutputs) -> Job:
    """The migration to the build of the API that a stack file releases.

    Raises:
        Problem: the file is wrong or releases none, or the outputs lack something.
    """
    profile = read_profile(stack)
    if profile.release.api is None:
        raise Problem(
            f"{stack.path.name} releases no build of the API, whose image migrates: "
            "pulumi config set --path --type string academy:release.api TAG"
        )
    if CONTAINER not in outputs.task_definition_arns or "api" not in outputs.repository_urls:
        raise Problem("the stack's outputs name no task definition of migrate, or no repository: run `pulumi up`")
    return Job(
        definition=outputs.task_definition_arns[CONTAINER],
        image=f"{outputs.repository_urls['api']}{image_suffix(profile.release.api)}",
        place=Place(
            cluster=outputs.cluster_name,
            subnet_ids=outputs.task_subnet_ids,
            security_group_id=outputs.migrate_security_group_id,
            assign_public_ip=outputs.assign_public_ip,
        ),
    )


def run_migrate(
    stack: StackFile,
    outputs: Path | None,
    profile: str | None,
    *,
    timeout_seconds: int,
    if_released: bool,
    dry_run: bool,
    json: bool,
) -> int:
    """Migrate a stack's database, or say what would run. The task's log goes to stderr.

    With `if_released` a stack file that releases no build of the API is nothing to do, and no error.
    """
    if if_released and read_profile(stack).release.api is None:
        if json:
            tell_json({"stack": stack.name, "dry_run": dry_run, "image": None})
        else:
            said = f"{stack.path.name} releases no build of the API: there is nothing to migrate with"
            say(said)
        return 0
    found = read_outputs(MigrateOutputs, stack, outputs)
    job = job_of(stack, found)
    session = open_stack_session(profile, found)
    migration = Migration(
        ecs=session.client("ecs"),  # pyright: ignore[reportUnknownMemberType]
        logs=session.client("logs"),  # pyright: ignore[reportUnknownMemberType]
        job=job,
        timeout_seconds=timeout_seconds,
        say=tell,
        tell=tell,
        clock=Clock(),
    )
    with aws_problems():
        if dry_run:
            migration.refuse_beside_others()
            said = f"would run {job.image} as {job.family} in {job.place.cluster}"
            document: dict[str, object] = {"image": job.image, "family": job.family, "cluster": job.place.cluster}
        else:
            done = migration.run()
            said = f"migrated with {done.image} in {done.seconds} s"
            document = {"image": done.image, "task": done.task, "seconds": done.seconds}
    if json:
        tell_json({"stack": stack.name, "dry_run": dry_run, **document})
    else:
        say(said)
    return 0
