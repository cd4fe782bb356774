"""What each service may reach: the one table behind roles, security groups and container secrets."""

from dataclasses import dataclass
from typing import Literal

from sizing.gpu import GpuSize
from sizing.queues import AI_BASIC, AI_LITE, AI_PREMIUM, MESSAGING, QUEUES, VIDEO, QueueContract
from sizing.release import Image
from sizing.storage import MediaSize
from sizing.workers import WorkersSize

Service = Literal["api", "video", "ai", "messaging", "migrate", "gpu"]
"""What has a task definition and two roles."""

Worker = Literal["video", "ai", "messaging", "gpu"]
"""What drains queues."""

SecretKey = Literal["application-key", "database-password", "solapi", "media-signing-key"]

Media = Literal["full", "read_write", "none"]
"""On the media bucket's objects. full: get, put, delete, abort uploads, and list; read_write: get and put."""


@dataclass(frozen=True, kw_only=True)
class ServiceAccess:
    """What one service may reach."""

    service: Service
    image: Image
    sends_to: tuple[str, ...] = ()
    """Keys of queues."""
    receives_from: tuple[str, ...] = ()
    """Keys of queues."""
    media: Media = "none"
    secrets: tuple[SecretKey, ...] = ()
    master_secret: bool = False
    """Whether it may read the database's master password."""
    gpu: bool = False
    """Whether it runs on machines of its own rather than on Fargate."""


def image_of(service: Service | Image) -> Image:
    """The image that a service runs."""
    return "api" if service == "migrate" else service


def worker_queues(gpu: GpuSize) -> dict[Worker, tuple[QueueContract, ...]]:
    """The queues that each worker drains, in the catalogue's order: every queue has exactly one worker.

    The GPU worker has none while it is off.
    """
    ai = (AI_LITE, AI_BASIC, AI_PREMIUM)
    taken = gpu.queues if gpu.enabled else ()
    return {
        "video": (VIDEO,),
        "ai": tuple(queue for queue in ai if queue.key not in taken),
        "messaging": (MESSAGING,),
        "gpu": tuple(queue for queue in ai if queue.key in taken),
    }


def secret_keys(media: MediaSize) -> tuple[SecretKey, ...]:
    """The secrets that the platform has, apart from the master password, which is the database's own."""
    return ("application-key", "database-password", "solapi", *_signing_key(media))


def service_access(workers: WorkersSize, gpu: GpuSize, media: MediaSize) -> tuple[ServiceAccess, ...]:
    """What every service may reach. The GPU worker is the last of them, and has no queues while it is off."""
    everything = tuple(queue.key for queue in QUEUES)
    queues = {worker: tuple(queue.key for queue in drained) for worker, drained in worker_queues(gpu).items()}
    return (
        ServiceAccess(
            service="api",
            image="api",
            sends_to=everything,
            receives_from=everything,
            media="full",
            secrets=("application-key", "database-password", *_signing_key(media)),
        ),
        ServiceAccess(
            service="video",
            image="video",
            receives_from=queues["video"],
            media="read_write",
            secrets=_password(uses_database=workers.video.uses_database),
        ),
        ServiceAccess(
            service="ai",
            image="ai",
            receives_from=queues["ai"],
            media="read_write",
            secrets=_password(uses_database=workers.ai.uses_database),
        ),
        ServiceAccess(
            service="messaging",
            image="messaging",
            receives_from=queues["messaging"],
            secrets=(*_password(uses_database=workers.messaging.uses_database), "solapi"),
        ),
        # It makes the application's user, with the password that the application will log in with.
        ServiceAccess(service="migrate", image="api", secrets=("database-password",), master_secret=True),
        ServiceAccess(
            service="gpu",
            image="gpu",
            receives_from=queues["gpu"],
            media="read_write",
            secrets=_password(uses_database=gpu.uses_database),
            gpu=True,
        ),
    )


def _signing_key(media: MediaSize) -> tuple[SecretKey, ...]:
    return ("media-signing-key",) if media.access == "signed" else ()


def _password(*, uses_database: bool) -> tuple[SecretKey, ...]:
    return ("database-password",) if uses_database else ()
