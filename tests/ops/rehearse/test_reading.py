"""From the engine's steps to the report's: one a resource, nothing secret, nothing unknown passed off as a value."""

from typing import Literal

from ops.rehearse.reading import operation, value_at
from ops.rehearse.report import Impact, Step
from sandbox import results
from sandbox.wire import SECRET, UNKNOWN

PREFIX = "urn:pulumi:initial::academy::academy:network:Network$"
VPC = "aws:ec2/vpc:Vpc"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SIGNATURE = "4dabf18193072939515e22adb298388d"

Phase = Literal["pre", "outputs"]


def step(op: str, token: str = VPC, name: str = "network", phase: Phase = "pre", **fields: object) -> results.Step:
    given: dict[str, object] = {
        "phase": phase,
        "op": op,
        "urn": f"{PREFIX}{token}::{name}",
        "type": token,
        "replace_keys": (),
        "diff": {},
        "was_protected": False,
        "is_protected": False,
        "old_inputs": {},
        "new_inputs": {},
        **fields,
    }
    return results.Step.model_validate(given)


def read(*steps: results.Step) -> tuple[Step, ...]:
    return operation(results.Result(steps=steps)).steps


def test_the_three_steps_of_a_replacement_are_one_with_its_cause() -> None:
    def part(op: str) -> results.Step:
        return step(
            op,
            replace_keys=("cidrBlock",),
            diff={"cidrBlock": "update-replace"},
            old_inputs={"cidrBlock": "10.0.0.0/16"},
            new_inputs={"cidrBlock": "10.1.0.0/16"},
            was_protected=True,
            is_protected=True,
        )

    (only,) = read(part("create-replacement"), part("replace"), step("delete-replaced", was_protected=True))

    assert (only.op, only.replace_keys, only.was_protected, only.is_protected) == (
        "replace",
        ("cidrBlock",),
        True,
        True,
    )
    assert [(each.path, each.kind, each.replaces, each.old, each.new) for each in only.changes] == [
        ("cidrBlock", "update", True, "10.0.0.0/16", "10.1.0.0/16")
    ]


def test_a_task_definitions_replacement_is_a_new_revision() -> None:
    (only,) = read(step("replace", TASK, "api", replace_keys=("containerDefinitions",)))

    assert only.new_revision
    assert [each.impact for each in only.effects] == [Impact.ROLLING]


def test_secrets_are_masked_and_unknown_values_are_none() -> None:
    secret = {SIGNATURE: SECRET, "plaintext": '"hush"'}
    inputs = {"token": secret, "list": [secret], "id": UNKNOWN, "ids": ["a", UNKNOWN]}
    diff = dict.fromkeys(inputs, "update")

    (only,) = read(step("update", diff=diff, old_inputs={"token": secret}, new_inputs=inputs))

    assert "hush" not in only.model_dump_json()
    assert {each.path: (each.old, each.new, each.unknown) for each in only.changes} == {
        "id": (None, None, True),
        "ids": (None, ["a", None], True),
        "list": (None, ["[secret]"], False),
        "token": ("[secret]", "[secret]", False),
    }


def test_what_stays_is_counted_and_listed_only_where_its_protection_changes() -> None:
    done = operation(
        results.Result(
            steps=(
                step("same", name="kept"),
                step("same", name="bare", was_protected=True),
                step("same", "academy:network:Network", "network"),
                step("same", "pulumi:providers:aws", "default"),
                step("same", name="kept", phase="outputs"),
            )
        )
    )

    assert done.unchanged == 2
    assert [(each.name, each.op, each.was_protected, each.is_protected) for each in done.steps] == [
        ("bare", "same", True, False)
    ]


def test_a_deletion_says_why_it_is_meant_or_nothing() -> None:
    nat, subnet = read(
        step("delete", "aws:ec2/natGateway:NatGateway", "network-nat-a"),
        step("delete", "aws:ec2/subnet:Subnet", "network-public-a"),
    )

    assert nat.released == "tasks have public addresses again"
    assert subnet.released == ""


def test_a_step_belongs_to_the_component_under_the_stack() -> None:
    assert read(step("create"))[0].tier == "academy:network:Network"


def test_diagnostics_are_errors_and_warnings() -> None:
    said = [results.Diagnostic(severity=each, message=each, urn="") for each in ("error", "info", "warning")]

    done = operation(results.Result(failed=True, diagnostics=tuple(said)))

    assert done.failed
    assert [each.severity for each in done.diagnostics] == ["error", "warning"]


def test_paths_lead_through_lists_and_quoted_keys() -> None:
    inputs = {"ingress": [{"fromPort": 80}], "tags": {"cost:centre": "web"}}

    assert value_at(inputs, "ingress[0].fromPort") == 80
    assert value_at(inputs, 'tags["cost:centre"]') == "web"
    assert value_at(inputs, "ingress[3].fromPort") is None
