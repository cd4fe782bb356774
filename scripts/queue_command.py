"""The command line that both queue scripts share."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from sizing.queues import QueueContract


def queue_command(contracts: Sequence[QueueContract], which: str) -> typer.Typer:
    """A command that creates these queues and their dead-letter queues, or says how they differ."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.command(
        help=f"Create {which} with their dead-letter queues, exactly as the Pulumi program declares them. "
        "Running it again changes nothing; a queue that differs is shown and left as it is."
    )
    def create(
        region: Annotated[str, typer.Argument(help="AWS region, for instance ap-northeast-2 (Seoul).")],
        environment: Annotated[str, typer.Option(help="Decides the names, as in the stack files.")] = "prod",
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only read, and say what would be done.")] = False,
        repair: Annotated[bool, typer.Option("--repair", help="Change the queues that differ.")] = False,
    ) -> None:
        from scripts import queue_run  # noqa: PLC0415 boto3 is slow to import, and --help should not wait for it

        try:
            agree = queue_run.run(contracts, region, environment, dry_run=dry_run, repair=repair)
        except queue_run.SetupError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(1) from None
        if not agree:
            print("Some queues differ; --repair changes them.", file=sys.stderr)
            raise typer.Exit(1)

    return app
