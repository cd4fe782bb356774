"""Wrong properties are refused wherever they are, with their path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.schema import problems
from sandbox.sdk import alternatives, input_shape, output_shapes

QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
FUNCTION = "aws:lambda/function:Function"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"

SIGNATURE = "4dabf18193072939515e22adb298388d"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def secret(value: object) -> dict[str, object]:
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": value}


def rule(**changes: object) -> dict[str, object]:
    return {"bucket": "b", "rules": [{"id": "ia", "status": "Enabled", **changes}]}


def test_inputs_as_the_type_takes_them_have_no_problem() -> None:
    tags = {"Name": "jobs", "a-key": "x"}
    assert problems(QUEUE, {"name": "jobs", "visibilityTimeoutSeconds": 30, "fifoQueue": False, "tags": tags}) == []
    assert problems(LIFECYCLE, rule(transitions=[{"days": 30, "storageClass": "STANDARD_IA"}])) == []


def test_a_misspelt_property_is_named_with_the_one_that_was_meant() -> None:
    found = problems(QUEUE_POLICY, {"policyy": "{}", "policy": "{}", "queueUrl": "u"})
    assert found == ["policyy: unknown property; did you mean policy?"]


def test_a_property_in_pythons_spelling_is_named_with_the_one_that_was_meant() -> None:
    found = problems(QUEUE, {"visibility_timeout_seconds": 30})
    assert found == ["visibility_timeout_seconds: unknown property; did you mean visibilityTimeoutSeconds?"]


def test_a_property_like_no_other_is_named_alone() -> None:
    assert problems(QUEUE, {"zzz": 1}) == ["zzz: unknown property"]


def test_a_misspelt_key_two_lists_deep_is_found_at_its_path() -> None:
    found = problems(LIFECYCLE, rule(transitions=[{"storageClass": "GLACIER"}, {"dayz": 1, "storageClass": "GLACIER"}]))
    assert found == ["rules[0].transitions[1].dayz: unknown property; did you mean days?"]


def test_a_missing_required_property_is_named_at_every_depth() -> None:
    assert problems(QUEUE_POLICY, {"policy": "{}"}) == ["queueUrl: missing; it is required"]
    assert problems(LIFECYCLE, rule(transitions=[{"days": 30}], status=None)) == [
        "rules[0].transitions[0].storageClass: missing; it is required",
        "rules[0].status: missing; it is required",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("30", '"30"'), (3.5, "3.5"), (True, "true"), ([1], "[1]"), ({}, "{}")],
    ids=str,
)
def test_only_a_whole_number_is_an_int(value: object, shown: str) -> None:
    found = problems(QUEUE, {"delaySeconds": value})
    assert found == [f"delaySeconds: is {shown}; want a whole number"]


def test_an_int_that_arrives_as_a_float_is_an_int() -> None:
    assert problems(QUEUE, {"delaySeconds": 3.0}) == []


def test_an_int_is_no_string_and_no_bool() -> None:
    assert problems(QUEUE, {"name": 12, "fifoQueue": 1}) == [
        "name: is 12; want a string",
        "fifoQueue: is 1; want true or false",
    ]


def test_a_whole_number_will_do_for_a_float_and_a_bool_will_not() -> None:
    alarm = {"comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1}
    assert problems(ALARM, {**alarm, "threshold": 1}) == []
    assert problems(ALARM, {**alarm, "threshold": 0.5}) == []
    assert problems(ALARM, {**alarm, "threshold": True}) == ["threshold: is true; want a number"]


def test_every_value_of_a_map_is_checked() -> None:
    assert problems(QUEUE, {"tags": {"Name": "x", "cost:centre": 3}}) == ['tags["cost:centre"]: is 3; want a string']


def test_a_list_where_an_object_belongs_is_refused_and_the_other_way_round() -> None:
    assert problems(LIFECYCLE, {"bucket": "b", "rules": {}}) == ["rules: is {}; want a list"]
    assert problems(LIFECYCLE, rule(expiration=[])) == ["rules[0].expiration: is []; want an object"]


def test_a_union_takes_either_alternative_and_reports_the_nearer_one() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": ["sqs:*"]}
    good = {"Version": "2012-10-17", "Statement": [statement]}
    bad = {"Version": "2012-10-17", "Statement": [{**statement, "Efect": "Allow"}]}
    assert problems(QUEUE_POLICY, {"queueUrl": "u", "policy": "{}"}) == []
    assert problems(QUEUE_POLICY, {"queueUrl": "u", "policy": good}) == []
    assert problems(QUEUE_POLICY, {"queueUrl": "u", "policy": bad}) == [
        "policy.Statement[0].Efect: unknown property; did you mean Effect?"
    ]
    assert problems(QUEUE_POLICY, {"queueUrl": "u", "policy": 3}) == ["policy: is 3; want a string or an object"]


def test_of_several_objects_the_one_that_comes_nearest_tells_what_is_wrong() -> None:
    statement = {"Effect": "Allow", "Principal": {"Service": 3}, "Action": ["sqs:*"]}
    found = problems(QUEUE_POLICY, {"queueUrl": "u", "policy": {"Version": "2012-10-17", "Statement": [statement]}})
    assert found == ["policy.Statement[0].Principal.Service: is 3; want a string or a list"]


def test_a_closed_enum_takes_its_own_words_only() -> None:
    statement = {"Effect": "Alow", "Principal": "*", "Action": ["sqs:*"]}
    found = problems(QUEUE_POLICY, {"queueUrl": "u", "policy": {"Version": "2012-10-17", "Statement": [statement]}})
    assert found == ['policy.Statement[0].Effect: is "Alow"; want one of "Allow", "Deny"']


def test_an_open_enum_takes_any_string_and_nothing_else() -> None:
    function = {"role": "r", "runtime": "python3.99"}
    assert problems(FUNCTION, function) == []
    assert problems(FUNCTION, {**function, "runtime": 3}) == [
        "runtime: is 3; want a string or " + _one_of_the_runtimes()
    ]


def _one_of_the_runtimes() -> str:
    from pulumi_aws.lambda_ import Runtime  # noqa: PLC0415 -- a second to import

    return "one of " + ", ".join(f'"{each.value}"' for each in Runtime)


def test_an_unknown_is_left_alone_at_every_depth() -> None:
    assert problems(QUEUE, {"delaySeconds": UNKNOWN, "tags": UNKNOWN}) == []
    assert problems(LIFECYCLE, rule(transitions=UNKNOWN)) == []
    assert problems(LIFECYCLE, rule(transitions=[{"days": UNKNOWN, "storageClass": UNKNOWN}])) == []


def test_an_unknown_counts_as_there() -> None:
    assert problems(QUEUE_POLICY, {"queueUrl": UNKNOWN, "policy": UNKNOWN}) == []


def test_a_secret_is_checked_by_what_is_in_it() -> None:
    assert problems(QUEUE, {"delaySeconds": secret(3)}) == []
    assert problems(QUEUE, {"delaySeconds": secret("3")}) == ['delaySeconds: is "3"; want a whole number']
    nested = rule(transitions=[secret({"days": "30", "storageClass": "GLACIER"})])
    assert problems(LIFECYCLE, nested) == ['rules[0].transitions[0].days: is "30"; want a whole number']


def test_an_asset_goes_where_an_asset_belongs_and_nowhere_else() -> None:
    archive = {SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "x", "path": "code.zip"}
    assert problems(FUNCTION, {"role": "r", "code": archive}) == []
    assert problems(FUNCTION, {"role": "r", "code": "code.zip"}) == ['code: is "code.zip"; want an archive']
    assert problems(QUEUE_POLICY, {"queueUrl": "u", "policy": archive})[0].startswith("policy: is {")


def test_pulumis_own_keys_are_left_alone() -> None:
    assert problems(QUEUE, {"__defaults": ["name"], "name": "jobs-1234567"}) == []


def test_a_long_value_is_cut_short() -> None:
    (line,) = problems(QUEUE, {"delaySeconds": "x" * 500})
    assert len(line) < 120


def test_a_type_that_the_sdk_does_not_have_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"pulumi_aws has no resource type aws:sqs/queue:Queu$"):
        problems("aws:sqs/queue:Queu", {})
    with pytest.raises(LookupError, match="pulumi_aws has no resource type nonsense"):
        problems("nonsense", {})


def test_required_and_optional_are_told_apart_in_both_directions() -> None:
    assert input_shape(QUEUE_POLICY).required == {"queueUrl", "policy"}
    shapes = output_shapes(QUEUE)
    assert shapes["arn"].kind is str
    assert not shapes["arn"].optional
    assert not shapes["arn"].is_input
    assert shapes["visibilityTimeoutSeconds"].kind is int
    assert shapes["visibilityTimeoutSeconds"].optional
    assert shapes["tagsAll"].kind is dict


def test_the_wrappers_that_only_python_sees_are_no_alternatives() -> None:
    assert alternatives(input_shape(QUEUE).properties["delaySeconds"]) == (int,)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABC", min_size=1))
def test_no_made_up_property_passes(name: str) -> None:
    real = name in input_shape(QUEUE).properties
    assert bool(problems(QUEUE, {name: None})) != real
