"""Growing changes sizes and keeps everything that has a name."""

from pathlib import Path

import pytest

from sandbox.results import Result
from sandbox.workspace import Sandbox
from tests.engine.conftest import succeeded

pytestmark = pytest.mark.engine


def logical(result: Result, *ops: str) -> set[str]:
    """`<type>::<name>` of what the engine does one of the ops to."""
    return {
        f"{urn.split('::')[-2].rpartition('$')[2]}::{urn.split('::')[-1]}"
        for urn, op in result.changes.items()
        if op in ops
    }


def edit(sandbox: Sandbox, stack: str, old: str, new: str) -> None:
    """Edit a number in the scratch stack file, as a person would."""
    file: Path = sandbox.folder / f"Pulumi.{stack}.yaml"
    text = file.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new))


TASK_DEFINITIONS = {"aws:ecs/taskDefinition:TaskDefinition::api"}
"""Nothing of a task definition can change in place: a new revision is a rolling deployment."""

GIVEN_BACK = {
    "aws:ec2/eip:Eip::network-nat-a",
    "aws:ec2/eip:Eip::network-nat-c",
    "aws:ec2/natGateway:NatGateway::network-nat-a",
    "aws:ec2/natGateway:NatGateway::network-nat-c",
    "aws:ec2/route:Route::network-private-a",
    "aws:ec2/route:Route::network-private-c",
    "aws:ec2/flowLog:FlowLog::network-rejects",
    "aws:wafv2/webAcl:WebAcl::cdn-waf",
    "aws:cloudwatch/logDelivery:LogDelivery::cdn-logs",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination::cdn-logs",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource::cdn-logs",
    "aws:cloudwatch/dashboard:Dashboard::monitoring-dashboard",
    "aws:cloudwatch/metricAlarm:MetricAlarm::monitoring-nat-a-ports",
    "aws:cloudwatch/metricAlarm:MetricAlarm::monitoring-nat-c-ports",
    "aws:cloudwatch/metricAlarm:MetricAlarm::monitoring-web-acl-blocked",
}
"""What only `10k` has: the ways out of private subnets, the firewall, logs, and what watches them. None holds data."""


def of_aws(names: set[str]) -> set[str]:
    """Without the components, which are nothing in AWS."""
    return {name for name in names if name.startswith("aws:")}


def test_growing_to_10k_replaces_and_deletes_nothing_and_the_way_back_only_what_must_go(sandbox: Sandbox) -> None:
    succeeded(sandbox.up("initial"))
    succeeded(sandbox.rename("initial", "10k"))

    plan = succeeded(sandbox.preview("10k"))

    assert logical(plan, "delete") == set()
    assert logical(plan, "replace") == TASK_DEFINITIONS
    # A bare rename would have put the sizes of `initial` into Pulumi.10k.yaml: these are only in the real one.
    assert logical(plan, "create") >= GIVEN_BACK
    grown = succeeded(sandbox.up("10k"))
    assert grown.changes == plan.changes
    assert succeeded(sandbox.preview("10k")).changes == {}
    assert succeeded(sandbox.refresh("10k")).drift == {}

    # The way back takes two ups: AWS keeps the firewall on while the plan lasts.
    edit(sandbox, "10k", "plan: business", "plan: pay_as_you_go")
    assert of_aws(logical(succeeded(sandbox.up("10k")), "create", "update", "replace", "delete")) == {
        "aws:pricingplanmanager/subscription:Subscription::cdn-plan"
    }
    succeeded(sandbox.rename("10k", "initial"))
    back = succeeded(sandbox.up("initial"))
    assert logical(back, "replace") == TASK_DEFINITIONS
    assert of_aws(logical(back, "delete")) == GIVEN_BACK
    assert succeeded(sandbox.preview("initial")).changes == {}


def test_leaving_the_plan_and_the_firewall_in_one_step_is_refused(sandbox: Sandbox) -> None:
    succeeded(sandbox.up("10k"))
    edit(sandbox, "10k", "plan: business", "plan: pay_as_you_go")
    edit(sandbox, "10k", "waf: true", "waf: false")

    refused = sandbox.up("10k")

    assert refused.failed
    assert any("remove or replace the web ACL" in error for error in refused.errors)


def test_a_zone_more_changes_no_subnet_route_table_or_nat_of_the_others(sandbox: Sandbox) -> None:
    succeeded(sandbox.up("10k"))
    edit(sandbox, "10k", "zones: [a, c]", "zones: [a, c, b]")

    grown = succeeded(sandbox.up("10k"))

    assert logical(grown, "replace", "delete") == set()
    assert not {name for name in logical(grown, "update") if "network-" in name} - {
        "aws:ec2/vpcEndpoint:VpcEndpoint::network-s3"
    }
    created = logical(grown, "create")
    assert created
    assert all(name.endswith(("-b", "-b-ports")) for name in created)
    assert succeeded(sandbox.preview("10k")).changes == {}


@pytest.mark.parametrize(("before", "after"), [("none", "single"), ("single", "per_zone"), ("per_zone", "none")])
def test_another_nat_mode_replaces_nothing(sandbox: Sandbox, before: str, after: str) -> None:
    edit(sandbox, "initial", "nat: none", f"nat: {before}")
    succeeded(sandbox.up("initial"))
    edit(sandbox, "initial", f"nat: {before}", f"nat: {after}")

    changed = succeeded(sandbox.up("initial"))

    assert changed.changes
    assert logical(changed, "replace") == set()
    assert succeeded(sandbox.preview("initial")).changes == {}


def test_an_address_block_of_another_network_is_a_replacement_that_protect_stops(sandbox: Sandbox) -> None:
    succeeded(sandbox.up("initial"))
    edit(sandbox, "initial", "cidr: 10.0.0.0/16", "cidr: 10.1.0.0/16")

    refused = sandbox.preview("initial")

    assert refused.failed
    assert any("marked for protection" in error for error in refused.errors)
