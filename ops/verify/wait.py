"""Waiting for the services, and for the alarms that a deployment sets off by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ops.aws.errors import AWS_ERRORS, explain
from ops.aws.patiently import patiently
from ops.tasks.clock import Clock
from ops.tasks.stopped import stopped_tasks, tell_last_lines, tell_stopped
from ops.verify.alarms import describe, settling
from ops.verify.found import Note, Trouble
from ops.verify.rollout import Service, judge
from ops.verify.services import Definition, ServiceReader

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_logs import CloudWatchLogsClient

POLL_SECONDS = 10


@dataclass(kw_only=True)
class Patience:
    """One deadline for all that is waited for, and who is told of progress."""

    clock: Clock
    timeout_seconds: float
    tell: Callable[[str], None]
    _until: float = field(init=False)
    _said: dict[str, str] = field(init=False, default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._until = self.clock.now() + self.timeout_seconds

    def again(self) -> bool:
        """Wait a little, and say whether there is time for another look."""
        if self.clock.now() >= self._until:
            return False
        self.clock.sleep(POLL_SECONDS)
        return True

    def progress(self, subject: str, text: str) -> None:
        """Tell it, unless it was told before."""
        if self._said.get(subject) != text:
            self._said[subject] = text
            self.tell(f"{subject}: {text}")


def await_services(
    reader: ServiceReader, definitions: Mapping[str, Definition], patience: Patience
) -> Sequence[Service]:
    """The services once each is well or lost, or as they are when time is up."""

    def again(why: str) -> bool:
        patience.progress("services", why)
        return patience.again()

    while True:
        services = patiently(lambda: reader.read(definitions), again)
        verdicts = {service.key: judge(service) for service in services}
        for key, verdict in verdicts.items():
            patience.progress(key, verdict.text)
        if not any(verdict.kind == "waits" for verdict in verdicts.values()) or not patience.again():
            return services


def await_alarms(cloudwatch: "CloudWatchClient", names: Mapping[str, str], patience: Patience) -> None:
    """Return once no alarm rings that a deployment sets off, or when time is up."""
    while True:
        ringing = settling(describe(cloudwatch, names.values()), names)
        if not ringing:
            return
        patience.progress("alarms", f"{', '.join(ringing)} still ring")
        if not patience.again():
            return


@dataclass(frozen=True, kw_only=True)
class Witness:
    """Finds out why a service doesn't run what it should."""

    ecs: "ECSClient"
    logs: "CloudWatchLogsClient"
    definitions: Mapping[str, Definition]

    def details(self, service: Service) -> Iterator[str]:
        """ECS's messages, why tasks stopped, and what the last of them wrote. What can't be read is said."""
        yield from (f"ECS says: {event}" for event in service.events)
        try:
            stopped = stopped_tasks(self.ecs, service.cluster, service.name, service.wanted)
            yield from tell_stopped(stopped)
            if stopped:
                yield from tell_last_lines(self.logs, self.definitions[service.key].containers, stopped[0])
        except AWS_ERRORS as error:
            yield f"stopped tasks can't be read: {explain(error)}"


def check_services(services: Sequence[Service], witness: Witness, timeout_seconds: float) -> Iterator[Trouble | Note]:
    """Each runs what the outputs name, as many as it should, in good health."""
    for service in services:
        verdict = judge(service)
        if verdict.kind == "well":
            yield Note(text=f"{service.key}: {verdict.text}")
            continue
        late = f"not there after {timeout_seconds:.0f} s: " if verdict.kind == "waits" else ""
        yield Trouble(text=f"{service.key}: {late}{verdict.text}", details=tuple(witness.details(service)))


def check_providers(services: Sequence[Service], wanted: Mapping[str, str]) -> Iterator[Trouble | Note]:
    """Tasks run on Spot where the stack file says so, and nowhere else."""
    if not services:
        yield Trouble(text="can't be checked, as the services could not be read")
    for service in services:
        provider, given = wanted[service.key], service.providers
        if service.deployments and given != (provider,):
            yield Trouble(text=f"{service.key}: tasks run on {', '.join(given) or 'nothing'}; want {provider}")
    yield Note(text=", ".join(f"{service.key} on {wanted[service.key]}" for service in services))
