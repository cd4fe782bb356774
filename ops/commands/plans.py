"""`academy preview`, `rehearse` and `gate`: what a change would do, before AWS hears of it."""

import sys
from typing import Annotated

import typer

from ops.commands.arguments import Stack

app = typer.Typer()
PANEL = "Before AWS hears of it"


@app.command(rich_help_panel=PANEL)
def preview(
    stack: Stack,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print what pulumi preview --json prints instead.")] = False,
) -> None:
    """Show the plan of STACK under the real Pulumi engine, with AWS stood in for: no account, nothing changed."""
    from ops.preview import preview as run  # noqa: PLC0415 -- the SDK takes a second to import

    raise typer.Exit(run(stack, as_json=as_json))


@app.command(rich_help_panel=PANEL)
def rehearse(
    old: Annotated[str, typer.Argument(metavar="FROM", help="Where it starts: stack name, or path of a stack file.")],
    new: Annotated[str, typer.Argument(metavar="TO", help="Where it leads: stack name, or path of a stack file.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report of docs/rehearse.md instead.")] = False,
) -> None:
    """Bring FROM up with AWS stood in for, grow it to TO, and go back: what changes, and what AWS does about it."""
    from ops.rehearse.command import rehearse as run  # noqa: PLC0415 -- the SDK takes a second to import

    raise typer.Exit(run(old, new, as_json=as_json))


@app.command(rich_help_panel=PANEL)
def gate(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="What pulumi preview --json or academy rehearse --json printed.")
    ] = "-",
    *,
    allow: Annotated[
        list[str] | None, typer.Option(metavar="URN", help="What may be lost of this resource; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Fail where a plan replaces, deletes or unprotects what holds data or identity; reads FILE, or - for stdin."""
    from ops.gate.command import STDIN  # noqa: PLC0415 -- pydantic takes a while to import
    from ops.gate.command import gate as run  # noqa: PLC0415

    if file == STDIN and sys.stdin.isatty():
        raise typer.BadParameter("want a file, or a plan on stdin", param_hint="FILE")
    raise typer.Exit(run(file, allow or [], as_json=as_json))
