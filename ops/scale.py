"""`academy scale`: the configuration for a number of people, why it is what it is, what it costs and where it ends."""

import contextlib
import math
import os
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from ops.priced import graph_of, price
from ops.problem import Problem
from ops.stack_lines import rendered, with_choices, with_heading
from ops.stacks import StackFile, find_stack, read_config, read_profile
from ops.terminal import stdout, tell_error, tell_json
from pricing.model import Unpriced
from pricing.money import Range, cents
from pricing.prices import UnknownPrice, load_prices
from pricing.rules import bill
from sizing.capacity.choice import Choice
from sizing.capacity.load import Load
from sizing.capacity.people import BUSY_FROM_HOUR, usage_of
from sizing.capacity.proposal import Limit, Proposal, TooManyPeople, propose
from sizing.names import PROJECT
from sizing.profile import parse_profile

DATABASE = "aws:rds/instance:Instance"

SHIPPED = ("initial", "10k")
"""The stack files that a proposal may start from: each number in them is one of the model's, or the same in both."""


@dataclass(frozen=True, kw_only=True)
class Priced:
    """What a stack costs in a month, in USD."""

    usd: Range
    without: str = ""
    """Why the database is not in it; empty where everything is."""


Pricer = Callable[[StackFile], Priced]


def scale(people: int, write: Path | None, *, json: bool, pricer: Pricer) -> int:
    """Tell what a stack is to be for so many people a day, and write it if asked to; the exit status.

    Raises:
        Problem: the file can't be written, or is there already with other text.
        ValueError: `people` is out of range.
    """
    base = nearest(people)
    try:
        proposal = propose(people, read_profile(base))
    except TooManyPeople as too_many:
        return _tell_too_many(too_many, json=json)
    priced = _priced(proposal, base, pricer)
    proposal = proposal.with_budget_for(
        math.ceil(priced.usd.expected), "all but the database" if priced.without else "it"
    )
    if write is not None:
        write_new(write, stack_file_text(proposal, base))
    if json:
        tell_json(_document(proposal, base, priced, write))
    else:
        for line in _report(proposal, base, priced, write):
            stdout.print(line, markup=False, soft_wrap=True)
    return 0


def a_month_of(stack: StackFile) -> Priced:
    """What a stack file costs: the program runs once, which takes some seconds.

    Not all database classes have a price. Without one, the rest is still worth knowing.

    Raises:
        Problem: something else has no price, or no pricing rule.
    """
    graph, prices = graph_of(stack), load_prices()
    try:
        return Priced(usd=bill(graph, prices).in_cents().total)
    except UnknownPrice as missing:
        others = tuple(each for each in graph.resources if each.type != DATABASE)
        return Priced(usd=price(replace(graph, resources=others)).total, without=str(missing))
    except Unpriced as error:
        raise Problem(str(error)) from error


def nearest(people: int) -> StackFile:
    """The shipped stack file whose number of people is the fewest times larger or smaller."""
    return min(
        (find_stack(name) for name in SHIPPED),
        key=lambda stack: abs(math.log(people / read_profile(stack).usage.daily_users)),
    )


def stack_file_text(proposal: Proposal, base: StackFile) -> str:
    """The whole stack file: the base's text, with the proposal's values and reasons in their lines.

    For as many people as the base is for, it is the base's text.
    """
    text = with_choices(base.path.read_text(encoding="utf-8"), proposal.choices)
    if proposal.people != read_profile(base).usage.daily_users:
        budget = proposal.value("monitoring.budget_usd")
        text = with_heading(text, f"{proposal.people:,} people a day, at most {budget:,} USD a month.")
    with _as_stack(text) as stack:
        config = read_config(stack)
    if config != proposal.config(read_config(base)):
        raise AssertionError(f"the text made from {base.path.name} says something else than the proposal")
    parse_profile(config, base.path.name)
    return text


def write_new(path: Path, text: str) -> None:
    """Write a file that isn't there, as a whole or not at all; nothing to do where it is there with this very text.

    Raises:
        Problem: it is there with other text, or its folder doesn't take it.
    """
    try:
        if path.exists() and path.read_bytes() == text.encode():
            return
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o644)
            # A link, where a rename would take the place of a file that has come in between.
            path.hardlink_to(file.name)
    except FileExistsError as error:
        raise Problem(f"{path} is there already, with other text: move it away, or write to another file") from error
    except OSError as error:
        raise Problem(f"{path} can't be written: {error.strerror}") from error


