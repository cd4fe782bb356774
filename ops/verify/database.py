"""Whether the database is up and has all that it was asked to have."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ops.verify.found import Note, Trouble

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_rds.type_defs import DBInstanceTypeDef

AVAILABLE = ("available", "backing-up", "storage-optimization")
"""States in which it serves as ever.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html"""

PASSWORD = "MasterUserPassword"  # noqa: S105 -- a field's name
"""Told by its name alone."""


def check_database(
    rds: "RDSClient", identifier: str, parameter_group: str, max_connections: int
) -> Iterator[Trouble | Note]:
    """Its state, what waits for the maintenance window, and the parameter group that it really runs with."""
    try:
        instance = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
    except rds.exceptions.DBInstanceNotFoundFault:
        yield Trouble(text=f"there is no {identifier}; run `pulumi up`")
        return
    status = instance.get("DBInstanceStatus", "")
    if status not in AVAILABLE:
        yield Trouble(text=f"{identifier} is {status or 'in an unknown state'}; want available")
    yield from _pending(instance)
    yield from _parameter_group(instance, parameter_group)
    yield from _connections(rds, parameter_group, max_connections)
    yield Note(
        text=f"{identifier} is {status}: PostgreSQL {instance.get('EngineVersion', '')}, "
        f"{instance.get('DBInstanceClass', '')}"
    )


def _pending(instance: "DBInstanceTypeDef") -> Iterator[Trouble]:
    waiting: Mapping[str, object] = dict(instance.get("PendingModifiedValues", {}))
    if waiting:
        changes = ", ".join(key if key == PASSWORD else f"{key} {_plain(value)}" for key, value in waiting.items())
        window = instance.get("PreferredMaintenanceWindow", "")
        yield Trouble(
            text=f"changes wait for the maintenance window ({window} UTC): {changes}; "
            'to have them at once, set academy:database.apply to "now" and run `pulumi up`'
        )


def _plain(value: object) -> str:
    return str(value) if isinstance(value, str | int) else "…"


def _parameter_group(instance: "DBInstanceTypeDef", wanted: str) -> Iterator[Trouble]:
    groups = {
        group.get("DBParameterGroupName", ""): group.get("ParameterApplyStatus", "")
        for group in instance.get("DBParameterGroups", [])
    }
    identifier = instance.get("DBInstanceIdentifier", "")
    if wanted not in groups:
        yield Trouble(text=f"{identifier} has parameter group {', '.join(groups) or 'none'}; want {wanted}")
    elif groups[wanted] == "pending-reboot":
        yield Trouble(
            text=f"parameters of {wanted} count after a restart, which takes a minute or two: "
            f"aws rds reboot-db-instance --db-instance-identifier {identifier}"
        )
    elif groups[wanted] != "in-sync":
        yield Trouble(text=f"parameter group {wanted} is {groups[wanted] or 'in an unknown state'}; want in-sync")


def _connections(rds: "RDSClient", group: str, wanted: int) -> Iterator[Trouble]:
    pages = rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=group)
    values = {
        parameter.get("ParameterName", ""): parameter.get("ParameterValue", "")
        for page in pages
        for parameter in page["Parameters"]
    }
    given = values.get("max_connections", "")
    if given != str(wanted):
        yield Trouble(text=f"max_connections of {group} is {given or 'not set'}; want {wanted}: run `pulumi up`")
