"""The `academy` command: what people run around the program."""

import signal
from types import FrameType
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    help="Run, rehearse and check the academy's infrastructure.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Stack = Annotated[str, typer.Argument(help="Stack name: NAME of a Pulumi.NAME.yaml.", show_default=False)]


@app.callback()
def academy() -> None:
    """Run, rehearse and check the academy's infrastructure."""


@app.command()
def preview(stack: Stack) -> None:
    """Show the plan of STACK under the real Pulumi engine, with AWS stood in for: no account, nothing changed."""
    from ops.preview import preview as run  # noqa: PLC0415 - the SDK takes a second to import

    raise typer.Exit(run(stack))


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """Entry point; Ctrl-C and SIGTERM clean up, and the exit status is 130."""
    signal.signal(signal.SIGTERM, _terminated)
    app()


if __name__ == "__main__":
    main()
