"""Cluster tier: where Fargate tasks are grouped."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import ecs


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """What the cluster needs from the rest of the stack."""

    environment: str
    container_insights: bool
    """Metrics a container, which are billed one by one."""


class Cluster(ComponentResource):
    """A cluster that takes Fargate and Fargate Spot tasks, and on-demand ones where nobody says which."""

    arn: Output[str]
    """Known once the cluster has its capacity providers: until then ECS refuses a service that names one."""
    name: Output[str]

    def __init__(self, name: str, args: ClusterArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:Cluster", name, None, opts)
        child = ResourceOptions(parent=self)

        cluster = ecs.Cluster(
            name,
            settings=[{"name": "containerInsights", "value": "enabled" if args.container_insights else "disabled"}],
            tags={"Name": f"academy-{args.environment}"},
            opts=child,
        )
        providers = ecs.ClusterCapacityProviders(
            name,
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            # What is started by hand, such as a migration, is never taken back at two minutes' notice.
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "base": 0, "weight": 1}],
            opts=child,
        )

        self.arn = Output.all(arn=cluster.arn, providers=providers.id).apply(_arn)
        self.name = cluster.name
        self.register_outputs({"arn": self.arn, "name": self.name})


def _arn(known: Mapping[str, str]) -> str:
    return known["arn"]
