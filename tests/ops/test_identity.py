"""What must stay the same of each resource is what was accepted, and what counts as the same."""

from collections.abc import Callable
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from ops.aliases import former
from ops.identity import Snapshot, accepted, differences, file_of, left_over, recorded, snapshot, told
from ops.problem import Problem
from ops.stacks import StackFile, find_stack, stack_names
from sandbox.recording import Recording, record

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"


@pytest.mark.parametrize("name", stack_names())
def test_every_resource_of_a_stack_is_what_was_accepted(name: str) -> None:
    stack = find_stack(name)
    if lines := told(name, differences(accepted(stack), recorded(stack))):
        pytest.fail(lines, pytrace=False)


def test_there_is_no_identity_of_a_stack_that_is_gone() -> None:
    assert left_over() == [], "make accept"


def test_the_accepted_identities_say_what_fixes_the_bucket_the_database_and_the_network() -> None:
    initial = accepted(find_stack("initial"))
    bucket = "academy:storage:Storage$academy:storage:PrivateBucket$aws:s3/bucket:Bucket::storage-media"
    assert initial[bucket] == {"bucket": "academy-media-prod"}
    database = initial["academy:data:Database$aws:rds/instance:Instance::database"]
    assert database["storageEncrypted"] is True
    assert database["engine"] == "postgres"
    assert initial[f"academy:network:Network${VPC}::network"] == {"cidrBlock": "10.0.0.0/16"}
    assert initial[f"academy:network:Network${SUBNET}::network-public-a"]["vpcId"] == (
        f"from academy:network:Network${VPC}::network"
    )
    definition = "aws:ecs/taskDefinition:TaskDefinition::api"
    assert [inputs for urn, inputs in initial.items() if urn.endswith(definition)] == [{"family": "academy-prod-api"}]


class Tier(pulumi.ComponentResource):
    """A component with a network in it."""

    def __init__(
        self,
        name: str,
        *,
        kind: str = "academy:test:Tier",
        cidr: str = "10.0.0.0/16",
        vpc: str = "",
        aliases: list[pulumi.Alias | str] | None = None,
        inner: list[pulumi.Alias | str] | None = None,
    ) -> None:
        super().__init__(kind, name, None, pulumi.ResourceOptions(aliases=aliases))
        vpc_options = pulumi.ResourceOptions(parent=self, aliases=inner)
        network = aws.ec2.Vpc(vpc or f"{name}-vpc", cidr_block=cidr, opts=vpc_options)
        aws.ec2.Subnet("place", vpc_id=network.id, cidr_block="10.0.1.0/24", opts=pulumi.ResourceOptions(parent=self))


def recording(program: Callable[[], object]) -> Recording:
    return record(program, preview=True)


BEFORE: Snapshot = snapshot(recording(lambda: Tier("tier")))


def changed(program: Callable[[], object]) -> list[str]:
    return differences(BEFORE, recording(program))


def test_the_same_program_has_no_difference() -> None:
    assert snapshot(recording(lambda: Tier("tier"))) == {
        f"academy:test:Tier${SUBNET}::place": {
            "cidrBlock": "10.0.1.0/24",
            "vpcId": f"from academy:test:Tier${VPC}::tier-vpc",
        },
        f"academy:test:Tier${VPC}::tier-vpc": {"cidrBlock": "10.0.0.0/16"},
        "academy:test:Tier::tier": {},
    }
    assert changed(lambda: Tier("tier")) == []
    assert told("initial", []) == ""


def test_the_stacks_name_is_no_part_of_it() -> None:
    assert differences(BEFORE, record(lambda: Tier("tier"), stack="10k", preview=True)) == []


def test_a_fixed_value_that_moved_is_told_with_both_values() -> None:
    assert changed(lambda: Tier("tier", cidr="10.1.0.0/16")) == [
        f"changed: academy:test:Tier${VPC}::tier-vpc cidrBlock: 10.0.0.0/16 -> 10.1.0.0/16"
    ]


def test_a_rename_is_told_with_everything_that_hangs_on_it_and_how_to_accept_it() -> None:
    lines = changed(lambda: Tier("tier", vpc="other"))

    assert lines == [
        f"gone: academy:test:Tier${VPC}::tier-vpc",
        f"new: academy:test:Tier${VPC}::other",
        f"changed: academy:test:Tier${SUBNET}::place vpcId: "
        f"from academy:test:Tier${VPC}::tier-vpc -> from academy:test:Tier${VPC}::other",
    ]
    assert told("initial", lines).splitlines() == [
        "initial is no longer what was accepted:",
        *(f"  {line}" for line in lines),
        "A resource that is renamed or moved stays what it is with aliases=[...]. "
        "To take all of this as it is now: make accept",
    ]


def test_another_type_of_component_makes_all_that_is_in_it_another_resource() -> None:
    lines = changed(lambda: Tier("tier", kind="academy:test:Other"))
    assert [line for line in lines if line.startswith("gone: ")] == [f"gone: {urn}" for urn in BEFORE]


def test_a_resource_that_has_its_old_name_as_an_alias_is_what_it_was() -> None:
    assert changed(lambda: Tier("tier", vpc="other", inner=[pulumi.Alias(name="tier-vpc")])) == []
    urn = f"urn:pulumi:initial::academy::academy:test:Tier${VPC}::tier-vpc"
    assert changed(lambda: Tier("tier", vpc="other", inner=[urn])) == []


def test_what_is_in_a_component_goes_by_the_components_old_name_and_type() -> None:
    assert changed(lambda: Tier("moved", aliases=[pulumi.Alias(name="tier")])) == []
    assert changed(lambda: Tier("tier", kind="academy:a:B", aliases=[pulumi.Alias(type_="academy:test:Tier")])) == []


def test_an_alias_does_not_hide_a_value_that_moved() -> None:
    lines = changed(lambda: Tier("tier", vpc="other", cidr="10.1.0.0/16", inner=[pulumi.Alias(name="tier-vpc")]))
    assert lines == [f"changed: academy:test:Tier${VPC}::tier-vpc cidrBlock: 10.0.0.0/16 -> 10.1.0.0/16"]


def test_a_resource_that_was_moved_into_a_component_goes_by_where_it_was() -> None:
    outside = snapshot(recording(lambda: aws.ec2.Vpc("tier-vpc", cidr_block="10.0.0.0/16")))
    moved = recording(lambda: Tier("tier", inner=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]))
    assert [line for line in differences(outside, moved) if not line.startswith("new: ")] == []
    assert f"{VPC}::tier-vpc" in former(moved)[f"academy:test:Tier${VPC}::tier-vpc"]


def test_a_resource_that_was_moved_to_another_component_goes_by_where_it_was() -> None:
    class Other(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("academy:test:Other", "other", None)

    def moved() -> None:
        tier = Tier("tier", vpc="new")
        options = pulumi.ResourceOptions(parent=Other(), aliases=[pulumi.Alias(parent=tier)])
        aws.ec2.Vpc("tier-vpc", cidr_block="10.0.0.0/16", opts=options)

    assert [line for line in changed(moved) if line.startswith("gone: ")] == []


def test_a_file_that_is_no_json_is_one_clear_line(tmp_path: Path) -> None:
    stack = StackFile(name="broken", path=tmp_path / "Pulumi.broken.yaml")
    assert accepted(stack, tmp_path) == {}
    file_of(stack, tmp_path).write_text("{")
    with pytest.raises(Problem, match=r"^broken.json is not JSON .*; make accept writes it anew$"):
        accepted(stack, tmp_path)
    assert left_over(tmp_path) == [tmp_path / "broken.json"]
