"""What growing, and a zone more, changes of the whole program."""

import json

import pytest

from sandbox.diff import compare
from sandbox.recording import Declared, Recording, record_program
from tests.components.protected import PROTECTED

ADDRESS = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def asked(resource: Declared) -> str:
    return json.dumps(resource.inputs, sort_keys=True)


def aws_only(keys: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without the components, which are nothing in AWS."""
    return {key for key in keys if key[0].startswith("aws:")}


def changed_between(before: Recording, after: Recording) -> set[tuple[str, str]]:
    """What both have and AWS would be asked for in another way."""
    old = {each.key: asked(each) for each in before.resources}
    return {each.key for each in after.resources if asked(each) != old.get(each.key, asked(each))}


def replaced_between(before: Recording, after: Recording) -> set[tuple[str, str]]:
    """What AWS can't change in place."""
    old = {each.key: each.inputs for each in before.resources}
    stayed = [each for each in after.resources if each.custom and each.key in old]
    return {each.key for each in stayed if compare(each.type, old[each.key], each.inputs).replaces}


def test_growing_adds_ways_out_the_firewall_and_logs(initial: Recording, ten_k: Recording) -> None:
    assert aws_only({*ten_k.keys()} - {*initial.keys()}) == {
        (ADDRESS, "network-nat-a"),
        (ADDRESS, "network-nat-c"),
        (NAT, "network-nat-a"),
        (NAT, "network-nat-c"),
        (ROUTE, "network-private-a"),
        (ROUTE, "network-private-c"),
        (FLOW_LOG, "network-rejects"),
        ("aws:wafv2/webAcl:WebAcl", "cdn-waf"),
        ("aws:pricingplanmanager/subscription:Subscription", "cdn-plan"),
        ("aws:cloudwatch/logDelivery:LogDelivery", "cdn-logs"),
        ("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "cdn-logs"),
        ("aws:cloudwatch/logDeliverySource:LogDeliverySource", "cdn-logs"),
        ("aws:cloudwatch/dashboard:Dashboard", "monitoring-dashboard"),
        (ALARM, "monitoring-nat-a-ports"),
        (ALARM, "monitoring-nat-c-ports"),
        (ALARM, "monitoring-web-acl-blocked"),
    }


def test_growing_changes_nothing_that_holds_data_but_the_databases_size(initial: Recording, ten_k: Recording) -> None:
    changed = {key for key in changed_between(initial, ten_k) if key[0] in PROTECTED}

    assert changed == {("aws:rds/instance:Instance", "database"), ("aws:cloudfront/distribution:Distribution", "cdn")}
    before, after = (each.one("aws:rds/instance:Instance").inputs for each in (initial, ten_k))
    assert {key for key in after if after[key] != before[key]} == {
        "instanceClass",
        "multiAz",
        "allocatedStorage",
        "maxAllocatedStorage",
    }


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_a_third_zone_in_the_stack_file_moves_nothing_that_is_there(stack: str, request: pytest.FixtureRequest) -> None:
    before: Recording = request.getfixturevalue({"initial": "initial", "10k": "ten_k"}[stack])
    after = record_program(stack, {"academy:network": {"zones": ["a", "b", "c"]}})

    assert before.keys() < after.keys()
    assert changed_between(before, after) == {
        *(("aws:ecs/service:Service", name) for name in ("api", "video", "ai", "messaging")),
        (ENDPOINT, "network-s3"),
        ("aws:rds/subnetGroup:SubnetGroup", "database"),
        ("aws:lb/loadBalancer:LoadBalancer", "balancer"),
        *((("aws:cloudwatch/dashboard:Dashboard", "monitoring-dashboard"),) if stack == "10k" else ()),
    }
    assert replaced_between(before, after) == set()


def test_growing_replaces_nothing_but_the_task_definition_that_says_more(initial: Recording, ten_k: Recording) -> None:
    assert replaced_between(initial, ten_k) == {("aws:ecs/taskDefinition:TaskDefinition", "api")}
