"""`academy accept` and `grow`: what must stay the same while a stack grows."""

from typing import Annotated

import typer

app = typer.Typer()
PANEL = "Before AWS hears of it"


@app.command(rich_help_panel=PANEL)
def accept() -> None:
    """Write anew what is generated: the identity of each stack, its diagram, and the configuration reference."""
    from ops.accept import accept as run  # noqa: PLC0415 -- drawing and the SDK are slow to import

    raise typer.Exit(run())


@app.command(rich_help_panel="Around a deployment")
def grow(
    to: Annotated[str, typer.Argument(metavar="TO", help="Stack name to go on under: NAME of a Pulumi.NAME.yaml.")],
    *,
    stack: Annotated[
        str | None,
        typer.Option(metavar="FROM", help="Stack that grows; the selected one if not given.", show_default=False),
    ] = None,
) -> None:
    """Rename the stack to TO, so that it grows to what Pulumi.TO.yaml says, and preview that. Both files stay."""
    from ops.grow import grow as run  # noqa: PLC0415 -- pydantic takes a while to import

    raise typer.Exit(run(to, stack))
