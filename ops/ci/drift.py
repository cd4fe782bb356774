"""What AWS holds and the program does not declare; the scheduled minimum in its hours is not among it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ops.ci.comment import Change, Plan, Report, render
from sizing.profile import Profile

ZONE = ZoneInfo("Asia/Seoul")
"""What the hours of `scheduled_minimum` are in."""

_SLACK = timedelta(minutes=15)
"""Application Auto Scaling may carry a scheduled action out a little late."""

_TARGET = "aws:appautoscaling/target:Target"


def without_schedule(plan: Plan, profile: Profile, now: datetime) -> Plan:
    """The plan without what Application Auto Scaling itself changed on schedule, which the next hours take back."""
    if not in_scheduled_hours(profile, now):
        return plan
    kept = tuple(change for change in plan.changes if not _scheduled(change, profile))
    return replace(plan, changes=kept, same=plan.same + len(plan.changes) - len(kept))


def in_scheduled_hours(profile: Profile, now: datetime) -> bool:
    """Whether the API's scheduled minimum holds, or may not have been taken back yet."""
    scheduled = profile.api.scheduled_minimum
    if scheduled is None:
        return False
    local = now.astimezone(ZONE)
    start = local.replace(hour=scheduled.from_hour, minute=0, second=0, microsecond=0)
    end = local.replace(hour=scheduled.to_hour, minute=0, second=0, microsecond=0)
    if end <= start:  # over midnight
        return local >= start or local <= end + _SLACK
    return start <= local <= end + _SLACK


def told(plan: Plan) -> str:
    """The body of the environment's issue."""
    return render(Report(title=plan.title, plans=(plan,), notices=(_MEND,)))


_MEND = (
    "pulumi up takes each of these back to what the program declares. To keep one, declare it: "
    "change the stack file or the program. What was merged and is not up yet shows here too."
)


def _scheduled(change: Change, profile: Profile) -> bool:
    scheduled = profile.api.scheduled_minimum
    back = f"minCapacity ({scheduled.tasks if scheduled else ''} -> {profile.api.tasks.min})"
    return change.resource == f"{_TARGET} api" and change.op == "update" and change.why == (back,)
