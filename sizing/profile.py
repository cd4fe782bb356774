"""The whole of a stack file, typed: what the program may rely on once it was read."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, cast, get_args

from pydantic import AfterValidator, ConfigDict, Field

from sizing import consistency
from sizing.access import (
    SecretKey,
    Service,
    ServiceAccess,
    Worker,
    image_of,
    secret_keys,
    service_access,
    worker_queues,
)
from sizing.alerts import Alerts
from sizing.cdn import CdnSize
from sizing.compute import ApiSize
from sizing.connections import ConnectionBudget, connection_budget
from sizing.database import DatabaseSize
from sizing.domain import Domain
from sizing.gpu import GpuSize
from sizing.mistakes import InvalidProfile, Mistake, missing, wrong
from sizing.monitoring import MonitoringSize
from sizing.names import (
    PRODUCTION,
    PROJECT,
    common_tags,
    environment_mistake,
    frontend_bucket,
    logs_bucket,
    media_bucket,
)
from sizing.network import NetworkSize
from sizing.parsing import as_read, config_key, parse_section
from sizing.queues import QueueContract
from sizing.release import UNRELEASED, Image, Release
from sizing.section import Contradiction, CrossChecks, Section, Text, Unwanted, Wants, enumerate_words
from sizing.storage import FrontendSize, MediaSize
from sizing.usage import Usage
from sizing.workers import FARGATE_WORKERS, FargateWorker, WorkersSize

Region = Literal["ap-northeast-2"]
REGION: Region = "ap-northeast-2"
"""Seoul: the zones, the prices and the queue scripts of the requirements are Seoul's."""

REGION_KEY = "aws:region"
TAGS_KEY = "aws:defaultTags"


def _environment(name: str) -> str:
    mistake = environment_mistake(name)
    if mistake is not None:
        raise Unwanted(mistake)
    return name


def _spot_suits(worker: FargateWorker) -> Callable[["Profile"], Contradiction | None]:
    def check(profile: "Profile") -> Contradiction | None:
        size, queues = profile.workers.of(worker), profile.worker_queues[worker]
        return consistency.spot_suits_the_jobs(size.spot, queues, ("workers", worker, "spot"))

    return check


def _may_be_off(worker: FargateWorker) -> Callable[["Profile"], Contradiction | None]:
    def check(profile: "Profile") -> Contradiction | None:
        size, queues = profile.workers.of(worker), profile.worker_queues[worker]
        return consistency.jobs_may_wait_for_a_task(size.tasks.min, queues, ("workers", worker, "tasks", "min"))

    return check


def _jobs_fit(worker: Worker) -> Callable[["Profile"], Contradiction | None]:
    def check(profile: "Profile") -> Contradiction | None:
        tasks = profile.gpu.tasks if worker == "gpu" else profile.workers.of(worker).tasks
        queues = profile.worker_queues[worker]
        return consistency.a_day_is_enough_for_its_jobs(profile.usage, worker, tasks.max, queues)

    return check


