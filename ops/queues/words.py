"""How times and numbers are told."""

from datetime import UTC, datetime

UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def duration(seconds: int) -> str:
    """The two largest units that count: "3 d 4 h", "12 min 5 s", "0 s". Cut off, never rounded up."""
    for number, (size, unit) in enumerate(UNITS):
        if seconds >= size:
            rest = seconds % size // UNITS[number + 1][0] if size > 1 else 0
            return f"{seconds // size} {unit}" + (f" {rest} {UNITS[number + 1][1]}" if rest else "")
    return "0 s"


def count(number: int, one: str) -> str:
    """1 dead letter, 2 dead letters."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def told(moment: datetime) -> str:
    """To the minute, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
