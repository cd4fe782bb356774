"""What people and pipelines read of a stack with `pulumi stack output`: addresses and names, nothing secret."""

from dataclasses import dataclass

import pulumi
from pulumi import Output

from components.alerts import Alerts
from components.balancer import LoadBalancer
from components.cdn import Cdn
from components.cluster import Cluster
from components.database import Database
from components.firewall import Firewall
from components.logs import LogBucket
from components.monitoring import Monitoring
from components.network import Network
from components.queues import Queues
from components.registry import Registry
from components.secrets import Secrets
from components.services import Services
from components.storage import Storage
from sizing.profile import Profile


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Where the stack is, and the tiers that have something to tell."""

    profile: Profile
    account_id: str
    network: Network
    firewall: Firewall
    alerts: Alerts
    secrets: Secrets
    database: Database
    storage: Storage
    logs: LogBucket
    queues: Queues
    registry: Registry
    cluster: Cluster
    balancer: LoadBalancer
    cdn: Cdn
    services: Services
    monitoring: Monitoring


def export(tiers: Outputs) -> None:
    """Export what docs and commands go by; the names are the stack's contract."""
    # What a command compares with the credentials that it was given.
    pulumi.export("account_id", tiers.account_id)
    pulumi.export("region", tiers.profile.region)
    pulumi.export("environment", tiers.profile.environment)
    pulumi.export("site_address", tiers.cdn.origin)
    pulumi.export("api_address", Output.format("{}/api", tiers.cdn.origin))
    pulumi.export("distribution_id", tiers.cdn.distribution_id)
    pulumi.export("distribution_domain_name", tiers.cdn.domain_name)
    pulumi.export("plan_subscription_arn", tiers.cdn.plan_subscription_arn)
    pulumi.export("target_group_arn", tiers.balancer.target_group_arn)
    pulumi.export("media_bucket", tiers.storage.media_bucket)
    pulumi.export("frontend_bucket", tiers.storage.frontend_bucket)
    pulumi.export("logs_bucket", tiers.logs.bucket_name)
    pulumi.export("queue_urls", tiers.queues.urls)
    pulumi.export("repository_urls", tiers.registry.urls)
    pulumi.export("cluster_name", tiers.cluster.name)
    pulumi.export("gpu_cluster_name", tiers.services.gpu_cluster_name)
    pulumi.export("service_names", tiers.services.names)
    # The revisions that were asked for: after a rollback ECS runs others.
    pulumi.export("task_definition_arns", tiers.services.task_definition_arns)
    pulumi.export("capacity_providers", tiers.services.capacity_providers)
    pulumi.export("database_identifier", tiers.database.identifier)
    pulumi.export("database_host", tiers.database.host)
    # What the instance must have by now: it counts only after a restart.
    pulumi.export("database_parameter_group", tiers.database.parameter_group)
    pulumi.export("database_max_connections", tiers.profile.database.max_connections)
    pulumi.export("secret_names", tiers.secrets.names)
    pulumi.export("topic_arn", tiers.alerts.topic_arn)
    pulumi.export("us_east_1_topic_arn", tiers.alerts.us_east_1_topic_arn)
    pulumi.export("alarm_names", {**tiers.monitoring.alarm_names, **tiers.services.alarm_names})
    pulumi.export("us_east_1_alarm_names", tiers.monitoring.us_east_1_alarm_names)
    pulumi.export("scaling_alarm_names", tiers.services.scaling_alarm_names)
    pulumi.export("vpc_id", tiers.network.vpc_id)
    # Where `migrate` is started.
    pulumi.export("task_subnet_ids", tiers.network.task_subnet_ids)
    pulumi.export("assign_public_ip", tiers.network.assign_public_ip)
    pulumi.export("migrate_security_group_id", tiers.firewall.ids["migrate"])
