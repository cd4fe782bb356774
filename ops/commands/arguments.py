"""Arguments that many commands take."""

from pathlib import Path
from typing import Annotated

import typer

Stack = Annotated[
    str,
    typer.Argument(metavar="STACK", help="Stack name, NAME of a Pulumi.NAME.yaml, or path of a stack file."),
]

AwsProfile = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="Profile of ~/.aws/config; else what the AWS CLI would use."),
]

OutputsFile = Annotated[
    Path | None,
    typer.Option(
        "--outputs", metavar="FILE", help="JSON of `pulumi stack output --json`, instead of asking the state for it."
    ),
]
