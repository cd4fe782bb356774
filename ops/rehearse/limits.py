"""What AWS does not do in one go, or not at all: known from the two profiles, before anything runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ops.rehearse.configuration import Changes, Configuration, releases_nothing
from ops.rehearse.report import Ignored
from ops.rehearse.table import DESIRED_COUNT_PAGE
from sizing.compute import TaskRange
from sizing.database import AUTOSCALING_ROOM_PERCENT
from sizing.profile import Profile
from sizing.workers import FARGATE_WORKERS

_SETTINGS: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html"

PLAN_WAIT: Final = (
    "the month that is billed has to end: AWS keeps the firewall on the distribution as long as the plan lasts"
)


def refusals(old: Configuration, new: Configuration) -> list[str]:
    """Why AWS would not go from one to the other: each with key, both values and what to do."""
    return [*_storage(old, new), *_version(old, new), *_plan(old, new)]


def leaves_the_plan_and_the_firewall(old: Profile, new: Profile) -> bool:
    """Whether going from one to the other takes two steps.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html
    """
    return old.cdn.plan == "business" and new.cdn.plan != "business" and not new.cdn.waf


def _storage(old: Configuration, new: Configuration) -> Iterator[str]:
    before, after = old.profile.database, new.profile.database
    least = _room(before.storage_gib)
    if after.storage_gib < before.storage_gib:
        enough = "" if after.max_storage_gib >= least else f", and max_storage_gib to {least} or more"
        yield (
            f"academy:database.storage_gib is {before.storage_gib} in {old.file} and {after.storage_gib} in "
            f"{new.file}: RDS cannot shrink a disk. Set it to {before.storage_gib} or more in {new.file}{enough}."
        )


def _version(old: Configuration, new: Configuration) -> Iterator[str]:
    before, after = old.profile.database.major_version, new.profile.database.major_version
    if after < before:
        yield (
            f"academy:database.major_version is {before} in {old.file} and {after} in {new.file}: RDS cannot go back "
            f"to an older version. Set it to {before} in {new.file}."
        )


def _plan(old: Configuration, new: Configuration) -> Iterator[str]:
    if leaves_the_plan_and_the_firewall(old.profile, new.profile):
        yield (
            f"academy:cdn.plan is business in {old.file}, and {new.file} leaves it and turns off academy:cdn.waf in "
            f"the same step: AWS keeps the firewall while the plan lasts. Leaving it takes two ups: first set "
            f"academy:cdn.plan to {new.profile.cdn.plan} in {old.file}, and keep academy:cdn.waf true; when that "
            f"month is over, go to {new.file}."
        )


def _room(storage_gib: int) -> int:
    return -(-storage_gib * AUTOSCALING_ROOM_PERCENT // 100)


@dataclass(frozen=True, kw_only=True)
class WayBack:
    """How FROM's file has to differ for the way back, because AWS keeps what it was given."""

    changes: Changes
    told: tuple[str, ...]
    ignored: tuple[Ignored, ...]


def way_back(there: Configuration, home: Configuration) -> WayBack:
    """From `there` to `home`, with what cannot shrink left as it has become."""
    has, wants = there.profile.database, home.profile.database
    changes: dict[str, object] = {}
    told: list[str] = []
    ignored: list[Ignored] = []
    if has.storage_gib > wants.storage_gib:
        changes["storage_gib"] = has.storage_gib
        told.append(
            f"The way back: storage stays at {has.storage_gib} GiB: RDS cannot shrink. {home.file} needs "
            f"academy:database.storage_gib {has.storage_gib} by then; it is {wants.storage_gib}."
        )
        ignored.append(
            Ignored(
                name="database",
                property="allocatedStorage",
                old=has.storage_gib,
                new=wants.storage_gib,
                text="a disk only grows: the smaller number has no effect",
                url=_SETTINGS,
            )
        )
        if wants.max_storage_gib < _room(has.storage_gib):
            changes["max_storage_gib"] = _room(has.storage_gib)
            told.append(
                f"The way back: academy:database.max_storage_gib {_room(has.storage_gib)} or more goes with it; it is "
                f"{wants.max_storage_gib}."
            )
    if has.major_version > wants.major_version:
        changes["major_version"] = has.major_version
        told.append(
            f"The way back: PostgreSQL stays at version {has.major_version}: RDS cannot go back. {home.file} needs "
            f"academy:database.major_version {has.major_version} by then."
        )
    return WayBack(changes={"academy:database": changes} if changes else {}, told=tuple(told), ignored=tuple(ignored))


def ignored_counts(old: Profile, new: Profile) -> tuple[Ignored, ...]:
    """Desired counts that differ: they hold at creation, and from then on scaling has them."""
    before, after = _desired(old), _desired(new)
    return tuple(
        Ignored(
            name=service,
            property="desiredCount",
            old=before[service],
            new=after[service],
            text="no effect on a service that exists: scaling sets it, and its bounds say how far",
            url=DESIRED_COUNT_PAGE,
        )
        for service in after
        if service in before and before[service] != after[service]
    )


def _desired(profile: Profile) -> dict[str, int]:
    """What the program declares for each service that there is."""
    tasks: dict[str, TaskRange] = {"api": profile.api.tasks}
    tasks |= {worker: profile.workers.of(worker).tasks for worker in FARGATE_WORKERS}
    if profile.gpu.enabled:
        tasks["gpu"] = profile.gpu.tasks
    return {service: each.min if _has_build(profile, service) else 0 for service, each in tasks.items()}


def _has_build(profile: Profile, service: str) -> bool:
    return profile.release.model_dump().get(service) is not None


def warnings(old: Configuration, new: Configuration) -> list[str]:
    """What an up would do that people may not expect."""
    return [*_identity(old, new), *_stops(old, new), *_connections(old, new), *_grown(old, new)]


def _identity(old: Configuration, new: Configuration) -> Iterator[str]:
    before, after = old.profile.environment, new.profile.environment
    if before != after:
        yield f"academy:environment goes from {before} to {after}: all names, and what has one is another resource."
    blocks = old.profile.network.cidr, new.profile.network.cidr
    if blocks[0] != blocks[1]:
        yield f"academy:network.cidr goes from {blocks[0]} to {blocks[1]}: another VPC, and all that is in it."


def _stops(old: Configuration, new: Configuration) -> Iterator[str]:
    if releases_nothing(new.profile) and not releases_nothing(old.profile):
        yield (
            f"{new.file} releases nothing and {old.file} does: every service stops. Copy academy:release to {new.file} "
            "first."
        )


def _connections(old: Configuration, new: Configuration) -> Iterator[str]:
    needed, accepted = new.profile.connection_budget.total, old.profile.database.max_connections
    if needed > accepted:
        yield (
            f"Tasks grow at once and may then open {needed} connections; the database takes {accepted} until it has "
            f"restarted with max_connections {new.profile.database.max_connections}. Raise the database first, and "
            "the tasks when that is done."
        )


def _grown(old: Configuration, new: Configuration) -> Iterator[str]:
    may_have, most = old.profile.database.max_storage_gib, new.profile.database.max_storage_gib
    if most < may_have:
        yield (
            f"academy:database.max_storage_gib goes from {may_have} to {most}: RDS refuses that if the disk has grown "
            f"by itself to more than {most * 100 // AUTOSCALING_ROOM_PERCENT} GiB."
        )
