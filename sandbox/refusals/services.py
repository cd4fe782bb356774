"""What ECS refuses of clusters, capacity providers and services."""

from collections.abc import Mapping

from sandbox.catalogue.shapes import last_part
from sandbox.held import Change, Held
from sandbox.refusals.reading import number, objects, parsed, texts, values
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import (
    ALARM,
    CAPACITY_PROVIDER,
    CLUSTER,
    GROUP,
    LISTENER,
    LOG_GROUP,
    PROVIDERS,
    SECURITY_GROUP,
    SERVICE,
    SUBNET,
    TARGET_GROUP,
    TASK_DEFINITION,
)

_CREATE = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"
_DELETE_CLUSTER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html"
_PUT_PROVIDERS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html"
_DELETE_PROVIDER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCapacityProvider.html"
_CREATE_PROVIDER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html"
_STRATEGY = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html"
_REBALANCING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html"
_LOGS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"

FARGATE_PROVIDERS = frozenset({"FARGATE", "FARGATE_SPOT"})


def _program_s_own(provider: str) -> bool:
    return provider not in FARGATE_PROVIDERS


REFERENCES = (
    Reference(
        holder=SERVICE,
        path="cluster",
        target=CLUSTER,
        by=("arn", "name"),
        missing="ClusterNotFoundException",
        in_use="ClusterContainsServicesException",
        page=_DELETE_CLUSTER,
    ),
    Reference(
        holder=SERVICE,
        path="taskDefinition",
        target=TASK_DEFINITION,
        by=("arn",),
        missing="ClientException",
        page=_CREATE,
    ),
    Reference(
        holder=SERVICE,
        path="loadBalancers.targetGroupArn",
        target=TARGET_GROUP,
        by=("arn",),
        missing="InvalidParameterException",
        page=_CREATE,
    ),
    Reference(
        holder=SERVICE,
        path="networkConfiguration.subnets",
        target=SUBNET,
        missing="InvalidParameterException",
        in_use="DependencyViolation",
        page=_CREATE,
    ),
    Reference(
        holder=SERVICE,
        path="networkConfiguration.securityGroups",
        target=SECURITY_GROUP,
        missing="InvalidParameterException",
        in_use="DependencyViolation",
        page=_CREATE,
    ),
    # AWS's pages do not say what becomes of a missing alarm. An order that the sandbox insists on is right either way.
    Reference(
        holder=SERVICE,
        path="alarms.alarmNames",
        target=ALARM,
        by=("name",),
        missing="InvalidParameterException",
        page=_CREATE,
    ),
    Reference(
        holder=PROVIDERS,
        path="clusterName",
        target=CLUSTER,
        by=("name",),
        missing="ClusterNotFoundException",
        page=_PUT_PROVIDERS,
    ),
    Reference(
        holder=PROVIDERS,
        path="capacityProviders",
        target=CAPACITY_PROVIDER,
        by=("name",),
        missing="InvalidParameterException",
        in_use="ResourceInUseException",
        page=_DELETE_PROVIDER,
        ours=_program_s_own,
    ),
    Reference(
        holder=CAPACITY_PROVIDER,
        path="autoScalingGroupProvider.autoScalingGroupArn",
        target=GROUP,
        by=("arn",),
        missing="ClientException",
        page=_CREATE_PROVIDER,
    ),
)


def task_definition_by_family(change: Change) -> str | None:
    """A service names one revision. A family stands for the newest one, so nothing would show what runs."""
    named = change.inputs.get("taskDefinition")
    if not isinstance(named, str) or ":task-definition/" in named or not texts(change.inputs, "taskDefinition"):
        return None
    return f"taskDefinition is {named}; want the ARN of a revision"


def target_group_without_a_listener(change: Change) -> str | None:
    """A service's target group has a load balancer by then: a listener forwards to it."""
    listeners = [each.inputs for each in change.held(LISTENER)]
    used = {arn for each in listeners for path in _FORWARDS for arn in texts(each, path)}
    for arn in texts(change.inputs, "loadBalancers.targetGroupArn"):
        if arn not in used:
            reason = f"the target group {arn} does not have an associated load balancer"
            return no("InvalidParameterException", reason, _CREATE)
    return None


def container_that_is_not_there(change: Change) -> str | None:
    """The container that gets the requests is in the task definition, with that port."""
    containers = objects(_containers(change))
    for target in objects(change.inputs, "loadBalancers"):
        ports = {
            port
            for each in containers
            if each.get("name") == target.get("containerName")
            for port in values(each, "portMappings.containerPort")
        }
        if _task_definition(change) and target.get("containerPort") not in ports:
            reason = f"no container {target.get('containerName')} with port {target.get('containerPort')}"
            return no("InvalidParameterException", f"{reason} in the task definition", _CREATE)
    return None


def log_group_that_is_not_there(change: Change) -> str | None:
    """The log groups of the containers are there before the first task: else none of its tasks ever starts."""
    there = {(each.outputs.get("name"), each.region) for each in change.held(LOG_GROUP)}
    for options in objects(_containers(change), "logConfiguration.options"):
        group, region = options.get("awslogs-group"), options.get("awslogs-region", change.region)
        if group is not None and options.get("awslogs-create-group") != "true" and (group, region) not in there:
            reason = f"failed to validate logger args: log group {group} does not exist"
            return no("ResourceInitializationError", reason, _LOGS)
    return None


def task_without_a_network(change: Change) -> str | None:
    """A task with a network interface of its own gets its subnets and security groups from the service."""
    definition = _task_definition(change)
    if (
        not definition
        or definition.inputs.get("networkMode") != "awsvpc"
        or objects(change.inputs, "networkConfiguration")
    ):
        return None
    return no("InvalidParameterException", "network configuration must be provided with awsvpc", _CREATE)