def _priced(proposal: Proposal, base: StackFile, pricer: Pricer) -> Priced:
    with _as_stack(stack_file_text(proposal, base)) as stack:
        return pricer(stack)


@contextlib.contextmanager
def _as_stack(text: str) -> Generator[StackFile]:
    """The text as a stack's file, for as long as it is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Pulumi.proposal.yaml"
        path.write_text(text, encoding="utf-8")
        yield StackFile(name="proposal", path=path)


def _tell_too_many(too_many: TooManyPeople, *, json: bool) -> int:
    """Every limit that is exceeded: mending the first alone wouldn't help."""
    if json:
        tell_json({"users": too_many.people, "limits": [_limit(limit) for limit in too_many.limits]})
    tell_error(f"no configuration of this program carries {too_many.people:,} people a day:")
    for limit in too_many.limits:
        tell_error(f"beyond {limit.people:,}: {limit.key}: {limit.what}")
    return 1


def _report(proposal: Proposal, base: StackFile, priced: Priced, write: Path | None) -> Iterator[str]:
    load = Load(usage=usage_of(proposal.people))
    to_hour = BUSY_FROM_HOUR + load.usage.busy_hours
    yield (
        f"{proposal.people:,} people a day: {float(load.busy_requests):,.1f} requests a second to the API from "
        f"{BUSY_FROM_HOUR} to {to_hour} o'clock; {float(load.monthly_bytes) / 10**12:,.1f} TB and "
        f"{float(load.monthly_requests) / 10**6:,.1f} million requests a month from the CDN"
    )
    before = read_config(base)
    sizes = [choice for choice in proposal.choices if choice.path[0] != "usage"]
    usage = [choice for choice in proposal.choices if choice.path[0] == "usage"]
    yield from _block(f"Decided, and beside it what {base.path.name} has", sizes, before)
    yield from _block("Assumed", usage, before)
    yield ""
    yield _price_line(priced, proposal)
    limit = proposal.beyond
    if limit is None:
        yield "No limit beyond it up to the most people that are thought of here"
    else:
        then = "there is no configuration" if limit.stops else "CloudFront is paid for by the gigabyte"
        yield f"First limit: beyond {limit.people:,} people a day, {limit.key}: {limit.what}; from there on {then}"
    if write is not None:
        yield f"Written: {write}"


def _block(title: str, choices: list[Choice], before: Mapping[str, object]) -> Iterator[str]:
    yield f"\n{title}:"
    keys, values = max(len(one.key) for one in choices), max(len(_shown(one.value)) for one in choices)
    for one in choices:
        old = _value_in(before, one)
        was = "" if old == one.value else f"({_shown(old)}) "
        yield f"  {one.key:<{keys}}  {_shown(one.value):<{values}}  {was}{one.why}".rstrip()


def _shown(value: object) -> str:
    return rendered(value) or "none"


def _value_in(config: Mapping[str, object], choice: Choice) -> object:
    place: object = config[f"{PROJECT}:{choice.path[0]}"]
    for part in choice.path[1:]:
        place = cast("Mapping[str, object]", place)[part]
    return place


def _price_line(priced: Priced, proposal: Proposal) -> str:
    usd, budget = priced.usd, proposal.value("monitoring.budget_usd")
    text = f"{usd.expected:,.2f} USD a month expected, {usd.low:,.2f} to {usd.high:,.2f}"
    if priced.without:
        return f"Price: {text}, without the database: {priced.without} (budget {budget:,})"
    return f"Price: {text}, with every service released (budget {budget:,})"


def _document(proposal: Proposal, base: StackFile, priced: Priced, write: Path | None) -> dict[str, object]:
    usd = {name: float(cents(getattr(priced.usd, name))) for name in ("low", "expected", "high")}
    return {
        "users": proposal.people,
        "base": base.path.name,
        "choices": [{"key": one.key, "value": one.value, "why": one.why} for one in proposal.choices],
        "limit": None if proposal.beyond is None else _limit(proposal.beyond),
        "usd_per_month": None if priced.without else usd,
        "usd_per_month_without_database": usd if priced.without else None,
        "unpriced": priced.without,
        "written": None if write is None else str(write),
    }


def _limit(limit: Limit) -> dict[str, object]:
    return {"key": limit.key, "users": limit.people, "what": limit.what, "stops": limit.stops}
