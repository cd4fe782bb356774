"""One run of a queue script: checks what was asked for, talks to AWS, says what it found and did."""

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypedDict, cast

import boto3
from botocore.config import Config
from botocore.parsers import ResponseParserError

from scripts.queue_differences import TAGS
from scripts.queue_errors import AWS_ERRORS, explain
from scripts.queue_setup import Outcome, Result, set_up, wanted_queues
from sizing.names import environment_mistake
from sizing.queues import QueueContract

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

COLUMNS = 80

PATIENCE = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
"""Seconds, and attempts: somebody is waiting at a terminal."""


class SetupError(Exception):
    """The run cannot go on; its text is the one line that says why."""


class CallerIdentity(TypedDict):
    """What STS says about whose credentials these are."""

    Account: str


class IdentityService(Protocol):
    """The one thing that is asked of STS."""

    def get_caller_identity(self) -> CallerIdentity:
        """Whose credentials these are; needs no permission."""
        ...


def run(contracts: Sequence[QueueContract], region: str, environment: str, *, dry_run: bool, repair: bool) -> bool:
    """Set the queues up and print a line for each; whether all of them are as the program declares them now.

    Raises SetupError with one line.
    """
    if mistake := environment_mistake(environment):
        raise SetupError(f'--environment is "{environment}"; want {mistake}')
    try:
        session = boto3.Session(region_name=region)
        if mistake := region_mistake(region, session.get_available_regions("sqs")):
            raise SetupError(mistake)
        # The stubs list every service of AWS, most of which have types that are not installed.
        sqs = session.client("sqs", config=PATIENCE)  # pyright: ignore[reportUnknownMemberType]
        sts = cast(IdentityService, session.client("sts", config=PATIENCE))  # pyright: ignore[reportUnknownMemberType]
        account_id = _account_id(sts, sqs.meta.endpoint_url)
    except (*AWS_ERRORS, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL is no URL
        raise SetupError(explain(error)) from error
    print(f"Account {account_id}, {region}, environment {environment}{', dry run' if dry_run else ''}")
    return set_up_all(sqs, contracts, environment, account_id, dry_run=dry_run, repair=repair)


def _account_id(sts: IdentityService, endpoint_url: str) -> str:
    try:
        return sts.get_caller_identity()["Account"]
    except (KeyError, ResponseParserError) as error:  # what botocore makes of a login page or another service
        raise SetupError(f"{endpoint_url} does not answer as AWS does; is AWS_ENDPOINT_URL right?") from error


def set_up_all(
    sqs: "SQSClient",
    contracts: Sequence[QueueContract],
    environment: str,
    account_id: str,
    *,
    dry_run: bool,
    repair: bool,
) -> bool:
    """Set up these queues in the client's region, printing each as it is done; whether none is left that differs.

    Raises SetupError with one line that names the queue at which the run ended.
    """
    results: list[Result] = []
    for wanted in wanted_queues(contracts, environment, sqs.meta.region_name, account_id):
        try:
            result = set_up(sqs, wanted, repair=repair, dry_run=dry_run)
        except AWS_ERRORS as error:
            raise SetupError(f"{wanted.name}: {explain(error)}") from error
        results.append(result)
        print("\n".join(lines(result)), flush=True)
    unseen = sorted({name for result in results for name in result.not_reported})
    if unseen:
        print(f"Not compared, as this endpoint does not report it: {', '.join(unseen)}")
    return all(result.outcome is not Outcome.DIFFERS for result in results)


def region_mistake(region: str, known: Sequence[str]) -> str | None:
    """What is wrong with the region, with the nearest one that AWS has; None for a known one."""
    if region in known:
        return None
    nearest = difflib.get_close_matches(region, known, n=1)
    return f'unknown region "{region}"; ' + (
        f"did you mean {nearest[0]}?" if nearest else "want an AWS region such as ap-northeast-2"
    )


def lines(result: Result) -> list[str]:
    """A result as people read it: the queue, and under it what differs."""
    text = [f"{result.name:<48} {result.outcome}"]
    for one in result.differences:
        have = "(none)" if one.have is None else one.have
        want = "(none)" if one.want is None else one.want
        what = f"tag {one.where}" if one.attribute == TAGS else one.where
        short = f"  {what}: {have} -> {want}"
        text += [short] if len(short) <= COLUMNS else [f"  {what}:", f"    have {have}", f"    want {want}"]
        if one.attribute == "MessageRetentionPeriod" and int(have) > int(want):
            text.append("    (SQS deletes what is older as soon as it is shortened)")
    text += [f"  tag {key} is not the program's and left alone" for key in result.extra_tags]
    return text
