"""Amounts that are not known to the cent: the least, what is expected, the most."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
_EXACT = Decimal("1e-9")

HOURS = Decimal(730)
"""Hours of a month in AWS's own price examples. https://aws.amazon.com/calculator/"""

DAYS = HOURS / 24
"""Days of that month: 30.4."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """low <= expected <= high.

    Raises:
        ValueError: they are not in that order.
    """

    low: Decimal
    expected: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.expected <= self.high:
            raise ValueError(f"{self.low}, {self.expected}, {self.high} are not in order")

    def __add__(self, other: "Range") -> "Range":
        return Range(low=self.low + other.low, expected=self.expected + other.expected, high=self.high + other.high)

    def __mul__(self, other: "Range | Decimal | int") -> "Range":
        by = other if isinstance(other, Range) else flat(other)
        return Range(low=self.low * by.low, expected=self.expected * by.expected, high=self.high * by.high)

    def __truediv__(self, by: Decimal | int) -> "Range":
        return Range(low=self.low / by, expected=self.expected / by, high=self.high / by)

    def beyond(self, free: Decimal | int) -> "Range":
        """What is left of it when so much is free."""
        nothing = Decimal(0)
        return Range(
            low=max(nothing, self.low - free),
            expected=max(nothing, self.expected - free),
            high=max(nothing, self.high - free),
        )

    def in_cents(self) -> "Range":
        """Each of the three as people read it."""
        return Range(low=cents(self.low), expected=cents(self.expected), high=cents(self.high))

    def exact(self) -> "Range":
        """To a billionth of a dollar, so that sums come out the same in whatever order they are made."""
        return Range(
            low=self.low.quantize(_EXACT), expected=self.expected.quantize(_EXACT), high=self.high.quantize(_EXACT)
        )


def flat(amount: Decimal | int) -> Range:
    """An amount that is the same whatever happens."""
    exact = Decimal(amount)
    return Range(low=exact, expected=exact, high=exact)


def total(ranges: Iterable[Range]) -> Range:
    """The sum of ranges, nothing for none."""
    result = flat(0)
    for each in ranges:
        result += each
    return result


def cents(amount: Decimal) -> Decimal:
    """An amount as people read it, to the cent."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
