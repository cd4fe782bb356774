"""Fargate services, as AWS would be asked for them."""

import json

import pytest
from pulumi_aws import lb

from components.service import FargateService, FargateServiceArgs, Target
from components.task import Placement
from sandbox.recording import Declared, Recording, record
from sizing.compute import TaskRange
from sizing.release import UNRELEASED
from tests.components.compute import (
    API,
    CLUSTER,
    LOG_GROUP,
    ROLES,
    SCALING_TARGET,
    SERVICE,
    TASK_DEFINITION,
    container,
    image,
    placement,
    roles_with_a_policy,
    task_definition,
)

TIER = "academy:compute:FargateService"
LISTENER = "aws:lb/listener:Listener"
POLICY = "aws:iam/rolePolicy:RolePolicy"


def recorded(
    *,
    tag: str = "1.4.0",
    spot: bool = False,
    behind: bool = False,
    where: Placement | None = None,
    tasks: TaskRange | None = None,
    alarms: tuple[str, ...] = (),
) -> Recording:
    """One service; `behind` a load balancer or not."""

    def program() -> None:
        listener = lb.Listener(
            "listener",
            load_balancer_arn="arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/app/api/0123",
            default_actions=[{"type": "forward"}],
        )
        target = Target(
            target_group_arn="arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/api/0123",
            container="app",
            port=8000,
            grace_seconds=90,
            listeners=[listener],
        )
        args = FargateServiceArgs(
            service="app",
            placement=where or placement(),
            roles=roles_with_a_policy(),
            security_group_ids=["sg-app"],
            size=API,
            tasks=tasks or TaskRange(min=2, max=4),
            containers=[container(image=image("app", tag), port=8000)],
            spot=spot,
            minimum_healthy_percent=100,
            maximum_percent=200,
            target=target if behind else None,
            rollback_alarm_names=alarms,
        )
        FargateService("app", args)

    return record(program)


def service(recording: Recording) -> Declared:
    """The ECS service itself."""
    return recording.one(SERVICE)


@pytest.mark.parametrize(("spot", "provider"), [(False, "FARGATE"), (True, "FARGATE_SPOT")])
def test_its_capacity_provider_is_said_and_may_change_without_a_new_service(spot: bool, provider: str) -> None:
    inputs = service(recorded(spot=spot)).inputs

    assert inputs["capacityProviderStrategies"] == [{"capacityProvider": provider, "base": 0, "weight": 1}]
    assert "launchType" not in inputs
    assert inputs["forceNewDeployment"] is True


def test_a_deployment_that_fails_is_undone() -> None:
    inputs = service(recorded(alarms=("api-rollback",))).inputs

    assert inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert inputs["alarms"] == {"enable": True, "rollback": True, "alarmNames": ["api-rollback"]}


def test_a_service_without_alarms_of_its_own_names_none() -> None:
    assert "alarms" not in service(recorded()).inputs


def test_zones_are_evened_out_and_there_is_room_for_it() -> None:
    inputs = service(recorded()).inputs

    assert inputs["availabilityZoneRebalancing"] == "ENABLED"
    assert (inputs["deploymentMinimumHealthyPercent"], inputs["deploymentMaximumPercent"]) == (100, 200)


def test_how_many_tasks_there_are_is_left_to_scaling_and_nothing_else_is() -> None:
    found = service(recorded())

    assert found.inputs["desiredCount"] == 2
    assert found.ignore_changes == ("desiredCount",)


def test_scaling_has_the_bounds_of_the_profile() -> None:
    recording = recorded(tasks=TaskRange(min=1, max=7))
    target = recording.one(SCALING_TARGET)

    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (1, 7)
    assert target.inputs["serviceNamespace"] == "ecs"
    assert target.inputs["scalableDimension"] == "ecs:service:DesiredCount"
    assert target.inputs["resourceId"] == f"service/academy/{service(recording).id.rpartition('/')[2]}"
    assert not target.ignore_changes


def test_without_a_release_there_are_no_tasks_and_no_image_is_needed() -> None:
    recording = recorded(tag=UNRELEASED)
    target = recording.one(SCALING_TARGET)

    assert service(recording).inputs["desiredCount"] == 0
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (0, 0)
    containers = json.loads(recording.one(TASK_DEFINITION).inputs["containerDefinitions"])
    assert [each["image"].rpartition(":")[2] for each in containers] == [UNRELEASED]


