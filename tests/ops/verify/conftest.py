"""A stack after its first release, all well, which each test then breaks in one place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from moto import mock_aws

from ops.aws.outputs import StackOutputs
from ops.verify.edge import Answer
from ops.verify.found import Found
from ops.verify.run import Clients, Verification
from ops.verify.wait import Patience
from sandbox.recording import Recording
from tests.ops.answers import Answers
from tests.ops.aws_side import EDGE, AwsSide
from tests.ops.patient import Waits

WHEN = datetime(2026, 1, 31, 3, 0, tzinfo=UTC)


@dataclass
class Platform:
    """The stack, the answers that moto lacks, and what was told."""

    side: AwsSide
    answers: dict[str, Answers]
    clients: Clients
    pages: dict[str, Answer]
    waits: Waits = field(default_factory=Waits)
    told: list[str] = field(default_factory=list[str])

    def outputs(self) -> StackOutputs:
        """What the stack says of itself."""
        return StackOutputs.model_validate(self.side.outputs)

    def verify(self, timeout_seconds: float = 60) -> dict[str, Found]:
        """What each check finds."""
        patience = Patience(clock=self.waits.clock(), timeout_seconds=timeout_seconds, tell=self.told.append)
        run = Verification(clients=self.clients, outputs=self.outputs(), patience=patience)
        return {found.check: found for found in run.run()}

    def troubles(self, timeout_seconds: float = 60) -> list[str]:
        """Every trouble, after the name of its check."""
        found = self.verify(timeout_seconds)
        return [f"{name}: {each.text}" for name, one in found.items() for each in one.troubles]

    def service(self, key: str, **changes: Any) -> dict[str, Any]:
        """A service all well, but for some changes, as ECS describes it."""
        return described(self.side, key, **changes)

    def services(self, *changed: dict[str, Any]) -> dict[str, Any]:
        """ECS's answer about all of them, some of them changed."""
        names = {one["serviceName"]: one for one in changed}
        well = [self.service(key) for key in self.side.outputs["service_names"]]
        return {"services": [names.get(one["serviceName"], one) for one in well], "failures": []}


def described(side: AwsSide, key: str, **changes: Any) -> dict[str, Any]:
    """A service as DescribeServices answers: what moto leaves out of it is here.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
    """
    count = 2 if key == "api" else 1
    primary = {
        "id": f"ecs-svc/{key}-2",
        "status": "PRIMARY",
        "taskDefinition": side.outputs["task_definition_arns"][key],
        "desiredCount": count,
        "runningCount": count,
        "pendingCount": 0,
        "rolloutState": "COMPLETED",
        "rolloutStateReason": f"ECS deployment ecs-svc/{key}-2 completed.",
        "createdAt": WHEN,
    }
    service = {
        "serviceName": side.outputs["service_names"][key],
        "status": "ACTIVE",
        "desiredCount": count,
        "deployments": [primary],
        "capacityProviderStrategy": [
            {"capacityProvider": side.outputs["capacity_providers"][key], "weight": 1, "base": 0}
        ],
        "events": [],
    }
    primary |= changes.pop("primary", {})
    return service | changes


@pytest.fixture
def platform(released: Recording, nobody: None) -> Iterator[Platform]:
    """Everything as it should be."""
    with mock_aws():
        side = AwsSide(released)
        side.answer_targets(2)
        built = build_clients(side, lambda url: pages.get(url, Answer(status=404)))
        site = side.outputs["site_address"]
        pages = {f"{site}/": Answer(status=200), f"{site}/api/healthz": Answer(status=200)}
        answers = {name: Answers(getattr(built, name)) for name in ("ecs", "rds", "sns", "plans", "balancing", "logs")}
        platform = Platform(side=side, answers=answers, clients=built, pages=pages)
        answers["ecs"].answer("describe_services", platform.services())
        yield platform
        for each in answers.values():
            each.deactivate()


def build_clients(side: AwsSide, fetch: Callable[[str], Answer]) -> Clients:
    """Clients of the mocked account."""
    return Clients(
        ecs=side.client("ecs"),
        logs=side.client("logs"),
        scaling=side.client("application-autoscaling"),
        balancing=side.client("elbv2"),
        rds=side.client("rds"),
        sqs=side.client("sqs"),
        cloudwatch=side.client("cloudwatch"),
        sns=side.client("sns"),
        cloudfront=side.client("cloudfront", EDGE),
        edge_cloudwatch=side.client("cloudwatch", EDGE),
        edge_sns=side.client("sns", EDGE),
        plans=side.client("pricing-plan-manager", EDGE),
        fetch=fetch,
    )
