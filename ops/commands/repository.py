"""`academy bootstrap`, `diagram` and what pull requests run."""

from pathlib import Path
from typing import Annotated

import typer

from ops.commands.arguments import Stack

app = typer.Typer()
PANEL = "The repository"


@app.command(rich_help_panel=PANEL)
def diagram(
    stack: Stack,
    output: Annotated[
        Path | None, typer.Option(help="Folder to write to; docs/ if not given.", show_default=False)
    ] = None,
) -> None:
    """Draw STACK as it is declared: DOT, SVG and PNG."""
    from ops.diagram.stack import FOLDER  # noqa: PLC0415 -- drawing and the SDK are slow to import
    from ops.diagram.stack import diagram as run  # noqa: PLC0415
    from ops.stacks import find_stack  # noqa: PLC0415

    raise typer.Exit(run(find_stack(stack), output or FOLDER))
