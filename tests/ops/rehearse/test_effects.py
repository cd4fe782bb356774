"""The table of what AWS does about a change: complete for what growing can change, and true to how it is asked."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest

from ops.rehearse.effects import Known, Update, documentation, effects
from ops.rehearse.released import RELEASED, TAKEN_ON
from ops.rehearse.report import Effect, Impact
from ops.rehearse.table import UPDATES
from sandbox.diff import compare
from sandbox.recording import Recording, record_program
from sandbox.replacements import RULES

INSTANCE = "aws:rds/instance:Instance"
SERVICE = "aws:ecs/service:Service"
WINDOW = {"maintenanceWindow": "sun:19:00-sun:20:00", "applyImmediately": False}

Changes = Mapping[str, Mapping[str, object] | str]

RELEASE: Mapping[str, object] = {
    **dict.fromkeys(("api", "video", "ai", "messaging"), "1.0.0"),
    "pgbouncer": f"sha256:{'0' * 64}",
}
GPU = {"enabled": True, "queues": ["ai-premium"]}
TAGS = {"tags": {"Project": "academy", "Environment": "prod", "ManagedBy": "pulumi", "Team": "web"}}

LATER: Changes = {
    "aws:defaultTags": TAGS,
    "academy:network": {"zones": ["a", "c", "b"], "nat": "single"},
    "academy:database": {
        "major_version": 18,
        "backup_days": 14,
        "apply": "now",
        "slow_query_ms": 900,
        "iam_auth": True,
    },
    "academy:media": {"ia_after_days": 40, "noncurrent_days": 20, "upload_origins": ["https://academy.example"]},
    "academy:frontend": {"noncurrent_days": 10},
    "academy:cdn": {
        "api_prefixes": ["/api/*", "/graphql/*"],
        "rate_limit": 5000,
        "content_security_policy": "default-src 'self'",
    },
    "academy:monitoring": {"log_days": 30, "container_insights": True, "access_log_days": 10},
    "academy:domain": {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"},
    "academy:alerts": {"emails": ["somebody@academy.example"]},
    "academy:gpu": GPU,
    "academy:release": {**RELEASE, "api": "2.0.0", "gpu": "1.0.0"},
}
"""What a stack file may say otherwise beside its sizes."""

LARGER_MACHINES: Changes = {
    **LATER,
    "academy:gpu": {**GPU, "instance_type": "g4dn.2xlarge", "volume_gib": 200, "tasks": {"min": 0, "max": 2}},
}


def recorded(stack: str, changes: Changes) -> Recording:
    return record_program(stack, {"academy:release": RELEASE, **changes})


def updates(old: Recording, new: Recording) -> Iterator[tuple[str, set[str], Update]]:
    """Of everything that both have and that AWS changes in place: its type, and what differs."""
    before = {each.key: each for each in old.resources}
    for each in new.resources:
        if each.key in before and each.custom:
            olds, news = before[each.key].inputs, each.inputs
            diff = compare(each.type, olds, news)
            changed = {place.key for place in diff.differences} - {"desiredCount"}
            if changed and not diff.replaces:
                yield each.type, changed, Update(olds=olds, news=news)


def effect(token: str, name: str, olds: Mapping[str, object], news: Mapping[str, object]) -> Effect:
    (only,) = effects(UPDATES, token, [name], Update(olds=olds, news=news))
    return only


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Recording, Recording]]:
    """Ways from one configuration to another, and back."""
    stages = [
        recorded("initial", {}),
        recorded("10k", {}),
        recorded("10k", LATER),
        recorded("10k", LARGER_MACHINES),
    ]
    there = list(pairwise(stages))
    return [*there, *((new, old) for old, new in there)]


def test_every_update_of_growing_and_of_the_way_back_has_a_known_effect(
    pairs: list[tuple[Recording, Recording]],
) -> None:
    found = [each for old, new in pairs for each in updates(old, new)]

    assert len({token for token, _, _ in found}) > 15
    unknown = {
        (token, name)
        for token, changed, update in found
        for told in effects(UPDATES, token, changed, update)
        if told.impact == Impact.UNKNOWN
        for name in told.properties
    }
    assert unknown == set()


def test_a_property_without_an_entry_says_so_and_links_its_type() -> None:
    found = effect("aws:rds/instance:Instance", "characterSetName", {}, {"characterSetName": "UTF8"})

    assert found.impact == Impact.UNKNOWN
    assert found.text == "not known: read the resource's documentation"
    assert found.url == "https://www.pulumi.com/registry/packages/aws/api-docs/rds/instance/"


def test_a_type_without_an_entry_is_not_known_but_for_its_labels() -> None:
    assert effect("aws:kms/key:Key", "policy", {}, {"policy": "{}"}).impact == Impact.UNKNOWN
    assert effect("aws:kms/key:Key", "tags", {}, {"tags": {}}).impact == Impact.NONE


def test_what_has_the_same_effect_is_told_once() -> None:
    found = effects(UPDATES, SERVICE, ["taskDefinition", "alarms"], Update(olds={}, news={}))

    assert [(each.impact, each.properties) for each in found] == [(Impact.ROLLING, ("taskDefinition", "alarms"))]


@pytest.mark.parametrize(
    ("multi_az", "now", "impact", "words"),
    [
        (False, False, Impact.REBOOT, "in the maintenance window, sun:19:00-sun:20:00 UTC (database.apply)"),
        (False, True, Impact.REBOOT, "at once (database.apply is now)"),
        (True, False, Impact.FAILOVER, "fails over to the standby"),
    ],
)
def test_a_new_database_class_is_a_restart_or_a_failover_now_or_in_the_window(
    *, multi_az: bool, now: bool, impact: Impact, words: str
) -> None:
    found = effect(INSTANCE, "instanceClass", {"multiAz": multi_az}, {**WINDOW, "applyImmediately": now})

    assert found.impact == impact
    assert words in found.text


def test_a_standby_that_comes_slows_the_database_and_one_that_goes_does_nothing() -> None:
    on, off = ({**WINDOW, "multiAz": on} for on in (True, False))

    assert effect(INSTANCE, "multiAz", off, on).impact == Impact.REDUCED
    assert effect(INSTANCE, "multiAz", on, off).impact == Impact.NONE


def test_storage_that_autoscaling_may_have_grown_already_says_that_the_number_may_have_no_effect() -> None:
    told = "no effect on a disk that autoscaling has grown to 50 GiB already"
    news = {**WINDOW, "allocatedStorage": 50}

    assert told in effect(INSTANCE, "allocatedStorage", {"maxAllocatedStorage": 100}, news).text
    assert told not in effect(INSTANCE, "allocatedStorage", {"maxAllocatedStorage": 40}, news).text


def test_bounds_of_scaling_say_what_they_do_to_tasks_that_run() -> None:
    target = "aws:appautoscaling/target:Target"

    def told(name: str, before: int, after: int) -> str:
        return effect(target, name, {name: before}, {name: after}).text

    assert told("maxCapacity", 4, 12) == "counts from the next scaling on"
    assert told("maxCapacity", 12, 4) == "stops the tasks above it, at once"
    assert told("minCapacity", 2, 4) == "starts tasks until there are so many, at once"
    assert told("minCapacity", 4, 2) == "stops none by itself: scaling in does, later"


def test_parameters_that_wait_for_a_reboot_are_told_from_those_that_count_at_once() -> None:
    group = "aws:rds/parameterGroup:ParameterGroup"
    connections = {"name": "max_connections", "value": "80", "applyMethod": "pending-reboot"}
    slow = {"name": "log_min_duration_statement", "value": "500", "applyMethod": "immediate"}
    before = {"parameters": [connections, slow]}

    waits = effect(group, "parameters", before, {"parameters": [{**connections, "value": "300"}, slow]})
    counts = effect(group, "parameters", before, {"parameters": [connections, {**slow, "value": "900"}]})

    assert (waits.impact, waits.text.partition(" waits")[0]) == (Impact.REBOOT, "max_connections")
    assert counts.impact == Impact.NONE


@pytest.mark.parametrize(
    ("token", "name", "lower", "higher"),
    [
        (INSTANCE, "backupRetentionPeriod", 7, 14),
        ("aws:cloudwatch/logGroup:LogGroup", "retentionInDays", 7, 30),
        ("aws:sqs/queue:Queue", "messageRetentionSeconds", 3600, 7200),
        (
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "rules",
            [{"noncurrentVersionExpiration": {"noncurrentDays": 10}}],
            [{"noncurrentVersionExpiration": {"noncurrentDays": 30}}],
        ),
        (
            "aws:ecr/lifecyclePolicy:LifecyclePolicy",
            "policy",
            '{"rules": [{"selection": {"countNumber": 5}}]}',
            '{"rules": [{"selection": {"countNumber": 9}}]}',
        ),
    ],
)
def test_what_is_kept_for_less_long_is_deleted_and_said_so(
    token: str, name: str, lower: object, higher: object
) -> None:
    assert effect(token, name, {name: higher}, {name: lower}).impact == Impact.DATA
    assert effect(token, name, {name: lower}, {name: higher}).impact == Impact.NONE


def test_tasks_that_move_behind_nat_are_seen_under_another_address() -> None:
    public, private = ({"networkConfiguration": {"assignPublicIp": on}} for on in (True, False))

    there = effect(SERVICE, "networkConfiguration", public, private)
    back = effect(SERVICE, "networkConfiguration", private, public)

    assert there.impact == back.impact == Impact.ROLLING
    assert "the NAT gateways' addresses" in there.text
    assert "an address of its own" in back.text


def test_the_tables_name_types_and_properties_that_there_are() -> None:
    assert set(UPDATES) | set(RELEASED) | set(TAKEN_ON) <= set(RULES)


def test_every_entry_links_awss_own_documentation() -> None:
    entries = [entry for rows in UPDATES.values() for entry in rows.values() if isinstance(entry, Known)]
    pages = {entry.url for entry in (*entries, *TAKEN_ON.values())}

    assert [page for page in pages if not page.startswith("https://docs.aws.amazon.com/")] == []
    assert documentation("aws:ecs/taskDefinition:TaskDefinition").endswith("/ecs/taskdefinition/")
