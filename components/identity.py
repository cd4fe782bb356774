"""Identity tier: two roles for every service, one for ECS to start its tasks with and one for its application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import iam

from sizing import iam as policies
from sizing import names
from sizing.access import ServiceAccess
from sizing.database import Pooler

PGBOUNCER = "pgbouncer"


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """What the roles need from the rest of the stack."""

    environment: str
    region: str
    account_id: Input[str]
    access: Sequence[ServiceAccess]
    pooler: Pooler
    """With pgbouncer, an API task has a second image to pull."""
    queue_arns: Mapping[str, Input[str]]
    """By the catalogue's key."""
    media_bucket_arn: Input[str]
    secret_arns: Mapping[str, Input[str]]
    """By `SecretKey`."""
    master_secret_arn: Input[str]
    """The secret that RDS keeps itself."""
    database_login_id: Input[str] | None
    """RDS's resource id of the database; None where nobody logs in with IAM."""
    repository_arns: Mapping[str, Input[str]]
    """By `Image`."""
    cluster: str
    """Name of the cluster as the program has it. The cluster comes after the roles, and Pulumi calls it so with a
    hyphen and a suffix."""
    gpu_cluster: str
    """The same for the cluster of the machines with a GPU."""


@dataclass(frozen=True, kw_only=True)
class ServiceRoles:
    """The two roles of one service."""

    execution_role_arn: Output[str]
    """Pulls the images, reads the secrets, writes the logs."""
    task_role_arn: Output[str]
    """What the application itself may do."""
    policies: list[Resource]
    """What gives the roles their permissions: tasks that start earlier fail."""


class Identity(ComponentResource):
    """Roles that only ECS takes, for tasks of this account, each with what its own service needs and no more."""

    roles: dict[str, ServiceRoles]
    """By `Service`."""

    def __init__(self, name: str, args: IdentityArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:identity:Identity", name, None, opts)
        self._args = args
        self._trust = Output.json_dumps(policies.trust_policy(args.account_id, self._arn("ecs", "*")), sort_keys=True)

        self.roles = {access.service: self._roles(f"{name}-{access.service}", access) for access in args.access}
        self.register_outputs(
            {
                "execution_role_arns": {service: roles.execution_role_arn for service, roles in self.roles.items()},
                "task_role_arns": {service: roles.task_role_arn for service, roles in self.roles.items()},
            }
        )

    def _roles(self, name: str, access: ServiceAccess) -> ServiceRoles:
        execution, starts = self._role(f"{name}-execution", policies.execution_statements(self._execution_arns(access)))
        task, works = self._role(f"{name}-task", policies.task_statements(access, self._task_arns(access)))
        return ServiceRoles(execution_role_arn=execution.arn, task_role_arn=task.arn, policies=[*starts, *works])

    def _role(self, name: str, statements: Sequence[policies.Statement]) -> tuple[iam.Role, list[iam.RolePolicy]]:
        child = ResourceOptions(parent=self)
        role = iam.Role(name, assume_role_policy=self._trust, opts=child)
        if not statements:
            return role, []
        policy = Output.json_dumps(policies.document(statements), sort_keys=True)
        return role, [iam.RolePolicy(name, role=role.name, policy=policy, opts=child)]

    def _execution_arns(self, access: ServiceAccess) -> policies.ExecutionArns:
        args = self._args
        sidecars = [PGBOUNCER] if access.service == "api" and args.pooler == "pgbouncer" else []
        master = [args.master_secret_arn] if access.master_secret else []
        group = names.log_group(args.environment, access.service)
        return policies.ExecutionArns(
            repositories=[args.repository_arns[image] for image in (access.image, *sidecars)],
            log_streams=self._arn("logs", f"log-group:{group}:*"),
            secrets=[*(args.secret_arns[key] for key in access.secrets), *master],
        )

    def _task_arns(self, access: ServiceAccess) -> policies.TaskArns:
        args = self._args
        cluster = args.gpu_cluster if access.gpu else args.cluster
        return policies.TaskArns(
            sends_to=[args.queue_arns[key] for key in access.sends_to],
            receives_from=[args.queue_arns[key] for key in access.receives_from],
            media_bucket=args.media_bucket_arn,
            media_objects=Output.format("{}/*", args.media_bucket_arn),
            tasks=self._arn("ecs", f"task/{cluster}-*/*"),
            database_user=self._database_user() if access.service == "api" else None,
        )

    def _database_user(self) -> Output[str] | None:
        if self._args.database_login_id is None:
            return None
        user = Output.format("dbuser:{}/{}", self._args.database_login_id, policies.DATABASE_USER)
        return self._arn("rds-db", user)

    def _arn(self, service: str, resource: Input[str]) -> Output[str]:
        """In this account and region (partition aws)."""
        return Output.format("arn:aws:{}:{}:{}:{}", service, self._args.region, self._args.account_id, resource)
