"""All checks in their order, and what people and programs are told of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.aws.outputs import StackOutputs
from ops.aws.session import EDGE
from ops.verify.alarms import check_alarms, check_scaling_alarms, check_subscribers
from ops.verify.database import check_database
from ops.verify.dead_letters import check_dead_letters
from ops.verify.edge import Fetch, PlanClient, check_distribution, check_plan, check_site
from ops.verify.found import Check, Found, Note, Trouble, examine
from ops.verify.rollout import Service
from ops.verify.services import BALANCED, ScalingClient, ServiceReader, wanted_services
from ops.verify.wait import Patience, Witness, await_alarms, await_services, check_providers, check_services

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, kw_only=True)
class Clients:
    """Whom to ask."""

    ecs: "ECSClient"
    logs: "CloudWatchLogsClient"
    scaling: ScalingClient
    balancing: "ElasticLoadBalancingv2Client"
    rds: "RDSClient"
    sqs: "SQSClient"
    cloudwatch: "CloudWatchClient"
    sns: "SNSClient"
    cloudfront: "CloudFrontClient"
    edge_cloudwatch: "CloudWatchClient"
    edge_sns: "SNSClient"
    plans: PlanClient
    fetch: Fetch


@dataclass(kw_only=True)
class Verification:
    """One look at everything, after waiting for what takes its time."""

    clients: Clients
    outputs: StackOutputs
    patience: Patience
    _services: Sequence[Service] = ()

    def run(self) -> list[Found]:
        """Every check's findings. What one check may not read is a trouble of its own, and the others go on.

        Raises:
            Problem: the credentials have expired, so that no check can say anything.
        """
        clients, outputs = self.clients, self.outputs
        checks: list[tuple[str, Check]] = [
            ("services", self._rollouts),
            ("capacity", lambda: check_providers(self._services, outputs.capacity_providers)),
            ("database", self._database),
            ("alarms", self._alarms),
            ("us-east-1 alarms", self._edge_alarms),
            ("scaling alarms", lambda: check_scaling_alarms(clients.cloudwatch, outputs.scaling_alarm_names)),
            ("people", lambda: check_subscribers(clients.sns, outputs.topic_arn, outputs.region)),
            ("us-east-1 people", lambda: check_subscribers(clients.edge_sns, outputs.us_east_1_topic_arn, EDGE)),
            ("dead letters", lambda: check_dead_letters(clients.sqs, outputs.queue_urls)),
            ("distribution", lambda: check_distribution(clients.cloudfront, outputs.distribution_id)),
            ("site", self._site),
            ("plan", self._plan),
        ]
        return [examine(name, check) for name, check in checks]

    def _rollouts(self) -> Iterator[Trouble | Note]:
        clients, outputs = self.clients, self.outputs
        reader = ServiceReader(
            ecs=clients.ecs,
            scaling=clients.scaling,
            balancing=clients.balancing,
            target_group_arn=outputs.target_group_arn,
            wanted=wanted_services(outputs),
        )
        definitions = reader.definitions()
        self._services = await_services(reader, definitions, self.patience)
        witness = Witness(ecs=clients.ecs, logs=clients.logs, definitions=definitions)
        yield from check_services(self._services, witness, self.patience.timeout_seconds)

    def _database(self) -> Iterator[Trouble | Note]:
        outputs = self.outputs
        yield from check_database(
            self.clients.rds,
            outputs.database_identifier,
            outputs.database_parameter_group,
            outputs.database_max_connections,
        )

    def _alarms(self) -> Iterator[Trouble | Note]:
        outputs, cloudwatch = self.outputs, self.clients.cloudwatch
        await_alarms(cloudwatch, outputs.alarm_names, self.patience)
        yield from check_alarms(cloudwatch, outputs.alarm_names, outputs.topic_arn, outputs.region)

    def _edge_alarms(self) -> Iterator[Trouble | Note]:
        names, topic = self.outputs.us_east_1_alarm_names, self.outputs.us_east_1_topic_arn
        yield from check_alarms(self.clients.edge_cloudwatch, names, topic, EDGE)

    def _site(self) -> Iterator[Trouble | Note]:
        # Where the services could not be read, the API is asked: it may well be there.
        released = next((one.released for one in self._services if one.key == BALANCED), True)
        outputs = self.outputs
        yield from check_site(self.clients.fetch, outputs.site_address, outputs.api_address, api_released=released)

    def _plan(self) -> Iterator[Trouble | Note]:
        if self.outputs.plan_subscription_arn is None:
            yield Note(text="pay as you go")
        else:
            yield from check_plan(self.clients.plans, self.outputs.plan_subscription_arn)


def as_json(stack: str, found: Sequence[Found]) -> dict[str, object]:
    """The document that `--json` prints."""
    return {
        "stack": stack,
        "ok": not any(one.troubles for one in found),
        "checks": [
            {
                "check": one.check,
                "ok": not one.troubles,
                "problems": [{"text": each.text, "details": list(each.details)} for each in one.troubles],
                "notes": [each.text for each in one.notes],
            }
            for one in found
        ],
    }


def tell(found: Sequence[Found], say: Callable[[str], None], tell_trouble: Callable[[str, Sequence[str]], None]) -> int:
    """Say what is well, tell what isn't, and give the exit status that follows."""
    for one in found:
        if not one.troubles:
            say(f"{one.check}: ok ({'; '.join(note.text for note in one.notes)})")
    for one in found:
        for trouble in one.troubles:
            tell_trouble(f"{one.check}: {trouble.text}", trouble.details)
    return 1 if any(one.troubles for one in found) else 0
