"""Service tier: what runs in the cluster, each service with its own roles, logs, security group and size."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.api import ApiService, ApiServiceArgs
from components.balancer import LoadBalancer
from components.cluster import Cluster
from components.containers import ServiceImage
from components.database import Database
from components.environment import DatabaseEndpoint, Surroundings
from components.gpu import GpuWorker, GpuWorkerArgs
from components.migrate import MigrateTask, MigrateTaskArgs
from components.network import Network
from components.task import Placement, Roles
from components.workers import QueueWorker, QueueWorkerArgs
from sizing.access import Service, image_of
from sizing.profile import Profile
from sizing.release import Image
from sizing.workers import FARGATE_WORKERS


@dataclass(frozen=True, kw_only=True)
class ServicesArgs:
    """What the services need from the rest of the stack."""

    profile: Profile
    network: Network
    cluster: Cluster
    balancer: LoadBalancer
    database: Database
    roles: Mapping[str, Roles]
    """By service."""
    security_group_ids: Mapping[str, Input[str]]
    """By service."""
    repository_urls: Mapping[str, Input[str]]
    """By image."""
    queue_urls: Mapping[str, Input[str]]
    """By the catalogue's key."""
    secret_arns: Mapping[str, Input[str]]
    """By `SecretKey`."""
    media_bucket: Input[str]
    media_key_id: Input[str] | None
    """CloudFront's id of the key that signs media URLs; None where everybody may see the media."""
    public_origin: Input[str]
    """Where people find the academy."""
    topic_arn: Input[str]
    """Who is told when a deployment goes wrong."""


class Services(ComponentResource):
    """The API behind the load balancer, a worker for every queue, and the migration that runs before them."""

    names: dict[str, Output[str]]
    """By service; the GPU worker is among them while it is on."""
    task_definition_arns: dict[str, Output[str]]
    """By service, and `migrate`."""
    capacity_providers: dict[str, Input[str]]
    """By service: what its tasks run on."""
    alarm_names: dict[str, Output[str]]
    """Those that people get and that live with their service."""
    scaling_alarm_names: dict[str, Output[str]]
    """By service and direction, like `video-out`: those that call nobody."""
    gpu_cluster_name: Output[str] | None
    """None while there is no GPU worker."""

    def __init__(self, name: str, args: ServicesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:Services", name, None, opts)
        self._args = args
        self._placement, self._surroundings = placement(args), surroundings(args)
        child = ResourceOptions(parent=self)

        migrate = self._migrate(child)
        api = self._api(child)
        services: dict[str, ApiService | QueueWorker] = {"api": api}
        self.alarm_names, self.scaling_alarm_names = api.alarm_names, {}
        for worker in FARGATE_WORKERS:
            services[worker] = drains = QueueWorker(
                worker,
                QueueWorkerArgs(
                    size=args.profile.workers.of(worker),
                    image=self._image(worker),
                    access=args.profile.access_of(worker),
                    surroundings=self._surroundings,
                    placement=self._placement,
                    roles=args.roles[worker],
                    security_group_id=args.security_group_ids[worker],
                ),
                opts=child,
            )
            self.scaling_alarm_names |= _of(worker, drains.scaling_alarm_names)
        gpu = self._gpu(child)

        self.names = {key: service.service_name for key, service in services.items()}
        self.task_definition_arns = {key: service.task_definition_arn for key, service in services.items()}
        self.task_definition_arns["migrate"] = migrate.task_definition_arn
        self.capacity_providers = {key: service.capacity_provider for key, service in services.items()}
        if gpu.service_name is not None and gpu.task_definition_arn is not None and gpu.capacity_provider is not None:
            self.names["gpu"] = gpu.service_name
            self.task_definition_arns["gpu"] = gpu.task_definition_arn
            self.capacity_providers["gpu"] = gpu.capacity_provider
            self.scaling_alarm_names |= _of("gpu", gpu.scaling_alarm_names)
        self.gpu_cluster_name = gpu.cluster_name
        self.register_outputs(
            {
                "names": self.names,
                "task_definition_arns": self.task_definition_arns,
                "capacity_providers": self.capacity_providers,
                "alarm_names": self.alarm_names,
                "scaling_alarm_names": self.scaling_alarm_names,
            }
        )

    def _image(self, service: Service | Image) -> ServiceImage:
        image = image_of(service)
        return ServiceImage(repository_url=self._args.repository_urls[image], tag=self._args.profile.image_tag(service))

    def _migrate(self, child: ResourceOptions) -> MigrateTask:
        args = self._args
        return MigrateTask(
            "migrate",
            MigrateTaskArgs(
                size=args.profile.api,
                image=self._image("migrate"),
                access=args.profile.access_of("migrate"),
                surroundings=self._surroundings,
                placement=self._placement,
                roles=args.roles["migrate"],
                master_secret_arn=args.database.master_secret_arn,
            ),
            opts=child,
        )

    def _api(self, child: ResourceOptions) -> ApiService:
        args = self._args
        return ApiService(
            "api",
            ApiServiceArgs(
                size=args.profile.api,
                pooler=args.profile.database.pooler,
                image=self._image("api"),
                pgbouncer_image=self._image("pgbouncer"),
                access=args.profile.access_of("api"),
                surroundings=self._surroundings,
                placement=self._placement,
                roles=args.roles["api"],
                security_group_id=args.security_group_ids["api"],
                target_group_arn=args.balancer.target_group_arn,
                target_group_arn_suffix=args.balancer.target_group_arn_suffix,
                balancer_arn_suffix=args.balancer.arn_suffix,
                listeners=args.balancer.listeners,
            ),
            opts=child,
        )

    def _gpu(self, child: ResourceOptions) -> GpuWorker:
        args = self._args
        return GpuWorker(
            "gpu",
            GpuWorkerArgs(
                size=args.profile.gpu,
                tag=args.profile.image_tag("gpu"),
                access=args.profile.access_of("gpu"),
                container_insights=args.profile.monitoring.container_insights,
                surroundings=self._surroundings,
                placement=self._placement,
                repository_urls=args.repository_urls,
                roles=args.roles,
                security_group_ids=args.security_group_ids,
            ),
            opts=child,
        )


def _of(service: str, by_direction: Mapping[str, Output[str]]) -> dict[str, Output[str]]:
    return {f"{service}-{direction}": name for direction, name in by_direction.items()}


def placement(args: ServicesArgs) -> Placement:
    """Where tasks run."""
    return Placement(
        environment=args.profile.environment,
        region=args.profile.region,
        cluster_arn=args.cluster.arn,
        cluster_name=args.cluster.name,
        subnet_ids=args.network.task_subnet_ids,
        assign_public_ip=args.network.assign_public_ip,
        log_days=args.profile.monitoring.log_days,
        topic_arn=args.topic_arn,
    )


def surroundings(args: ServicesArgs) -> Surroundings:
    """What containers may be told of."""
    return Surroundings(
        environment=args.profile.environment,
        region=args.profile.region,
        public_origin=args.public_origin,
        media_bucket=args.media_bucket,
        media_key_id=args.media_key_id,
        queue_urls=args.queue_urls,
        database=DatabaseEndpoint(host=args.database.host, port=args.database.port, name=args.database.name),
        secret_arns=args.secret_arns,
    )
