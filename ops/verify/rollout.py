"""Whether a service runs what it was asked to run, judged from one look at it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One of a service's deployments."""

    id: str
    primary: bool
    """Whether it is the one that ECS works towards."""
    revision: str
    """ARN of its task definition."""
    state: str
    """IN_PROGRESS, COMPLETED or FAILED.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html"""
    reason: str
    running: int
    """Its tasks that run."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service as it is, beside what the stack's outputs want of it."""

    key: str
    cluster: str
    name: str
    wanted: str
    """ARN of the task definition that the last `pulumi up` asked for."""
    released: bool
    """Whether that task definition has an image that can be pulled."""
    least: int
    """Tasks that its scaling keeps."""
    desired: int = 0
    deployments: tuple[Deployment, ...] = ()
    """Empty where ECS knows no such service."""
    providers: tuple[str, ...] = ()
    """The capacity providers that its tasks run on."""
    healthy_targets: int | None = None
    """None for a service behind no load balancer."""
    events: tuple[str, ...] = ()
    """ECS's own messages, the newest first."""

    @property
    def primary(self) -> Deployment | None:
        """The deployment that ECS works towards."""
        return next((one for one in self.deployments if one.primary), None)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to make of a service."""

    kind: Literal["well", "waits", "failed"]
    text: str


def judge(service: Service) -> Verdict:
    """Well, not yet, or never: a deployment that failed or was undone doesn't come right by waiting."""
    primary = service.primary
    if primary is None:
        return Verdict(kind="failed", text="ECS has no such service; run `pulumi up`")
    if primary.revision != service.wanted:
        return Verdict(kind="failed", text=_other_revision(service, primary))
    if primary.state == "FAILED":
        return Verdict(kind="failed", text=f"its deployment failed: {primary.reason or 'ECS gives no reason'}")
    if not service.released:
        return _unreleased(service)
    waiting = _waits_for(service, primary)
    if waiting:
        return Verdict(kind="waits", text=waiting)
    return Verdict(kind="well", text=f"{_tasks(primary.running)} of {short(primary.revision)}")


def _waits_for(service: Service, primary: Deployment) -> str:
    wanted = _tasks(service.desired)
    if service.desired < service.least:
        return f"ECS is asked for {wanted}, and scaling keeps {service.least} at least"
    if primary.running < service.desired:
        return f"{primary.running} of {wanted} run"
    if primary.state != "COMPLETED":
        return f"its deployment is {primary.state or 'in an unknown state'}"
    if service.healthy_targets is not None and service.healthy_targets < service.desired:
        return f"{service.healthy_targets} of {wanted} healthy for the load balancer"
    return ""


def short(arn: str) -> str:
    """Family and number of a task definition: academy-prod-api:8."""
    return arn.rpartition("/")[2]


def _other_revision(service: Service, primary: Deployment) -> str:
    failed = next((one for one in service.deployments if one.revision == service.wanted), None)
    reason = (failed.reason if failed else "") or primary.reason
    runs = f"it runs {short(primary.revision)} and not {short(service.wanted)}"
    if failed or "rolling back" in primary.reason or "rolled back" in primary.reason:
        return f"its deployment was rolled back: {runs}: {reason or 'ECS gives no reason'}"
    return f"{runs}, as after a rollback or another deployment: {reason or 'ECS gives no reason'}"


def _unreleased(service: Service) -> Verdict:
    if service.desired:
        return Verdict(kind="failed", text=f"ECS is asked for {_tasks(service.desired)}, and there is no build of it")
    return Verdict(kind="well", text="not released yet: no tasks")


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"
