"""What people do, in rates, and what carries them: the model's arithmetic, one part at a time."""

from fractions import Fraction

import pytest

from sizing.capacity.choice import put, round_up
from sizing.capacity.database import database
from sizing.capacity.edge import budget_usd, cdn
from sizing.capacity.load import Load
from sizing.capacity.people import usage_of
from sizing.capacity.tasks import ApiTasks, api_tasks, batch_worker, messaging_worker
from sizing.connections import ConnectionBudget, Row
from sizing.queues import AI_BASIC, AI_LITE, AI_PREMIUM, MESSAGING, VIDEO
from sizing.usage import Usage

TEN_THOUSAND = Load(usage=usage_of(10_000))


def load(**changes: int) -> Load:
    """Ten thousand people who do something else than the model's."""
    return Load(usage=Usage.model_validate(TEN_THOUSAND.usage.model_dump() | changes))


def plan_of(people: int) -> object:
    choices, _ = cdn(Load(usage=usage_of(people)))
    return {choice.key: choice.value for choice in choices}["cdn.plan"]


def database_of(load: Load, connections: int) -> dict[str, object]:
    budget = ConnectionBudget(rows=(Row(service="api", tasks=1, connections=connections),), max_connections=20)
    choices, _ = database(load, ApiTasks(larger=1, least=2, busy=2, most=4), budget)
    return {choice.key: choice.value for choice in choices}


def test_requests_are_those_of_the_busy_hours() -> None:
    # 10,000 x 80 x 60 % in 5 hours; 40 % in 19 hours, three times that at their busiest.
    assert TEN_THOUSAND.busy_requests == Fraction(480_000, 18_000)
    assert TEN_THOUSAND.quiet_requests == Fraction(3 * 320_000, 68_400)


def test_a_day_that_is_busy_throughout_has_no_other_hours() -> None:
    assert load(busy_hours=24, busy_percent=100).quiet_requests == 0


def test_a_month_from_the_cdn_has_the_answers_of_the_api_too() -> None:
    # 730 / 24 days.
    assert TEN_THOUSAND.monthly_requests == Fraction(10_000 * 160 * 730, 24)
    assert TEN_THOUSAND.monthly_bytes == Fraction(10_000 * (52 * 1024 + 80 * 20) * 1024 * 730, 24)
    assert round(float(TEN_THOUSAND.monthly_bytes) / 10**12, 1) == 17.1


def test_a_surge_is_four_times_what_the_busy_hours_have() -> None:
    assert TEN_THOUSAND.surge_requests == Fraction(4 * 10_000 * 160 * 60, 100 * 18_000)
    assert TEN_THOUSAND.surge_bits == Fraction(4 * 8 * 10_000 * (52 * 1024 + 1600) * 1024 * 60, 100 * 18_000)


def test_the_use_of_the_model_is_the_sum_of_what_people_do() -> None:
    usage = TEN_THOUSAND.usage
    # 20 minutes are 120 segments and 143.05 MiB, for a third of the people; then 40 and 4 for everything else.
    assert (usage.cdn_requests_per_user, usage.cdn_mib_per_user) == (40 + 40, 48 + 4)
    # 20 lectures a day of 0.8 GiB, on 30 days.
    assert usage.media_upload_gib == 480
    assert usage.jobs_per_day.model_dump() == {
        "video": 20,
        "ai_lite": 4000,
        "ai_basic": 200,
        "ai_premium": 20,
        "messaging": 2000,
    }
    # 800,000 requests of half a KiB; 4 MiB a person; 10 GiB and 3 MiB a person.
    assert (usage.log_mib_per_day, usage.database_gib, usage.outbound_gib) == (391, 40, 40)


@pytest.mark.parametrize(
    ("requests", "zones", "tasks"),
    [
        # 80 a person: 26.7 a second are 3 tasks in either zone; 14.0 are 2.
        (80, 2, ApiTasks(larger=1, least=4, busy=6, most=12)),
        # Three zones, two of which have to have them.
        (80, 3, ApiTasks(larger=1, least=3, busy=6, most=12)),
        (1, 2, ApiTasks(larger=1, least=2, busy=2, most=4)),
        # 250 a second are 25 in either zone, which is all that 100 are enough for.
        (750, 2, ApiTasks(larger=1, least=28, busy=50, most=100)),
        (753, 2, ApiTasks(larger=2, least=14, busy=26, most=52)),
        # 8 times the size isn't enough any more: 2,667 a second.
        (8000, 2, ApiTasks(larger=8, least=36, busy=68, most=136)),
    ],
)
def test_tasks_carry_the_busy_hours_without_one_zone(requests: int, zones: int, tasks: ApiTasks) -> None:
    assert api_tasks(load(api_requests_per_user=requests), zones) == tasks


