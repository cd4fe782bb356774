"""A row of the table of alarms: what is watched, and from which value on somebody is told."""

from dataclasses import dataclass
from typing import Literal

RUNBOOK = "docs/runbook.md"

Watched = Literal[
    "queue",
    "dead-letter-queue",
    "service",
    "target-group",
    "load-balancer",
    "database",
    "nat",
    "distribution",
    "function",
    "web-acl",
]
"""What an alarm is about."""

Missing = Literal["breaching", "notBreaching", "ignore"]
"""What silence means: trouble, no trouble, or what was known before."""

Comparison = Literal["GreaterThanOrEqualToThreshold", "LessThanThreshold"]
"""The threshold itself is always on the upper side."""

AT_LEAST: Comparison = "GreaterThanOrEqualToThreshold"
BELOW: Comparison = "LessThanThreshold"

AT_THE_EDGE: tuple[Watched, ...] = ("distribution", "function", "web-acl")
"""What has its metrics in us-east-1 only: anywhere else an alarm on them would never see a value.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html"""

MINUTE = 60
FIVE_MINUTES = 300


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One row of the table."""

    watches: Watched
    subject: str = ""
    """Which of several: the queue's key, the service, the zone. Empty where there is only one."""
    kind: str
    namespace: str
    metric: str
    statistic: str
    """CloudWatch's name for it: Sum, Maximum, p99 …"""
    comparison: Comparison
    threshold: float
    """In the metric's own unit."""
    period_seconds: int
    periods: int
    needed: int
    """How many of the periods must be past the threshold."""
    missing: Missing
    reason: str
    """Why this threshold, and what it means when it is passed: what a person reads first."""

    @property
    def key(self) -> str:
        """What tells it from every other alarm, and never changes: queue-video-age."""
        return "-".join(part for part in (self.watches, self.subject, self.kind) if part)

    @property
    def anchor(self) -> str:
        """Its section of the runbook: queue-age."""
        return f"{self.watches}-{self.kind}"

    @property
    def at_the_edge(self) -> bool:
        """Whether it has to live in us-east-1."""
        return self.watches in AT_THE_EDGE

    @property
    def description(self) -> str:
        """What the mail says, at most 1,024 characters.

        https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        """
        return f"{self.reason} Runbook: {RUNBOOK}#{self.anchor}"
