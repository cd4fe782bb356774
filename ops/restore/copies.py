"""The copies of the database that drills make: every call that changes RDS is here, and each names a copy.

A copy is an instance whose identifier begins with the live one's and `-drill-`, and which carries the drill's tag.
Nothing without both is ever changed or deleted.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS, passes
from ops.aws.patiently import patiently
from ops.problem import Problem
from ops.restore.moment import Window, read_window
from sizing.names import PROJECT

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_rds.type_defs import DBInstanceTypeDef

PURPOSE_TAG, PURPOSE = "Purpose", "restore-drill"
UNTIL_TAG = "DrillUntil"
"""When the drill gives up, so that another one knows whether it may still be under way."""

POLL_SECONDS = 20.0
REMOVAL_SECONDS = 30 * 60

AVAILABLE, DELETING = "available", "deleting"
BROKEN = frozenset({"failed", "inaccessible-encryption-credentials", "restore-error", "storage-full"})
"""What an instance doesn't get out of by itself; so is every status that begins with `incompatible`.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html"""


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How a drill waits, and tells what it sees."""

    tell: Callable[[str], None]
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = utc_now

    def again(self, until: datetime, seconds: float) -> Callable[[str], bool]:
        """For `patiently`: tells why, and waits as long as there is time."""

        def wait(why: str) -> bool:
            self.tell(why)
            self.pause(seconds)
            return self.clock() < until

        return wait


@dataclass(frozen=True, kw_only=True)
class Live:
    """The live database: only ever read."""

    identifier: str
    security_group_ids: tuple[str, ...]
    subnet_group: str
    parameter_group: str
    tags: Mapping[str, str]
    window: Window


@dataclass(frozen=True, kw_only=True)
class Copy:
    """An instance that a drill made."""

    identifier: str
    status: str
    host: str
    """Empty until RDS has one."""
    port: int
    is_protected: bool
    until: datetime
    """When its drill gives up."""


def read_live(rds: "RDSClient", identifier: str) -> Live:
    """What a copy takes from the live database. Raises botocore's errors as they come.

    Raises:
        Problem: there is no such database, or nothing can be restored.
    """
    instance = _find(rds, identifier)
    if instance is None:
        raise Problem(f"there is no database {identifier}; has `pulumi up` come through?")
    return Live(
        identifier=identifier,
        security_group_ids=tuple(
            group.get("VpcSecurityGroupId", "") for group in instance.get("VpcSecurityGroups", [])
        ),
        subnet_group=instance.get("DBSubnetGroup", {}).get("DBSubnetGroupName", ""),
        parameter_group=next(
            (group.get("DBParameterGroupName", "") for group in instance.get("DBParameterGroups", [])), ""
        ),
        tags=_tags(instance),
        window=read_window(rds, identifier, instance.get("LatestRestorableTime")),
    )


def new_identifier(live: str, now: datetime) -> str:
    """Of a copy that is begun now. At most 50 characters: an environment has 20."""
    return f"{live}-drill-{now.astimezone(UTC):%Y%m%d-%H%M%S}"


def find_copies(rds: "RDSClient", live: str) -> list[Copy]:
    """Every copy that there is, the oldest first."""
    pages = rds.get_paginator("describe_db_instances").paginate()
    found = [_copy(instance) for page in pages for instance in page["DBInstances"] if _is_copy(instance, live)]
    return sorted(found, key=lambda copy: copy.identifier)


def begin(rds: "RDSClient", live: Live, identifier: str, moment: datetime | None, until: datetime) -> None:
    """Have a copy of the live database made as it was at a moment; None for the latest.

    It lies in the live one's subnets, behind its security group, and has its parameters. It is not public, in one zone,
    without deletion protection and without backups of its own. RDS can't keep its master password (only Oracle's):
    the master user has the password of that moment, and so has every other user.
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
    """
    tags = {**live.tags, "ManagedBy": f"{PROJECT} restore", PURPOSE_TAG: PURPOSE, UNTIL_TAG: until.isoformat()}
    when = {"UseLatestRestorableTime": True} if moment is None else {"RestoreTime": moment}
    rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier=live.identifier,
        TargetDBInstanceIdentifier=identifier,
        DBSubnetGroupName=live.subnet_group,
        VpcSecurityGroupIds=live.security_group_ids,
        DBParameterGroupName=live.parameter_group,
        MultiAZ=False,
        PubliclyAccessible=False,
        DeletionProtection=False,
        AutoMinorVersionUpgrade=False,
        BackupRetentionPeriod=0,
        Tags=[{"Key": key, "Value": value} for key, value in sorted(tags.items())],
        **when,  # pyright: ignore[reportArgumentType]
    )


def wait_until_available(rds: "RDSClient", live: str, identifier: str, until: datetime, waiting: Waiting) -> Copy:
    """Wait until the copy takes connections. Raises botocore's errors as they come.

    Raises:
        Problem: it is gone, broken, or not there in time.
    """
    status = ""
    while True:
        copy = patiently(lambda: find_copy(rds, live, identifier), waiting.again(until, POLL_SECONDS))
        if copy is None or copy.status == DELETING:
            raise Problem(f"somebody has deleted {identifier}")
        if copy.status != status:
            status = copy.status
            waiting.tell(f"{identifier} is {status}")
        if status == AVAILABLE:
            return copy
        if status in BROKEN or status.startswith("incompatible"):
            raise Problem(f"{identifier} is {status}, which RDS doesn't mend by itself")
        if waiting.clock() >= until:
            raise Problem(f"{identifier} is still {status} and time is up; --timeout gives it more")
        waiting.pause(POLL_SECONDS)


def remove(rds: "RDSClient", live: str, identifier: str, waiting: Waiting) -> None:
    """Delete a copy without a final snapshot, and wait until it is gone. Nothing to do where there is none.

    RDS may refuse as long as the copy is being made; it is asked again then. Raises botocore's errors as they come.

    Raises:
        Problem: this is no copy, or it is not gone in REMOVAL_SECONDS.
    """
    until = waiting.clock() + timedelta(seconds=REMOVAL_SECONDS)
    told = ""
    while (copy := patiently(lambda: find_copy(rds, live, identifier), waiting.again(until, POLL_SECONDS))) is not None:
        if copy.status == DELETING or _delete(rds, copy):
            text = f"{identifier} is being deleted"
        else:
            text = f"{identifier} can't be deleted yet: it is {copy.status}"
        if text != told:
            told = text
            waiting.tell(text)
        if waiting.clock() >= until:
            raise Problem(f"{identifier} is still {copy.status} {REMOVAL_SECONDS // 60} minutes after it was to go")
        waiting.pause(POLL_SECONDS)


def find_copy(rds: "RDSClient", live: str, identifier: str) -> Copy | None:
    """The copy of that identifier.

    Raises:
        Problem: that instance is no copy.
    """
    instance = _find(rds, identifier)
    if instance is None:
        return None
    if not _is_copy(instance, live):
        raise Problem(f"{identifier} is no copy of a drill (its name and its tag {PURPOSE_TAG} say so): left alone")
    return _copy(instance)


def _delete(rds: "RDSClient", copy: Copy) -> bool:
    try:
        if copy.is_protected:
            rds.modify_db_instance(
                DBInstanceIdentifier=copy.identifier, DeletionProtection=False, ApplyImmediately=True
            )
        rds.delete_db_instance(
            DBInstanceIdentifier=copy.identifier, SkipFinalSnapshot=True, DeleteAutomatedBackups=True
        )
    except rds.exceptions.InvalidDBInstanceStateFault:
        return False
    except rds.exceptions.DBInstanceNotFoundFault:
        pass
    except AWS_ERRORS as error:
        if not passes(error):
            raise
        return False
    return True


def _find(rds: "RDSClient", identifier: str) -> "DBInstanceTypeDef | None":
    try:
        found = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
    except rds.exceptions.DBInstanceNotFoundFault:
        return None
    return next(iter(found), None)


def _is_copy(instance: "DBInstanceTypeDef", live: str) -> bool:
    identifier = instance.get("DBInstanceIdentifier", "")
    return identifier.startswith(f"{live}-drill-") and _tags(instance).get(PURPOSE_TAG) == PURPOSE


def _copy(instance: "DBInstanceTypeDef") -> Copy:
    endpoint = instance.get("Endpoint", {})
    return Copy(
        identifier=instance.get("DBInstanceIdentifier", ""),
        status=instance.get("DBInstanceStatus", ""),
        host=endpoint.get("Address", ""),
        port=endpoint.get("Port", 0),
        is_protected=instance.get("DeletionProtection", False),
        until=_moment(_tags(instance).get(UNTIL_TAG, "")),
    )


def _tags(instance: "DBInstanceTypeDef") -> dict[str, str]:
    found = ((tag.get("Key", ""), tag.get("Value", "")) for tag in instance.get("TagList", []))
    return {key: value for key, value in found if not key.startswith("aws:")}


def _moment(text: str) -> datetime:
    """A tag that somebody has changed says that the drill is over."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
