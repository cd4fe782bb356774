"""`academy preview`, `rehearse` and `gate`: what a change would do, before AWS hears of it."""

import typer

from ops.commands.arguments import Stack

app = typer.Typer()
PANEL = "Before AWS hears of it"


@app.command(rich_help_panel=PANEL)
def preview(stack: Stack) -> None:
    """Show the plan of STACK under the real Pulumi engine, with AWS stood in for: no account, nothing changed."""
    from ops.preview import preview as run  # noqa: PLC0415 -- the SDK takes a second to import

    raise typer.Exit(run(stack))