def strategy_that_contradicts(change: Change) -> str | None:
    """A strategy has no Fargate beside Auto Scaling groups, one base at most, and a task definition that fits."""
    items = objects(change.inputs, "capacityProviderStrategies")
    names = {str(each.get("capacityProvider")) for each in items}
    if names & FARGATE_PROVIDERS and names - FARGATE_PROVIDERS:
        return no("InvalidParameterException", f"{sorted(names)} mixes Fargate and Auto Scaling groups", _STRATEGY)
    if sum(number(each, "base", 0) > 0 for each in items) > 1:
        return no("InvalidParameterException", "only one capacity provider can have a base", _STRATEGY)
    if items and not any(number(each, "weight", 0) > 0 for each in items):
        return no("InvalidParameterException", "one capacity provider needs a weight above 0", _STRATEGY)
    definition = _task_definition(change)
    wanted = "FARGATE" if names <= FARGATE_PROVIDERS else "EC2"
    if items and definition and wanted not in values(definition.inputs, "requiresCompatibilities"):
        return no("InvalidParameterException", f"task definition does not support launch type {wanted}", _CREATE)
    return None


def strategy_beside_a_launch_type(change: Change) -> str | None:
    """A service has a launch type or a capacity provider strategy."""
    if change.inputs.get("launchType") is not None and objects(change.inputs, "capacityProviderStrategies"):
        reason = "specifying both a launch type and capacity provider strategy is not supported"
        return no("InvalidParameterException", reason, _CREATE)
    return None


def capacity_provider_of_another_cluster(change: Change) -> str | None:
    """A service uses capacity providers that its cluster has."""
    cluster = last_part(change.text("cluster"))
    there = {
        name
        for each in change.held(PROVIDERS)
        if each.inputs.get("clusterName") == cluster
        for name in texts(each.inputs, "capacityProviders")
    }
    for name in texts(change.inputs, "capacityProviderStrategies.capacityProvider"):
        if name not in there:
            reason = f"the capacity provider {name} is not associated with cluster {cluster}"
            return no("InvalidParameterException", reason, _PUT_PROVIDERS)
    return None


def capacity_provider_in_use(change: Change) -> str | None:
    """A cluster keeps the capacity providers that its services use."""
    kept = set(texts(change.inputs, "capacityProviders")) if change.olds else set[str]()
    for service in change.held(SERVICE):
        if last_part(service.inputs.get("cluster")) == change.text("clusterName"):
            for name in texts(service.inputs, "capacityProviderStrategies.capacityProvider"):
                if name not in kept:
                    reason = f"the capacity provider {name} is in use by {service.id} and cannot be removed"
                    return no("ResourceInUseException", reason, _PUT_PROVIDERS)
    return None


def grace_period_without_a_load_balancer(change: Change) -> str | None:
    """A grace period is about a load balancer's health checks."""
    if change.inputs.get("healthCheckGracePeriodSeconds") and not objects(change.inputs, "loadBalancers"):
        reason = "health check grace period is only valid for services configured to use load balancers"
        return no("InvalidParameterException", reason, _CREATE)
    return None


def no_room_to_rebalance(change: Change) -> str | None:
    """A service that is rebalanced between zones may start a task before it stops one."""
    most = number(change.inputs, "deploymentMaximumPercent", 200)
    if change.inputs.get("availabilityZoneRebalancing") == "ENABLED" and most <= 100:
        reason = f"availabilityZoneRebalancing with deploymentMaximumPercent {most}; want more than 100"
        return no("InvalidParameterException", reason, _REBALANCING)
    return None


def termination_protection_without_scaling(change: Change) -> str | None:
    """Managed termination protection is part of managed scaling."""
    provider = objects(change.inputs, "autoScalingGroupProvider")
    if not provider or provider[0].get("managedTerminationProtection") != "ENABLED":
        return None
    if "ENABLED" in values(provider[0], "managedScaling.status"):
        return None
    reason = "managed termination protection requires managed scaling to be enabled"
    return no("InvalidParameterException", reason, _CREATE_PROVIDER)


def _task_definition(change: Change) -> Held | None:
    named = change.inputs.get("taskDefinition")
    return next((each for each in change.held(TASK_DEFINITION) if each.outputs.get("arn") == named), None)


def _containers(change: Change) -> object:
    definition = _task_definition(change)
    inputs: Mapping[str, object] = definition.inputs if definition else {}
    return parsed(inputs.get("containerDefinitions"))


_FORWARDS = ("defaultActions.targetGroupArn", "defaultActions.forward.targetGroups.arn")
_WRITE = (
    target_group_without_a_listener,
    container_that_is_not_there,
    log_group_that_is_not_there,
    task_without_a_network,
    strategy_that_contradicts,
    strategy_beside_a_launch_type,
    capacity_provider_of_another_cluster,
    grace_period_without_a_load_balancer,
    no_room_to_rebalance,
)

RULES = (
    *rules(REFERENCES),
    Rule(when=frozenset({"check"}), types=frozenset({SERVICE}), reason=task_definition_by_family),
    *(Rule(when=WRITE, types=frozenset({SERVICE}), reason=each) for each in _WRITE),
    Rule(when=frozenset({"update", "delete"}), types=frozenset({PROVIDERS}), reason=capacity_provider_in_use),
    Rule(when=WRITE, types=frozenset({CAPACITY_PROVIDER}), reason=termination_protection_without_scaling),
)
