"""What RDS does about a change of the database, and when: now, or in its maintenance window."""

from collections.abc import Mapping
from typing import Final

from ops.rehearse.effects import EVERY, Entry, Known, Update
from ops.rehearse.report import Impact
from sandbox.wire import is_list, is_object

_GUIDE: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
_SETTINGS: Final = f"{_GUIDE}/USER_ModifyInstance.Settings.html"
_MULTI_AZ: Final = f"{_GUIDE}/Concepts.MultiAZ.Migrating.html"
_FAILOVER: Final = f"{_GUIDE}/Concepts.MultiAZ.Failover.html"
_STORAGE: Final = f"{_GUIDE}/USER_PIOPS.ModifyingExisting.html"
_AUTOSCALING: Final = f"{_GUIDE}/USER_PIOPS.Autoscaling.html"
_BACKUPS: Final = f"{_GUIDE}/USER_WorkingWithAutomatedBackups.BackupRetention.html"
_UPGRADE: Final = f"{_GUIDE}/USER_UpgradeDBInstance.PostgreSQL.html"
_PARAMETERS: Final = f"{_GUIDE}/USER_WorkingWithParamGroups.html"
_REBOOT: Final = f"{_GUIDE}/USER_RebootInstance.html"
_CERTIFICATES: Final = f"{_GUIDE}/UsingWithRDS.SSL-certificate-rotation.html"
_SUBNETS: Final = f"{_GUIDE}/USER_VPC.WorkingWithRDSInstanceinaVPC.html"


def when(update: Update) -> str:
    """When RDS does what may wait."""
    if update.news.get("applyImmediately") is True:
        return "at once (database.apply is now)"
    return f"in the maintenance window, {update.news.get('maintenanceWindow', 'once a week')} UTC (database.apply)"


def _class(update: Update) -> Known:
    if update.olds.get("multiAz") is True:
        text = f"fails over to the standby, one to two minutes without connections, {when(update)}"
        return Known(impact=Impact.FAILOVER, text=text, url=_FAILOVER)
    text = f"restarts on the new machine, minutes without a database, {when(update)}"
    return Known(impact=Impact.REBOOT, text=text, url=_SETTINGS)


def _multi_az(update: Update) -> Known:
    if update.news.get("multiAz") is True:
        text = f"a standby is made from a snapshot: no downtime, slower writes until it has caught up, {when(update)}"
        return Known(impact=Impact.REDUCED, text=text, url=_MULTI_AZ)
    return Known(impact=Impact.NONE, text=f"the standby goes, without downtime, {when(update)}", url=_SETTINGS)


def _storage(update: Update) -> Known:
    text = f"grows in use, slower while RDS optimizes it, no further change for six hours, {when(update)}"
    most, asked = update.olds.get("maxAllocatedStorage"), update.news.get("allocatedStorage")
    if isinstance(most, int) and isinstance(asked, int) and most >= asked:
        text += f"; no effect on a disk that autoscaling has grown to {asked} GiB already"
    return Known(impact=Impact.REDUCED, text=text, url=_STORAGE)


def _backups(update: Update) -> Known:
    before, after = update.olds.get("backupRetentionPeriod"), update.news.get("backupRetentionPeriod")
    if isinstance(before, int) and isinstance(after, int) and after < before:
        text = f"backups older than {after} days are deleted: nothing before can be restored"
        return Known(impact=Impact.DATA, text=text, url=_BACKUPS)
    return Known(impact=Impact.NONE, text="backups are kept longer from now on", url=_BACKUPS)


def _upgrade(update: Update) -> Known:
    text = f"a major upgrade in place: down while it runs, and no way back but a restore, {when(update)}"
    return Known(impact=Impact.REBOOT, text=text, url=_UPGRADE)


def _parameters(update: Update) -> Known:
    before, after = (_by_name(inputs.get("parameters")) for inputs in (update.olds, update.news))
    changed = [name for name in after if after[name] != before.get(name)]
    waiting = [name for name in changed if after[name].get("applyMethod") == "pending-reboot"]
    if not waiting and len(before) <= len(after):
        return Known(impact=Impact.NONE, text="counts at once, without a restart", url=_PARAMETERS)
    text = f"{' and '.join(waiting) or 'what went'} waits for a reboot; a new instance class brings one"
    return Known(impact=Impact.REBOOT, text=text, url=_REBOOT)


def _by_name(parameters: object) -> Mapping[str, Mapping[str, object]]:
    found = parameters if is_list(parameters) else ()
    return {str(each.get("name")): each for each in found if is_object(each)}


INSTANCE: Mapping[str, Entry] = {
    "instanceClass": _class,
    "multiAz": _multi_az,
    "allocatedStorage": _storage,
    "maxAllocatedStorage": Known(
        impact=Impact.NONE, text="at once: how far the disk may grow by itself", url=_AUTOSCALING
    ),
    "backupRetentionPeriod": _backups,
    "engineVersion": _upgrade,
    "parameterGroupName": Known(
        impact=Impact.REBOOT, text="the parameters of the new group wait for a reboot", url=_PARAMETERS
    ),
    "caCertIdentifier": Known(
        impact=Impact.NONE, text="a new certificate, without a restart; clients must trust it", url=_CERTIFICATES
    ),
    "applyImmediately": Known(
        impact=Impact.NONE, text="decides when changes of class, disk and Multi-AZ count", url=_SETTINGS
    ),
    **dict.fromkeys(
        (
            "autoMinorVersionUpgrade",
            "allowMajorVersionUpgrade",
            "backupWindow",
            "copyTagsToSnapshot",
            "databaseInsightsMode",
            "deleteAutomatedBackups",
            "deletionProtection",
            "enabledCloudwatchLogsExports",
            "finalSnapshotIdentifier",
            "iamDatabaseAuthenticationEnabled",
            "maintenanceWindow",
            "performanceInsightsEnabled",
            "performanceInsightsRetentionPeriod",
            "skipFinalSnapshot",
            "vpcSecurityGroupIds",
        ),
        Known(impact=Impact.NONE, text="at once, without a restart", url=_SETTINGS),
    ),
}

PARAMETER_GROUP: Mapping[str, Entry] = {"parameters": _parameters}

SUBNET_GROUP: Mapping[str, Entry] = {
    EVERY: Known(
        impact=Impact.NONE, text="the database stays where it is; a standby may use the new ones", url=_SUBNETS
    )
}
