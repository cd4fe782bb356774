"""What RDS refuses."""

import re

from sandbox.held import Change
from sandbox.refusals.reading import number, numbers, texts
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import DATABASE, LOG_GROUP, PARAMETER_GROUP, SECURITY_GROUP, SUBNET, SUBNET_GROUP

_CREATE = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"
_MODIFY = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html"
_DELETE = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html"
_AUTOSCALING = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"
_STORAGE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html"
_SUBNETS = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html"
_PARAMETERS = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBParameterGroup.html"
_LOG_GROUPS = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"

LEAST_STORAGE_GIB = {"gp2": 20, "gp3": 20, "io1": 100, "io2": 100}  # see _STORAGE
AUTOSCALING_ROOM = 1.1
"""The most that storage may grow to is at least 10 % above what it has. See _AUTOSCALING."""

REFERENCES = (
    Reference(
        holder=DATABASE,
        path="dbSubnetGroupName",
        target=SUBNET_GROUP,
        by=("name",),
        missing="DBSubnetGroupNotFoundFault",
        in_use="InvalidDBSubnetGroupStateFault",
        page=_CREATE,
    ),
    Reference(
        holder=DATABASE,
        path="parameterGroupName",
        target=PARAMETER_GROUP,
        by=("name",),
        missing="DBParameterGroupNotFound",
        in_use="InvalidDBParameterGroupState",
        page=_PARAMETERS,
        ours=lambda name: not name.startswith("default."),
    ),
    Reference(
        holder=DATABASE,
        path="vpcSecurityGroupIds",
        target=SECURITY_GROUP,
        missing="InvalidParameterValue",
        in_use="DependencyViolation",
        page=_CREATE,
    ),
    Reference(holder=SUBNET_GROUP, path="subnetIds", target=SUBNET, missing="InvalidSubnet", page=_SUBNETS),
)


def protected_database(change: Change) -> str | None:
    """A database with deletion protection stays."""
    if change.inputs.get("deletionProtection") is not True:
        return None
    reason = f"cannot delete protected DB instance {change.text('identifier')}: turn deletion protection off first"
    return no("InvalidParameterCombination", reason, _DELETE)


def no_name_for_the_final_snapshot(change: Change) -> str | None:
    """A database leaves a last snapshot, of a name that no other has, unless the program says that it wants none."""
    if change.inputs.get("skipFinalSnapshot") is True:
        return None
    name = change.inputs.get("finalSnapshotIdentifier")
    if name is None:
        return no("InvalidParameterCombination", "finalSnapshotIdentifier is required", _DELETE)
    if any(name in texts(gone.inputs, "finalSnapshotIdentifier") for gone in change.gone(DATABASE)):
        return no("DBSnapshotAlreadyExists", f"there is a snapshot {name} already", _DELETE)
    return None


def storage_that_shrinks(change: Change) -> str | None:
    """Storage grows only."""
    before, after = numbers(change.olds, "allocatedStorage"), numbers(change.inputs, "allocatedStorage")
    if before and after and after[0] < before[0]:
        reason = f"{change.text('identifier')} has {before[0]} GiB of storage; it cannot have {after[0]}"
        return no("InvalidParameterCombination", reason, _MODIFY)
    return None


def storage_out_of_range(change: Change) -> str | None:
    """Storage has a least size for each kind, and room to grow where it may."""
    allocated = number(change.inputs, "allocatedStorage", 0)
    kind = change.text("storageType") or "gp2"
    if kind in LEAST_STORAGE_GIB and allocated < LEAST_STORAGE_GIB[kind]:
        reason = f"{kind} storage of {allocated} GiB; want at least {LEAST_STORAGE_GIB[kind]}"
        return no("InvalidParameterCombination", reason, _STORAGE)
    most = numbers(change.inputs, "maxAllocatedStorage")
    if most and 0 < most[0] < allocated * AUTOSCALING_ROOM:
        reason = f"maxAllocatedStorage is {most[0]} with {allocated} GiB allocated; want at least 10 % more"
        return no("InvalidParameterCombination", reason, _AUTOSCALING)
    return None


def parameter_group_of_another_version(change: Change) -> str | None:
    """A parameter group is of the family of the database's major version."""
    major = re.match(r"\d+", change.text("engineVersion"))
    for group in change.held(PARAMETER_GROUP):
        if major and group.outputs.get("name") == change.inputs.get("parameterGroupName"):
            family, wanted = str(group.inputs.get("family")), f"{change.text('engine')}{major.group()}"
            if family != wanted:
                reason = f"{group.id} is of the family {family}; the database needs {wanted}"
                return no("InvalidParameterCombination", reason, _CREATE)
    return None


def two_master_passwords(change: Change) -> str | None:
    """RDS makes and keeps the master password, or the program gives one."""
    if change.inputs.get("manageMasterUserPassword") is True and change.inputs.get("password") is not None:
        return '"password": conflicts with manage_master_user_password'
    return None


def one_zone_only(change: Change) -> str | None:
    """A subnet group reaches into two zones at least."""
    asked = set(texts(change.inputs, "subnetIds"))
    zones = {str(each.outputs.get("availabilityZone")) for each in change.held(SUBNET) if each.id in asked}
    if len(zones) >= 2:
        return None
    reason = f"the DB subnet group covers {len(zones)} availability zone; want at least 2"
    return no("DBSubnetGroupDoesNotCoverEnoughAZs", reason, _SUBNETS)


def log_group_that_rds_made(change: Change) -> str | None:
    """A database that exports its logs makes the log groups that it does not find."""
    for database in change.held(DATABASE):
        stem = f"/aws/rds/instance/{database.outputs.get('identifier')}"
        if change.text("name") in {f"{stem}/{log}" for log in texts(database.inputs, "enabledCloudwatchLogsExports")}:
            reason = f"{change.text('name')} exists already: {database.outputs.get('identifier')} made it"
            return no("ResourceAlreadyExistsException", reason, _LOG_GROUPS)
    return None


_ALL = frozenset({DATABASE})

RULES = (
    *rules(REFERENCES),
    Rule(when=frozenset({"check"}), types=_ALL, reason=two_master_passwords),
    Rule(when=WRITE, types=_ALL, reason=storage_out_of_range),
    Rule(when=frozenset({"update"}), types=_ALL, reason=storage_that_shrinks),
    Rule(when=WRITE, types=_ALL, reason=parameter_group_of_another_version),
    Rule(when=frozenset({"delete"}), types=_ALL, reason=protected_database),
    Rule(when=frozenset({"delete"}), types=_ALL, reason=no_name_for_the_final_snapshot),
    Rule(when=WRITE, types=frozenset({SUBNET_GROUP}), reason=one_zone_only),
    Rule(when=frozenset({"create"}), types=frozenset({LOG_GROUP}), reason=log_group_that_rds_made),
)
