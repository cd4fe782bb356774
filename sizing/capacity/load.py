"""What a day of everybody's use asks of the stack at its busiest."""

from dataclasses import dataclass
from fractions import Fraction

from sizing.usage import HOURS_PER_MONTH, Usage

QUIET_PEAK = 3
"""Outside the busy hours, the busiest minutes against the mean, of which the night is a part. Ours."""

SURGE = 4
"""In the busy hours, the busiest minutes against the mean: a live class begins, an exam's results are out. Ours."""

RESILIENT_FROM = 2_000
"""People a day from which on no zone's failure is to stop the academy, at more than twice the price. Ours: the
requirement has one database and no NAT at 500, and two of each at 10,000."""

DAYS_PER_MONTH = Fraction(HOURS_PER_MONTH, 24)


@dataclass(frozen=True, kw_only=True)
class Load:
    """A day's use as rates."""

    usage: Usage

    @property
    def busy_requests(self) -> Fraction:
        """Requests to the API a second, in the busy hours."""
        return self._busy(self._api_requests)

    @property
    def quiet_requests(self) -> Fraction:
        """Requests to the API a second in the busiest minutes of the other hours; 0 where all hours are busy."""
        hours = 24 - self.usage.busy_hours
        rest = self._api_requests * Fraction(100 - self.usage.busy_percent, 100)
        return QUIET_PEAK * rest / (hours * 3600) if hours else Fraction(0)

    def busy_tasks(self, queues: tuple[str, ...]) -> Fraction:
        """Tasks that the jobs of these queues, by key, keep at work in the busy hours."""
        usage = self.usage
        return self._busy(Fraction(sum(usage.jobs_per_day.of(queue) * usage.job_seconds.of(queue) for queue in queues)))

    @property
    def monthly_requests(self) -> Fraction:
        """Requests to the CDN in a month, with those that it hands to the API."""
        return (self._api_requests + self._cdn_requests) * DAYS_PER_MONTH

    @property
    def monthly_bytes(self) -> Fraction:
        """From the CDN to viewers in a month."""
        return self._bytes * DAYS_PER_MONTH

    @property
    def surge_requests(self) -> Fraction:
        """Requests to the CDN a second in the busiest minutes."""
        return SURGE * self._busy(self._api_requests + self._cdn_requests)

    @property
    def surge_bits(self) -> Fraction:
        """From the CDN to viewers a second in the busiest minutes."""
        return SURGE * 8 * self._busy(self._bytes)

    @property
    def _api_requests(self) -> Fraction:
        return Fraction(self.usage.daily_users * self.usage.api_requests_per_user)

    @property
    def _cdn_requests(self) -> Fraction:
        return Fraction(self.usage.daily_users * self.usage.cdn_requests_per_user)

    @property
    def _bytes(self) -> Fraction:
        usage = self.usage
        api_kib = usage.api_requests_per_user * usage.api_response_kib
        return Fraction(usage.daily_users * (usage.cdn_mib_per_user * 1024 + api_kib) * 1024)

    def _busy(self, a_day: Fraction) -> Fraction:
        """Of what a day has, how much falls in a second of the busy hours."""
        return a_day * Fraction(self.usage.busy_percent, 100) / (self.usage.busy_hours * 3600)
