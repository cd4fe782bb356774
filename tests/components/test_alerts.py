"""The topics that everything reports to, as AWS would be asked for them."""

import json
from typing import Any

import pytest

from components.alerts import Alerts, AlertsArgs
from sandbox.recording import Recording, record
from tests.components.policies import lint, statements

TIER = "academy:observability:Alerts"
TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"

OPS = "ops@academy.example"
OWNER = "owner@academy.example"


def alerts(*emails: str, preview: bool = False) -> Recording:
    args = AlertsArgs(environment="prod", region="ap-northeast-2", account_id="123456789012", emails=emails)
    return record(lambda: Alerts("alerts", args), preview=preview)


def by_sid(recording: Recording, name: str) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in statements(recording.one(POLICY, name))}


def test_there_is_one_topic_in_seoul_and_one_where_cloudfront_reports() -> None:
    regions = {name: topic.inputs["region"] for name, topic in alerts().by_name(TOPIC).items()}

    assert regions == {"alerts": "ap-northeast-2", "alerts-edge": "us-east-1"}


def test_each_topics_policy_and_subscriptions_are_in_its_own_region() -> None:
    recording = alerts(OPS)

    for name, region in (("alerts", "ap-northeast-2"), ("alerts-edge", "us-east-1")):
        topic = recording.one(TOPIC, name)
        policy, subscription = recording.one(POLICY, name), recording.one(SUBSCRIPTION, f"{name}-{OPS}")
        assert policy.inputs["region"] == subscription.inputs["region"] == region
        assert policy.inputs["arn"] == subscription.inputs["topic"] == topic.id


def test_everybody_gets_mail_from_both_topics() -> None:
    found = alerts(OPS, OWNER).of_type(SUBSCRIPTION)

    assert {(each.name, each.inputs["protocol"], each.inputs["endpoint"]) for each in found} == {
        (f"{topic}-{email}", "email", email) for topic in ("alerts", "alerts-edge") for email in (OPS, OWNER)
    }


def test_an_address_that_joins_changes_nothing_for_the_others_wherever_it_stands() -> None:
    before, after = alerts(OWNER), alerts(OPS, OWNER)

    assert after.keys() - before.keys() == {(SUBSCRIPTION, f"alerts-{OPS}"), (SUBSCRIPTION, f"alerts-edge-{OPS}")}
    assert before.keys() <= after.keys()


def test_without_addresses_there_are_the_topics_alone() -> None:
    recording = alerts()

    assert recording.of_type(SUBSCRIPTION) == []
    assert len(recording.of_type(TOPIC)) == 2


@pytest.mark.parametrize(("name", "region"), [("alerts", "ap-northeast-2"), ("alerts-edge", "us-east-1")])
def test_cloudwatch_tells_of_this_accounts_alarms_in_the_topics_region_only(name: str, region: str) -> None:
    recording = alerts()

    assert by_sid(recording, name)["Alarms"] == {
        "Sid": "Alarms",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": recording.one(TOPIC, name).id,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "123456789012"},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:123456789012:alarm:*"},
        },
    }


def test_budgets_tells_of_this_accounts_budgets_only() -> None:
    recording = alerts()

    assert by_sid(recording, "alerts")["Budgets"] == {
        "Sid": "Budgets",
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": recording.one(TOPIC, "alerts").id,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "123456789012"},
            "ArnLike": {"aws:SourceArn": "arn:aws:budgets::123456789012:*"},
        },
    }


def test_eventbridges_statement_has_no_condition_because_it_would_let_nothing_through() -> None:
    recording = alerts()

    assert by_sid(recording, "alerts")["Events"] == {
        "Sid": "Events",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": recording.one(TOPIC, "alerts").id,
    }


def test_nobody_else_may_write_and_nobody_over_plain_http() -> None:
    recording = alerts()

    assert by_sid(recording, "alerts").keys() == {"Alarms", "Budgets", "Events", "DenyPlainHttp"}
    assert by_sid(recording, "alerts-edge").keys() == {"Alarms", "DenyPlainHttp"}
    for name in ("alerts", "alerts-edge"):
        assert by_sid(recording, name)["DenyPlainHttp"] == {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": recording.one(TOPIC, name).id,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }


def test_the_policy_linter_finds_nothing() -> None:
    found = lint(alerts())

    assert len(found) == 2
    assert {key: lines for key, lines in found.items() if lines} == {}


def test_the_policies_are_canonical_json() -> None:
    for policy in alerts().of_type(POLICY):
        text = policy.inputs["policy"]
        assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


def test_no_topic_has_a_key_that_cloudwatch_could_not_use() -> None:
    for topic in alerts().of_type(TOPIC):
        assert "kmsMasterKeyId" not in topic.inputs


def test_other_tiers_get_both_topics_once_they_take_what_is_sent() -> None:
    recording = alerts()

    assert recording.outputs[recording.one(TIER).urn] == {
        "topic_arn": recording.one(TOPIC, "alerts").id,
        "us_east_1_topic_arn": recording.one(TOPIC, "alerts-edge").id,
    }


def test_a_preview_declares_the_same() -> None:
    assert alerts(OPS, preview=True).keys() == alerts(OPS).keys()