class Profile(Section):
    """An environment at a size."""

    # A field is called academy:<name> in the stack file; code says <name>.
    model_config = ConfigDict(alias_generator=lambda name: f"{PROJECT}:{name}", validate_by_name=True)

    region: Annotated[Region, Wants(f"{REGION}: zones and prices are Seoul's")] = Field(
        validation_alias=REGION_KEY, description=f"Where the academy runs, {REGION}."
    )
    environment: Annotated[str, AfterValidator(_environment), Wants(environment_mistake("") or "")] = Field(
        description="What names are made of, such as prod or staging. Changing it replaces everything."
    )
    network: NetworkSize = Field(description="The VPC, its addresses, its zones and its way out.")
    database: DatabaseSize = Field(description="PostgreSQL, its machine, its disk and its connections.")
    api: ApiSize = Field(description="The API, its tasks and what makes them more or fewer.")
    workers: WorkersSize = Field(description="The queue workers video, ai and messaging.")
    gpu: GpuSize = Field(description="The AI worker with a GPU, off or on.")
    media: MediaSize = Field(description="The media bucket, how long objects stay in which class and who may upload.")
    frontend: FrontendSize = Field(description="The frontend bucket, the built React application.")
    cdn: CdnSize = Field(description="The CDN, its plan, its firewall, its paths and its headers.")
    monitoring: MonitoringSize = Field(description="Logs, metrics, the dashboard and the budget.")
    usage: Usage = Field(description="What people do with the academy: it prices the stack and sizes nothing.")
    domain: Domain | None = Field(default=None, description="The academy's own domain name, with both keys or none.")
    release: Release = Field(default=Release(), description="The build of each service, none before its first release.")
    alerts: Alerts = Field(description="Who is told when something is wrong.")

    @property
    def worker_queues(self) -> dict[Worker, tuple[QueueContract, ...]]:
        """The queues that each worker drains; the GPU worker's are none while it is off."""
        return worker_queues(self.gpu)

    @property
    def access(self) -> tuple[ServiceAccess, ...]:
        """What every service may reach; the GPU worker is among them while it is on."""
        table = service_access(self.workers, self.gpu, self.media)
        return tuple(one for one in table if not one.gpu or self.gpu.enabled)

    @property
    def secrets(self) -> tuple[SecretKey, ...]:
        """The secrets that there are, apart from the master password, which is the database's own."""
        return secret_keys(self.media)

    @property
    def has_domain(self) -> bool:
        """Whether the academy answers to a name of its own."""
        return self.domain is not None

    @property
    def images(self) -> tuple[Image, ...]:
        """The images that have a repository, which is every one whether or not it is used.

        So PgBouncer can be mirrored, and a GPU image pushed, before it is turned on; and turning it off doesn't delete
        a protected repository with builds in it.
        """
        return get_args(Image)

    @property
    def connection_budget(self) -> ConnectionBudget:
        """Who may be connected to the database at the same time."""
        return connection_budget(self.api, self.workers, self.gpu, self.database.max_connections)

    def access_of(self, service: Service) -> ServiceAccess:
        """What one service may reach; the GPU worker has no queues while it is off."""
        table = service_access(self.workers, self.gpu, self.media)
        return next(one for one in table if one.service == service)

    def released(self, service: Service | Image) -> bool:
        """Whether a service has an image to run."""
        return self.release.build(image_of(service)) is not None

    def image_tag(self, service: Service | Image) -> str:
        """Tag or digest of a service's image: `unreleased` before its first release."""
        return self.release.build(image_of(service)) or UNRELEASED

    def _media_bucket_is_its_own(self) -> Contradiction | None:
        others = {
            self.frontend.bucket or frontend_bucket(self.environment): "frontend",
            logs_bucket(self.environment): "logs",
        }
        return _own_bucket("media", self.media.bucket, others)

    def _frontend_bucket_is_its_own(self) -> Contradiction | None:
        # An equal media.bucket is the media bucket's own mistake already.
        others = {media_bucket(self.environment): "media"} if self.media.bucket is None else {}
        return _own_bucket("frontend", self.frontend.bucket, others | {logs_bucket(self.environment): "logs"})

    def _gpu_has_a_way_out(self) -> Contradiction | None:
        return consistency.gpu_has_a_way_out(self.gpu, self.network.nat)

    def _gpu_may_be_off(self) -> Contradiction | None:
        queues = self.worker_queues["gpu"]
        return consistency.jobs_may_wait_for_a_task(self.gpu.tasks.min, queues, ("gpu", "tasks", "min"))

    def _memory_holds_tmp_and_pooler(self) -> Contradiction | None:
        return consistency.memory_holds_tmp_and_pooler(self.api, self.database.pooler)

    def _connections_fit(self) -> Contradiction | None:
        return consistency.connections_fit(self.connection_budget, self.database)

    def _pooler_is_released(self) -> Contradiction | None:
        return consistency.pooler_is_released(self.release, self.database.pooler)

    def _gpu_release_has_a_worker(self) -> Contradiction | None:
        return consistency.gpu_release_has_a_worker(self.release, self.gpu)

    def _database_holds_what_is_stored(self) -> Contradiction | None:
        return consistency.database_holds_what_is_stored(self.usage, self.database)

    def _gpu_hours_are_those_of_its_machines(self) -> Contradiction | None:
        return consistency.gpu_hours_are_those_of_its_machines(self.usage, self.gpu)

    cross_checks: ClassVar[CrossChecks] = (
        _media_bucket_is_its_own,
        _frontend_bucket_is_its_own,
        _gpu_has_a_way_out,
        _gpu_may_be_off,
        _memory_holds_tmp_and_pooler,
        _connections_fit,
        _pooler_is_released,
        _gpu_release_has_a_worker,
        _database_holds_what_is_stored,
        _gpu_hours_are_those_of_its_machines,
        *(_spot_suits(worker) for worker in FARGATE_WORKERS),
        *(_may_be_off(worker) for worker in FARGATE_WORKERS),
        *(_jobs_fit(worker) for worker in get_args(Worker)),
    )


