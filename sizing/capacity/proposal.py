"""The configuration for a number of people, what decided each key, and which limit comes next."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from sizing.capacity import edge, tasks
from sizing.capacity.choice import Choice, Demand, Value, put, round_up
from sizing.capacity.database import database
from sizing.capacity.load import Load
from sizing.capacity.people import usage_choices, usage_of
from sizing.compute import ApiTasks, TaskRange
from sizing.connections import connection_budget
from sizing.names import PROJECT
from sizing.profile import Profile
from sizing.queues import MESSAGING
from sizing.usage import MAX_DAILY_USERS

MIN_PEOPLE = 100
MAX_PEOPLE = MAX_DAILY_USERS
"""Ours: below, the fixed costs are nearly all; above, nothing here was thought through."""


BUDGET_STEP_USD = 10


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Where something ends."""

    key: str
    """The key that can't be larger, or that changes."""
    people: int
    """The most people a day that are within it."""
    what: str
    stops: bool
    """Whether there is no configuration beyond it; if not, the one beyond it costs more."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a stack is to be for so many people a day."""

    people: int
    choices: tuple[Choice, ...]
    """Every key that depends on how many people there are."""
    beyond: Limit | None
    """The first limit that more people meet; None up to MAX_PEOPLE."""

    def value(self, key: str) -> Value:
        """What was chosen for a key, like `database.multi_az`. Raises KeyError for one that no choice is about."""
        return {choice.key: choice.value for choice in self.choices}[key]

    def with_budget_for(self, usd: int, what: str) -> "Proposal":
        """The same, with a budget that a month of `usd` doesn't exceed: the next ten, where the budget is less.

        `what` is it that costs so much, as the comment has it.
        """
        if usd <= cast("int", self.value("monitoring.budget_usd")):
            return self
        enough = Choice(
            path=("monitoring", "budget_usd"),
            value=round_up(usd, BUDGET_STEP_USD),
            why=f"what {what} costs, in tens; the requirement's totals have less for so many people",
        )
        return replace(self, choices=tuple(enough if choice.key == enough.key else choice for choice in self.choices))

    def config(self, base: Mapping[str, object]) -> dict[str, object]:
        """A stack's configuration with these choices made, everything else as in `base`."""
        made = copy.deepcopy(dict(base))
        for choice in self.choices:
            put(made, (f"{PROJECT}:{choice.path[0]}", *choice.path[1:]), choice.value)
        return made


class TooManyPeople(ValueError):  # noqa: N818 what it is, rather than that it is an error
    """More than one stack carries, with every limit that is exceeded, the narrowest first."""

    def __init__(self, people: int, limits: tuple[Limit, ...]) -> None:
        self.people, self.limits = people, limits
        super().__init__(f"{people:,} people a day: beyond {limits[0].people:,} {limits[0].what}")


def propose(people: int, base: Profile) -> Proposal:
    """The configuration for so many people a day, MIN_PEOPLE to MAX_PEOPLE.

    What doesn't depend on them is taken from `base`: its zones, and what its workers connect to.

    Raises:
        ValueError: `people` is out of range.
        TooManyPeople: no configuration carries them.
    """
    if not MIN_PEOPLE <= people <= MAX_PEOPLE:
        raise ValueError(f"{people} people a day; want {MIN_PEOPLE} to {MAX_PEOPLE}")
    choices, demands = _model(people, base)
    exceeded = [demand for demand in demands if demand.stops and not demand.met]
    if exceeded:
        raise TooManyPeople(people, _limits(exceeded, base))
    return Proposal(people=people, choices=choices, beyond=_first_limit(people, demands, base))


def _model(people: int, base: Profile) -> tuple[tuple[Choice, ...], tuple[Demand, ...]]:
    load, zones = Load(usage=usage_of(people)), len(base.network.zones)
    api = tasks.api_tasks(load, zones)
    workers = {
        "video": tasks.batch_worker("video", load, base.worker_queues["video"], zones),
        "ai": tasks.batch_worker("ai", load, base.worker_queues["ai"], zones),
        "messaging": tasks.messaging_worker(load, MESSAGING),
    }
    most = {worker: int(demands[0].asked) for worker, (_, demands) in workers.items()}
    budget = connection_budget(
        base.api.model_copy(
            update={
                "tasks": ApiTasks.model_construct(min=api.least, max=api.most),
                "connections": api.connections,
            }
        ),
        base.workers.model_copy(
            update={
                worker: base.workers.of(worker).model_copy(
                    update={"tasks": TaskRange.model_construct(min=tasks.MIN_WORKER_TASKS, max=most[worker])}
                )
                for worker in ("video", "ai", "messaging")
            }
        ),
        base.gpu,
        base.database.max_connections,
    )
    parts = (
        edge.network(load),
        database(load, api, budget),
        tasks.api(load, api, zones),
        *workers.values(),
        edge.cdn(load),
        edge.monitoring(load),
        (usage_choices(people), ()),
    )
    return tuple(one for made, _ in parts for one in made), tuple(one for _, asked in parts for one in asked)


def _first_limit(people: int, demands: tuple[Demand, ...], base: Profile) -> Limit | None:
    """Of what so many people ask for and have, what is the first to end as there are more."""
    met = {_same(demand) for demand in demands if demand.met}

    def ending(number: int) -> list[Demand]:
        return [demand for demand in _model(number, base)[1] if _same(demand) in met and not demand.met]

    if not ending(MAX_PEOPLE):
        return None
    last = _last(lambda number: not ending(number), people, MAX_PEOPLE)
    first = ending(last + 1)[0]
    return Limit(key=first.key, people=last, what=first.what, stops=first.stops)


def _limits(exceeded: list[Demand], base: Profile) -> tuple[Limit, ...]:
    """Where each of them ends, the first one first."""
    limits = [
        Limit(key=one.key, people=_last(partial(_meets, one, base), 0, MAX_PEOPLE), what=one.what, stops=one.stops)
        for one in exceeded
    ]
    return tuple(sorted(limits, key=lambda limit: limit.people))


def _meets(demand: Demand, base: Profile, people: int) -> bool:
    return next(one for one in _model(people, base)[1] if _same(one) == _same(demand)).met


def _same(demand: Demand) -> tuple[str, str]:
    """What makes it the same demand for another number of people."""
    return demand.key, demand.what


def _last(holds: Callable[[int], bool], holding: int, failing: int) -> int:
    """The last number for which it holds: what is asked never falls as there are more people."""
    while failing - holding > 1:
        middle = (holding + failing) // 2
        holding, failing = (middle, failing) if holds(middle) else (holding, middle)
    return holding
