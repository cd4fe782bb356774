"""Before anything is planned, inputs are checked, and region, tags and names filled in."""

import pytest

from sandbox.aws import UnknownType
from sandbox.check import ProviderConfig, check, provider_config, provider_problems
from sandbox.wire import UNKNOWN
from tests.sandbox.accounts import BUCKET, BUCKET_POLICY, QUEUE, SEOUL, VPC

CONFIG = ProviderConfig(region=SEOUL)
TAGGED = ProviderConfig(region=SEOUL, default_tags={"Project": "academy", "Environment": "prod"})


def checked(
    token: str,
    news: dict[str, object],
    *,
    name: str = "thing",
    olds: dict[str, object] | None = None,
    config: ProviderConfig = CONFIG,
    seed: bytes = b"seed",
) -> dict[str, object]:
    inputs, found = check(token, name, config, olds=olds or {}, news=news, seed=seed)
    assert found == []
    return inputs


def faults(token: str, news: dict[str, object], *, name: str = "thing") -> list[str]:
    return check(token, name, CONFIG, olds={}, news=news, seed=b"seed")[1]


def test_a_resource_without_a_region_gets_the_providers() -> None:
    assert checked(QUEUE, {"name": "jobs"})["region"] == SEOUL


def test_a_resource_with_a_region_keeps_it() -> None:
    assert checked(QUEUE, {"name": "jobs", "region": "us-east-1"})["region"] == "us-east-1"


def test_default_tags_and_own_tags_make_all_tags_and_own_ones_win() -> None:
    inputs = checked(VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "x", "Project": "mine"}}, config=TAGGED)
    assert inputs["tags"] == {"Name": "x", "Project": "mine"}
    assert inputs["tagsAll"] == {"Name": "x", "Project": "mine", "Environment": "prod"}


def test_a_type_that_has_no_tags_gets_none() -> None:
    assert "tagsAll" not in checked(BUCKET_POLICY, {"bucket": "b", "policy": "{}"}, config=TAGGED)


def test_one_unknown_tag_hides_them_all() -> None:
    inputs = checked(VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"Name": UNKNOWN}}, config=TAGGED)
    assert inputs["tagsAll"] == UNKNOWN


def test_what_is_left_unnamed_is_named_after_the_resource() -> None:
    inputs = checked(QUEUE, {}, name="jobs")
    assert inputs["__defaults"] == ["name"]
    assert str(inputs["name"]).startswith("jobs-")
    assert len(str(inputs["name"])) == len("jobs-1234567")


def test_preview_and_up_make_up_the_same_name_and_another_resource_gets_another() -> None:
    assert checked(QUEUE, {}, seed=b"1")["name"] == checked(QUEUE, {}, seed=b"1")["name"]
    assert checked(QUEUE, {}, seed=b"1")["name"] != checked(QUEUE, {}, seed=b"2")["name"]


def test_a_made_up_name_stays() -> None:
    olds = checked(QUEUE, {}, seed=b"1")
    again = checked(QUEUE, {"delaySeconds": 1}, olds=olds, seed=b"2")
    assert again["name"] == olds["name"]
    assert again["__defaults"] == ["name"]


def test_a_name_that_the_program_gave_once_is_not_taken_for_a_made_up_one() -> None:
    olds = checked(QUEUE, {"name": "jobs"})
    assert olds["__defaults"] == []
    assert checked(QUEUE, {}, olds=olds)["name"] != "jobs"


def test_a_bucket_gets_a_name_in_lower_case() -> None:
    assert str(checked(BUCKET, {}, name="Media")["bucket"]).startswith("media-")


def test_a_prefix_leaves_the_naming_to_aws() -> None:
    inputs = checked(QUEUE, {"namePrefix": "jobs-"})
    assert "name" not in inputs
    assert inputs["__defaults"] == []


def test_a_made_up_name_that_would_be_too_long_is_refused() -> None:
    (line,) = faults(QUEUE, {}, name="q" * 73)
    assert line.endswith("want a logical name of at most 72 characters")
    assert faults(QUEUE, {}, name="q" * 72) == []


def test_a_given_name_that_is_too_long_is_refused() -> None:
    assert faults(QUEUE, {"name": "q" * 81}) == [f"name: {'q' * 81} has 81 characters; want at most 80"]
    assert faults(QUEUE, {"name": "q" * 80}) == []


@pytest.mark.parametrize("name", ["Media", "a", "a..b", "a_b", "-ab", "ab-", "xn--ab", "ab-s3alias"])
def test_a_bucket_name_that_s3_does_not_allow_is_refused(name: str) -> None:
    (line,) = faults(BUCKET, {"bucket": name})
    assert line.startswith(f"bucket: {name} is not a name that AWS allows")


def test_names_that_requirements_fix_are_allowed() -> None:
    assert faults(BUCKET, {"bucket": "academy-media-prod"}) == []
    assert faults(QUEUE, {"name": "academy-ai-jobs-basic-dlq"}) == []


def test_an_unknown_name_is_left_alone() -> None:
    assert checked(QUEUE, {"name": UNKNOWN})["name"] == UNKNOWN


def test_nulls_are_no_inputs() -> None:
    assert "delaySeconds" not in checked(QUEUE, {"name": "jobs", "delaySeconds": None})


def test_wrong_properties_are_told_all_at_once() -> None:
    assert faults(QUEUE, {"delaySeconds": "3", "naem": "jobs"}) == [
        'delaySeconds: is "3"; want a whole number',
        "naem: unknown property; did you mean name?",
    ]


def test_an_unknown_type_is_refused_by_name() -> None:
    with pytest.raises(UnknownType, match="knows no resource type aws:glacier/vault:Vault"):
        checked("aws:glacier/vault:Vault", {})


def test_the_providers_configuration_is_read_out_of_json_text() -> None:
    config = provider_config({"region": SEOUL, "defaultTags": '{"tags": {"Project": "academy"}}', "version": "7.51.1"})
    assert config == ProviderConfig(region=SEOUL, default_tags={"Project": "academy"})


def test_a_provider_configuration_that_is_right_has_no_problem() -> None:
    assert provider_problems({"region": SEOUL, "defaultTags": '{"tags": {}}', "version": "7.51.1"}) == []


def test_a_misspelt_key_of_the_providers_configuration_is_refused() -> None:
    found = provider_problems({"region": SEOUL, "defaultTag": "{}"})
    assert found == ["defaultTag: unknown property; did you mean defaultTags?"]


def test_a_provider_without_a_region_is_refused() -> None:
    assert provider_problems({}) == ["aws:region is missing"]


def test_default_tags_of_another_shape_are_refused() -> None:
    found = provider_problems({"region": SEOUL, "defaultTags": '{"Project": "academy"}'})
    assert found == ['defaultTags is {"Project": "academy"}; want an object with tags']
