"""`academy queues`: what waits, what failed, and how it is tried again."""

import typer

app = typer.Typer()
PANEL = "Around a deployment"
