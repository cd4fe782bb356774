"""`academy cost`, `prices` and `scale`: what a stack costs, and what size a number of people needs."""

from pathlib import Path
from typing import Annotated

import typer

from ops.commands.arguments import Stack

app = typer.Typer()
PANEL = "Money and size"

prices = typer.Typer(no_args_is_help=True, help="The list prices that a stack is priced with.")
app.add_typer(prices, name="prices", rich_help_panel=PANEL)


@prices.command("refresh")
def refresh_prices(
    profile: Annotated[str | None, typer.Option(metavar="NAME", help="Profile of ~/.aws/config to work with.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what changed, and write nothing.")] = False,
) -> None:
    """Read every list price again from AWS, and write pricing/prices.json.

    Nothing is written unless every query has exactly one answer. Estimates, such as Spot's, stay as they are. Needs
    pricing:GetProducts.
    """
    from datetime import UTC, datetime  # noqa: PLC0415

    from ops.aws.session import open_session  # noqa: PLC0415 -- boto3 is slow to import
    from ops.price_list import ENDPOINT_REGION  # noqa: PLC0415
    from ops.prices import refresh  # noqa: PLC0415

    pricing = open_session(profile, ENDPOINT_REGION).client("pricing")  # pyright: ignore[reportUnknownMemberType]
    raise typer.Exit(refresh(pricing, datetime.now(UTC).date(), dry_run=dry_run))


@app.command(rich_help_panel=PANEL)
def scale(
    users: Annotated[
        int, typer.Option(help="People who use the academy on a day, 100 to 1,000,000.", show_default=False)
    ],
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Stack file to write, which is not there yet.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Propose the configuration for so many people: every size with its reason, its price, and where it ends."""
    from sizing.capacity.proposal import MAX_PEOPLE, MIN_PEOPLE  # noqa: PLC0415 -- pydantic and the SDK are slow to import

    if not MIN_PEOPLE <= users <= MAX_PEOPLE:
        raise typer.BadParameter(f"{users} is not in the range {MIN_PEOPLE} to {MAX_PEOPLE}", param_hint="--users")
    from ops.scale import a_month_of  # noqa: PLC0415
    from ops.scale import scale as run  # noqa: PLC0415

    raise typer.Exit(run(users, write, json=json, pricer=a_month_of))


@app.command(rich_help_panel=PANEL)
def cost(
    stack: Stack,
    against: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Stack to compare with: the difference by line.")
    ] = None,
    budget: Annotated[
        bool, typer.Option("--budget", help="Exit with 1 when more is expected than the budget.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Price STACK by the month: the graph that it declares, at AWS's list prices, with its usage. Needs no AWS."""
    from ops.cost.command import cost as run  # noqa: PLC0415 -- the SDK is slow to import

    raise typer.Exit(run(stack, against, budget=budget, as_one_document=json))
