"""`academy bootstrap`: the plan, the work, and the lines to paste."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from ops.aws.errors import aws_problems
from ops.aws.session import open_session, own_account
from ops.bootstrap.key import ALIAS, SecretsKey
from ops.bootstrap.policies import deploy_documents, preview_documents
from ops.bootstrap.repository import Repository
from ops.bootstrap.roles import GitHubIdentity, WantedRole, check_lengths
from ops.bootstrap.scope import Place
from ops.bootstrap.state import StateBucket
from ops.bootstrap.steps import Step
from ops.problem import Problem
from ops.stacks import find_stack, read_profile
from ops.terminal import stderr, stdout, tell_json, tell_warning
from sizing.names import PROJECT
from sizing.profile import REGION, Profile

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client

PREVIEW_ROLE = f"{PROJECT}-preview"
DEPLOY_ROLE = f"{PROJECT}-deploy"

PREVIEW_SECONDS = 3600
DEPLOY_SECONDS = 7200
"""A database that grows takes its time; the workflow asks for as much."""


@dataclass(frozen=True, kw_only=True)
class Bootstrap:
    """Everything that one repository needs in one account."""

    s3: "S3Client"
    kms: "KMSClient"
    iam: "IAMClient"
    account: str
    repository: Repository
    branch: str
    """What is merged into it comes up."""
    profiles: Mapping[str, Profile]
    """By stack: a GitHub environment of the same name lets a job bring it up."""

    def plan(self) -> list[Step]:
        """What is missing or otherwise, in the order in which it is done.

        Raises:
            Problem: something that is there is not what it should be, and can't be made so.
        """
        key = SecretsKey(kms=self.kms)
        identity = GitHubIdentity(iam=self.iam, account=self.account, roles=self._roles(key))
        with aws_problems():
            bucket, made = [*self._bucket.steps()], [*key.steps()]
            check_lengths(identity.roles)
            return [*bucket, *made, *identity.steps()]

    def variables(self) -> dict[str, str]:
        """The repository's variables, which its workflows go by."""
        return {
            "AWS_PREVIEW_ROLE_ARN": f"arn:aws:iam::{self.account}:role/{PREVIEW_ROLE}",
            "AWS_DEPLOY_ROLE_ARN": f"arn:aws:iam::{self.account}:role/{DEPLOY_ROLE}",
            "PULUMI_BACKEND_URL": self._backend,
            "ACADEMY_STACKS": json.dumps([*self.profiles]),
        }

    def commands(self) -> list[str]:
        """How to log in, and to make each stack."""
        provider = f"awskms://{ALIAS}?region={REGION}"
        return [
            f"pulumi login '{self._backend}'",
            *(f"pulumi stack init {stack} --secrets-provider '{provider}'" for stack in self.profiles),
        ]

    @property
    def _bucket(self) -> StateBucket:
        return StateBucket(s3=self.s3, account=self.account, region=REGION)

    @property
    def _backend(self) -> str:
        return f"s3://{self._bucket.name}?region={REGION}"

    def _roles(self, key: SecretsKey) -> list[WantedRole]:
        def place() -> Place:
            return Place(
                account=self.account,
                region=REGION,
                profiles=[*self.profiles.values()],
                state_bucket=self._bucket.name,
                key_arn=key.arn,
            )

        return [
            WantedRole(
                name=PREVIEW_ROLE,
                description="Workflows that preview: reads what the stacks declare",
                subjects=[self.repository.pull_request(), self.repository.branch(self.branch)],
                session_seconds=PREVIEW_SECONDS,
                documents=lambda: preview_documents(place()),
            ),
            WantedRole(
                name=DEPLOY_ROLE,
                description="Workflows that bring stacks up, each in its environment",
                subjects=[self.repository.environment(stack) for stack in self.profiles],
                session_seconds=DEPLOY_SECONDS,
                documents=lambda: deploy_documents(place()),
            ),
        ]


def bootstrap(
    repository: Repository,
    stacks: Sequence[str],
    branch: str,
    aws_profile: str | None,
    *,
    dry_run: bool,
    yes: bool,
    as_document: bool,
) -> int:
    """Bootstrap an account for a repository.

    Raises:
        Problem: a stack file or the credentials are wrong, somebody says no, or AWS does.
    """
    files = [find_stack(stack) for stack in stacks]
    profiles = {file.name: read_profile(file) for file in files}
    session = open_session(aws_profile, REGION)
    made = Bootstrap(
        s3=session.client("s3"),  # pyright: ignore[reportUnknownMemberType]
        kms=session.client("kms"),  # pyright: ignore[reportUnknownMemberType]
        iam=session.client("iam"),  # pyright: ignore[reportUnknownMemberType]
        account=own_account(session.client("sts")),  # pyright: ignore[reportUnknownMemberType]
        repository=repository,
        branch=branch,
        profiles=profiles,
    )
    return run(made, dry_run=dry_run, yes=yes, as_document=as_document)


def run(made: Bootstrap, *, dry_run: bool, yes: bool, as_document: bool) -> int:
    """Show the plan, do it if somebody agrees, and tell what to paste."""
    plan = made.plan()
    _tell_plan(made, plan)
    if plan and not dry_run:
        _agree(yes=yes)
        for step in plan:
            with aws_problems():
                step.apply()
            stderr.print(f"done: {step.what}", markup=False, soft_wrap=True)
    if as_document:
        tell_json(as_json(made, plan, dry_run=dry_run))
    else:
        _tell_lines(made)
    if not made.repository.has_ids:
        tell_warning(
            "a repository made, renamed or moved since 15 July 2026 calls itself OWNER@ID/REPOSITORY@ID, and these "
            "roles don't know it by that: `gh api repos/"
            f"{made.repository.slug}/actions/oidc/customization/sub` says so as sub_claim_prefix; run this with what "
            "follows repo: there"
        )
    return 0


def as_json(made: Bootstrap, plan: Sequence[Step], *, dry_run: bool) -> dict[str, object]:
    """The document that `--json` prints."""
    return {
        "account": made.account,
        "dry_run": dry_run,
        "plan": [{"change": step.change, "what": step.what} for step in plan],
        "variables": made.variables(),
        "environments": [*made.profiles],
        "commands": made.commands(),
    }


def _agree(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Problem("nobody is there to agree to this plan: add --yes to do it, or --dry-run to leave it at the plan")
    if not typer.confirm("Do this?", err=True):
        raise Problem("nothing was done")


def _tell_plan(made: Bootstrap, plan: Sequence[Step]) -> None:
    where = f"account {made.account} for {made.repository.claimed}"
    stderr.print(f"{where}: {'' if plan else 'all is there'}", markup=False, soft_wrap=True)
    for step in plan:
        stderr.print(f"  {step.change} {step.what}", markup=False, soft_wrap=True)


def _tell_lines(made: Bootstrap) -> None:
    lines = [
        "To log in, and to make each stack:",
        *(f"  {command}" for command in made.commands()),
        "Variables of the repository (Settings, Secrets and variables, Actions):",
        *(f"  {name}={value}" for name, value in made.variables().items()),
        "Environments of the repository (Settings, Environments), each open to the branch "
        f"{made.branch} alone, with people who approve:",
        *(f"  {stack}" for stack in made.profiles),
    ]
    for line in lines:
        stdout.print(line, markup=False, soft_wrap=True)