def _own_bucket(key: str, name: str | None, others: Mapping[str, str]) -> Contradiction | None:
    if name is None or name not in others:
        return None
    return Contradiction(at=(key, "bucket"), want=f"another name: the {others[name]} bucket has this one")


_TAGS_WANTED = f"{enumerate_words(list(common_tags(PRODUCTION)), 'and')} under its tags"


class DefaultTags(Section):
    """What the AWS provider puts on every resource."""

    tags: Annotated[dict[str, Text], Wants(_TAGS_WANTED)] = Field(description="Tag keys and values, all strings.")


def parse_profile(config: Mapping[str, object], source: str, *, secret_keys: Collection[str] = ()) -> Profile:
    """The profile that a stack's configuration means.

    `config` is every key as "namespace:key" with its decoded value; keys other than aws:region, aws:defaultTags and
    academy:… are somebody else's and not looked at. `source` is the file that the message names. Values under one of
    `secret_keys` are not repeated in it. Raises InvalidProfile with every mistake there is.
    """
    given = {key: as_read(value) for key, value in config.items() if not _is_absent(key, value)}
    values = {key: value for key, value in given.items() if key == REGION_KEY or key.startswith(f"{PROJECT}:")}
    parsed = parse_section(Profile, values, secret_keys=secret_keys)
    expected = _expected_tags(given.get(f"{PROJECT}:environment"))
    mistakes = [*parsed.mistakes, *_tag_mistakes(given.get(TAGS_KEY), expected, secret_keys)]
    if parsed.value is None or mistakes:
        raise InvalidProfile(source, sorted(mistakes, key=_place))
    return parsed.value


CONFIG_KEYS = (*(config_key(name, field) for name, field in Profile.model_fields.items()), TAGS_KEY)
"""The keys that are read, in the order in which mistakes are told."""


def _is_absent(key: str, value: object) -> bool:
    """An empty string or mapping is what Pulumi.yaml's defaults make of a key that the stack file doesn't have."""
    return value in (None, "", {}) and key in CONFIG_KEYS


def _place(mistake: Mistake) -> int:
    key = mistake.path[0]
    return CONFIG_KEYS.index(key) if key in CONFIG_KEYS else len(CONFIG_KEYS)


def _expected_tags(environment: object) -> dict[str, str]:
    if isinstance(environment, str) and environment_mistake(environment) is None:
        return common_tags(environment)
    # Without a usable environment, the tags that don't repeat it can still be checked.
    return {key: value for key, value in common_tags(PRODUCTION).items() if value != PRODUCTION}


def _tag_mistakes(given: object, expected: Mapping[str, str], secret_keys: Collection[str]) -> Iterator[Mistake]:
    """The queue scripts set the same tags, so those that are ours must be there to the letter; others may join them."""
    if given is None:
        yield missing((TAGS_KEY,), _TAGS_WANTED)
        return
    secret = TAGS_KEY in secret_keys
    if not isinstance(given, Mapping):
        yield wrong((TAGS_KEY,), given, _TAGS_WANTED, secret=secret, text=False)
        return
    values = cast("Mapping[str, object]", given)
    tags = values.get("tags")
    ours = {(TAGS_KEY, "tags", key): value for key, value in expected.items()} if isinstance(tags, Mapping) else {}
    for mistake in parse_section(DefaultTags, values, root=(TAGS_KEY,), secret_keys=secret_keys).mistakes:
        if mistake.path not in ours:
            yield mistake
    for path, want in ours.items():
        value = cast("Mapping[object, object]", tags).get(path[-1])
        if value is None:
            yield missing(path, want)
        elif value != want:
            yield wrong(path, value, want, secret=secret, text=True, mend=want)
