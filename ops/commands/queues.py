"""`academy queues`: what waits, what failed, and how it is tried again."""

from typing import Annotated

import typer
from typer.core import TyperGroup

from ops.commands.arguments import AwsProfile, OutputsFile, Stack

PANEL = "Around a deployment"


class StackFirst(TyperGroup):
    """Reads `queues STACK` as `queues show STACK`: a first word that is no command is a stack."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Put `show` before anything but a command, or a cry for help."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = ["show", *args]
        return super().parse_args(ctx, args)


queues = typer.Typer(
    cls=StackFirst,
    no_args_is_help=True,
    subcommand_metavar="STACK | COMMAND STACK QUEUE",
    help="Show a stack's queues, look at dead letters, send them back, or empty a queue.",
)
app = typer.Typer()
app.add_typer(queues, name="queues", rich_help_panel=PANEL)

DeadLetters = Annotated[
    str,
    typer.Argument(metavar="QUEUE", help="Queue whose dead letters are meant: its key (video) or its name."),
]
OneQueue = Annotated[
    str,
    typer.Argument(metavar="QUEUE", help="Queue, by its key (video, or video-dlq for its dead letters) or its name."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count, and say what would be done.")]


@queues.command()
def show(stack: Stack, *, outputs: OutputsFile = None, profile: AwsProfile = None, json: Json = False) -> None:
    """Show every queue of STACK: what waits and for how long, what is in flight, dead letters and when they go.

    This is what `academy queues STACK` means. Exit status 1 with dead letters, or a job older than its wait and its
    work may take. Dead letters are looked at to learn when the first is deleted; that takes none away.
    """
    from ops.queues.run import show_queues  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.queues.stack import open_queues  # noqa: PLC0415

    raise typer.Exit(show_queues(open_queues(stack, outputs, profile), json=json))


@queues.command()
def peek(
    stack: Stack,
    queue: DeadLetters,
    *,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many messages at most.")] = 10,
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    json: Json = False,
) -> None:
    """Look at the dead letters of QUEUE, oldest first. None is deleted or moved.

    Each is hidden from others for a moment, and its receive count rises. Jobs that still wait can't be looked at: SQS
    counts that as one of a job's attempts. --json prints bodies whole.
    """
    from ops.queues.run import peek_queue  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.queues.stack import open_queues  # noqa: PLC0415

    raise typer.Exit(peek_queue(open_queues(stack, outputs, profile), queue, limit=limit, json=json))


@queues.command()
def redrive(
    stack: Stack,
    queue: DeadLetters,
    *,
    rate: Annotated[int, typer.Option(min=1, max=500, help="Messages a second at most.")] = 10,
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Send the dead letters of QUEUE back to it, and count both ends before and after.

    SQS moves them itself. If this command is killed, SQS goes on, and the command run again joins it. Ctrl-C stops the
    move: the rest stay dead letters, and the command run again moves them. Each comes to the queue as a new message.
    """
    from ops.queues.run import redrive_queue  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.queues.stack import open_queues  # noqa: PLC0415

    raise typer.Exit(redrive_queue(open_queues(stack, outputs, profile), queue, rate=rate, dry_run=dry_run, json=json))


@queues.command()
def purge(
    stack: Stack,
    queue: OneQueue,
    *,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The queue's full name, for want of a terminal to type it in.")
    ] = None,
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Delete every message of QUEUE for good, once its full name has been typed."""
    from ops.queues.run import asker, purge_queue  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.queues.stack import open_queues  # noqa: PLC0415

    raise typer.Exit(
        purge_queue(open_queues(stack, outputs, profile), queue, ask=asker(name), dry_run=dry_run, json=json)
    )
