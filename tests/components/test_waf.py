"""The web application firewall, as AWS would be asked for it."""

from typing import Any

import pytest

from sandbox.recording import Recording
from tests.components.edge import DISTRIBUTION, GUARDED, LARGE, Edge, added, differing

ACL = "aws:wafv2/webAcl:WebAcl"
TIER = "academy:edge:WebFirewall"
CDN = "academy:edge:Cdn"


def guarded(rate_limit: int = 2000) -> Recording:
    return Edge(size=GUARDED.model_copy(update={"rate_limit": rate_limit})).record()


def rules(recording: Recording) -> list[dict[str, Any]]:
    return recording.one(ACL).inputs["rules"]


def test_it_is_made_where_cloudfront_looks_for_it() -> None:
    inputs = guarded().one(ACL).inputs

    assert inputs["scope"] == "CLOUDFRONT"
    assert inputs["region"] == "us-east-1"


def test_the_distribution_asks_it_about_every_request() -> None:
    recording = guarded()

    acl = recording.one(ACL)
    assert recording.one(DISTRIBUTION).inputs["webAclId"].endswith(f"/{acl.id}")
    assert acl.urn in recording.one(DISTRIBUTION).property_dependencies["webAclId"]


def test_what_no_rule_stops_is_allowed() -> None:
    assert guarded().one(ACL).inputs["defaultAction"] == {"allow": {}}


def test_the_rules_stand_in_the_order_of_their_priorities() -> None:
    assert [(rule["priority"], rule["name"]) for rule in rules(guarded())] == [
        (0, "rate-limit"),
        (1, "AWSManagedRulesCommonRuleSet"),
        (2, "AWSManagedRulesKnownBadInputsRuleSet"),
    ]


@pytest.mark.parametrize("limit", [2000, 500])
def test_an_address_that_exceeds_the_stacks_limit_in_five_minutes_is_blocked(limit: int) -> None:
    rule = rules(guarded(limit))[0]

    assert rule["action"] == {"block": {}}
    assert rule["statement"] == {
        "rateBasedStatement": {"limit": limit, "aggregateKeyType": "IP", "evaluationWindowSec": 300}
    }


def test_the_common_rules_block_all_but_long_bodies_which_they_count() -> None:
    rule = rules(guarded())[1]

    assert rule["overrideAction"] == {"none": {}}
    assert rule["statement"] == {
        "managedRuleGroupStatement": {
            "vendorName": "AWS",
            "name": "AWSManagedRulesCommonRuleSet",
            "ruleActionOverrides": [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}],
        }
    }


def test_known_bad_inputs_are_blocked() -> None:
    rule = rules(guarded())[2]

    assert rule["overrideAction"] == {"none": {}}
    assert rule["statement"] == {
        "managedRuleGroupStatement": {"vendorName": "AWS", "name": "AWSManagedRulesKnownBadInputsRuleSet"}
    }


def test_each_rule_and_the_whole_are_counted_under_a_name_of_their_own() -> None:
    acl = guarded().one(ACL).inputs

    seen = [acl["visibilityConfig"], *(rule["visibilityConfig"] for rule in acl["rules"])]
    assert all(each["cloudwatchMetricsEnabled"] and each["sampledRequestsEnabled"] for each in seen)
    assert len({each["metricName"] for each in seen}) == len(seen)


def test_alarms_get_the_name_that_cloudwatch_knows_it_by() -> None:
    recording = guarded()

    outputs = recording.outputs[recording.one(CDN).urn]
    assert outputs["web_acl_metric_name"] == recording.one(ACL).inputs["visibilityConfig"]["metricName"]
    assert outputs["web_acl_arn"].endswith(f"/{recording.one(ACL).id}")


def test_its_requests_are_not_logged_one_by_one_at_any_size() -> None:
    assert Edge(size=LARGE).record().of_type("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration") == []


def test_off_it_is_not_there_and_on_it_changes_one_thing_of_the_distribution() -> None:
    before, after = Edge().record(), guarded()

    assert before.of_type(ACL) == before.of_type(TIER) == []
    assert added(before, after) == {(ACL, "cdn-waf"), (TIER, "cdn-waf")}
    assert differing(before, after) == {(DISTRIBUTION, "cdn"): {"webAclId"}}
    assert {"web_acl_arn", "web_acl_metric_name"} & before.outputs[before.one(CDN).urn].keys() == set()
