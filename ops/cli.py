"""The `academy` command: what people run around the program."""

import signal
import sys
from types import FrameType
from typing import NoReturn

import typer

from ops.commands import aws, identity, money, plans, queues, repository
from ops.problem import Problem

app = typer.Typer(
    help="Run, rehearse, price and check the academy's infrastructure.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",  # paragraphs that fill the terminal's width
    pretty_exceptions_enable=False,
)
for group in (plans.app, money.app, aws.app, queues.app, identity.app, repository.app):
    app.add_typer(group)


@app.callback()
def academy() -> None:
    """Run, rehearse, price and check the academy's infrastructure."""


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """Entry point; a Problem is one line and exit status 1, Ctrl-C and SIGTERM clean up and end with 130."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        app(prog_name="academy")
    except Problem as problem:
        from ops.terminal import tell_error  # noqa: PLC0415 -- rich takes a while to import

        tell_error(str(problem))
        sys.exit(1)


if __name__ == "__main__":
    main()