def test_a_first_release_adds_nothing_but_a_revision_and_room_for_tasks() -> None:
    before, after = recorded(tag=UNRELEASED), recorded()

    assert before.keys() == after.keys()
    changed = {
        each.key[0]: {name for name in each.inputs if each.inputs[name] != after.one(*each.key).inputs[name]}
        for each in before.resources
    }
    assert {token: names for token, names in changed.items() if names} == {
        TASK_DEFINITION: {"containerDefinitions"},
        SERVICE: {"desiredCount"},
        SCALING_TARGET: {"minCapacity", "maxCapacity"},
    }


def test_nobody_gets_a_shell_in_a_task() -> None:
    assert service(recorded()).inputs["enableExecuteCommand"] is False


def test_the_bill_tells_the_tasks_of_one_service_from_those_of_another() -> None:
    inputs = service(recorded()).inputs

    assert inputs["propagateTags"] == "SERVICE"
    assert inputs["enableEcsManagedTags"] is True


def test_an_update_does_not_call_a_deployment_that_was_undone_a_success() -> None:
    assert service(recorded()).inputs["waitForSteadyState"] is False


def test_tasks_run_on_a_platform_that_has_tmpfs() -> None:
    assert service(recorded()).inputs["platformVersion"] == "LATEST"


@pytest.mark.parametrize("public", [True, False])
def test_tasks_stand_in_the_subnets_of_the_placement(public: bool) -> None:
    inputs = service(recorded(where=placement(public=public))).inputs

    assert inputs["networkConfiguration"] == {
        "subnets": ["subnet-a", "subnet-c"],
        "securityGroups": ["sg-app"],
        "assignPublicIp": public,
    }
    assert inputs["cluster"] == CLUSTER


def test_pulumi_names_the_service_so_that_a_replacement_can_stand_beside_it() -> None:
    assert "name" not in service(recorded()).inputs


def test_no_task_starts_before_its_roles_may_do_their_work() -> None:
    recording = recorded()

    assert recording.one(POLICY).urn in service(recording).dependencies


def test_behind_a_load_balancer_it_waits_for_the_listener_and_gives_tasks_time_to_start() -> None:
    recording = recorded(behind=True)
    found = service(recording)

    assert recording.one(LISTENER).urn in found.dependencies
    assert found.inputs["healthCheckGracePeriodSeconds"] == 90
    assert found.inputs["loadBalancers"] == [
        {
            "targetGroupArn": "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/api/0123",
            "containerName": "app",
            "containerPort": 8000,
        }
    ]


def test_without_a_load_balancer_it_waits_for_none() -> None:
    recording = recorded()
    found = service(recording)

    assert recording.one(LISTENER).urn not in found.dependencies
    assert found.inputs["loadBalancers"] == []
    assert "healthCheckGracePeriodSeconds" not in found.inputs


def test_it_runs_the_revision_that_was_registered_with_it() -> None:
    recording = recorded()
    definition = task_definition(recording, "app")

    assert service(recording).inputs["taskDefinition"].endswith("task-definition/academy-prod-app:1")
    assert definition.urn in service(recording).property_dependencies["taskDefinition"]
    assert definition.inputs["executionRoleArn"] == ROLES.execution_role_arn


def test_everything_of_a_service_stands_below_it() -> None:
    recording = recorded()

    for token in (LOG_GROUP, TASK_DEFINITION, SERVICE, SCALING_TARGET):
        assert recording.tier(recording.one(token)).key == (TIER, "app")


def test_other_tiers_get_what_they_and_scaling_call_it() -> None:
    recording = recorded()
    name = service(recording).id.rpartition("/")[2]
    outputs = recording.outputs[recording.one(TIER).urn]

    assert outputs.pop("task_definition_arn").endswith("academy-prod-app:1")
    assert outputs == {
        "service_name": name,
        "log_group_name": "/academy/prod/app",
        "resource_id": f"service/academy/{name}",
        "capacity_provider": "FARGATE",
    }
