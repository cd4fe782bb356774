"""Who may talk to whom, as AWS would be asked for it."""

import pulumi
import pytest
from pulumi_aws import lb

from components.firewall import Firewall, FirewallArgs
from sandbox.catalogue.firewall import prefix_list_id
from sandbox.recording import Declared, Recording, record
from tests.components.access import ACCESS, WITH_GPU

TIER = "academy:network:Firewall"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

CLOUDFRONT = prefix_list_id("com.amazonaws.global.cloudfront.origin-facing", "ap-northeast-2")

Way = tuple[str, str, int]
"""Of a group: who is at the other end, and the port."""


def declare(*, gpu: bool = False, https: bool = False) -> Firewall:
    return Firewall(
        "firewall",
        FirewallArgs(
            environment="prod",
            vpc_id="vpc-0123",
            access=WITH_GPU if gpu else ACCESS,
            application_port=8000,
            https=https,
        ),
    )


def ways(recording: Recording, token: str) -> set[Way]:
    """Every rule of one direction as group, peer and port; each is about TCP and one port."""
    roles = {group.id: name.removeprefix("firewall-") for name, group in recording.by_name(GROUP).items()}
    peers = roles | {CLOUDFRONT: "cloudfront"}
    found: list[Way] = []
    for rule in recording.of_type(token):
        inputs = rule.inputs
        assert inputs["ipProtocol"] == "tcp"
        assert inputs["fromPort"] == inputs["toPort"]
        named = inputs.keys() & {"referencedSecurityGroupId", "prefixListId", "cidrIpv4"}
        (peer,) = [str(inputs[key]) for key in named]
        found.append((roles[inputs["securityGroupId"]], peers.get(peer, peer), inputs["fromPort"]))
    assert len(found) == len(set(found))
    return set(found)


@pytest.fixture(scope="module")
def small() -> Recording:
    return record(declare)


@pytest.fixture(scope="module")
def large() -> Recording:
    """With a GPU and a domain."""
    return record(lambda: declare(gpu=True, https=True))


def test_what_comes_in_is_cloudfront_to_the_load_balancer_to_the_api_and_tasks_to_the_database(
    small: Recording,
) -> None:
    assert ways(small, INGRESS) == {
        ("balancer-http", "cloudfront", 80),
        ("api", "balancer-http", 8000),
        ("database", "api", 5432),
        ("database", "messaging", 5432),
        ("database", "migrate", 5432),
    }


def test_what_goes_out_is_the_same_ways_and_https(small: Recording) -> None:
    assert ways(small, EGRESS) == {
        ("balancer-http", "api", 8000),
        ("api", "database", 5432),
        ("messaging", "database", 5432),
        ("migrate", "database", 5432),
        *((task, "0.0.0.0/0", 443) for task in ("api", "video", "ai", "messaging", "migrate")),
    }


def test_a_domain_and_a_gpu_bring_their_own_ways_and_change_none(small: Recording, large: Recording) -> None:
    assert ways(large, INGRESS) - ways(small, INGRESS) == {
        ("balancer-https", "cloudfront", 443),
        ("api", "balancer-https", 8000),
        ("database", "gpu", 5432),
    }
    assert ways(large, EGRESS) - ways(small, EGRESS) == {
        ("balancer-https", "api", 8000),
        ("gpu", "database", 5432),
        ("gpu", "0.0.0.0/0", 443),
    }
    assert small.keys() < large.keys()
    before = {each.key: each.inputs for each in small.resources}
    assert {each.key: each.inputs for each in large.resources if each.key in before} == before


def test_nothing_admits_addresses(large: Recording) -> None:
    for rule in large.of_type(INGRESS):
        assert not {"cidrIpv4", "cidrIpv6"} & rule.inputs.keys()


def test_the_cloudfront_list_leaves_room_in_each_group_that_admits_it(large: Recording) -> None:
    # It counts as 55 of 60.
    for name in ("balancer-http", "balancer-https"):
        assert [peer for role, peer, _ in ways(large, INGRESS) if role == name] == ["cloudfront"]


def test_a_rule_is_a_resource_of_its_own_named_for_its_purpose(large: Recording) -> None:
    for group in large.of_type(GROUP):
        assert not {"ingress", "egress"} & group.inputs.keys()
    assert "firewall-database-from-messaging" in large.by_name(INGRESS)
    assert "firewall-messaging-to-database" in large.by_name(EGRESS)
    assert "firewall-api-from-balancer-https" in large.by_name(INGRESS)
    assert "firewall-video-to-internet" in large.by_name(EGRESS)
    assert "firewall-balancer-http-from-cloudfront" in large.by_name(INGRESS)


def test_groups_are_pulumis_to_name_and_have_a_name_that_people_see(large: Recording) -> None:
    for name, group in large.by_name(GROUP).items():
        role = name.removeprefix("firewall-")
        assert "name" not in group.inputs
        assert group.inputs["vpcId"] == "vpc-0123"
        assert group.inputs["tags"] == {"Name": f"academy-prod-{role}"}


def test_descriptions_are_what_they_always_were(large: Recording) -> None:
    # Another description would make another group: this list only grows.
    assert {name: group.inputs["description"] for name, group in large.by_name(GROUP).items()} == {
        "firewall-ai": "AI tasks",
        "firewall-api": "API tasks",
        "firewall-balancer-http": "Load balancer, over HTTP",
        "firewall-balancer-https": "Load balancer, over HTTPS",
        "firewall-database": "PostgreSQL",
        "firewall-gpu": "GPU tasks and their machines",
        "firewall-messaging": "Messaging tasks",
        "firewall-migrate": "Migration tasks",
        "firewall-video": "Video tasks",
    }


def exported(*, https: bool) -> Recording:
    def program() -> None:
        firewall = declare(https=https)
        pulumi.export("ids", firewall.ids)
        pulumi.export("balancer", firewall.balancer_ids)

    return record(program)


@pytest.mark.parametrize(("https", "roles"), [(False, ["balancer-http"]), (True, ["balancer-http", "balancer-https"])])
def test_the_load_balancer_has_a_group_for_each_of_its_listeners(https: bool, roles: list[str]) -> None:
    recording = exported(https=https)

    assert recording.exports["balancer"] == [recording.one(GROUP, f"firewall-{role}").id for role in roles]
    assert recording.exports["ids"] == {
        name.removeprefix("firewall-"): group.id for name, group in recording.by_name(GROUP).items()
    }
    assert recording.outputs[recording.one(TIER).urn] == {"ids": recording.exports["ids"]}


def waits_for(role: str) -> list[Declared]:
    """What has to be there before something gets the group of this role."""

    def program() -> None:
        lb.LoadBalancer("user", subnets=["subnet-a", "subnet-c"], security_groups=[declare().ids[role]])

    recording = record(program)
    user = recording.one("aws:lb/loadBalancer:LoadBalancer")
    return [recording.by_urn(urn) for urn in user.property_dependencies["securityGroups"]]


def test_whoever_gets_a_group_waits_for_its_rules_at_both_ends() -> None:
    assert {each.name for each in waits_for("messaging")} == {
        "firewall-messaging",
        "firewall-messaging-to-internet",
        "firewall-messaging-to-database",
        "firewall-database-from-messaging",
    }
    assert {each.name for each in waits_for("api")} == {
        "firewall-api",
        "firewall-api-from-balancer-http",
        "firewall-balancer-http-to-api",
        "firewall-api-to-internet",
        "firewall-api-to-database",
        "firewall-database-from-api",
    }
