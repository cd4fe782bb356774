import json

from hypothesis import given
from hypothesis import strategies as st

from scripts.queue_differences import Difference, attribute_differences, tag_differences
from sizing.queues import VIDEO, dead_letter_queue_attributes, queue_attributes

WANTED = queue_attributes(VIDEO, "prod", "ap-northeast-2", "123456789012")

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
documents = st.dictionaries(
    st.text(max_size=5),
    st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)),
    max_size=4,
)


def test_a_queue_with_every_attribute_does_not_differ() -> None:
    reported = {"QueueArn": "arn", "CreatedTimestamp": "1", "DelaySeconds": "0"}
    assert attribute_differences(WANTED | reported, WANTED) == []


def test_a_changed_number_is_one_difference() -> None:
    assert attribute_differences(WANTED | {"VisibilityTimeout": "30"}, WANTED) == [
        Difference(attribute="VisibilityTimeout", where="VisibilityTimeout", have="30", want="14520")
    ]


def test_an_attribute_that_aws_does_not_report_is_a_difference() -> None:
    wanted = dead_letter_queue_attributes(VIDEO, "prod", "ap-northeast-2", "123456789012")
    reported = {key: value for key, value in wanted.items() if key != "RedriveAllowPolicy"}
    assert attribute_differences(reported, wanted) == [
        Difference(
            attribute="RedriveAllowPolicy",
            where="RedriveAllowPolicy.redrivePermission",
            have=None,
            want="byQueue",
        ),
        Difference(
            attribute="RedriveAllowPolicy",
            where="RedriveAllowPolicy.sourceQueueArns",
            have=None,
            want="arn:aws:sqs:ap-northeast-2:123456789012:academy-video-jobs",
        ),
    ]


def test_json_that_says_more_differs_by_what_it_adds() -> None:
    policy = json.loads(WANTED["Policy"])
    policy["Statement"][0]["Condition"]["StringEquals"] = {"aws:PrincipalOrgID": "o-1"}
    assert attribute_differences(WANTED | {"Policy": json.dumps(policy)}, WANTED) == [
        Difference(
            attribute="Policy",
            where="Policy.Statement.Condition.StringEquals.aws:PrincipalOrgID",
            have="o-1",
            want=None,
        )
    ]


def test_json_is_compared_by_what_it_means() -> None:
    policy = json.loads(WANTED["Policy"])
    policy["Statement"] = policy["Statement"][0] | {"Action": ["sqs:*"]}
    policy["Statement"]["Condition"] = {"Bool": {"aws:SecureTransport": False}}
    redrive = json.loads(WANTED["RedrivePolicy"])
    same = {
        "Policy": json.dumps(dict(reversed(policy.items())), indent=2),
        "RedrivePolicy": json.dumps(redrive | {"maxReceiveCount": "5"}, indent=1),
    }
    assert attribute_differences(WANTED | same, WANTED) == []


def test_the_order_of_a_list_means_nothing() -> None:
    have = {"Policy": '{"Action": ["sqs:SendMessage", "sqs:ReceiveMessage"]}'}
    want = {"Policy": '{"Action": ["sqs:ReceiveMessage", "sqs:SendMessage"]}'}
    assert attribute_differences(have, want) == []


@given(documents)
def test_the_layout_of_json_means_nothing(document: dict[str, object]) -> None:
    want = {"Policy": json.dumps(document, sort_keys=True, separators=(",", ":"))}
    have = {"Policy": json.dumps(dict(reversed(document.items())), indent=3)}
    assert attribute_differences(have, want) == []


def test_a_dot_in_a_key_does_not_hide_a_difference() -> None:
    have = {"Policy": '{"a.b": "1", "a": {"b": "2"}}'}
    want = {"Policy": '{"a.b": "3", "a": {"b": "2"}}'}
    assert attribute_differences(have, want) == [Difference(attribute="Policy", where="Policy.a.b", have="1", want="3")]


def test_what_is_no_json_is_shown_as_it_is() -> None:
    have = attribute_differences(WANTED | {"RedrivePolicy": "{"}, WANTED)
    assert Difference(attribute="RedrivePolicy", where="RedrivePolicy", have="{", want=None) in have


def test_a_key_of_the_account_s_own_is_a_difference_though_the_program_names_none() -> None:
    assert attribute_differences(WANTED | {"KmsMasterKeyId": "alias/aws/sqs"}, WANTED) == [
        Difference(attribute="KmsMasterKeyId", where="KmsMasterKeyId", have="alias/aws/sqs", want=None)
    ]


def test_tags_differ_where_one_is_missing_or_says_something_else() -> None:
    assert tag_differences({"Project": "other", "Owner": "me"}, {"Project": "academy", "ManagedBy": "pulumi"}) == [
        Difference(attribute="Tags", where="ManagedBy", have=None, want="pulumi"),
        Difference(attribute="Tags", where="Project", have="other", want="academy"),
    ]
