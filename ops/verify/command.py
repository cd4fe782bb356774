"""`academy verify`, from the stack's name to the exit status."""

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ops import terminal
from ops.aws.outputs import StackOutputs, read_outputs
from ops.aws.session import EDGE, open_stack_session
from ops.stacks import StackFile
from ops.tasks.clock import Clock
from ops.verify.edge import PlanClient, fetch_with
from ops.verify.run import Clients, Verification, as_json, tell
from ops.verify.services import ScalingClient
from ops.verify.wait import Patience

if TYPE_CHECKING:
    from collections.abc import Callable

    import boto3


def run_verify(stack: StackFile, outputs: Path | None, profile: str | None, *, timeout_seconds: int, json: bool) -> int:
    """Wait for a stack to be as its outputs say, tell what isn't, and give the exit status."""
    found = read_outputs(StackOutputs, stack, outputs)
    session = open_stack_session(profile, found)
    verification = Verification(
        clients=open_clients(session),
        outputs=found,
        patience=Patience(clock=Clock(), timeout_seconds=timeout_seconds, tell=terminal.tell),
    )
    findings = verification.run()
    if json:
        terminal.tell_json(as_json(stack.name, findings))
    return tell(findings, _quiet if json else terminal.say, _tell_trouble)


def open_clients(session: "boto3.Session") -> Clients:
    """Clients of a stack's account, some of them in us-east-1."""
    # Two of these services have no types of their own.
    client = cast("Callable[..., object]", session.client)  # pyright: ignore[reportUnknownMemberType]
    return Clients(
        ecs=session.client("ecs"),  # pyright: ignore[reportUnknownMemberType]
        logs=session.client("logs"),  # pyright: ignore[reportUnknownMemberType]
        scaling=cast("ScalingClient", client("application-autoscaling")),
        balancing=session.client("elbv2"),  # pyright: ignore[reportUnknownMemberType]
        rds=session.client("rds"),  # pyright: ignore[reportUnknownMemberType]
        sqs=session.client("sqs"),  # pyright: ignore[reportUnknownMemberType]
        cloudwatch=session.client("cloudwatch"),  # pyright: ignore[reportUnknownMemberType]
        sns=session.client("sns"),  # pyright: ignore[reportUnknownMemberType]
        cloudfront=session.client("cloudfront"),  # pyright: ignore[reportUnknownMemberType]
        edge_cloudwatch=session.client("cloudwatch", region_name=EDGE),  # pyright: ignore[reportUnknownMemberType]
        edge_sns=session.client("sns", region_name=EDGE),  # pyright: ignore[reportUnknownMemberType]
        plans=cast("PlanClient", client("pricing-plan-manager", region_name=EDGE)),
        fetch=fetch_with(ssl.create_default_context()),
    )


def _quiet(_line: str) -> None:
    return


def _tell_trouble(text: str, details: Sequence[str]) -> None:
    terminal.tell_error(text)
    for detail in details:
        terminal.tell(f"  {detail}")
