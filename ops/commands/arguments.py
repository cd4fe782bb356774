"""Arguments that many commands take."""

from typing import Annotated

import typer

Stack = Annotated[
    str,
    typer.Argument(metavar="STACK", help="Stack name, NAME of a Pulumi.NAME.yaml, or path of a stack file."),
]
