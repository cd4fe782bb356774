"""Database tier: PostgreSQL on RDS in the private subnets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, rds

from sizing import names
from sizing.database import DatabaseSize

PORT = 5432
DATABASE_NAME = "academy"
MASTER_USERNAME = "academy_admin"
"""Not one that PostgreSQL or RDS reserves. Changing it, or DATABASE_NAME, replaces the database."""

BACKUP_WINDOW = "18:00-18:30"
"""UTC: 3:00 to 3:30 in Seoul."""
MAINTENANCE_WINDOW = "sun:19:00-sun:20:00"
"""UTC: Monday, 4:00 to 5:00 in Seoul, after the backup."""

EXPORTED_LOGS = ("postgresql", "upgrade")
"""All that RDS for PostgreSQL exports.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html"""

INSIGHTS_DAYS = 7
"""Kept for nothing by Database Insights in its standard mode.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.cost.html"""

CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
"""Valid until 2061. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html"""


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """What the database needs from the rest of the stack."""

    size: DatabaseSize
    environment: str
    subnet_ids: Sequence[Input[str]]
    """Private subnets, in two zones at least."""
    security_group_id: Input[str]
    log_days: int


class Database(ComponentResource):
    """A protected, encrypted instance that takes TLS only, backs itself up and leaves a snapshot when it goes.

    RDS makes, keeps and changes the master password, which rules out read replicas and blue/green deployments. A new
    major version is an upgrade in place: set `apply` to `now` for it, or the old parameter group is still in use when
    it is to be deleted.
    """

    identifier: Output[str]
    host: Output[str]
    """Its name in DNS, which a failover points at the other zone."""
    port: Output[int]
    name: Output[str]
    """Of the database in the instance."""
    master_secret_arn: Output[str]
    """JSON with `username` and `password`; RDS puts another password there every 7 days."""
    parameter_group: Output[str]
    """Name of the parameter group that the instance is to use."""
    login_id: Output[str] | None
    """What IAM calls the instance; None where nobody logs in with IAM."""

    def __init__(self, name: str, args: DatabaseArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:data:Database", name, None, opts)
        self._args = args
        # Fixed, so that the log groups can be there first: RDS makes missing ones, which then keep logs for ever.
        identifier = names.database_identifier(args.environment)

        log_groups = self._log_groups(name, identifier)
        instance = self._instance(name, identifier, log_groups)

        self.identifier = instance.identifier
        self.host = instance.address
        self.port = instance.port
        self.name = instance.db_name
        self.master_secret_arn = instance.master_user_secrets.apply(_secret_arn)
        self.parameter_group = instance.parameter_group_name
        self.login_id = instance.resource_id if args.size.iam_auth else None
        self.register_outputs(
            {
                "identifier": self.identifier,
                "host": self.host,
                "port": self.port,
                "name": self.name,
                "master_secret_arn": self.master_secret_arn,
                "parameter_group": self.parameter_group,
                "login_id": self.login_id,
            }
        )

    def _log_groups(self, name: str, identifier: str) -> list[cloudwatch.LogGroup]:
        return [
            cloudwatch.LogGroup(
                f"{name}-{log}",
                name=f"/aws/rds/instance/{identifier}/{log}",
                retention_in_days=self._args.log_days,
                opts=ResourceOptions(parent=self),
            )
            for log in EXPORTED_LOGS
        ]

    def _parameters(self, name: str) -> rds.ParameterGroup:
        size = self._args.size
        return rds.ParameterGroup(
            name,
            family=f"postgres{size.major_version}",
            parameters=[
                # RDS's own default by now, and reported as pending-reboot whatever one asks for.
                {"name": "rds.force_ssl", "value": "1", "apply_method": "pending-reboot"},
                {"name": "max_connections", "value": str(size.max_connections), "apply_method": "pending-reboot"},
                {"name": "log_min_duration_statement", "value": str(size.slow_query_ms), "apply_method": "immediate"},
            ],
            opts=ResourceOptions(parent=self),
        )

    def _instance(self, name: str, identifier: str, log_groups: Sequence[cloudwatch.LogGroup]) -> rds.Instance:
        args, size = self._args, self._args.size
        subnets = rds.SubnetGroup(name, subnet_ids=args.subnet_ids, opts=ResourceOptions(parent=self))
        return rds.Instance(
            name,
            identifier=identifier,
            engine="postgres",
            # RDS keeps the minor version current; one written here would be a downgrade after the first update.
            engine_version=str(size.major_version),
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=True,
            instance_class=size.instance_class,
            multi_az=size.multi_az,
            storage_type="gp3",
            # Where to start: the provider leaves a disk that has grown by itself alone.
            allocated_storage=size.storage_gib,
            max_allocated_storage=size.max_storage_gib,
            storage_encrypted=True,
            db_name=DATABASE_NAME,
            port=PORT,
            username=MASTER_USERNAME,
            manage_master_user_password=True,
            iam_database_authentication_enabled=size.iam_auth,
            ca_cert_identifier=CERTIFICATE_AUTHORITY,
            parameter_group_name=self._parameters(name).name,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[args.security_group_id],
            publicly_accessible=False,
            backup_retention_period=size.backup_days,
            backup_window=BACKUP_WINDOW,
            copy_tags_to_snapshot=True,
            delete_automated_backups=False,
            skip_final_snapshot=False,
            # Ends in the suffix that Pulumi gave the subnet group: the same from run to run, and another one for the
            # next database of this environment, which may not overwrite the snapshot of this one.
            final_snapshot_identifier=Output.format("{}-final-{}", identifier, subnets.name),
            deletion_protection=True,
            maintenance_window=MAINTENANCE_WINDOW,
            apply_immediately=size.apply == "now",
            database_insights_mode="standard",
            performance_insights_enabled=True,
            performance_insights_retention_period=INSIGHTS_DAYS,
            enabled_cloudwatch_logs_exports=list(EXPORTED_LOGS),
            # The log groups' names are known beforehand, so no value says that they come first.
            opts=ResourceOptions(parent=self, protect=True, depends_on=log_groups),
        )


def _secret_arn(secrets: Sequence[rds.outputs.InstanceMasterUserSecret]) -> str:
    """An instance whose password RDS keeps has exactly one secret."""
    return cast("str", secrets[0].secret_arn)
