"""What a profile asks of an account, computed from the profile alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sizing import names
from sizing.compute import API_MAXIMUM_PERCENT, Architecture
from sizing.profile import Profile
from sizing.release import Image
from sizing.workers import FARGATE_WORKERS, WORKER_MAXIMUM_PERCENT

CPU_UNITS = 1024
"""Of one vCPU. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"""

GPU_ARCHITECTURE: Architecture = "x86_64"
"""What every g4dn is."""


@dataclass(frozen=True, kw_only=True)
class Vcpus:
    """vCPUs of one kind that run at once."""

    most: Fraction
    """With every service at its maximum, and `migrate` where it counts."""
    deploying: Fraction
    """While a deployment replaces them all, too."""


@dataclass(frozen=True, kw_only=True)
class ReleasedImage:
    """A build that the stack file names, and what it has to be."""

    image: Image
    build: str
    """Tag or digest."""
    repository: str
    architecture: Architecture


def on_demand_vcpus(profile: Profile) -> Vcpus:
    """Of Fargate, on demand: the API, `migrate` (which is as big), and the workers that don't run on Spot."""
    api = Fraction(profile.api.cpu, CPU_UNITS)
    workers = _worker_vcpus(profile, spot=False)
    return Vcpus(
        most=(profile.api.tasks.max + 1) * api + workers,
        deploying=(profile.api.tasks.max * Fraction(API_MAXIMUM_PERCENT, 100) + 1) * api + _replaced(workers),
    )


def spot_vcpus(profile: Profile) -> Vcpus:
    """Of Fargate Spot."""
    workers = _worker_vcpus(profile, spot=True)
    return Vcpus(most=workers, deploying=_replaced(workers))


def gpu_vcpus(profile: Profile) -> int:
    """Of the machines with a GPU, which carry one task each and are never doubled."""
    return profile.gpu.tasks.max * profile.gpu.instance.vcpu if profile.gpu.enabled else 0


def bucket_names(profile: Profile) -> dict[str, str]:
    """The buckets by what they hold."""
    return {
        "media": profile.media.bucket or names.media_bucket(profile.environment),
        "frontend": profile.frontend.bucket or names.frontend_bucket(profile.environment),
        "logs": names.logs_bucket(profile.environment),
    }


def released_images(profile: Profile) -> Iterator[ReleasedImage]:
    """The images that `academy:release` names."""
    for image in profile.images:
        build = profile.release.build(image)
        if build is not None:
            yield ReleasedImage(
                image=image,
                build=build,
                repository=names.repository(image, profile.environment),
                architecture=_architecture(profile, image),
            )


def _architecture(profile: Profile, image: Image) -> Architecture:
    if image == "gpu":
        return GPU_ARCHITECTURE
    # PgBouncer runs beside the API.
    return profile.api.architecture if image in ("api", "pgbouncer") else profile.workers.of(image).architecture


def _worker_vcpus(profile: Profile, *, spot: bool) -> Fraction:
    sizes = [profile.workers.of(worker) for worker in FARGATE_WORKERS]
    return sum((size.tasks.max * Fraction(size.cpu, CPU_UNITS) for size in sizes if size.spot == spot), Fraction(0))


def _replaced(vcpus: Fraction) -> Fraction:
    return vcpus * Fraction(WORKER_MAXIMUM_PERCENT, 100)
