from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings

from sizing.access import ServiceAccess
from sizing.profile import Profile
from sizing.queues import QUEUES
from tests.sizing.profiles import valid_profiles

in_no_hurry = settings(deadline=None)


@in_no_hurry
@given(valid_profiles())
def test_every_queue_has_exactly_one_worker_and_every_worker_on_has_a_queue(profile: Profile) -> None:
    drained = [queue.key for queues in profile.worker_queues.values() for queue in queues]
    assert sorted(drained) == sorted(queue.key for queue in QUEUES)
    on = {worker for worker, queues in profile.worker_queues.items() if queues}
    assert on == {"video", "ai", "messaging"} | ({"gpu"} if profile.gpu.enabled else set())


@in_no_hurry
@given(valid_profiles())
def test_postgresql_takes_everybody_and_keeps_a_fifth(profile: Profile) -> None:
    budget = profile.connection_budget
    assert budget.total * 5 <= profile.database.max_connections * 4
    assert profile.database.max_connections <= profile.database.instance.max_connections_limit


@in_no_hurry
@given(valid_profiles())
def test_only_services_with_connections_know_the_password(profile: Profile) -> None:
    knowing = {one.service for one in profile.access if "database-password" in one.secrets}
    assert knowing == {row.service for row in profile.connection_budget.rows}


@in_no_hurry
@given(valid_profiles())
def test_every_service_runs_an_image_that_has_a_repository(profile: Profile) -> None:
    assert {one.image for one in profile.access} <= set(profile.images)
    for one in profile.access:
        assert profile.released(one.service) == (profile.image_tag(one.service) != "unreleased")


@in_no_hurry
@given(valid_profiles())
def test_a_worker_gets_no_further_than_its_queues_and_its_media(profile: Profile) -> None:
    def reach(one: ServiceAccess) -> tuple[object, ...]:
        return (one.sends_to, one.master_secret, one.media == "full", "application-key" in one.secrets)

    assert all(
        reach(one) == ((), False, False, False) for one in profile.access if one.service in profile.worker_queues
    )


KINDS: dict[str, Callable[[Profile], object]] = {
    "two zones without NAT": lambda one: one.network.nat == "none" and len(one.network.zones) == 2,
    "four zones and one NAT": lambda one: one.network.nat == "single" and len(one.network.zones) == 4,
    "three zones with a NAT each": lambda one: one.network.nat == "per_zone" and len(one.network.zones) == 3,
    "a GPU that sleeps": lambda one: one.gpu.enabled and one.release.gpu and one.gpu.tasks.min == 0,
    "an AI worker that sleeps": lambda one: one.workers.ai.tasks.min == 0,
    "a video worker on demand that sleeps": lambda one: one.workers.video.tasks.min == 0 and not one.workers.video.spot,
    "a worker with the database": lambda one: one.workers.video.connections and one.alerts.emails,
    "a domain with signed media": lambda one: one.domain and one.media.access == "signed",
    "the business plan without a domain": lambda one: one.cdn.plan == "business" and not one.domain,
    "a firewall without a plan": lambda one: one.cdn.waf and one.cdn.plan == "pay_as_you_go",
    "PgBouncer, released": lambda one: one.database.pooler == "pgbouncer" and one.released("api"),
    "the smallest database": lambda one: one.database.instance_class == "db.t4g.micro",
    "a busy evening": lambda one: one.api.scheduled_minimum and one.environment != "prod",
    "nothing released": lambda one: not any(one.released(image) for image in one.images),
    "everything released": lambda one: all(one.released(each.service) for each in one.access),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_stack_is_drawn(kind: str) -> None:
    # Without shrinking: that there is one is all that counts.
    only_drawn = settings(max_examples=1000, database=None, phases=[Phase.generate])
    find(valid_profiles(), lambda profile: bool(KINDS[kind](profile)), settings=only_drawn)
