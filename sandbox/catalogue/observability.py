"""What CloudWatch, EventBridge, SNS and Budgets answer.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
"""

import json
from collections.abc import Mapping

from sandbox.catalogue.row import ACCOUNT_ID, Made, ResourceType, digits
from sandbox.catalogue.shapes import MIXED, letters, uuid

_TOPIC = "aws:sns/topic:Topic"
_LOGS = "arn:{partition}:logs:{region}:{account}:"
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html
_LONGEST_DELIVERY_NAME = 60
_DELIVERY_NAME = r"[\w-]+"


def _topic_policy(made: Made) -> str:
    """What SNS gives a new topic: whoever is of the account may use it."""
    statement = {
        "Action": ["SNS:Publish", "SNS:Subscribe"],
        "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT_ID}},
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Resource": made.id,
        "Sid": "__default_statement_ID",
    }
    policy = {"Id": "__default_policy_ID", "Statement": [statement], "Version": "2008-10-17"}
    return json.dumps(policy, separators=(",", ":"))


def _target_id(made: Made) -> str:
    """The input, or what the provider makes up."""
    return str(made["targetId"] if made.inputs.get("targetId") else digits(f"{made.name} {made.serial}", 26))


OBSERVABILITY: Mapping[str, ResourceType] = {
    "aws:budgets/budget:Budget": ResourceType(
        id="{account}:{name}",
        computed={"arn": "arn:{partition}:budgets::{account}:budget/{name}"},
        defaults={"accountId": "{account}", "limitUnit": "USD", "timePeriodEnd": "2087-06-15_00:00"},
        # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
        longest_name=100,
        name_pattern=r"(?!.*/action/)[^:\\]+",
    ),
    "aws:cloudwatch/dashboard:Dashboard": ResourceType(
        id="{dashboardName}",
        computed={"dashboardArn": "arn:{partition}:cloudwatch::{account}:dashboard/{id}"},
    ),
    "aws:cloudwatch/eventRule:EventRule": ResourceType(
        id="{name}",
        computed={"arn": "arn:{partition}:events:{region}:{account}:rule/{id}"},
        defaults={"eventBusName": "default", "state": "ENABLED"},
        # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
        longest_name=64,
        name_pattern=r"[A-Za-z0-9._-]+",
    ),
    "aws:cloudwatch/eventTarget:EventTarget": ResourceType(
        id=lambda made: f"{made['rule']}-{_target_id(made)}",
        defaults={"eventBusName": "default", "targetId": _target_id},
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": ResourceType(
        id=letters(MIXED, 16, "{hex}"),
        computed={"arn": _LOGS + "delivery:{id}"},
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": ResourceType(
        id="{name}",
        computed={"arn": _LOGS + "delivery-destination:{id}"},
        longest_name=_LONGEST_DELIVERY_NAME,
        name_pattern=_DELIVERY_NAME,
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ResourceType(
        id="{name}",
        computed={
            "arn": _LOGS + "delivery-source:{id}",
            "service": lambda made: str(made["resourceArn"]).split(":")[2],
        },
        longest_name=_LONGEST_DELIVERY_NAME,
        name_pattern=_DELIVERY_NAME,
    ),
    "aws:cloudwatch/logGroup:LogGroup": ResourceType(
        id="{name}",
        computed={"arn": _LOGS + "log-group:{id}"},
        defaults={"logGroupClass": "STANDARD"},
        # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
        longest_name=512,
        name_pattern=r"(?!aws/)[A-Za-z0-9._/#-]+",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ResourceType(
        id="{name}",
        computed={"arn": "arn:{partition}:cloudwatch:{region}:{account}:alarm:{id}"},
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
    ),
    "aws:sns/topic:Topic": ResourceType(
        id="arn:{partition}:sns:{region}:{account}:{name}",
        computed={"arn": "{id}", "beginningArchiveTime": "", "owner": "{account}"},
        defaults={"policy": _topic_policy, "tracingConfig": "PassThrough"},
        # https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
        longest_name=256,
        name_pattern=r"[A-Za-z0-9_-]+(\.fifo)?",
    ),
    "aws:sns/topicPolicy:TopicPolicy": ResourceType(
        id="{arn}", computed={"owner": "{account}"}, part_of=(_TOPIC, "arn")
    ),
    "aws:sns/topicSubscription:TopicSubscription": ResourceType(
        id=lambda made: made.text("{topic}:") + uuid("{topic} {endpoint} {hex}")(made),
        computed={
            "arn": "{id}",
            "confirmationWasAuthenticated": False,
            "ownerId": "{account}",
            # A person has to follow the link in the mail: AWS confirms nothing by itself.
            "pendingConfirmation": lambda made: str(made["protocol"]).startswith("email"),
        },
        defaults={"confirmationTimeoutInMinutes": 1},
        part_of=(_TOPIC, "topic"),
    ),
}
