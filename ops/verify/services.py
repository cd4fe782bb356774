"""What ECS, scaling and the load balancer say about the services, read into one picture each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypedDict

from ops.aws.outputs import StackOutputs
from ops.problem import Problem
from ops.verify.rollout import Deployment, Service
from sizing.release import UNRELEASED

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_ecs.type_defs import ContainerDefinitionOutputTypeDef, DeploymentTypeDef, ServiceTypeDef
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client

DESCRIBED = 10
"""Services in one call. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html"""

EVENTS = 3
"""How many of a service's messages are told."""

BALANCED = "api"
"""The service behind the load balancer."""


class ScalableTarget(TypedDict):
    """The part that is read of what Application Auto Scaling answers."""

    ResourceId: str
    MinCapacity: int


class ScalableTargets(TypedDict):
    """What DescribeScalableTargets answers: a page, which holds up to 50."""

    ScalableTargets: Sequence[ScalableTarget]


class ScalingClient(Protocol):
    """boto3's client of Application Auto Scaling.

    https://docs.aws.amazon.com/boto3/latest/reference/services/application-autoscaling.html
    """

    def describe_scalable_targets(self, *, ServiceNamespace: str, ResourceIds: Sequence[str]) -> ScalableTargets:  # noqa: N803
        """Between how many tasks each service scales."""
        ...


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A service as the stack's outputs want it."""

    key: str
    cluster: str
    name: str
    revision: str
    """ARN of the task definition."""


GPU = "gpu"
"""The service with a cluster of its own."""


def wanted_services(outputs: StackOutputs) -> list[Wanted]:
    """The services of a stack, by key.

    Raises:
        Problem: the outputs name a service and don't say all that belongs to it.
    """
    names, revisions = outputs.service_names, outputs.task_definition_arns
    unsaid = [key for key in sorted(names) if key not in revisions or key not in outputs.capacity_providers]
    clusters = {key: outputs.gpu_cluster_name if key == GPU else outputs.cluster_name for key in names}
    unsaid += [key for key, cluster in clusters.items() if cluster is None]
    if unsaid:
        raise Problem(f"the stack's outputs say too little of {', '.join(unsaid)}: run `pulumi up`")
    return [
        Wanted(key=key, cluster=clusters[key] or outputs.cluster_name, name=name, revision=revisions[key])
        for key, name in sorted(names.items())
    ]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What a task definition says of its containers."""

    containers: "Sequence[ContainerDefinitionOutputTypeDef]"

    @property
    def released(self) -> bool:
        """Whether every image of it was built."""
        return not any(container.get("image", "").endswith(f":{UNRELEASED}") for container in self.containers)


@dataclass(frozen=True, kw_only=True)
class ServiceReader:
    """Reads all services of a stack."""

    ecs: "ECSClient"
    scaling: ScalingClient
    balancing: "ElasticLoadBalancingv2Client"
    target_group_arn: str
    wanted: Sequence[Wanted]

    def definitions(self) -> dict[str, Definition]:
        """The task definitions that are wanted, by service. They never change: asked for once."""
        return {
            one.key: Definition(
                containers=self.ecs.describe_task_definition(taskDefinition=one.revision)["taskDefinition"].get(
                    "containerDefinitions", []
                )
            )
            for one in self.wanted
        }

    def read(self, definitions: Mapping[str, Definition]) -> list[Service]:
        """Every service as it is now."""
        least, described = self._least(), self._described()
        return [
            _service(
                one,
                described.get(one.name),
                definitions[one.key],
                least.get(one.name, 0),
                self._healthy() if one.key == BALANCED else None,
            )
            for one in self.wanted
        ]

    def _described(self) -> "dict[str, ServiceTypeDef]":
        found: dict[str, ServiceTypeDef] = {}
        for cluster in sorted({one.cluster for one in self.wanted}):
            names = [one.name for one in self.wanted if one.cluster == cluster]
            for first in range(0, len(names), DESCRIBED):
                answer = self.ecs.describe_services(cluster=cluster, services=names[first : first + DESCRIBED])
                found |= {one.get("serviceName", ""): one for one in answer["services"]}
        return {name: one for name, one in found.items() if one.get("status") == "ACTIVE"}

    def _least(self) -> dict[str, int]:
        ids = [f"service/{one.cluster}/{one.name}" for one in self.wanted]
        answer = self.scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=ids)
        return {one["ResourceId"].rpartition("/")[2]: one["MinCapacity"] for one in answer["ScalableTargets"]}

    def _healthy(self) -> int:
        answer = self.balancing.describe_target_health(TargetGroupArn=self.target_group_arn)
        states = Counter(one.get("TargetHealth", {}).get("State") for one in answer["TargetHealthDescriptions"])
        return states["healthy"]


def _service(
    wanted: Wanted, found: "ServiceTypeDef | None", definition: Definition, least: int, healthy: int | None
) -> Service:
    found = found or {}
    deployments = tuple(_deployment(one) for one in found.get("deployments", []))
    return Service(
        key=wanted.key,
        cluster=wanted.cluster,
        name=wanted.name,
        wanted=wanted.revision,
        released=definition.released,
        least=least,
        desired=found.get("desiredCount", 0),
        deployments=deployments,
        providers=_providers(found),
        healthy_targets=healthy,
        events=tuple(one.get("message", "") for one in found.get("events", [])[:EVENTS]),
    )


def _deployment(found: "DeploymentTypeDef") -> Deployment:
    return Deployment(
        id=found.get("id", ""),
        primary=found.get("status") == "PRIMARY",
        revision=found.get("taskDefinition", ""),
        state=found.get("rolloutState", ""),
        reason=found.get("rolloutStateReason", ""),
        running=found.get("runningCount", 0),
    )


def _providers(found: "ServiceTypeDef") -> tuple[str, ...]:
    """What new tasks run on: the strategy, or the launch type where there is none."""
    strategy = found.get("capacityProviderStrategy", [])
    providers = sorted(one["capacityProvider"] for one in strategy if one.get("weight", 0) or one.get("base", 0))
    return tuple(providers) or tuple([found["launchType"]] if "launchType" in found else [])
