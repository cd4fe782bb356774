"""`academy bootstrap`, `diagram` and what pull requests run."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ops.commands.arguments import AwsProfile, Stack

app = typer.Typer()
PANEL = "The repository"


@app.command(rich_help_panel=PANEL)
def bootstrap(
    repository: Annotated[
        str,
        typer.Argument(
            metavar="OWNER/REPOSITORY",
            help="On GitHub, in its exact letters; OWNER@ID/REPOSITORY@ID where its tokens carry ids.",
        ),
    ],
    *,
    stack: Annotated[
        list[str] | None,
        typer.Option(metavar="STACK", help="Stack that workflows bring up; initial if not given. May be repeated."),
    ] = None,
    branch: Annotated[str, typer.Option(help="Branch from which they do.")] = "main",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan, and do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    profile: AwsProfile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Prepare an AWS account: state bucket, key, and two roles that only workflows of this repository get.

    Shows its plan first. What is there already is left alone, so a second run changes nothing.

    Prints how to log in to the state, and what to paste into the repository's settings.
    """
    from ops.bootstrap.command import bootstrap as run  # noqa: PLC0415 -- boto3 is slow to import
    from ops.bootstrap.repository import parse_repository  # noqa: PLC0415

    try:
        wanted = parse_repository(repository)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="OWNER/REPOSITORY") from None
    code = run(wanted, stack or ["initial"], branch, profile, dry_run=dry_run, yes=yes, as_document=json)
    raise typer.Exit(code)


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


ci = typer.Typer(no_args_is_help=True, help="What the workflows run.")
app.add_typer(ci, name="ci", rich_help_panel=PANEL)

Output = Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the comment and the reports behind it.")]


class Section(StrEnum):
    """The sections of the comment under a pull request, in their order."""

    CHECK = "check"
    PREVIEW = "preview"


Repository = Annotated[
    str | None,
    typer.Option(metavar="OWNER/NAME", envvar="GITHUB_REPOSITORY", help="GitHub repository to write to."),
]


@ci.command()
def check(
    base: Annotated[
        str | None, typer.Option(metavar="REF", help="Git revision to compare with; nothing is compared without.")
    ] = None,
    output: Output = Path("reports"),
    tests: Annotated[
        str, typer.Option(metavar="OUTCOME", help="How make test ended, as GitHub calls it, for the comment.")
    ] = "success",
) -> None:
    """Preview, rehearse, gate and price every stack without an account, and write one comment.

    Exits with 1 when a plan fails, or would lose what .github/gate-allow doesn't name.
    """
    from ops.ci.check import check as run  # noqa: PLC0415 -- the SDK is slow to import

    raise typer.Exit(run(base, output, tests))


@ci.command("preview")
def preview_environment(stack: Stack, output: Output = Path("reports")) -> None:
    """Preview STACK in AWS with the pulumi on PATH, gate the plan, and write one comment."""
    from ops.ci.check import allowed_urns  # noqa: PLC0415
    from ops.ci.run import preview as run  # noqa: PLC0415

    raise typer.Exit(run(stack, output, allowed_urns()))


@ci.command()
def comment(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the Markdown is that check or preview has written.")
    ],
    pull_request: Annotated[int, typer.Option(metavar="NUMBER", help="Pull request to comment on.")],
    section: Annotated[Section, typer.Option(help="Which section of the comment it is.")],
    commit: Annotated[str, typer.Option(metavar="SHA", help="Commit that it is about.")],
    repository: Repository = None,
) -> None:
    """Leave the pull request with FOLDER's Markdown as that section of its one comment. Reads GITHUB_TOKEN."""
    from ops.ci.run import post as run  # noqa: PLC0415

    if repository is None:
        raise typer.BadParameter("want OWNER/NAME, or GITHUB_REPOSITORY set", param_hint="--repository")
    raise typer.Exit(run(folder, section.value, repository, pull_request, commit))


@ci.command()
def drift(stack: Stack, repository: Repository = None) -> None:
    """Tell what AWS holds of STACK that is not declared, and keep one issue about it where a repository is named."""
    from ops.ci.run import drift as run  # noqa: PLC0415

    raise typer.Exit(run(stack, repository))
