"""What a month's usage comes to, as it is expected, at half and at twice that."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pricing.money import DAYS, Range
from sizing.usage import Usage

LOW, HIGH = Decimal("0.5"), Decimal(2)
"""How far a month may be from what the stack file expects. Ours: half the people, or twice as many."""

KIB_PER_GIB, MIB_PER_GIB = Decimal(1024 * 1024), Decimal(1024)


@dataclass(frozen=True, kw_only=True)
class Load:
    """Amounts of one month. AWS's GB are GiB here: it counts 2^30 bytes wherever it says how it counts."""

    usage: Usage
    factor: Decimal

    @property
    def users(self) -> Decimal:
        """People a day."""
        return self.usage.daily_users * self.factor

    @property
    def api_requests(self) -> Decimal:
        """Requests to the API."""
        return self.users * self.usage.api_requests_per_user * DAYS

    @property
    def api_gib(self) -> Decimal:
        """What the API answers."""
        return self.api_requests * self.usage.api_response_kib / KIB_PER_GIB

    def api_requests_per_second(self, *, busy: bool) -> Decimal:
        """Mean rate in the busy hours, or in the others."""
        return self._a_second(self.users * self.usage.api_requests_per_user, busy=busy)

    @property
    def cdn_requests(self) -> Decimal:
        """Requests to the CDN, those to the API not among them."""
        return self.users * self.usage.cdn_requests_per_user * DAYS

    @property
    def cdn_gib(self) -> Decimal:
        """What the CDN sends to viewers, the API's answers not among it."""
        return self.users * self.usage.cdn_mib_per_user * DAYS / MIB_PER_GIB

    @property
    def missed_requests(self) -> Decimal:
        """Requests that the CDN passes on to a bucket."""
        return self.cdn_requests * (100 - self.usage.cache_hit_percent) / 100

    @property
    def missed_gib(self) -> Decimal:
        """What the CDN reads from the buckets."""
        return self.cdn_gib * (100 - self.usage.cache_hit_percent) / 100

    @property
    def upload_gib(self) -> Decimal:
        """Media stored anew."""
        return self.usage.media_upload_gib * self.factor

    @property
    def uploaded_objects(self) -> Decimal:
        """Media objects stored anew."""
        return self.upload_gib * MIB_PER_GIB / self.usage.media_object_mib

    def jobs(self, queue: str) -> Decimal:
        """Jobs of a queue."""
        return self.usage.jobs_per_day.of(queue) * self.factor * DAYS

    def tasks_at_work(self, queues: tuple[str, ...], *, busy: bool) -> Decimal:
        """How many tasks the jobs of these queues keep at work in the busy hours, or in the others.

        Jobs come when people do: as much of a day's falls in the busy hours as of its requests.
        """
        seconds = sum(self.usage.jobs_per_day.of(queue) * self.usage.job_seconds.of(queue) for queue in queues)
        return self._a_second(seconds * self.factor, busy=busy)

    @property
    def log_gib(self) -> Decimal:
        """What all services log."""
        return self.usage.log_mib_per_day * self.factor * DAYS / MIB_PER_GIB

    @property
    def outbound_gib(self) -> Decimal:
        """What tasks exchange with the world."""
        return self.usage.outbound_gib * self.factor

    @property
    def database_gib(self) -> Decimal:
        """What is stored in the database."""
        return self.usage.database_gib * self.factor

    def _a_second(self, a_day: Decimal, *, busy: bool) -> Decimal:
        """How much of a day's falls in a second of the busy hours, or of the others; nothing where there are none."""
        share = self.usage.busy_percent if busy else 100 - self.usage.busy_percent
        hours = self.usage.busy_hours if busy else 24 - self.usage.busy_hours
        return a_day * share / 100 / (hours * 3600) if hours else Decimal(0)


def over_loads(usage: Usage, amount: Callable[[Load], Decimal]) -> Range:
    """An amount that grows with usage, at all three loads."""
    low, expected, high = (amount(Load(usage=usage, factor=factor)) for factor in (LOW, Decimal(1), HIGH))
    return Range(low=low, expected=expected, high=high)
