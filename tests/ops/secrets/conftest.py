"""A stack whose secrets are there and empty, and somebody who answers questions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from ops.aws.session import open_session
from ops.secrets.asking import Typed
from ops.secrets.command import run
from ops.secrets.fill import Filling, SecretOutputs
from tests.ops.answers import Answers
from tests.ops.preflight.conftest import profile_of

REGION = "ap-northeast-2"
ACCOUNT = {"api_key": "NCSKEY0123456789", "api_secret": "S0LAPISECRETxyz"}
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"
LONG_AGO = datetime(2026, 1, 31, tzinfo=UTC)

NAMES = {key: f"academy/prod/{key}" for key in ("application-key", "database-password", "solapi")}
OUTPUTS = {
    "account_id": "123456789012",
    "region": REGION,
    "environment": "prod",
    "secret_names": NAMES,
    "cluster_name": "cluster-1",
    "service_names": {"api": "api-1", "video": "video-1", "ai": "ai-1", "messaging": "messaging-1"},
}


class Somebody:
    """Answers questions, and counts them."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = [*answers], list[str]()

    def hidden(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0)

    def shown(self, question: str) -> str:
        return self.hidden(question)


@dataclass
class Stack:
    """A stack whose secrets are there and empty, with services that run."""

    manager: Any
    ecs: Answers
    outputs: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(OUTPUTS)))
    profile: Any = field(default_factory=lambda: profile_of("initial"))
    told: list[str] = field(default_factory=list[str])

    def filling(self, *replace: str) -> Filling:
        return Filling(
            manager=self.manager,
            ecs=cast("Any", self.ecs.client),
            outputs=SecretOutputs.model_validate(self.outputs),
            access=self.profile.access,
            replace=frozenset(replace),
            tell=self.told.append,
        )

    def run(
        self,
        *replace: str,
        person: Somebody | None = None,
        roll: bool = False,
        dry_run: bool = False,
        as_document: bool = False,
    ) -> int:
        somebody = Typed(terminal=person or Somebody())
        return run(
            self.filling(*replace), "initial", roll=roll, dry_run=dry_run, as_document=as_document, person=somebody
        )

    def values(self) -> dict[str, str]:
        """What Secrets Manager holds."""
        held: dict[str, str] = {}
        for key, name in self.outputs["secret_names"].items():
            try:
                held[key] = self.manager.get_secret_value(SecretId=name)["SecretString"]
            except self.manager.exceptions.ResourceNotFoundException:
                continue
        return held

    def running(self, since: Mapping[str, datetime]) -> None:
        """Services whose tasks were asked for then; those that aren't named have none."""
        services = [
            {
                "serviceName": self.outputs["service_names"][key],
                "desiredCount": 2 if key in since else 0,
                "deployments": [{"status": "PRIMARY", "createdAt": since.get(key, LONG_AGO)}],
            }
            for key in self.outputs["service_names"]
        ]
        self.ecs.instead("describe_services", {"services": services, "failures": []})


@pytest.fixture(scope="session")
def session() -> Iterator[boto3.Session]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        yield open_session(None, REGION)


@pytest.fixture
def stack(session: boto3.Session) -> Iterator[Stack]:
    client = cast("Any", session).client
    with mock_aws():
        manager = client("secretsmanager")
        for name in NAMES.values():
            manager.create_secret(Name=name)
        client("ecs").create_cluster(clusterName="cluster-1")
        made = Stack(manager=manager, ecs=Answers(client("ecs")))
        made.running({})
        yield made


def somebody() -> Somebody:
    return Somebody(*ACCOUNT.values())
