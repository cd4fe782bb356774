"""A session with AWS: where it works, how often it tries, and in whose account it is."""

from typing import TYPE_CHECKING

import boto3
import botocore.session
from botocore.config import Config
from botocore.utils import validate_region_name

from ops.aws.errors import aws_problems
from ops.problem import Problem

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

    from ops.aws.outputs import Located

EDGE = "us-east-1"
"""Where CloudFront's alarms, their topic, its certificate, firewall and plan are."""

ATTEMPTS = 5
"""How often a call is made before its error counts. Standard mode repeats what AWS says may be repeated (throttling,
5xx, broken connections), later each time.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html"""

CONNECT_SECONDS = 10
READ_SECONDS = 60


def open_session(profile: str | None, region: str) -> boto3.Session:
    """A session in one region, with the credentials of a named profile, or else those that the SDK finds.

    Raises:
        Problem: there is no such profile, it gives no credentials, or the region can't be one.
    """
    core = botocore.session.get_session()
    core.set_default_client_config(
        Config(
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
        )
    )
    with aws_problems():
        validate_region_name(region)
        session = boto3.Session(profile_name=profile, region_name=region, botocore_session=core)
        # Kept by the session. Found by the first client otherwise, wherever that is made.
        session.get_credentials()
        return session


def open_stack_session(profile: str | None, outputs: "Located") -> boto3.Session:
    """A session in the stack's region and account.

    Raises:
        Problem: the credentials are another account's, or none that AWS takes.
    """
    session = open_session(profile, outputs.region)
    check_account(session.client("sts"), outputs.account_id)  # pyright: ignore[reportUnknownMemberType]
    return session


def own_account(sts: "STSClient") -> str:
    """The account that the credentials belong to.

    Raises:
        Problem: there are none, they have expired, or AWS can't be reached.
    """
    with aws_problems():
        return sts.get_caller_identity()["Account"]


def check_account(sts: "STSClient", account_id: str) -> None:
    """Nothing goes on in another account than the stack's.

    Raises:
        Problem: the credentials are another account's, or none that AWS takes.
    """
    found = own_account(sts)
    if found != account_id:
        raise Problem(f"the credentials are for account {found}, and the stack is in {account_id}: nothing was done")
