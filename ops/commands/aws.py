"""`academy preflight`, `secrets`, `migrate`, `verify`, `restore` and `undelete`: around a deployment."""

import typer

app = typer.Typer()
PANEL = "Around a deployment"
