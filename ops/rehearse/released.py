"""What a stack takes on when it grows, and what it gives back, on purpose, when it goes the other way."""

from collections.abc import Mapping
from typing import Final

from ops.rehearse.effects import Known
from ops.rehearse.report import Impact
from ops.rehearse.table import NAT_PAGE

_DOCS: Final = "https://docs.aws.amazon.com"
PLAN_PAGE: Final = f"{_DOCS}/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html"

TAKEN_ON: Mapping[str, Known] = {
    "aws:ec2/natGateway:NatGateway": Known(
        impact=Impact.ADDRESS, text="what tasks reach sees its address instead of the tasks' own", url=NAT_PAGE
    ),
    "aws:pricingplanmanager/subscription:Subscription": Known(
        impact=Impact.NONE, text="spends nothing until a person approves it; AWS then bills it monthly", url=PLAN_PAGE
    ),
    "aws:sns/topicSubscription:TopicSubscription": Known(
        impact=Impact.NONE,
        text="AWS writes to the address, and sends it alarms once somebody there has confirmed",
        url=f"{_DOCS}/sns/latest/dg/sns-email-notifications.html",
    ),
    "aws:acm/certificate:Certificate": Known(
        impact=Impact.NONE,
        text="valid once ACM has seen its record in the hosted zone, minutes later",
        url=f"{_DOCS}/acm/latest/userguide/dns-validation.html",
    ),
}
"""Types of which a new one has an effect that people should know."""

RELEASED: Mapping[str, str] = {
    "aws:ec2/natGateway:NatGateway": "tasks have public addresses again",
    "aws:ec2/eip:Eip": "the NAT gateway's address, which AWS may give to somebody else",
    "aws:ec2/route:Route": "the way out of a private subnet that has no tasks any more",
    "aws:ec2/flowLog:FlowLog": "what is in the logs bucket stays until it expires",
    "aws:wafv2/webAcl:WebAcl": "the firewall, once the plan that needs it is over",
    "aws:pricingplanmanager/subscription:Subscription": "the plan is cancelled, and lasts to the end of the month",
    "aws:cloudwatch/logDelivery:LogDelivery": "what is in the logs bucket stays until it expires",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "part of the log delivery",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "part of the log delivery",
    "aws:cloudwatch/dashboard:Dashboard": "shows metrics, and holds none",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "watches what is no longer there, or is no longer watched",
    "aws:cloudwatch/eventRule:EventRule": "watches what is no longer there",
    "aws:cloudwatch/eventTarget:EventTarget": "watches what is no longer there",
    "aws:appautoscaling/scheduledAction:ScheduledAction": "the usual minimum holds all day",
    "aws:appautoscaling/policy:Policy": "scales what no longer scales",
    "aws:appautoscaling/target:Target": "scales what no longer scales",
    "aws:sns/topicSubscription:TopicSubscription": "who is no longer to be told",
    "aws:autoscaling/group:Group": "the GPU worker's machines",
    "aws:ec2/launchTemplate:LaunchTemplate": "part of the GPU worker's machines",
    "aws:ecs/capacityProvider:CapacityProvider": "part of the GPU worker's machines",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "part of the GPU worker's machines",
    "aws:iam/instanceProfile:InstanceProfile": "part of the GPU worker's machines",
}
"""Resource type -> why its deletion is meant, when a smaller profile has no use for it. None holds data, and none has a
name or an address that anybody else may rely on but a NAT gateway's, which says so."""

NOTHING_IN_AWS = "a component: nothing in AWS"
