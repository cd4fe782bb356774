"""`academy accept` and `grow`: what must stay the same while a stack grows."""

import typer

app = typer.Typer()
PANEL = "Before AWS hears of it"
