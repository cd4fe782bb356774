"""`academy cost`, `prices` and `scale`: what a stack costs, and what size a number of people needs."""

import typer

app = typer.Typer()
PANEL = "Money and size"
