import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizing.connections import ConnectionBudget, Row
from sizing.profile import Profile, parse_profile
from tests.sizing.stack_files import STACKS, stack_config
from tests.sizing.wrong_configurations import changed
from tests.sizing.wrong_configurations.row import Path


def profile(stack: str, changes: dict[Path, object]) -> Profile:
    return parse_profile(changed(stack_config(stack), changes), f"Pulumi.{stack}.yaml")


def rows(one: Profile) -> dict[str, tuple[int, int]]:
    return {row.service: (row.tasks, row.connections) for row in one.connection_budget.rows}


def test_the_launch_counts_every_task_that_a_deployment_may_run_at_once() -> None:
    launch = profile("initial", {})
    assert rows(launch) == {"api": (8, 5), "messaging": (4, 2), "migrate": (1, 2)}
    assert launch.connection_budget.total == 8 * 5 + 4 * 2 + 2 + 10
    assert launch.connection_budget.limit == 64


def test_ten_thousand_a_day_count_what_each_pgbouncer_opens() -> None:
    large = profile("10k", {})
    assert rows(large) == {"api": (24, 8), "messaging": (8, 2), "migrate": (1, 2)}
    assert large.connection_budget.total == 24 * 8 + 8 * 2 + 2 + 10
    assert large.connection_budget.limit == 240


def test_a_gpu_task_is_counted_once_because_a_deployment_stops_it_first() -> None:
    gpu: dict[Path, object] = {
        ("academy:gpu", "enabled"): True,
        ("academy:gpu", "tasks", "max"): 2,
        ("academy:gpu", "connections"): 3,
    }
    assert rows(profile("10k", gpu))["gpu"] == (2, 3)


def test_a_gpu_that_is_off_is_not_counted() -> None:
    assert "gpu" not in rows(profile("10k", {("academy:gpu", "connections"): 3}))


def test_a_worker_without_connections_is_not_counted() -> None:
    changes: dict[Path, object] = {
        ("academy:workers", "messaging", "connections"): 0,
        ("academy:workers", "video", "connections"): 1,
    }
    assert rows(profile("10k", changes)) == {"api": (24, 8), "video": (12, 1), "migrate": (1, 2)}


@given(st.integers(1, 300), st.integers(1, 10), st.integers(20, 3750))
def test_the_smallest_setting_that_is_told_fits_and_one_less_does_not(
    tasks: int, connections: int, max_connections: int
) -> None:
    row = Row(service="api", tasks=tasks, connections=connections)
    budget = ConnectionBudget(rows=(row,), max_connections=max_connections)
    least = budget.least_max_connections
    assert ConnectionBudget(rows=(row,), max_connections=least).fits
    assert not ConnectionBudget(rows=(row,), max_connections=least - 1).fits
    assert budget.fits == (max_connections >= least)


@pytest.mark.parametrize("stack", STACKS)
def test_the_sum_is_shown_as_a_person_would_write_it(stack: str) -> None:
    budget = profile(stack, {}).connection_budget
    left, _, right = str(budget).partition(" = ")
    parts = left.replace(" for people", "").split(" + ")
    factors = [part.partition(" ")[2].split(" x ") for part in parts[:-1]]
    assert sum(int(tasks) * int(each) for tasks, each in factors) + int(parts[-1]) == int(right) == budget.total
