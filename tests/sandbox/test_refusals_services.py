"""What ECS refuses of clusters, capacity providers and services."""

import pytest

from sandbox.account import AwsAccount
from sandbox.check import refused
from sandbox.diff import compare
from sandbox.held import Held, RefusedError
from sandbox.refusals.tokens import (
    ALARM,
    CAPACITY_PROVIDER,
    CLUSTER,
    GROUP,
    LOG_GROUP,
    PROVIDERS,
    SERVICE,
    TASK_DEFINITION,
)
from tests.sandbox.accounts import SEOUL, make
from tests.sandbox.platforms import (
    cluster,
    container,
    declare,
    fargate_task,
    listener,
    load_balancer,
    role,
    security_group,
    service,
    service_inputs,
    target_group,
    task_definition,
    two_zones,
)

FARGATE = {"capacityProvider": "FARGATE", "weight": 1}
SPOT = {"capacityProvider": "FARGATE_SPOT", "weight": 1}

ERRORS: dict[str, object] = {
    "metricName": "HTTPCode_Target_5XX_Count",
    "namespace": "AWS/ApplicationELB",
    "statistic": "Sum",
    "period": 60,
    "evaluationPeriods": 1,
}


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def gpu_provider(account: AwsAccount, scaling: str = "ENABLED") -> Held:
    group = make(account, GROUP, "gpu", minSize=0, maxSize=1)
    provider = {
        "autoScalingGroupArn": group.outputs["arn"],
        "managedScaling": {"status": scaling},
        "managedTerminationProtection": "ENABLED",
    }
    return make(account, CAPACITY_PROVIDER, "gpu", autoScalingGroupProvider=provider)


def balanced(account: AwsAccount, group: Held, port: int = 8000) -> list[dict[str, object]]:
    return [{"targetGroupArn": group.id, "containerName": "app", "containerPort": port}]


def test_a_service_in_order(account: AwsAccount) -> None:
    made = service(account)
    home = next(each for each in account.held() if each.type == CLUSTER)
    assert made.id == f"{home.id.replace(':cluster/', ':service/')}/{made.outputs['name']}"


def test_a_cluster_with_services_stays(account: AwsAccount) -> None:
    made = service(account)
    home = next(each for each in account.held() if each.type == CLUSTER)
    with pytest.raises(RefusedError, match=f"ClusterContainsServicesException: {home.id} is in use by {made.id}"):
        account.delete(CLUSTER, home.id)
    account.delete(SERVICE, made.id)
    account.delete(CLUSTER, home.id)


@pytest.mark.parametrize("named", ["api", "api:3"])
def test_a_service_names_a_revision_by_its_arn(named: str) -> None:
    assert refused(SERVICE, {"taskDefinition": named}, SEOUL) == [
        f"taskDefinition is {named}; want the ARN of a revision"
    ]


def test_a_target_group_without_a_load_balancer(account: AwsAccount) -> None:
    vpc, subnets = two_zones(account)
    group, home, firewall = target_group(account, vpc), cluster(account), security_group(account, vpc)
    inputs = service_inputs(account, home, subnets, firewall) | {"loadBalancers": balanced(account, group)}
    with pytest.raises(RefusedError, match=f"target group {group.id} does not have an associated load balancer"):
        declare(account, SERVICE, inputs)
    listener(account, load_balancer(account, subnets), group)
    declare(account, SERVICE, inputs)


def test_the_container_that_gets_the_requests_is_in_the_task(account: AwsAccount) -> None:
    vpc, subnets = two_zones(account)
    group, home, firewall = target_group(account, vpc), cluster(account), security_group(account, vpc)
    listener(account, load_balancer(account, subnets), group)
    inputs = service_inputs(account, home, subnets, firewall) | {"loadBalancers": balanced(account, group, 80)}
    with pytest.raises(RefusedError, match="InvalidParameterException: no container app with port 80 in the task"):
        declare(account, SERVICE, inputs)


def test_log_groups_are_there_before_the_first_task(account: AwsAccount) -> None:
    made = service(account)
    logs = next(each for each in account.held() if each.type == LOG_GROUP)
    account.delete(LOG_GROUP, logs.id)
    with pytest.raises(
        RefusedError, match=r"ResourceInitializationError: .*log group /academy/test/api does not exist"
    ):
        account.update(SERVICE, made.id, {**made.inputs, "desiredCount": 2})


def test_a_log_group_of_another_region_is_none(account: AwsAccount) -> None:
    make(account, LOG_GROUP, at="us-east-1", name="/academy/test/api")
    with pytest.raises(RefusedError, match="log group /academy/test/api does not exist"):
        service(account)


def test_a_task_with_an_address_of_its_own_needs_a_network(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="InvalidParameterException: network configuration must be provided"):
        service(account, networkConfiguration=None)


@pytest.mark.parametrize(
    ("strategy", "reason"),
    [
        (
            [FARGATE, {"capacityProvider": "gpu", "weight": 1}],
            r"\['FARGATE', 'gpu'\] mixes Fargate and Auto Scaling gr",
        ),
        ([FARGATE | {"base": 1}, SPOT | {"base": 1}], "only one capacity provider can have a base"),
        ([{"capacityProvider": "FARGATE"}], "one capacity provider needs a weight above 0"),
        ([{"capacityProvider": "gpu", "weight": 1}], "task definition does not support launch type EC2"),
    ],
)
def test_a_strategy_that_contradicts_itself(account: AwsAccount, strategy: list[object], reason: str) -> None:
    with pytest.raises(RefusedError, match=f"InvalidParameterException: {reason}"):
        service(account, capacityProviderStrategies=strategy)


