"""`academy restore`, from a stack's outputs to what is printed and the exit status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ops.aws.errors import aws_problems
from ops.aws.outputs import Located, read_outputs
from ops.aws.session import open_stack_session
from ops.problem import Problem
from ops.restore.check import CONTAINER, check_copy, check_image
from ops.restore.copies import Copy, Waiting, find_copies, new_identifier, read_live
from ops.restore.drill import Drill, remove_copies, run_drill
from ops.restore.moment import check_moment, told
from ops.stacks import StackFile
from ops.tasks.one_off import Place
from ops.terminal import say, tell, tell_json

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_rds import RDSClient


class RestoreOutputs(Located):
    """What is read of a stack's outputs."""

    database_identifier: str
    cluster_name: str
    task_definition_arns: Mapping[str, str]
    task_subnet_ids: tuple[str, ...]
    assign_public_ip: bool
    migrate_security_group_id: str

    @property
    def place(self) -> Place:
        """Where the check runs."""
        return Place(
            cluster=self.cluster_name,
            subnet_ids=self.task_subnet_ids,
            security_group_id=self.migrate_security_group_id,
            assign_public_ip=self.assign_public_ip,
        )


@dataclass(frozen=True, kw_only=True)
class Restore:
    """A stack whose database is brought back."""

    outputs: RestoreOutputs
    rds: "RDSClient"
    ecs: "ECSClient"
    logs: "CloudWatchLogsClient"
    waiting: Waiting

    @aws_problems()
    def plan(self, moment: datetime | None) -> Mapping[str, object]:
        """What a drill would do. Raises Problem for a moment that can't be restored."""
        live = read_live(self.rds, self.outputs.database_identifier)
        check_moment(moment, live.window)
        check_image(self.ecs, self._definition)
        return {
            "database": live.identifier,
            "moment": (moment or live.window.latest).isoformat(),
            "copy": new_identifier(live.identifier, self.waiting.clock()),
            "earlier_copies": [copy.identifier for copy in find_copies(self.rds, live.identifier)],
        }

    @aws_problems()
    def drill(self, moment: datetime | None, timeout: timedelta) -> Drill:
        """Run a drill. Raises Problem for whatever goes wrong."""
        live = read_live(self.rds, self.outputs.database_identifier)
        check_moment(moment, live.window)
        definition = self._definition
        check_image(self.ecs, definition)

        def check(copy: Copy, until: datetime) -> None:
            check_copy(self.ecs, self.logs, definition, self.outputs.place, copy, until=until, waiting=self.waiting)

        return run_drill(self.rds, live, moment, check, timeout=timeout, waiting=self.waiting)

    @aws_problems()
    def remove_copies(self, *, dry_run: bool) -> list[str]:
        """Remove what killed drills have left; which copies those are. Raises Problem for whatever goes wrong."""
        live = self.outputs.database_identifier
        if dry_run:
            return [copy.identifier for copy in find_copies(self.rds, live)]
        return remove_copies(self.rds, live, self.waiting)

    @property
    def _definition(self) -> str:
        if CONTAINER not in self.outputs.task_definition_arns:
            raise Problem("the stack's outputs name no task definition of migrate: run `pulumi up`")
        return self.outputs.task_definition_arns[CONTAINER]


def open_restore(stack: StackFile, outputs: Path | None, profile: str | None) -> Restore:
    """Find a stack's database, in its account and region.

    Raises:
        Problem: its outputs can't be had, or the credentials are not its account's.
    """
    found = read_outputs(RestoreOutputs, stack, outputs)
    session = open_stack_session(profile, found)
    return Restore(
        outputs=found,
        rds=session.client("rds"),  # pyright: ignore[reportUnknownMemberType]
        ecs=session.client("ecs"),  # pyright: ignore[reportUnknownMemberType]
        logs=session.client("logs"),  # pyright: ignore[reportUnknownMemberType]
        waiting=Waiting(tell=tell),
    )


def run_restore(restore: Restore, moment: datetime | None, *, timeout_seconds: int, dry_run: bool, json: bool) -> int:
    """Run a drill and print how long it took; a dry run only says what would be done."""
    if dry_run:
        plan = restore.plan(moment)
        if json:
            tell_json({"dry_run": True, **plan})
        else:
            say(f"would restore {plan['database']} as of {plan['moment']} into {plan['copy']}")
        return 0
    done = restore.drill(moment, timedelta(seconds=timeout_seconds))
    if json:
        tell_json(
            {
                "dry_run": False,
                "database": restore.outputs.database_identifier,
                "moment": done.moment.isoformat(),
                "copy": done.copy,
                "restore_seconds": done.restore_seconds,
                "check_seconds": done.check_seconds,
                "removal_seconds": done.removal_seconds,
            }
        )
    else:
        say(
            f"{restore.outputs.database_identifier} as of {told(done.moment)} was back after {done.restore_seconds} s; "
            f"the check took {done.check_seconds} s and was well; {done.copy} is gone again"
        )
    return 0


def run_remove_copies(restore: Restore, *, dry_run: bool, json: bool) -> int:
    """Remove what killed drills have left, and print which copies those were."""
    copies = restore.remove_copies(dry_run=dry_run)
    if json:
        tell_json({"dry_run": dry_run, "removed": copies})
    else:
        verb = "would remove" if dry_run else "removed"
        say(f"{verb} {', '.join(copies) or 'nothing: there is no copy'}")
    return 0
