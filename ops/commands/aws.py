"""`academy preflight`, `secrets`, `migrate`, `verify`, `restore` and `undelete`: around a deployment."""

from typing import Annotated

import typer

from ops.commands.arguments import AwsProfile, OutputsFile, Stack

app = typer.Typer()
PANEL = "Around a deployment"


@app.command(rich_help_panel=PANEL)
def preflight(
    stack: Stack,
    profile: AwsProfile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say what in the AWS account would stop `pulumi up` of STACK: quotas, names, offers, images. Changes nothing."""
    from ops.preflight.run import preflight as run  # noqa: PLC0415 -- boto3 is slow to import

    raise typer.Exit(run(stack, profile, as_document=json))


@app.command(rich_help_panel=PANEL)
def migrate(
    stack: Stack,
    *,
    timeout: Annotated[int, typer.Option(min=1, metavar="SECONDS", help="How long to watch the task.")] = 3600,
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    if_released: Annotated[
        bool,
        typer.Option("--if-released", help="Do nothing where STACK releases no build of the API."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would run.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Bring the database of STACK to what `academy:release.api` needs, before any service runs that build.

    Runs the image's `migrate` as one task and shows its log. Ctrl-C ends the watching and not the task. It refuses
    while another migration is under way.
    """
    from ops.migrate import run_migrate  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.stacks import find_stack  # noqa: PLC0415

    raise typer.Exit(
        run_migrate(
            find_stack(stack),
            outputs,
            profile,
            timeout_seconds=timeout,
            if_released=if_released,
            dry_run=dry_run,
            json=json,
        )
    )


@app.command(rich_help_panel=PANEL)
def verify(
    stack: Stack,
    *,
    timeout: Annotated[int, typer.Option(min=1, metavar="SECONDS", help="How long services may take.")] = 1200,
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Wait until what the last `pulumi up` asked of STACK really runs, and tell all that is not well.

    Services and rollbacks, Spot, database, alarms and who hears them, dead letters, the distribution, what the site
    and the API answer, and CloudFront's plan.
    """
    from ops.stacks import find_stack  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.verify.command import run_verify  # noqa: PLC0415

    raise typer.Exit(run_verify(find_stack(stack), outputs, profile, timeout_seconds=timeout, json=json))


@app.command(rich_help_panel=PANEL)
def restore(
    stack: Stack,
    *,
    to: Annotated[
        str | None,
        typer.Option(metavar="TIME", help='Moment with its zone, 2026-08-01T09:00:00+09:00, or "latest".'),
    ] = None,
    remove_copies: Annotated[
        bool, typer.Option("--remove-copies", help="Only remove what drills that were killed have left.")
    ] = False,
    timeout: Annotated[int, typer.Option(min=60, metavar="SECONDS", help="How long a drill may take.")] = 7200,
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """A drill: restore the database of STACK beside the live one, check it, say how long it took, remove it.

    The live database is only read. The image of `academy migrate` does the check, called with `check`. The copy is
    removed whatever happens, Ctrl-C included; after a kill, the next drill or --remove-copies does it.
    """
    from ops.restore.moment import parse_moment  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.restore.run import open_restore, run_remove_copies, run_restore  # noqa: PLC0415
    from ops.stacks import find_stack  # noqa: PLC0415

    if (to is None) is not remove_copies:
        raise typer.BadParameter("want either --to TIME or --remove-copies")
    try:
        moment = None if to is None else parse_moment(to)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--to") from error
    found = open_restore(find_stack(stack), outputs, profile)
    if remove_copies:
        raise typer.Exit(run_remove_copies(found, dry_run=dry_run, json=json))
    raise typer.Exit(run_restore(found, moment, timeout_seconds=timeout, dry_run=dry_run, json=json))


@app.command(rich_help_panel=PANEL)
def undelete(
    stack: Stack,
    key: Annotated[
        str | None, typer.Argument(metavar="KEY", help="Key in the media bucket, like media/1/a.mp4.")
    ] = None,
    *,
    prefix: Annotated[
        str, typer.Option(metavar="PREFIX", help="Instead of one key, every key that begins so, like media/1/.")
    ] = "",
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come back.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Bring deleted media of STACK back, as long as S3 keeps it: for `media.noncurrent_days` of the stack file.

    Takes delete markers off, and never a version. What was not deleted stays as it is.
    """
    from ops.stacks import find_stack  # noqa: PLC0415 -- boto3 and rich are slow to import
    from ops.undelete import run_undelete  # noqa: PLC0415

    if bool(key) is bool(prefix):
        raise typer.BadParameter("want either a KEY or --prefix PREFIX")
    raise typer.Exit(
        run_undelete(find_stack(stack), outputs, profile, key=key, prefix=prefix, dry_run=dry_run, json=json)
    )


@app.command(rich_help_panel=PANEL)
def secrets(
    stack: Stack,
    *,
    replace: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Secret that gets a new value although it has one. May be repeated."),
    ] = None,
    roll: Annotated[bool, typer.Option("--roll", help="Give services that run with old values new tasks.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    outputs: OutputsFile = None,
    profile: AwsProfile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Fill the empty secrets of STACK: what can be made is made, the rest is asked for. No value is ever printed."""
    from ops.secrets.command import secrets as run  # noqa: PLC0415 -- boto3 is slow to import

    code = run(stack, outputs, profile, replace=replace or (), roll=roll, dry_run=dry_run, as_document=json)
    raise typer.Exit(code)
