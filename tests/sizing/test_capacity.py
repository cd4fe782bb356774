"""The capacity model as a whole: the shipped files, any number of people, and where it ends."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sizing.capacity.database import LADDER
from sizing.capacity.proposal import MAX_PEOPLE, MIN_PEOPLE, Limit, Proposal, TooManyPeople, propose
from sizing.database import INSTANCE_CLASSES
from sizing.profile import Profile, parse_profile
from tests.sizing.stack_files import STACKS, stack_config
from tests.sizing.wrong_configurations import changed

CONFIGS = {stack: stack_config(stack) for stack in STACKS}
BASES = {stack: parse_profile(config, f"Pulumi.{stack}.yaml") for stack, config in CONFIGS.items()}
FOR = {500: "initial", 10_000: "10k"}

people = st.integers(MIN_PEOPLE, MAX_PEOPLE) | st.integers(MIN_PEOPLE, 30_000) | st.integers(MIN_PEOPLE, 3_000)
carried = st.integers(MIN_PEOPLE, 150_000) | st.integers(MIN_PEOPLE, 30_000) | st.integers(MIN_PEOPLE, 3_000)
shipped = st.sampled_from(STACKS)


def profile_of(proposal: Proposal, stack: str) -> Profile:
    """What the proposal is as a stack file, everything else as the shipped one has it."""
    return parse_profile(proposal.config(CONFIGS[stack]), "a proposed stack")


def capacity(profile: Profile) -> list[Fraction | int]:
    """Everything that carries load, so that more of it is a larger number."""
    api, workers, database = profile.api, profile.workers, profile.database
    scheduled = api.scheduled_minimum.tasks if api.scheduled_minimum else api.tasks.min
    return [
        api.cpu,
        api.memory_mib,
        api.cpu * api.tasks.min,
        api.cpu * api.tasks.max,
        api.cpu * scheduled,
        api.connections,
        *(size.tasks.min for size in (workers.video, workers.ai, workers.messaging)),
        *(size.tasks.max for size in (workers.video, workers.ai, workers.messaging)),
        LADDER.index(database.instance_class),
        database.instance.vcpu,
        database.instance.memory_gib,
        database.multi_az,
        database.storage_gib,
        database.max_storage_gib,
        database.max_connections,
        ["none", "pgbouncer"].index(database.pooler),
        ["none", "single", "per_zone"].index(profile.network.nat),
        profile.network.flow_logs,
        profile.cdn.waf,
        profile.cdn.access_logs,
        profile.monitoring.dashboard,
        profile.monitoring.budget_usd,
        profile.usage.media_upload_gib,
        profile.usage.database_gib,
        profile.usage.outbound_gib,
        profile.usage.log_mib_per_day,
    ]


@pytest.mark.parametrize(("number", "stack"), FOR.items())
def test_each_shipped_file_is_what_the_model_makes_of_the_other_one(number: int, stack: str) -> None:
    other = next(one for one in STACKS if one != stack)
    assert propose(number, BASES[other]).config(CONFIGS[other]) == CONFIGS[stack]
    assert propose(number, BASES[stack]).config(CONFIGS[stack]) == CONFIGS[stack]


def attempt(number: int, base: Profile) -> Proposal | TooManyPeople:
    try:
        return propose(number, base)
    except TooManyPeople as too_many:
        return too_many


@settings(deadline=None)
@given(people, shipped)
def test_any_number_of_people_has_a_valid_stack_or_a_limit_that_it_exceeds(number: int, stack: str) -> None:
    made = attempt(number, BASES[stack])
    if isinstance(made, TooManyPeople):
        assert made.limits
        assert all(limit.people < number and limit.stops for limit in made.limits)
        return
    assert profile_of(made, stack).usage.daily_users == number
    assert made.beyond is not None
    assert made.beyond.people >= number


@settings(deadline=None)
@given(st.lists(carried, min_size=2, max_size=4).map(sorted))
def test_no_size_falls_as_there_are_more_people(numbers: list[int]) -> None:
    sizes = [capacity(profile_of(propose(number, BASES["initial"]), "initial")) for number in numbers]
    assert all(small <= large for few, many in pairwise(sizes) for small, large in zip(few, many, strict=True))


@settings(deadline=None)
@given(
    people.filter(lambda number: number <= 157_500),
    st.sampled_from([["a", "c"], ["a", "b", "c"], ["a", "b", "c", "d"]]),
)
def test_what_the_busy_hours_take_is_there_when_a_zone_is_lost(number: int, zones: list[str]) -> None:
    config = changed(CONFIGS["initial"], {("academy:network", "zones"): zones})
    base = parse_profile(config, "")
    profile = parse_profile(propose(number, base).config(config), "")
    api = profile.api
    busy = api.scheduled_minimum.tasks if api.scheduled_minimum else api.tasks.min
    left = busy * (len(zones) - 1) // len(zones)
    # 80 requests a person, three fifths of them in five hours.
    assert busy % len(zones) == 0
    assert left * api.requests_per_task_per_minute * 300 >= number * 80 * Fraction(3, 5)


def test_the_fewest_people_have_what_the_requirement_starts_with() -> None:
    few = propose(100, BASES["initial"])
    assert profile_of(few, "initial").model_copy(update={"usage": BASES["initial"].usage}) == BASES["initial"]
    assert few.value("usage.jobs_per_day.video") == 1
    assert few.value("usage.database_gib") == 1


def test_a_million_people_are_told_every_limit_that_they_exceed() -> None:
    with pytest.raises(
        TooManyPeople,
        match=r"^1,000,000 people a day: beyond 157,500 one database takes 3,750 connections, and all tasks together "
        r"open more$",
    ) as told:
        propose(1_000_000, BASES["10k"])
    assert [(limit.key, limit.people) for limit in told.value.limits] == [
        ("database.max_connections", 157_500),
        ("workers.ai.tasks.max", 174_355),
        ("workers.video.tasks.max", 208_000),
        ("workers.messaging.tasks.max", 300_000),
        ("api.tasks.max", 750_000),
        ("database.instance_class", 819_200),
    ]


@pytest.mark.parametrize("number", [99, 1_000_001, 0, -1])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=rf"^{number} people a day; want 100 to 1000000$"):
        propose(number, BASES["initial"])


def test_the_first_limit_beyond_ten_thousand_is_the_plan() -> None:
    assert propose(10_000, BASES["10k"]).beyond == Limit(
        key="cdn.plan",
        people=25_684,
        what="CloudFront's business plan ends at 125 million requests a month",
        stops=False,
    )


def test_beyond_the_plan_one_pays_as_one_goes_up_to_what_one_database_carries() -> None:
    last, first = propose(25_684, BASES["10k"]), propose(25_685, BASES["10k"])
    assert (last.value("cdn.plan"), first.value("cdn.plan")) == ("business", "pay_as_you_go")
    assert first.value("cdn.waf")
    assert first.beyond is not None
    assert (first.beyond.key, first.beyond.people, first.beyond.stops) == ("database.max_connections", 157_500, True)


def test_a_limit_is_the_very_last_number_that_is_within_it() -> None:
    propose(157_500, BASES["10k"])
    with pytest.raises(TooManyPeople, match="beyond 157,500"):
        propose(157_501, BASES["10k"])


def test_two_thousand_people_survive_the_loss_of_a_zone() -> None:
    before, after = (profile_of(propose(number, BASES["initial"]), "initial") for number in (1_999, 2_000))
    assert (before.database.multi_az, before.network.nat) == (False, "none")
    assert (after.database.multi_az, after.network.nat) == (True, "per_zone")
    assert (after.network.flow_logs, after.cdn.access_logs, after.monitoring.dashboard) == (True, True, True)


def test_what_the_model_does_not_decide_is_as_it_was() -> None:
    changes: dict[tuple[str | int, ...], object] = {
        ("academy:database", "backup_days"): 14,
        ("academy:database", "instance_class"): "db.t4g.medium",
        ("academy:database", "max_connections"): 200,
        ("academy:workers", "messaging", "connections"): 5,
        ("academy:alerts", "emails"): ["ops@academy.example"],
    }
    config = changed(CONFIGS["initial"], changes)
    proposal = propose(500, parse_profile(config, ""))
    # Three connections more for each of four messaging tasks: 72 of 90, for which a micro has no memory.
    assert proposal.value("database.max_connections") == 90
    assert proposal.value("database.instance_class") == "db.t4g.small"
    made = parse_profile(proposal.config(config), "")
    assert (made.database.backup_days, made.workers.messaging.connections) == (14, 5)
    assert made.alerts.emails == ("ops@academy.example",)


def test_a_price_over_the_budget_raises_it_to_the_next_ten() -> None:
    proposal = propose(2_000, BASES["initial"])
    assert proposal.value("monitoring.budget_usd") == 214
    assert proposal.with_budget_for(214, "it") is proposal
    assert proposal.with_budget_for(481, "it").value("monitoring.budget_usd") == 490
    assert len(proposal.with_budget_for(481, "it").choices) == len(proposal.choices)


def test_the_ladder_has_more_of_everything_at_each_step() -> None:
    steps = [INSTANCE_CLASSES[name] for name in LADDER]
    for small, large in pairwise(steps):
        assert small.vcpu <= large.vcpu
        assert small.memory_gib <= large.memory_gib
        assert small.max_connections_limit <= large.max_connections_limit


def test_no_key_is_chosen_twice_and_every_reason_fits_in_a_line() -> None:
    for number in (100, 500, 10_000, 157_500):
        choices = propose(number, BASES["10k"]).choices
        assert len({choice.key for choice in choices}) == len(choices)
        assert all("\n" not in choice.why and len(choice.why) < 90 for choice in choices)
