"""AWS's list prices for Seoul, each with where and when it was read: prices.json, read exactly."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from pricing.money import Range, flat

FILE = Path(__file__).parent / "prices.json"


class UnknownPrice(LookupError):  # noqa: N818 -- says what is missing
    """There is no price under a key; the text names it and what has one. What has no price is never zero."""


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A rate and the amount up to which it holds; None is without end."""

    up_to: Decimal | None
    usd: Decimal


@dataclass(frozen=True, kw_only=True)
class Price:
    """One rate in USD."""

    key: str
    usd: Range
    """All three alike, unless the price is an estimate."""
    unit: str
    as_of: str
    confidence: str
    """high, medium, low or estimate."""
    source: str
    tiers: tuple[Tier, ...] = ()
    free: Mapping[str, Decimal] | None = None
    includes: Mapping[str, Any] | None = None

    @property
    def doubtful(self) -> bool:
        """Whether a figure that follows from it is marked."""
        return self.confidence in ("low", "estimate")

    def free_amount(self, name: str) -> Decimal:
        """What is free of something in a month, always and for the whole account."""
        return (self.free or {}).get(name, Decimal(0))

    def tiered(self, amount: Decimal) -> Decimal:
        """What an amount costs, each part of it at its tier's rate."""
        total, below = Decimal(0), Decimal(0)
        for tier in self.tiers:
            top = amount if tier.up_to is None else min(amount, tier.up_to)
            total += max(Decimal(0), top - below) * tier.usd
            below = max(below, top)
        return total


class Prices:
    """Every price there is, by key."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._prices = {key: _price(key, entry) for key, entry in document.items() if key != "_meta"}

    def __getitem__(self, key: str) -> Price:
        """The price under a key.

        Raises:
            UnknownPrice: there is none.
        """
        if key not in self._prices:
            kind = key.split(".", maxsplit=1)[0]
            alike = ", ".join(one for one in self._prices if one.startswith(f"{kind}.")) or "nothing of its kind"
            raise UnknownPrice(f"there is no price {key} in pricing/prices.json; it has {alike}")
        return self._prices[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._prices)

    def __contains__(self, key: str) -> bool:
        return key in self._prices


@cache
def load_prices(file: Path = FILE) -> Prices:
    """The prices that the project ships."""
    text = file.read_text(encoding="utf-8")
    return Prices(cast("dict[str, Any]", json.loads(text, parse_float=Decimal, parse_int=Decimal)))


def _price(key: str, entry: Mapping[str, Any]) -> Price:
    if entry.get("usd") is None:
        low, high = entry["estimate"]["low"], entry["estimate"]["high"]
        usd, confidence = Range(low=low, expected=(low + high) / 2, high=high), "estimate"
    elif "range" in entry:
        low, high = entry["range"]
        usd, confidence = Range(low=low, expected=entry["usd"], high=high), entry["confidence"]
    else:
        usd, confidence = flat(entry["usd"]), entry["confidence"]
    return Price(
        key=key,
        usd=usd,
        unit=entry["unit"],
        as_of=entry["as_of"],
        confidence=confidence,
        source=entry["source"],
        tiers=tuple(Tier(up_to=tier["up_to"], usd=tier["usd"]) for tier in entry.get("tiers", ())),
        free=entry.get("free"),
        includes=entry.get("includes"),
    )
