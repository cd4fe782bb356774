"""How amounts, bars and tables look, in as many columns as the console has."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

MARK = "~"
"""Before an amount of which a part is at an estimated price, or at one of low confidence."""

MARKED = f"{MARK} A part of it is at a price that is estimated, second-hand or another region's"

_LONGEST_BAR = 40
"""Characters, however wide the terminal is."""

_WIDEST = 120
"""Columns of a table: further apart, the words and the amounts of a row are hard to bring together."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A share of what room there is; what exceeds it is cut off."""

    share: Decimal
    ground: bool = False
    """Whether the rest is drawn too."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many characters as there is room for."""
        room = min(options.max_width, _LONGEST_BAR)
        full, empty = ("#", ".") if options.ascii_only else ("█", "░")
        long = min(room, round(self.share * room))
        yield Text(full * long + (empty * (room - long) if self.ground else ""))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """It does with little, and takes what is left."""
        return Measurement(1, min(options.max_width, _LONGEST_BAR))


def dollars(amount: Decimal) -> str:
    """An amount, to the cent."""
    return f"{amount:,.2f}"


def added(amount: Decimal) -> str:
    """What is added, or with a minus taken away, to the cent."""
    return f"{amount:+,.2f}"


def marked(text: str, *, doubtful: bool) -> str:
    """An amount, with the mark where its price is in doubt."""
    return f"{MARK}{text}" if doubtful else text


def table(console: Console, title: str = "") -> Table:
    """A table as wide as the console, which its last flexible column fills."""
    return Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        width=min(console.width, _WIDEST),
        title=title or None,
        title_justify="left",
        title_style="bold",
    )


def tell_pairs(console: Console, title: str, rows: Iterable[tuple[str, str]]) -> None:
    """Names and words beside them, which are wrapped in their own column; nothing where there are none."""
    pairs = [*rows]
    if not pairs:
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for name, words in pairs:
        grid.add_row(Text(name), Text(words))
    console.print(Text(title, style="bold"))
    console.print(grid)
    console.print()
