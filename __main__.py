"""An online academy on AWS, tier by tier. How big everything is stands in the stack's own file, Pulumi.<stack>.yaml.

Logs, Network, Firewall, Alerts     what everything else lies in, and who is told
Secrets, Database, Storage, Queues  PostgreSQL, media and frontend buckets, five job queues
Registry, Identity, Cluster         images, two roles a service, and where services run
Certificates, LoadBalancer, Cdn     the way in: CloudFront, then a load balancer without a public address
Services, Monitoring                API, workers, migration; alarms, events, budget, dashboard
"""

from pulumi_aws import get_caller_identity

from components.alerts import Alerts, AlertsArgs
from components.api import PORT
from components.balancer import LoadBalancer, LoadBalancerArgs
from components.cdn import Cdn, CdnArgs
from components.cluster import Cluster, ClusterArgs
from components.database import Database, DatabaseArgs
from components.domain import Certificates, CertificatesArgs
from components.firewall import Firewall, FirewallArgs
from components.identity import Identity, IdentityArgs
from components.logs import LogBucket, LogBucketArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.network import Network, NetworkArgs
from components.outputs import Outputs, export
from components.queues import Queues, QueuesArgs
from components.registry import Registry, RegistryArgs
from components.secrets import Secrets, SecretsArgs
from components.services import Services, ServicesArgs
from components.settings import load_profile
from components.storage import Storage, StorageArgs

profile = load_profile()
env, region, account_id = profile.environment, profile.region, get_caller_identity().account_id
# fmt: off
logs = LogBucket("logs", LogBucketArgs(
    size=profile.monitoring, environment=env, region=region, account_id=account_id))
network = Network("network", NetworkArgs(size=profile.network, environment=env, region=region, log_bucket_arn=logs.arn))
firewall = Firewall("firewall", FirewallArgs(
    environment=env, vpc_id=network.vpc_id, access=profile.access, application_port=PORT, https=profile.has_domain))
alerts = Alerts("alerts", AlertsArgs(
    environment=env, region=region, account_id=account_id, emails=profile.alerts.emails))
secrets = Secrets("secrets", SecretsArgs(environment=env, keys=profile.secrets))
database = Database("database", DatabaseArgs(
    size=profile.database, environment=env, subnet_ids=network.private_subnet_ids,
    security_group_id=firewall.ids["database"], log_days=profile.monitoring.log_days))
storage = Storage("storage", StorageArgs(media=profile.media, frontend=profile.frontend, environment=env))
queues = Queues("queues", QueuesArgs(environment=env))
registry = Registry("registry", RegistryArgs(environment=env, images=profile.images))
identity = Identity("identity", IdentityArgs(
    environment=env, region=region, account_id=account_id, access=profile.access, pooler=profile.database.pooler,
    queue_arns=queues.arns, media_bucket_arn=storage.media_bucket_arn, secret_arns=secrets.arns,
    master_secret_arn=database.master_secret_arn, database_login_id=database.login_id, repository_arns=registry.arns,
    cluster="cluster", gpu_cluster="gpu"))
cluster = Cluster("cluster", ClusterArgs(environment=env, container_insights=profile.monitoring.container_insights))
certificates = Certificates("certificates", CertificatesArgs(domain=profile.domain))
balancer = LoadBalancer("balancer", LoadBalancerArgs(
    environment=env, vpc_id=network.vpc_id, subnet_ids=network.private_subnet_ids, port=PORT,
    security_group_ids=firewall.balancer_ids, log_bucket_name=logs.bucket_name,
    certificate_arn=certificates.regional_arn))
cdn = Cdn("cdn", CdnArgs(
    size=profile.cdn, environment=env, region=region, domain=profile.domain, certificate_arn=certificates.edge_arn,
    frontend_bucket=storage.frontend_bucket, media_bucket=storage.media_bucket, log_bucket_arn=logs.arn,
    media_public_key=profile.media.public_key, balancer_arn=balancer.arn, balancer_dns_name=balancer.dns_name,
    way_in=[network, firewall, balancer]))
services = Services("services", ServicesArgs(
    profile=profile, network=network, cluster=cluster, balancer=balancer, database=database, roles=identity.roles,
    security_group_ids=firewall.ids, repository_urls=registry.urls, queue_urls=queues.urls, secret_arns=secrets.arns,
    media_bucket=storage.media_bucket, media_key_id=cdn.media_key_id, public_origin=cdn.origin,
    topic_arn=alerts.topic_arn))
monitoring = Monitoring("monitoring", MonitoringArgs(
    sizes=profile, environment=env, region=region, account_id=account_id, emails=profile.alerts.emails,
    budget_usd=profile.monitoring.budget_usd, dashboard=profile.monitoring.dashboard, topic_arn=alerts.topic_arn,
    us_east_1_topic_arn=alerts.us_east_1_topic_arn, queue_arns=queues.arns, cluster_name=cluster.name,
    gpu_cluster_name=services.gpu_cluster_name, service_names=services.names, function_name=cdn.function_name,
    balancer_arn_suffix=balancer.arn_suffix, target_group_arn_suffix=balancer.target_group_arn_suffix,
    database_identifier=database.identifier, nat_gateway_ids=network.nat_gateway_ids,
    distribution_id=cdn.distribution_id, web_acl_metric_name=cdn.web_acl_metric_name))
export(Outputs(profile=profile, account_id=account_id, network=network, firewall=firewall, alerts=alerts, logs=logs,
    secrets=secrets, database=database, storage=storage, queues=queues, registry=registry, cluster=cluster,
    balancer=balancer, cdn=cdn, services=services, monitoring=monitoring))
