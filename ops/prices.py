"""`academy prices refresh`: reads every list price again from AWS, and writes all of them or none."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ops.price_list import Listed, Query, Unclear, look_up
from ops.problem import Problem
from ops.terminal import stderr, stdout, tell_problems
from pricing.prices import FILE, Prices

if TYPE_CHECKING:
    from mypy_boto3_pricing import PricingClient

MOST_CHANGE = 2
"""Ours: AWS rarely changes a price so many times over. What does is rather a price for another unit."""

UNITS: Mapping[str, int] = {"_1k": 1_000, "_10k": 10_000, "_100k": 100_000, "_million": 1_000_000}
"""Ending of a price's key -> how many of the API's units the price is for: AWS lists requests by the piece."""

SPOT = "Spot has no list price"
NO_QUERY = "pricing/prices.json has no query for it"

Entry = dict[str, Any]
"""A price as pricing/prices.json holds it."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of asking AWS for every price."""

    entries: Mapping[str, Entry]
    """The whole file as it would be."""
    changed: Mapping[str, tuple[str, str]]
    """Key -> what the price was, and what it is."""
    kept: Mapping[str, str]
    """Key -> why AWS wasn't asked."""
    unclear: Mapping[str, str]
    """Key -> why AWS's answer can't be used."""


def refresh(pricing: "PricingClient", today: date, *, dry_run: bool, file: Path = FILE) -> int:
    """Read every price that has a query, tell what changed, and write the file unless one answer is unclear.

    Args:
        pricing: client of the Price List query API.
        today: the date that the prices get.
        dry_run: tell what changed, and write nothing.
        file: the prices.

    Raises:
        Problem: AWS can't be asked, or the file can't be written.
    """
    text = file.read_text(encoding="utf-8")
    reading = read_again(pricing, json.loads(text), today)
    if reading.unclear:
        status = tell_problems(f"{key}: {reason}" for key, reason in reading.unclear.items())
        stderr.print(f"Nothing is written to {file.name}: every query has to have one answer.", soft_wrap=True)
        return status
    for reason in dict.fromkeys(reading.kept.values()):
        keys = ", ".join(key for key, why in reading.kept.items() if why == reason)
        stdout.print(f"kept, {reason}: {keys}", markup=False, soft_wrap=True)
    for key, (old, new) in reading.changed.items():
        stdout.print(f"{key}: {old} -> {new}", markup=False, soft_wrap=True)
    read = len(reading.entries) - len(reading.kept) - 1
    stdout.print(f"{read} prices read, {len(reading.changed)} changed, {len(reading.kept)} kept", markup=False)
    if not dry_run:
        _write(file, reading.entries)
    return 0


def read_again(pricing: "PricingClient", document: Mapping[str, Entry], today: date) -> Reading:
    """The document with every price that has a query as AWS lists it now.

    Raises:
        Problem: AWS can't be asked.
    """
    entries = dict(document)
    changed: dict[str, tuple[str, str]] = {}
    kept: dict[str, str] = {}
    unclear: dict[str, str] = {}
    for key, entry in document.items():
        if key == "_meta":
            continue
        query = _query(entry)
        if isinstance(query, str):
            kept[key] = query
            continue
        try:
            entries[key] = _updated(key, entry, _in_our_unit(key, look_up(pricing, query)), today)
        except Unclear as reason:
            unclear[key] = str(reason)
            continue
        before, after = _told(entry), _told(entries[key])
        if before != after:
            changed[key] = before, after
    return Reading(entries=entries, changed=changed, kept=kept, unclear=unclear)


def _query(entry: Entry) -> Query | str:
    """What to ask for a price, or why there is nothing to ask."""
    refresh: Entry | None = entry.get("refresh")
    if refresh is None:
        return NO_QUERY
    if "ServiceCode" not in refresh:
        return SPOT
    return Query(service=refresh["ServiceCode"], attributes=refresh["Filters"])


def _in_our_unit(key: str, listed: Listed) -> Listed:
    per = next((per for ending, per in UNITS.items() if key.endswith(ending)), 1)
    return replace(listed, rates=tuple(replace(rate, usd=rate.usd * per) for rate in listed.rates))


def _updated(key: str, entry: Entry, listed: Listed, today: date) -> Entry:
    """The entry at the rate that AWS lists: at the first that is not free, and at each of them where it has tiers."""
    if not listed.paid:
        raise Unclear(f"it is listed at 0 USD; want a price, or an entry without a query if {key} is free now")
    first = listed.paid[0]
    _check_change(entry, first.usd)
    source = f"AWS Price List query API: {listed.service}, SKU {listed.sku}, published {listed.published}"
    updated = {**entry, "usd": _number(first.usd), "as_of": today.isoformat(), "confidence": "high", "source": source}
    if entry.get("tiers"):
        updated["tiers"] = [
            {"up_to": None if rate.ends is None else _number(rate.ends - first.begins), "usd": _number(rate.usd)}
            for rate in listed.paid
        ]
    # What stood for a price that nobody had found is of no use now.
    for guess in ("estimate", "range", *(("note",) if "estimate" in entry else ())):
        updated.pop(guess, None)
    return updated


def _check_change(entry: Entry, usd: Decimal) -> None:
    estimate: Entry = entry.get("estimate") or {}
    known = [entry["usd"]] if entry["usd"] else [each for each in (estimate.get("low"), estimate.get("high")) if each]
    if not known:
        return
    least, most = Decimal(str(min(known))) / MOST_CHANGE, Decimal(str(max(known))) * MOST_CHANGE
    if not least <= usd <= most:
        raise Unclear(
            f"it is listed at {_plain(usd)} USD, and was {_told(entry)}: a price for another unit, it seems; if AWS "
            "did change it so much, correct it in the file first"
        )


def _told(entry: Entry) -> str:
    """A price for people: one rate, tiers, or an estimate."""
    if entry.get("tiers"):
        return ", ".join(
            f"{tier['usd']}" + ("" if tier["up_to"] is None else f" up to {tier['up_to']}") for tier in entry["tiers"]
        )
    if entry["usd"] is None:
        return f"{entry['estimate']['low']} to {entry['estimate']['high']} (estimate)"
    return _plain(Decimal(str(entry["usd"])))


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _number(amount: Decimal) -> int | float:
    """As JSON has it: 15 digits are kept exactly, and no price has so many."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _write(file: Path, entries: Mapping[str, Entry]) -> None:
    """All at once: whoever reads the file meets the old prices or the new ones."""
    text = json.dumps(entries, indent=1, ensure_ascii=True) + "\n"
    # A file that `academy cost` can't read is never written.
    Prices(cast("Mapping[str, Any]", json.loads(text, parse_float=Decimal, parse_int=Decimal)))
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            written = Path(folder, file.name)
            with written.open("w", encoding="utf-8", newline="\n") as target:
                target.write(text)
                target.flush()
                os.fsync(target.fileno())
            written.chmod(file.stat().st_mode & 0o777)
            written.replace(file)
    except OSError as error:
        raise Problem(f"{file} can't be written: {error.strerror}") from error
