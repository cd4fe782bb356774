"""Migrate: the one task that may be the database's master, which `academy migrate` runs before a release."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.containers import TMP_DIRECTORY, Container, ServiceImage, Tmpfs
from components.environment import (
    Surroundings,
    secret_reference,
    service_environment,
    service_secrets,
)
from components.task import Placement, Roles, Task, TaskArgs
from sizing.access import ServiceAccess
from sizing.compute import ApiSize
from sizing.connections import MIGRATE_CONNECTIONS

SERVICE = "migrate"

COMMAND = ("migrate",)
"""What the API's image is asked to do instead of serving."""

STOP_SECONDS = 120
"""Between SIGTERM and SIGKILL: the longest there is, to end a migration's transaction.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"""


@dataclass(frozen=True, kw_only=True)
class MigrateTaskArgs:
    """What the migration needs from the rest of the stack."""

    size: ApiSize
    """It runs the API's image, on as much CPU and memory."""
    image: ServiceImage
    """The API's."""
    access: ServiceAccess
    surroundings: Surroundings
    placement: Placement
    roles: Roles
    master_secret_arn: Input[str]
    """The secret that RDS keeps itself."""


class MigrateTask(ComponentResource):
    """A task definition and no service: one task at a time, on demand, that goes when it is done.

    The API's image, called with `migrate`, must

    - as MASTER_USERNAME with MASTER_PASSWORD, create DATABASE_USER where it is missing, give it DATABASE_PASSWORD, and
      grant it what the application needs in DATABASE_NAME, its schema included;
    - as DATABASE_USER, run the migrations that have not run yet, each of which leaves the build before it able to
      work: a deployment that is undone goes back to that build, and not to its schema;
    - open no more than DATABASE_CONNECTIONS connections, do nothing when run again, and end with 0 only when all of it
      is done.
    """

    task_definition_arn: Output[str]
    log_group_name: Output[str]

    def __init__(self, name: str, args: MigrateTaskArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:MigrateTask", name, None, opts)

        container = Container(
            name=SERVICE,
            image=args.image,
            command=COMMAND,
            # Straight to the database, never through PgBouncer: migrations hold locks across transactions.
            environment=service_environment(args.access, args.surroundings, MIGRATE_CONNECTIONS)
            | {"TMPDIR": TMP_DIRECTORY},
            secrets=service_secrets(args.access, args.surroundings)
            | {
                "MASTER_USERNAME": secret_reference(args.master_secret_arn, "username"),
                "MASTER_PASSWORD": secret_reference(args.master_secret_arn, "password"),
            },
            writable=(Tmpfs(path=TMP_DIRECTORY, size_mib=args.size.tmp_mib),),
            stop_seconds=STOP_SECONDS,
        )
        task = Task(
            name,
            TaskArgs(
                service=SERVICE,
                placement=args.placement,
                roles=args.roles,
                size=args.size,
                containers=[container],
            ),
            opts=ResourceOptions(parent=self),
        )

        self.task_definition_arn = task.task_definition_arn
        self.log_group_name = task.log_group_name
        self.register_outputs({"task_definition_arn": self.task_definition_arn, "log_group_name": self.log_group_name})
