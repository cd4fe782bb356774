"""What is refused, kept or told before a rehearsal runs, from the two files alone."""

import pytest

from ops.rehearse import limits
from ops.rehearse.configuration import Changes, Configuration, placeholders, read_configuration, releases_nothing
from ops.stacks import find_stack

RELEASE: Changes = {"academy:release": {"api": "1.0.0", "video": "1.0.0", "ai": "1.0.0", "messaging": "1.0.0"}}


@pytest.fixture(scope="module")
def initial() -> Configuration:
    return read_configuration(find_stack("initial"))


@pytest.fixture(scope="module")
def large() -> Configuration:
    return read_configuration(find_stack("10k"))


def test_growing_is_not_refused(initial: Configuration, large: Configuration) -> None:
    assert limits.refusals(initial, large) == []


def test_going_back_in_one_step_is_refused_for_the_disk_and_for_the_plan(
    initial: Configuration, large: Configuration
) -> None:
    assert limits.refusals(large, initial) == [
        "academy:database.storage_gib is 50 in Pulumi.10k.yaml and 20 in Pulumi.initial.yaml: RDS cannot shrink a "
        "disk. Set it to 50 or more in Pulumi.initial.yaml.",
        "academy:cdn.plan is business in Pulumi.10k.yaml, and Pulumi.initial.yaml leaves it and turns off "
        "academy:cdn.waf in the same step: AWS keeps the firewall while the plan lasts. Leaving it takes two ups: "
        "first set academy:cdn.plan to pay_as_you_go in Pulumi.10k.yaml, and keep academy:cdn.waf true; when that "
        "month is over, go to Pulumi.initial.yaml.",
    ]


def test_a_smaller_disk_with_too_little_room_is_told_both_numbers(initial: Configuration) -> None:
    grown = initial.changed({"academy:database": {"storage_gib": 200, "max_storage_gib": 300}})

    (refused,) = limits.refusals(grown, initial)

    assert refused.endswith("Set it to 200 or more in Pulumi.initial.yaml, and max_storage_gib to 220 or more.")


def test_an_older_postgresql_is_refused(initial: Configuration) -> None:
    newer = initial.changed({"academy:database": {"major_version": 18}})

    assert limits.refusals(newer, initial) == [
        "academy:database.major_version is 18 in Pulumi.initial.yaml and 17 in Pulumi.initial.yaml: RDS cannot go back "
        "to an older version. Set it to 18 in Pulumi.initial.yaml."
    ]


def test_leaving_the_plan_with_the_firewall_on_is_one_step(large: Configuration) -> None:
    assert limits.refusals(large, large.changed({"academy:cdn": {"plan": "pay_as_you_go"}})) == []


def test_the_way_back_keeps_what_cannot_shrink_and_says_so(initial: Configuration, large: Configuration) -> None:
    way = limits.way_back(large, initial)

    assert way.changes == {"academy:database": {"storage_gib": 50}}
    assert way.told == (
        "The way back: storage stays at 50 GiB: RDS cannot shrink. Pulumi.initial.yaml needs "
        "academy:database.storage_gib 50 by then; it is 20.",
    )
    assert [(each.property, each.old, each.new) for each in way.ignored] == [("allocatedStorage", 50, 20)]


def test_the_way_back_makes_room_for_a_disk_and_keeps_a_newer_postgresql(initial: Configuration) -> None:
    there = initial.changed({"academy:database": {"storage_gib": 200, "max_storage_gib": 300, "major_version": 18}})

    way = limits.way_back(there, initial)

    assert way.changes == {"academy:database": {"storage_gib": 200, "max_storage_gib": 220, "major_version": 18}}
    assert len(way.told) == 3
    assert limits.refusals(there, initial.changed(way.changes)) == []


def test_the_way_back_from_more_of_the_rest_keeps_nothing(initial: Configuration) -> None:
    way = limits.way_back(initial.changed({"academy:database": {"backup_days": 14}}), initial)

    assert (way.changes, way.told, way.ignored) == ({}, (), ())


def test_desired_counts_that_differ_are_told_as_without_effect(initial: Configuration, large: Configuration) -> None:
    first = initial.changed(RELEASE)
    second = large.changed(placeholders(large))

    assert [
        (each.name, each.property, each.old, each.new) for each in limits.ignored_counts(first.profile, second.profile)
    ] == [("api", "desiredCount", 2, 4)]
    assert limits.ignored_counts(initial.profile, large.profile) == ()


def test_growing_warns_that_tasks_come_before_the_connections_do(initial: Configuration, large: Configuration) -> None:
    (warning,) = limits.warnings(initial, large)

    assert warning.startswith(
        "Tasks grow at once and may then open 220 connections; the database takes 80 until it has restarted"
    )
    assert limits.warnings(initial, initial) == []


def test_a_file_that_releases_nothing_is_told_to_stop_what_runs(initial: Configuration) -> None:
    (warning,) = limits.warnings(initial.changed(RELEASE), initial)

    assert warning == (
        "Pulumi.initial.yaml releases nothing and Pulumi.initial.yaml does: every service stops. Copy "
        "academy:release to Pulumi.initial.yaml first."
    )


def test_a_lower_maximum_may_be_below_what_the_disk_has_grown_to(initial: Configuration) -> None:
    (warning,) = limits.warnings(initial, initial.changed({"academy:database": {"max_storage_gib": 50}}))

    assert warning.endswith("RDS refuses that if the disk has grown by itself to more than 45 GiB.")


def test_another_network_or_environment_is_named(initial: Configuration) -> None:
    other = initial.changed(
        {
            "academy:network": {"cidr": "10.1.0.0/16"},
        }
    )

    assert limits.warnings(initial, other) == [
        "academy:network.cidr goes from 10.0.0.0/16 to 10.1.0.0/16: another VPC, and all that is in it."
    ]


def test_placeholders_are_of_what_the_file_needs_and_does_not_release(
    initial: Configuration, large: Configuration
) -> None:
    assert releases_nothing(initial.profile)
    assert set(placeholders(initial)["academy:release"]) == {"api", "video", "ai", "messaging"}
    assert set(placeholders(large)["academy:release"]) == {"api", "video", "ai", "messaging", "pgbouncer"}
    assert not releases_nothing(initial.changed(RELEASE).profile)


def test_a_changed_file_keeps_all_that_was_not_changed(initial: Configuration) -> None:
    changed = initial.changed({"academy:database": {"backup_days": 14}})

    assert changed.profile.database.backup_days == 14
    assert changed.text != initial.text
    assert changed.profile.model_copy(update={"database": initial.profile.database}) == initial.profile
