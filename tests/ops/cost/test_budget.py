"""What the requirement allows a month to cost, and what it wants for that: held by the shipped stacks."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from ops.cost.costs import Costs
from ops.stacks import find_stack, read_profile
from pricing.model import Charge
from sizing.profile import Profile
from sizing.workers import FARGATE_WORKERS, FargateWorker

HOURS = Decimal(730)


@pytest.fixture(scope="module")
def profile() -> Profile:
    """That of 10k."""
    return read_profile(find_stack("10k"))


def charges(costs: Costs, resource: str, what: str) -> list[Charge]:
    """Those of a resource whose words contain `what`."""
    return [each for each in costs.bill.charges if each.resource == resource and what in each.what]


def test_launch_costs_at_most_129_dollars(initial: Costs) -> None:
    assert Decimal(100) < initial.bill.total.expected <= Decimal(129)
    assert initial.budget_usd == 129
    assert initial.graph.usage.daily_users == 500


def test_ten_thousand_people_cost_at_most_670_dollars(large: Costs) -> None:
    assert Decimal(500) < large.bill.total.expected <= Decimal(670)
    assert large.budget_usd == 670
    assert large.graph.usage.daily_users == 10_000


def test_ten_thousand_people_have_a_standby_nat_in_each_zone_a_firewall_and_a_pooler(
    large: Costs, profile: Profile
) -> None:
    assert (profile.database.multi_az, profile.network.nat) == (True, "per_zone")
    assert (profile.cdn.waf, profile.database.pooler) == (True, "pgbouncer")
    # db.t4g.medium: 730 x 0.203, of which a second machine is half
    assert charges(large, "database", "db.t4g.medium, Multi-AZ")[0].usd.expected == Decimal("148.19")
    gateways = [each for each in large.bill.charges if each.what == "NAT gateway hours"]
    assert {each.resource for each in gateways} == {f"network-nat-{zone}" for zone in profile.network.zones}
    assert [each.quantity.expected for each in gateways] == [HOURS] * len(profile.network.zones)
    assert large.graph.of_type("aws:wafv2/webAcl:WebAcl")
    containers = [
        task.inputs["containerDefinitions"] for task in large.graph.of_type("aws:ecs/taskDefinition:TaskDefinition")
    ]
    assert any('"pgbouncer"' in each for each in containers)


# vCPU and GB of a task that the requirement names, and at least one of each around the clock.
LEAST: Mapping[FargateWorker, tuple[Decimal, Decimal]] = {
    "video": (Decimal("0.5"), Decimal(1)),
    "ai": (Decimal(1), Decimal(2)),
    "messaging": (Decimal("0.25"), Decimal("0.5")),
}


@pytest.mark.parametrize("worker", FARGATE_WORKERS)
def test_each_worker_runs_around_the_clock_at_what_is_required(costs: Costs, worker: FargateWorker) -> None:
    vcpus, gib = LEAST[worker]
    assert read_profile(costs.stack).workers.of(worker).tasks.min == 1
    for what, amount in (("vCPU", vcpus), ("memory", gib)):
        (charge,) = charges(costs, worker, what)
        assert charge.quantity.low == HOURS * amount
        assert charge.quantity.expected >= HOURS * amount
