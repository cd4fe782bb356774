"""`academy bootstrap`, `diagram` and what pull requests run."""

import typer

app = typer.Typer()
PANEL = "The repository"
