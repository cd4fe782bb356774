import contextlib
import json
import re
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizing.mistakes import InvalidProfile
from sizing.names import common_tags
from sizing.network import ZONES
from sizing.profile import Profile, parse_profile
from sizing.section import Section, section_in, wanted
from tests.sizing.stack_files import STACKS, stack_config
from tests.sizing.wrong_configurations import ABSENT, changed
from tests.sizing.wrong_configurations.row import Path

VALID = stack_config("initial")
OPTIONAL = {"academy:domain", "academy:release"}
"""Keys that the shipped files have and that may be left out."""
FULL = changed(
    VALID,
    {
        ("academy:api", "scheduled_minimum"): {"tasks": 3, "from_hour": 18, "to_hour": 23},
        ("academy:domain",): {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"},
        ("academy:release",): {"api": "1.4.0"},
    },
)
"""With every section that may be left out."""
SOURCE = "Pulumi.initial.yaml"


def told(config: dict[str, object], *secret_keys: str) -> list[str]:
    """The lines about mistakes, without the first."""
    with pytest.raises(InvalidProfile, match=r"^Pulumi\.initial\.yaml is invalid:\n  ") as error:
        parse_profile(config, SOURCE, secret_keys=secret_keys)
    return str(error.value).split("\n  ")[1:]


def paths(value: object, above: Path = ()) -> list[Path]:
    """Where a stack file has a value, at every depth."""
    entries: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        entries = list(cast("dict[str | int, object]", value).items())
    elif isinstance(value, list):
        entries = list(enumerate(cast("list[object]", value)))
    return [path for key, entry in entries for path in ((*above, key), *paths(entry, (*above, key)))]


def leaves(model: type[Section], above: Path = ()) -> list[tuple[Path, type[Section], str]]:
    found: list[tuple[Path, type[Section], str]] = []
    for name, field in model.model_fields.items():
        inner = section_in(field)
        found += leaves(inner, (*above, name)) if inner else [((*above, name), model, name)]
    return found


def test_the_launch_is_what_the_requirements_ask_for() -> None:
    profile = parse_profile(VALID, SOURCE)
    assert (profile.region, profile.environment) == ("ap-northeast-2", "prod")
    assert profile.network.model_dump() == {
        "cidr": "10.0.0.0/16",
        "zones": ("a", "c"),
        "nat": "none",
        "flow_logs": False,
    }
    assert (profile.media.ia_after_days, profile.media.glacier_after_days) == (30, 90)
    assert (profile.media.bucket, profile.frontend.bucket) == (None, None)


def test_at_ten_thousand_a_day_every_zone_has_its_own_way_out() -> None:
    network = parse_profile(stack_config("10k"), "Pulumi.10k.yaml").network
    assert network.nat_zones == network.zones
    assert network.flow_logs


def test_growing_changes_sizes_and_neither_names_nor_addresses() -> None:
    small, large = (parse_profile(stack_config(stack), "") for stack in STACKS)
    assert (small.region, small.environment) == (large.region, large.environment)
    assert small.network.cidr == large.network.cidr
    assert set(small.network.zones) <= set(large.network.zones)
    assert (small.media.bucket, small.frontend.bucket) == (large.media.bucket, large.frontend.bucket)


def test_a_third_stack_needs_no_code() -> None:
    config = changed(
        VALID,
        {
            ("academy:environment",): "staging",
            ("aws:defaultTags", "tags", "Environment"): "staging",
            ("aws:defaultTags", "tags", "CostCentre"): "0012",
            ("academy:network", "cidr"): "172.16.0.0/20",
            ("academy:network", "zones"): ["d", "a", "b"],
            ("academy:network", "nat"): "single",
            ("academy:media", "bucket"): "academy-media-elsewhere",
        },
    )
    profile = parse_profile(config, "Pulumi.staging.yaml")
    assert profile.network.nat_zones == ("d",)
    assert profile.media.bucket == "academy-media-elsewhere"


def test_all_four_zones_may_be_used() -> None:
    assert parse_profile(changed(VALID, {("academy:network", "zones"): list(ZONES)}), SOURCE).network.zones == ZONES


def test_keys_of_others_are_not_looked_at() -> None:
    others: dict[Path, object] = {
        ("aws:allowedAccountIds",): ["123456789012"],
        ("aws:skipRegionValidation",): "true",
        ("github:owner",): "academy",
        ("network",): {"cidr": "nonsense"},
    }
    assert parse_profile(changed(VALID, others), SOURCE) == parse_profile(VALID, SOURCE)


def test_python_code_may_make_a_profile_without_a_file() -> None:
    profile = parse_profile(VALID, SOURCE)
    assert profile == Profile(
        region=profile.region,
        environment=profile.environment,
        network=profile.network,
        database=profile.database,
        api=profile.api,
        workers=profile.workers,
        gpu=profile.gpu,
        media=profile.media,
        frontend=profile.frontend,
        cdn=profile.cdn,
        monitoring=profile.monitoring,
        usage=profile.usage,
        alerts=profile.alerts,
    )


def test_a_whole_number_with_a_point_is_one_as_it_is_for_the_cli() -> None:
    profile = parse_profile(changed(VALID, {("academy:media", "ia_after_days"): 30.0}), SOURCE)
    assert json.dumps(profile.media.ia_after_days) == "30"


def test_an_override_without_a_value_is_none() -> None:
    assert parse_profile(changed(VALID, {("academy:media", "bucket"): None}), SOURCE).media.bucket is None


def test_an_empty_file_lacks_every_key_and_says_so_once_for_each() -> None:
    defaults: dict[str, object] = {
        "academy:environment": "",
        "academy:network": {},
        "academy:media": {},
        "academy:frontend": {},
    }
    lines = told({})
    assert lines == told(defaults)
    assert [line.partition(" is missing; want ")[0] for line in lines] == [
        "aws:region",
        "academy:environment",
        "academy:network",
        "academy:database",
        "academy:api",
        "academy:workers",
        "academy:gpu",
        "academy:media",
        "academy:frontend",
        "academy:cdn",
        "academy:monitoring",
        "academy:usage",
        "academy:alerts",
        "aws:defaultTags",
    ]


def test_a_tier_in_words_is_refused_where_the_cli_would_not() -> None:
    assert told(changed(VALID, {("academy:network",): "text"})) == [
        'academy:network is "text"; want cidr, zones, nat and flow_logs under it'
    ]


NEEDED = [
    path
    for path in paths(VALID)
    if not isinstance(path[-1], int) and path[0] not in OPTIONAL and path[-1] != "scheduled_minimum"
]


@pytest.mark.parametrize("path", NEEDED, ids=str)
def test_every_key_of_the_shipped_file_is_needed(path: Path) -> None:
    lines = told(changed(VALID, {path: ABSENT}))
    assert any(" is missing; want " in line for line in lines)


@pytest.mark.parametrize(("path", "model", "key"), leaves(Profile), ids=str)
def test_the_limits_in_a_message_are_those_that_are_enforced(path: Path, model: type[Section], key: str) -> None:
    match = re.fullmatch(r"a whole number.* from (\d+) to (\d+)", wanted(key, model.model_fields[key]))
    if match is None:
        return
    low, high = int(match[1]), int(match[2])
    at = (f"academy:{path[0]}", *path[1:])
    for value in (low, high):
        with contextlib.suppress(InvalidProfile):
            parse_profile(changed(FULL, {at: value}), SOURCE)
            continue
        # The only mistake that a limit may be is one beside another key.
        assert f"is {value}; want a whole number" not in told(changed(FULL, {at: value}))[0]
    for value in (low - 1, high + 1):
        line = next(line for line in told(changed(FULL, {at: value})) if f".{key} is {value}" in line)
        assert line.endswith(f"from {low} to {high}")


@pytest.mark.parametrize(("path", "model", "key"), leaves(Profile), ids=str)
def test_every_key_is_described_in_one_line(path: Path, model: type[Section], key: str) -> None:
    description = model.model_fields[key].description or ""
    assert description.endswith(".")
    assert "\n" not in description
    limits = re.search(r"from (\d+ to \d+)$", wanted(key, model.model_fields[key]))
    assert limits is None or limits[1] in description


def test_secrets_are_not_repeated() -> None:
    config = changed(
        VALID,
        {
            ("academy:environment",): "Hunter2",
            ("academy:network", "cidr"): "hunter2",
            ("academy:media", "ia_after_days"): "hunter2",
            ("academy:frontend", "bucket"): 77777,
            ("aws:defaultTags", "tags", "Project"): "hunter2",
            ("academy:token",): "hunter2",
        },
    )
    lines = told(config, *config)
    assert "hunter2" not in "".join(lines).lower()
    assert "77777" not in "".join(lines)
    assert lines[1].startswith("academy:network.cidr is [secret]; want a private IPv4 block")
    assert lines[3].endswith("--path --secret academy:frontend.bucket VALUE")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
changes = st.dictionaries(
    st.sampled_from([path for path in paths(VALID) if len(path) > 1]), json_values, min_size=1, max_size=3
)


@given(changes, st.dictionaries(st.text(max_size=9).map("academy:{}".format), json_values, max_size=2))
def test_whatever_stands_in_a_file_is_a_profile_or_a_list_of_mistakes(
    values: dict[Path, object], unknown: dict[str, object]
) -> None:
    # Longest first: a change deeper down needs the place to be there still.
    config = {**changed(VALID, dict(sorted(values.items(), key=lambda change: -len(change[0])))), **unknown}
    try:
        profile = parse_profile(config, SOURCE)
    except InvalidProfile as error:
        lines = str(error).split("\n  ")
    else:
        assert not unknown
        assert profile.environment == "prod"
        return
    assert lines[0] == "Pulumi.initial.yaml is invalid:"
    assert all(re.match(r"\"?(academy|aws):.* is .*; (want|did you mean) .", line) for line in lines[1:])
    assert len(lines) == len({*lines}) > 1


@given(st.sets(st.sampled_from(sorted({*VALID} - OPTIONAL)), min_size=1))
def test_mistakes_of_different_keys_never_hide_each_other(keys: set[str]) -> None:
    lines = told({key: value for key, value in VALID.items() if key not in keys})
    without_environment = "academy:environment" in keys
    assert {line.partition(" ")[0] for line in lines} == keys
    assert len(lines) == len(keys)
    assert without_environment == any(line.startswith("academy:environment") for line in lines)


def test_the_tags_are_those_that_the_queue_scripts_set() -> None:
    for stack in STACKS:
        assert stack_config(stack)["aws:defaultTags"] == {"tags": common_tags("prod")}
