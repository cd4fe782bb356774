"""A step costs what the same change of the stack file costs: each is compared with the program run on that change."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, cast

import pytest

from ops.priced import graph_of
from ops.stacks import find_stack, read_config
from pricing.model import Graph, Line
from pricing.money import cents
from pricing.prices import load_prices
from pricing.rules import bill
from pricing.steps import priced_steps, steps
from tests.pricing.everything import RELEASE
from tests.pricing.graphs import database, graph, resource, service

Changes = Mapping[str, Mapping[str, Any]]

GPU: Changes = {
    "academy:gpu": {"enabled": True},
    "academy:usage": {"gpu_hours": 100},
    "academy:release": RELEASE,
}


@cache
def captured(stack: str, *, gpu: bool = False) -> Graph:
    return graph_of(find_stack(stack), GPU) if gpu else graph_of(find_stack(stack))


def worker(stack: str, name: str, changes: Mapping[str, object]) -> Mapping[str, object]:
    """The whole section of a worker, of which some keys are changed."""
    section = cast("dict[str, dict[str, object]]", read_config(find_stack(stack))["academy:workers"])
    return {name: {**section[name], **changes}}


def by_line(of: Graph) -> dict[Line, Decimal]:
    return {line: usd.expected for line, usd in bill(of, load_prices()).lines.items()}


# A stack, changes that have nothing to do with each other, and the steps that they are.
CHANGES: list[tuple[str, Changes, set[str]]] = [
    ("initial", {"academy:network": {"nat": "single"}}, {"network.nat"}),
    ("initial", {"academy:cdn": {"waf": True, "plan": "business"}}, {"cdn.plan"}),
    (
        "initial",
        {
            "academy:cdn": {"waf": True},
            "academy:database": {"instance_class": "db.t4g.small", "backup_days": 14},
            "academy:api": {"memory_mib": 2048},
            "academy:workers": {
                **worker("initial", "ai", {"scratch_gib": 31}),
                **worker("initial", "video", {"spot": False}),
                **worker("initial", "messaging", {"cpu": 512, "memory_mib": 1024}),
            },
            "academy:media": {"glacier_after_days": 120},
            "academy:monitoring": {"dashboard": True},
        },
        {
            "cdn.waf",
            "database.instance_class",
            "database.backup_days",
            "api.memory_mib",
            "workers.ai.scratch_gib",
            "workers.video.spot",
            "workers.messaging.cpu",
            "media.glacier_after_days",
            "monitoring.dashboard",
        },
    ),
    (
        "initial",
        {
            "academy:network": {"flow_logs": True},
            "academy:database": {"multi_az": True},
            "academy:api": {"cpu": 1024, "memory_mib": 2048},
            "academy:workers": {
                **worker("initial", "ai", {"cpu": 2048, "memory_mib": 4096}),
                **worker("initial", "video", {"architecture": "x86_64"}),
                **worker("initial", "messaging", {"memory_mib": 1024}),
            },
            "academy:media": {"noncurrent_days": 60},
            "academy:monitoring": {"container_insights": True},
        },
        {
            "network.flow_logs",
            "database.multi_az",
            "api.cpu",
            "workers.ai.cpu",
            "workers.video.architecture",
            "workers.messaging.memory_mib",
            "media.noncurrent_days",
            "monitoring.container_insights",
        },
    ),
    (
        "initial",
        {
            "academy:network": {"zones": ["a", "b", "c"]},
            "academy:database": {"storage_gib": 30},
            "academy:cdn": {"access_logs": True},
            "academy:monitoring": {"log_days": 14},
            # As many as there may be: nothing scales them any more.
            "academy:workers": worker("initial", "ai", {"tasks": {"min": 2, "max": 2}}),
        },
        {"network.zones", "database.storage_gib", "cdn.access_logs", "monitoring.log_days", "workers.ai.tasks.min"},
    ),
    (
        "10k",
        {
            "academy:network": {"zones": ["a", "b", "c"]},
            "academy:api": {"tasks": {"min": 5, "max": 12}},
            "academy:workers": worker("10k", "ai", {"tasks": {"min": 2, "max": 6}}),
            "academy:media": {"ia_after_days": 60},
        },
        {"network.zones", "api.tasks.min", "workers.ai.tasks.min", "media.ia_after_days"},
    ),
    ("10k", {"academy:monitoring": {"access_log_days": 60}}, {"monitoring.access_log_days"}),
]


@pytest.mark.parametrize(("stack", "changes", "keys"), CHANGES, ids=[" ".join(sorted(each[2])) for each in CHANGES])
def test_steps_cost_what_the_program_run_on_the_same_changes_costs(
    stack: str, changes: Changes, keys: set[str]
) -> None:
    before, after = captured(stack), graph_of(find_stack(stack), changes)
    now, then = by_line(before), by_line(after)
    taken = [by_line(step.grown) for step in steps(before, load_prices()) if step.key in keys]
    assert len(taken) == len(keys)
    stepped = {line: cents(sum((each[line] - now[line] for each in taken), Decimal(0))) for line in Line}
    assert stepped == {line: cents(then[line] - now[line]) for line in Line}


def test_a_gpu_that_is_always_there_costs_its_hours_around_the_clock() -> None:
    before = captured("10k", gpu=True)
    always = {**GPU, "academy:gpu": {"enabled": True, "tasks": {"min": 1, "max": 1}}}
    after = graph_of(find_stack("10k"), always)
    # 100 hours of a machine and its 100 GiB: 100 x 0.647 + 100 / 730 x 100 x 0.0912 = 64.70 + 1.24932
    assert cents(by_line(before)[Line.GPU]) == Decimal("65.95")
    # and 730 hours: 730 x 0.647 + 100 x 0.0912 = 472.31 + 9.12
    assert cents(by_line(after)[Line.GPU]) == Decimal("481.43")
    assert bill(after, load_prices()).lines[Line.GPU].low == Decimal("481.43")
    step = next(each for each in steps(before, load_prices()) if each.key == "gpu.tasks.min")
    assert bill(step.grown, load_prices()).total == bill(after, load_prices()).total


def test_a_step_of_use_costs_what_that_use_costs() -> None:
    before = captured("initial")
    used = {each.key: each.usd for each in priced_steps(before, load_prices())}
    # 10 GiB uploaded a month, 10 GiB more kept for each of 12 months: nothing is free of them
    assert used["usage.media_upload_gib"] > Decimal("0.5")
    # 1 GiB of images: 0.10
    assert cents(used["usage.registry_gib"]) == Decimal("0.10")
    # 100 people: 100 x 80 x 30.42 requests of 20 KiB, and 52 MiB each, within what is free
    assert Decimal(0) < used["usage.daily_users"] < 1


@pytest.mark.parametrize(("stack", "gpu"), [("initial", False), ("10k", False), ("10k", True)])
def test_every_step_is_of_a_key_that_the_stack_file_has(stack: str, gpu: bool) -> None:
    config = read_config(find_stack(stack))
    for step in steps(captured(stack, gpu=gpu), load_prices()):
        section, *names = step.key.split(".")
        place: Any = config[f"academy:{section}"]
        for name in names:
            assert name in place, step.key
            place = place[name]


def keys_of(of: Graph) -> set[str]:
    return {step.key for step in steps(of, load_prices())}


def test_what_is_as_large_as_it_gets_has_no_step() -> None:
    largest = graph(
        *service(name="video", cpu=16_384, memory=122_880, disk_gib=200, least=100, most=100, zones=4),
        database(multi_az=True, machine="db.t4g.medium"),
    )
    assert (
        keys_of(largest)
        & {
            "workers.video.cpu",
            "workers.video.memory_mib",
            "workers.video.scratch_gib",
            "workers.video.tasks.min",
            "network.zones",
            "database.instance_class",
            "database.multi_az",
        }
        == set()
    )


def test_what_is_smaller_has_one() -> None:
    small = graph(*service(name="video", disk_gib=21, zones=2), database(multi_az=False))
    assert keys_of(small) >= {
        "workers.video.cpu",
        "workers.video.memory_mib",
        "workers.video.scratch_gib",
        "workers.video.tasks.min",
        "network.zones",
        "database.instance_class",
        "database.multi_az",
    }


def test_a_backup_that_is_kept_as_long_as_aws_keeps_one_has_no_step() -> None:
    instance = database(multi_az=False)
    longest = resource(instance.type, instance.name, {**instance.inputs, "backupRetentionPeriod": 35})
    assert "database.backup_days" in keys_of(graph(instance))
    assert "database.backup_days" not in keys_of(graph(longest))


def test_tasks_that_are_as_few_as_many_get_a_higher_maximum_too() -> None:
    fixed = graph(*service(name="video", least=2, most=2))
    step = next(each for each in steps(fixed, load_prices()) if each.key == "workers.video.tasks.min")
    assert step.words == "+1 task, with max 3"
    (target,) = step.grown.of_type("aws:appautoscaling/target:Target")
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (3, 3)
