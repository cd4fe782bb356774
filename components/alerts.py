"""Alerts tier: the topics that everything reports to, and the people who read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.domain import CLOUDFRONT_REGION

PUBLISH = "sns:Publish"


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """What the topics need from the rest of the stack."""

    environment: str
    region: str
    account_id: str
    emails: Sequence[str]
    """Each has to confirm the mail that AWS sends it, once a topic."""


class Alerts(ComponentResource):
    """A topic in the stack's region and one in CloudFront's, as an alarm reaches topics of its own region only.

    CloudWatch, Budgets and EventBridge may write to them, over TLS. They are not encrypted: CloudWatch and Budgets
    cannot use SNS's own key (alias/aws/sns), whose policy nobody can change, and their messages would be lost without
    a word; a key of our own costs 1 USD a month, for texts that are mailed in the clear anyway.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """

    topic_arn: Output[str]
    """Known once the topic takes what is sent to it."""
    us_east_1_topic_arn: Output[str]
    """The same for what CloudFront and its firewall report."""

    def __init__(self, name: str, args: AlertsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:observability:Alerts", name, None, opts)
        self._args = args

        self.topic_arn = self._topic(
            name,
            args.region,
            [
                alarm_statement(args.region, args.account_id),
                budget_statement(args.account_id),
                EVENT_STATEMENT,
            ],
        )
        self.us_east_1_topic_arn = self._topic(
            f"{name}-edge", CLOUDFRONT_REGION, [alarm_statement(CLOUDFRONT_REGION, args.account_id)]
        )
        self.register_outputs({"topic_arn": self.topic_arn, "us_east_1_topic_arn": self.us_east_1_topic_arn})

    def _topic(self, name: str, region: str, senders: Sequence[Mapping[str, object]]) -> Output[str]:
        child = ResourceOptions(parent=self)
        topic = sns.Topic(
            name,
            region=region,
            # What stands before the subject of each mail.
            display_name=f"academy {self._args.environment}",
            tags={"Name": f"academy-{self._args.environment}-{name}"},
            opts=child,
        )
        policy = sns.TopicPolicy(name, arn=topic.arn, region=region, policy=_policy(topic.arn, senders), opts=child)
        for email in self._args.emails:
            sns.TopicSubscription(
                f"{name}-{email}", topic=topic.arn, region=region, protocol="email", endpoint=email, opts=child
            )
        return policy.arn


def alarm_statement(region: str, account_id: str) -> Mapping[str, object]:
    """CloudWatch may tell of this account's alarms."""
    return _allow("Alarms", "cloudwatch.amazonaws.com") | {
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account_id},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{account_id}:alarm:*"},
        }
    }


def budget_statement(account_id: str) -> Mapping[str, object]:
    """Budgets may tell of this account's budgets.

    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    """
    return _allow("Budgets", "budgets.amazonaws.com") | {
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account_id},
            "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{account_id}:*"},
        }
    }


def _allow(sid: str, service: str) -> dict[str, object]:
    return {"Sid": sid, "Effect": "Allow", "Principal": {"Service": service}, "Action": PUBLISH}


EVENT_STATEMENT: Mapping[str, object] = _allow("Events", "events.amazonaws.com")
"""EventBridge may tell of events. It takes no condition in a topic's policy, and no role for a topic either.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
"""

_TLS_ONLY: Mapping[str, object] = {
    "Sid": "DenyPlainHttp",
    "Effect": "Deny",
    "Principal": "*",
    "Action": PUBLISH,
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def _policy(topic_arn: Input[str], senders: Sequence[Mapping[str, object]]) -> Output[str]:
    statements = [{**statement, "Resource": topic_arn} for statement in (*senders, _TLS_ONLY)]
    return Output.json_dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True, separators=(",", ":"))
