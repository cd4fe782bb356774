"""Events: what ECS and RDS say once, and no metric shows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from sizing.alarm import RUNBOOK

FAILED_DEPLOYMENT = "SERVICE_DEPLOYMENT_FAILED"
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html"""

NO_PLACE = ("SERVICE_TASK_CONFIGURATION_FAILURE", "SERVICE_TASK_PLACEMENT_FAILURE", "SERVICE_TASK_START_IMPAIRED")
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html"""

NOT_STARTED = "TaskFailedToStart"
INTERRUPTED = ("SpotInterruption", "TerminationNotice")
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html#ECS-Type-Task-stopCode"""

DATABASE_CATEGORIES = ("availability", "failover", "failure", "low storage")
"""Restarts, changes of the machine, breakdowns and a full disk; not backups, maintenance or changes of settings.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html"""


@dataclass(frozen=True, kw_only=True)
class EventsArgs:
    """What the rules need from the rest of the stack."""

    region: str
    account_id: str
    topic_arn: Input[str]
    cluster_names: Sequence[Input[str]]
    database_identifier: Input[str]


class Events(ComponentResource):
    """Mails for failed deployments, tasks without a place or a start, Spot interruptions, and the database's troubles.

    Each rule is about the clusters and the database of this stack alone.
    """

    rule_arns: dict[str, Output[str]]
    """By the section of the runbook."""

    def __init__(self, name: str, args: EventsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:observability:Events", name, None, opts)
        self._args = args

        self.rule_arns = {role: self._rule(name, role, pattern) for role, pattern in self._patterns().items()}
        self.register_outputs({"rule_arns": self.rule_arns})

    def _patterns(self) -> dict[str, Mapping[str, object]]:
        """What each rule waits for, by the section of the runbook that it sends people to."""
        clusters = [self._arn("ecs", "cluster/{}", cluster) for cluster in self._args.cluster_names]
        services = [self._arn("ecs", "service/{}/", cluster) for cluster in self._args.cluster_names]
        database = self._arn("rds", "db:{}", self._args.database_identifier)
        return {
            # This event names its service only, whose ARN begins with the cluster.
            "deployment-failed": {
                "source": ["aws.ecs"],
                "detail-type": ["ECS Deployment State Change"],
                "resources": [{"prefix": prefix} for prefix in services],
                "detail": {"eventName": [FAILED_DEPLOYMENT]},
            },
            "task-not-placed": {
                "source": ["aws.ecs"],
                "detail-type": ["ECS Service Action"],
                "detail": {"clusterArn": clusters, "eventName": [*NO_PLACE]},
            },
            "task-not-started": stopped_task(clusters, [NOT_STARTED]),
            "spot-interruption": stopped_task(clusters, INTERRUPTED),
            "database-event": {
                "source": ["aws.rds"],
                "detail-type": ["RDS DB Instance Event"],
                "resources": [database],
                "detail": {"EventCategories": [*DATABASE_CATEGORIES]},
            },
        }

    def _arn(self, service: str, resource: str, name: Input[str]) -> Output[str]:
        return Output.format(f"arn:aws:{service}:{{}}:{{}}:{resource}", self._args.region, self._args.account_id, name)

    def _rule(self, name: str, role: str, pattern: Mapping[str, object]) -> Output[str]:
        child = ResourceOptions(parent=self)
        rule = cloudwatch.EventRule(
            f"{name}-{role}",
            description=f"{role.replace('-', ' ').capitalize()}. Runbook: {RUNBOOK}#{role}",
            event_pattern=Output.json_dumps(pattern, sort_keys=True, separators=(",", ":")),
            opts=child,
        )
        cloudwatch.EventTarget(
            f"{name}-{role}",
            rule=rule.name,
            # Without a role: the topic's policy lets EventBridge in, and with both the message may be lost.
            arn=self._args.topic_arn,
            input_transformer={"input_template": message_template(role)},
            opts=child,
        )
        return rule.arn


def stopped_task(clusters: Sequence[Input[str]], codes: Sequence[str]) -> Mapping[str, object]:
    """A task that stopped for one of these reasons. It changes state several times on its way; this is the last."""
    return {
        "source": ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        "detail": {"clusterArn": [*clusters], "lastStatus": ["STOPPED"], "stopCode": [*codes]},
    }


def message_template(anchor: str) -> str:
    """What the mail says: where to read on, and the whole event.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """
    return f'{{"runbook": {json.dumps(f"{RUNBOOK}#{anchor}")}, "event": <aws.events.event.json>}}'
