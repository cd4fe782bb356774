"""Gives every empty secret a value, and finds the services that still run with an old one.

A value goes from where it is made or typed straight to Secrets Manager: it is in no message, no file and no log, and
nothing here ever asks Secrets Manager for one.
"""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast
from uuid import NAMESPACE_URL, uuid4, uuid5

from ops.aws.errors import AWS_ERRORS, BUSY, DENIED, EXPIRED, UNKNOWN, aws_problems, code, explain
from ops.aws.outputs import Located
from ops.problem import Problem
from ops.secrets.values import GENERATED, checked
from ops.verify.services import DESCRIBED, GPU
from sizing.access import SecretKey, ServiceAccess

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

CURRENT = "AWSCURRENT"
"""https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html"""

Done = Literal["empty", "kept", "generated", "entered"]


Ask = Callable[[SecretKey], str | None]
"""Where a value comes from that somebody has to bring; None where there is none."""


class SecretOutputs(Located):
    """What this needs of a stack."""

    secret_names: Mapping[str, str]
    cluster_name: str
    gpu_cluster_name: str | None = None
    service_names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A container in Secrets Manager."""

    key: SecretKey
    name: str
    arn: str
    since: datetime | None
    """When its value was set; None while it is empty."""


@dataclass(kw_only=True)
class Outcome:
    """What became of the secrets."""

    done: dict[SecretKey, Done] = field(default_factory=dict["SecretKey", "Done"])
    problems: list[str] = field(default_factory=list[str])
    behind: list[str] = field(default_factory=list[str])
    """Services whose tasks started before a secret of theirs was set."""
    rolled: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Gives empty secrets a value, and services new tasks."""

    manager: "SecretsManagerClient"
    ecs: "ECSClient"
    outputs: SecretOutputs
    access: Sequence[ServiceAccess]
    replace: frozenset[str]
    """Keys of secrets that get a new value although they have one."""
    tell: Callable[[str], None]

    def secrets(self) -> list[Secret]:
        """As they are.

        Raises:
            Problem: one is not there, or AWS says no more of it.
        """
        wanted = cast("Mapping[SecretKey, str]", self.outputs.secret_names)
        if unknown := sorted(self.replace - {*wanted}):
            raise Problem(f"--replace {unknown[0]} is no secret of this stack; want {' or '.join(sorted(wanted))}")
        with aws_problems():
            return [self._secret(key, name) for key, name in sorted(wanted.items())]

    def plan(self, found: Sequence[Secret]) -> list[Secret]:
        """Those that are to get a value."""
        return [secret for secret in found if secret.since is None or secret.key in self.replace]

    def fill(self, found: Sequence[Secret], ask: Ask) -> Outcome:
        """Set what is to be set: first what can be made, then what somebody has to bring."""
        outcome = Outcome(done={secret.key: "kept" for secret in found})
        planned = self.plan(found)
        for secret in sorted(planned, key=lambda one: one.key not in GENERATED):
            outcome.done[secret.key] = "kept" if secret.since else "empty"
            make = GENERATED.get(secret.key)
            value = make() if make else _asked(ask, secret.key, outcome)
            if value is None:
                continue
            refusal = self._put(secret, value)
            if refusal:
                outcome.problems.append(refusal)
                continue
            outcome.done[secret.key] = "generated" if make else "entered"
            self.tell(f"{secret.key} has a new value" if secret.since else f"{secret.key} has a value")
        return outcome

    def behind(self, found: Sequence[Secret]) -> list[str]:
        """Keys of services that run tasks which were asked for before one of their secrets was set.

        A task gets its secrets when it starts, and never again.
        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
        """
        since = {secret.key: secret.since for secret in found if secret.since}
        changed = {
            one.service: max((since[key] for key in one.secrets if key in since), default=None) for one in self.access
        }
        with aws_problems():
            asked = dict(self._deployed())
        return sorted(key for key, at in asked.items() if (when := changed.get(key)) is not None and at < when)

    def roll(self, services: Sequence[str]) -> None:
        """Replace the tasks of services by new ones, as a deployment does."""
        with aws_problems():
            for key in services:
                self.ecs.update_service(
                    cluster=self._cluster(key), service=self.outputs.service_names[key], forceNewDeployment=True
                )
                self.tell(f"{key} gets new tasks")

    def _secret(self, key: SecretKey, name: str) -> Secret:
        arn = self.manager.describe_secret(SecretId=name)["ARN"]
        # Without the deprecated ones they are at most twenty, one for each label: a page holds a hundred.
        versions = self.manager.list_secret_version_ids(SecretId=name)["Versions"]
        since = next((one.get("CreatedDate") for one in versions if CURRENT in one.get("VersionStages", [])), None)
        return Secret(key=key, name=name, arn=arn, since=since)

    def _put(self, secret: Secret, value: str) -> str | None:
        """Set the value; what was refused, if it was.

        An empty secret's first version has always the same id, with which AWS takes only one value: two people who
        fill it at once don't overwrite each other.
        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
        """
        token = uuid4() if secret.since else uuid5(NAMESPACE_URL, secret.arn)
        try:
            with _no_requests_logged():
                self.manager.put_secret_value(SecretId=secret.arn, SecretString=value, ClientRequestToken=str(token))
        except AWS_ERRORS as error:
            # The text of any other refusal may repeat what was refused.
            safe = code(error) in DENIED | EXPIRED | UNKNOWN | BUSY
            why = explain(error) if safe else code(error) or type(error).__name__
            if why == "ResourceExistsException":
                return f"{secret.key} got a value from somebody else meanwhile, which was left alone"
            return f"{secret.key} was not set: {why}"
        return None

    def _deployed(self) -> Iterator[tuple[str, datetime]]:
        """Services with tasks, and when these were asked for."""
        clusters: dict[str, dict[str, str]] = {}
        for key, name in self.outputs.service_names.items():
            clusters.setdefault(self._cluster(key), {})[name] = key
        for cluster, keys in clusters.items():
            names = sorted(keys)
            for first in range(0, len(names), DESCRIBED):
                answer = self.ecs.describe_services(cluster=cluster, services=names[first : first + DESCRIBED])
                for service in answer["services"]:
                    current = [one for one in service.get("deployments", []) if one.get("status") == "PRIMARY"]
                    if service.get("desiredCount") and current and "createdAt" in current[0]:
                        yield keys[service.get("serviceName", "")], current[0]["createdAt"]

    def _cluster(self, key: str) -> str:
        return self.outputs.gpu_cluster_name or self.outputs.cluster_name if key == GPU else self.outputs.cluster_name


def _asked(ask: Ask, key: SecretKey, outcome: Outcome) -> str | None:
    try:
        value = ask(key)
        if value is not None:
            return checked(key, value)
        outcome.problems.append(f"{key} got no value: run this in a terminal, which asks for it, or give it on stdin")
    except Problem as problem:
        outcome.problems.append(str(problem))
    return None


@contextmanager
def _no_requests_logged() -> Generator[None]:
    """Whoever turned on the SDK's debug log doesn't find a value in it: it prints requests whole."""
    loggers = [logging.getLogger(name) for name in ("boto3", "botocore", "urllib3")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