def test_a_strategy_beside_a_launch_type(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="both a launch type and capacity provider strategy is not supported"):
        service(account, launchType="FARGATE")


def test_a_capacity_provider_that_the_cluster_does_not_have(account: AwsAccount) -> None:
    vpc, subnets = two_zones(account)
    home = cluster(account, providers=["FARGATE"])
    inputs = service_inputs(account, home, subnets, security_group(account, vpc))
    with pytest.raises(RefusedError, match=f"FARGATE_SPOT is not associated with cluster {home.outputs['name']}"):
        declare(account, SERVICE, inputs | {"capacityProviderStrategies": [SPOT]})


def test_a_capacity_provider_in_use_stays_with_its_cluster(account: AwsAccount) -> None:
    made = service(account)
    there = next(each for each in account.held() if each.type == PROVIDERS)
    account.update(PROVIDERS, there.id, {**there.inputs, "capacityProviders": ["FARGATE"]})
    reason = f"ResourceInUseException: the capacity provider FARGATE is in use by {made.id} and cannot be removed"
    with pytest.raises(RefusedError, match=reason):
        account.update(PROVIDERS, there.id, {**there.inputs, "capacityProviders": ["FARGATE_SPOT"]})
    with pytest.raises(RefusedError, match=reason):
        account.delete(PROVIDERS, there.id)


def test_a_capacity_provider_of_a_cluster_stays(account: AwsAccount) -> None:
    provider = gpu_provider(account)
    home = cluster(account, providers=[str(provider.outputs["name"])])
    with pytest.raises(
        RefusedError, match=f"ResourceInUseException: {provider.id} is in use by {home.outputs['name']}"
    ):
        account.delete(CAPACITY_PROVIDER, provider.id)


def test_a_service_on_machines_of_its_own(account: AwsAccount) -> None:
    provider = gpu_provider(account)
    home = cluster(account, providers=[str(provider.outputs["name"])])
    make(account, LOG_GROUP, name="/academy/test/api")
    task = declare(
        account,
        TASK_DEFINITION,
        fargate_task(
            container(resourceRequirements=[{"type": "GPU", "value": "1"}]),
            executionRoleArn=role(account).outputs["arn"],
            requiresCompatibilities=["EC2"],
            networkMode="bridge",
        ),
    )
    strategy = [{"capacityProvider": provider.outputs["name"], "weight": 1}]
    inputs = {"cluster": home.id, "taskDefinition": task.outputs["arn"], "capacityProviderStrategies": strategy}
    assert declare(account, SERVICE, inputs).outputs["cluster"] == home.id


def test_termination_protection_is_part_of_managed_scaling(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="managed termination protection requires managed scaling to be enabled"):
        gpu_provider(account, scaling="DISABLED")


def test_a_grace_period_without_a_load_balancer(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="health check grace period is only valid for services configured to use"):
        service(account, healthCheckGracePeriodSeconds=60)


def test_rebalancing_needs_room(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="availabilityZoneRebalancing with deploymentMaximumPercent 100"):
        service(account, availabilityZoneRebalancing="ENABLED", deploymentMaximumPercent=100)
    service(AwsAccount(), availabilityZoneRebalancing="ENABLED", deploymentMaximumPercent=150)


def test_an_alarm_that_decides_about_a_deployment_is_there(account: AwsAccount) -> None:
    alarms = {"alarmNames": ["api-errors"], "enable": True, "rollback": True}
    with pytest.raises(RefusedError, match=r"InvalidParameterException: alarms\.alarmNames: api-errors does not exist"):
        service(account, alarms=alarms)
    other = AwsAccount()
    declare(other, ALARM, ERRORS | {"name": "api-errors"})
    service(other, alarms=alarms)


def test_another_strategy_replaces_the_service_unless_a_new_deployment_is_forced() -> None:
    before: dict[str, object] = {"capacityProviderStrategies": [FARGATE], "forceNewDeployment": False}
    after = before | {"capacityProviderStrategies": [SPOT]}
    assert compare(SERVICE, before, after).replaces == ["capacityProviderStrategies"]
    forced = after | {"forceNewDeployment": True}
    assert compare(SERVICE, before, forced).replaces == []
    assert compare(SERVICE, before, forced).changed == ["capacityProviderStrategies", "forceNewDeployment"]
    assert compare(SERVICE, {"launchType": "FARGATE"}, forced).replaces == ["capacityProviderStrategies", "launchType"]


def test_another_revision_changes_the_service_in_place(account: AwsAccount) -> None:
    made = service(account)
    again = task_definition(account, memory="2048")
    updated = account.update(SERVICE, made.id, {**made.inputs, "taskDefinition": again.outputs["arn"]})
    assert (updated.id, updated.outputs["taskDefinition"]) == (made.id, again.outputs["arn"])
    assert compare(SERVICE, made.inputs, updated.inputs).replaces == []
