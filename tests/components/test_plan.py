"""The flat-rate plan, as AWS would be asked for it, and what people are told of it."""

import pytest

from sandbox.recording import Recording
from tests.components.edge import DISTRIBUTION, GUARDED, LARGE, Edge

SUBSCRIPTION = "aws:pricingplanmanager/subscription:Subscription"
ACL = "aws:wafv2/webAcl:WebAcl"


def business() -> Recording:
    return Edge(size=LARGE).record()


def test_the_business_plan_is_asked_for_and_left_to_a_person_to_approve() -> None:
    inputs = business().one(SUBSCRIPTION).inputs

    assert (inputs["planFamily"], inputs["planTier"]) == ("CloudFront", "BUSINESS")
    assert inputs["approvalMode"] == "MANUAL"


def test_the_plan_covers_the_distribution_and_its_firewall_and_waits_for_both() -> None:
    recording = business()
    subscription = recording.one(SUBSCRIPTION)
    distribution, acl = recording.one(DISTRIBUTION), recording.one(ACL)

    assert subscription.inputs["resourceArns"] == [
        f"arn:aws:cloudfront::123456789012:distribution/{distribution.id}",
        distribution.inputs["webAclId"],
    ]
    assert {distribution.urn, acl.urn} <= subscription.property_dependencies["resourceArns"]


@pytest.mark.parametrize("edge", [Edge(), Edge(size=GUARDED)])
def test_paying_as_one_goes_needs_no_plan_and_no_notice(edge: Edge) -> None:
    recording = edge.record(preview=True)

    assert recording.of_type(SUBSCRIPTION) == []
    assert recording.messages == ()


@pytest.mark.parametrize("preview", [True, False])
def test_people_are_told_once_what_the_plan_costs_blocks_and_takes_to_leave(preview: bool) -> None:
    (notice,) = Edge(size=LARGE).record(preview=preview).messages

    for said in (
        "200 USD a month",
        "approve",
        "pulumi destroy",
        "academy:cdn.plan to pay_as_you_go",
        "academy:cdn.waf",
    ):
        assert said in notice