@pytest.mark.parametrize(
    ("most", "larger", "pooler", "connections"), [(4, 1, "none", 5), (5, 1, "pgbouncer", 8), (4, 2, "pgbouncer", 16)]
)
def test_a_pooler_comes_with_more_tasks_than_two_a_zone(most: int, larger: int, pooler: str, connections: int) -> None:
    tasks = ApiTasks(larger=larger, least=2, busy=2, most=most)
    assert (tasks.pooler, tasks.connections) == (pooler, connections)


def test_workers_keep_up_with_twice_the_busy_hours() -> None:
    # 20 lectures x 3,600 s x 60 % / 18,000 s = 2.4 tasks; in a rush 4.8, in pairs.
    choices, _ = batch_worker("video", TEN_THOUSAND, (VIDEO,), 2)
    assert choices[0].value == {"min": 1, "max": 6}
    # (4,000 x 8 + 200 x 120 + 20 x 1,500) s x 60 % / 18,000 s = 2.87 tasks.
    choices, _ = batch_worker("ai", TEN_THOUSAND, (AI_LITE, AI_BASIC, AI_PREMIUM), 2)
    assert choices[0].value == {"min": 1, "max": 6}
    choices, _ = batch_worker("ai", TEN_THOUSAND, (AI_LITE,), 2)
    assert choices[0].value == {"min": 1, "max": 4}


def test_a_burst_of_messages_is_sent_within_the_acceptable_wait() -> None:
    # A tenth of 2,000 batches x 2 s in 120 s = 3.3 tasks.
    choices, _ = messaging_worker(TEN_THOUSAND, MESSAGING)
    assert choices[0].value == {"min": 1, "max": 4}


@pytest.mark.parametrize(
    ("people", "plan"),
    [
        (500, "pay_as_you_go"),
        # 1 TB is free; 1.67 TB more are 200 USD.
        (1_560, "pay_as_you_go"),
        (1_561, "business"),
        (25_684, "business"),
        (25_685, "pay_as_you_go"),
    ],
)
def test_the_plan_is_taken_where_it_costs_less_and_is_enough(people: int, plan: str) -> None:
    assert plan_of(people) == plan


@pytest.mark.parametrize(
    ("connections", "changes", "instance_class"),
    [
        # With 10 for people, 80 % of 84 and of 168.
        (57, {"database_gib": 2, "api_requests_per_user": 1}, "db.t4g.micro"),
        (58, {"database_gib": 2, "api_requests_per_user": 1}, "db.t4g.small"),
        (124, {"database_gib": 2, "api_requests_per_user": 1}, "db.t4g.small"),
        (125, {"database_gib": 2, "api_requests_per_user": 1}, "db.t4g.medium"),
        # 8 % of 12 GiB are 0.96, and of 13 GiB 1.04.
        (1, {"database_gib": 12, "api_requests_per_user": 1}, "db.t4g.micro"),
        (1, {"database_gib": 13, "api_requests_per_user": 1}, "db.t4g.small"),
        # 40 requests a second x 5 ms are the fifth of a vCPU that a micro has for good.
        (1, {"database_gib": 2, "api_requests_per_user": 120}, "db.t4g.micro"),
        (1, {"database_gib": 2, "api_requests_per_user": 121}, "db.t4g.small"),
        # 120 are 0.6 vCPU, a large's; then 60 % of two.
        (1, {"database_gib": 2, "api_requests_per_user": 360}, "db.t4g.large"),
        (1, {"database_gib": 2, "api_requests_per_user": 361}, "db.m7g.large"),
        (1, {"database_gib": 2, "api_requests_per_user": 720}, "db.m7g.large"),
        (1, {"database_gib": 2, "api_requests_per_user": 721}, "db.m7g.xlarge"),
    ],
)
def test_the_database_is_the_smallest_with_enough_of_everything(
    connections: int, changes: dict[str, int], instance_class: str
) -> None:
    assert database_of(load(**changes), connections)["database.instance_class"] == instance_class


@pytest.mark.parametrize(
    ("connections", "most"),
    # With 10 for people, in 80 %: 63 and 90; 125; 168, which is all that a small has memory for; 275.
    [(40, 70), (62, 90), (90, 150), (124, 168), (210, 300)],
)
def test_max_connections_is_a_round_number_within_the_memory(connections: int, most: int) -> None:
    quiet = load(database_gib=2, api_requests_per_user=1)
    assert database_of(quiet, connections)["database.max_connections"] == most


def test_the_budget_is_on_the_line_through_the_requirements_two_totals() -> None:
    assert [budget_usd(people) for people in (100, 500, 5_250, 10_000, 100_000)] == [129, 129, 399, 670, 5795]


def test_numbers_are_rounded_up_to_a_step() -> None:
    assert [round_up(Fraction(5, 2)), round_up(7, 5), round_up(10, 5), round_up(0)] == [3, 10, 10, 0]


def test_a_value_takes_no_other_values_place() -> None:
    with pytest.raises(TypeError, match=r"^tasks of \("):
        put({"api": {"tasks": 2}}, ("api", "tasks", "min"), 2)
