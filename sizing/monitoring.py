"""How long what was logged is kept."""

from pydantic import Field

from sizing.section import Section
from sizing.storage import MAX_DAYS


class MonitoringSize(Section):
    """Logs that AWS services write."""

    access_log_days: int = Field(
        ge=1,
        le=MAX_DAYS,
        description=f"How long the logs bucket keeps access and flow logs, in days, 1 to {MAX_DAYS}.",
    )
