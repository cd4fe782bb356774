"""What people and pipelines read of a stack with `pulumi stack output`: addresses and names, nothing secret."""

from dataclasses import dataclass

import pulumi
from pulumi import Output

from components.alerts import Alerts
from components.cdn import Cdn
from components.cluster import Cluster
from components.database import Database
from components.firewall import Firewall
from components.logs import LogBucket
from components.network import Network
from components.queues import Queues
from components.registry import Registry
from components.secrets import Secrets
from components.services import Services
from components.storage import Storage


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """The tiers that have something to tell."""

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
    cdn: Cdn
    services: Services


def export(tiers: Outputs) -> None:
    """Export what docs and commands go by; the names are the stack's contract."""
    pulumi.export("site_address", tiers.cdn.origin)
    pulumi.export("api_address", Output.format("{}/api", tiers.cdn.origin))
    pulumi.export("distribution_id", tiers.cdn.distribution_id)
    pulumi.export("distribution_domain_name", tiers.cdn.domain_name)
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
    pulumi.export("database_identifier", tiers.database.identifier)
    pulumi.export("database_host", tiers.database.host)
    pulumi.export("secret_names", tiers.secrets.names)
    pulumi.export("topic_arn", tiers.alerts.topic_arn)
    pulumi.export("us_east_1_topic_arn", tiers.alerts.us_east_1_topic_arn)
    pulumi.export("vpc_id", tiers.network.vpc_id)
    # Where `migrate` is started.
    pulumi.export("task_subnet_ids", tiers.network.task_subnet_ids)
    pulumi.export("migrate_security_group_id", tiers.firewall.ids["migrate"])
