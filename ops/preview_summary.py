"""What a preview comes to: how much changes, what is protected, and what is still to be set."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ops.capture import unreleased
from ops.stacks import StackFile, read_profile
from sandbox.results import Result

WIDTH = 80
"""Columns."""

_INDENT = 11

_PROVIDER = "pulumi:providers:"

_COUNTED: Mapping[str, str] = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "same": "unchanged",
}

_KINDS: Mapping[str, tuple[str, str]] = {
    "aws:sqs/queue:Queue": ("queue", "queues"),
    "aws:ecr/repository:Repository": ("repository", "repositories"),
    "aws:secretsmanager/secret:Secret": ("secret", "secrets"),
    "aws:s3/bucket:Bucket": ("bucket", "buckets"),
    "aws:rds/instance:Instance": ("database", "databases"),
    "aws:ec2/vpc:Vpc": ("VPC", "VPCs"),
    "aws:lb/loadBalancer:LoadBalancer": ("load balancer", "load balancers"),
    "aws:cloudfront/distribution:Distribution": ("distribution", "distributions"),
}
"""Protected types as people call one of them, and several."""


def summary(stack: StackFile, result: Result) -> str:
    """The whole summary, at most 80 columns wide.

    Raises:
        Problem: the stack file is wrong.
    """
    lines = [f"In short, {stack.name}:", *_row("plan", _counts(result)), *_row("protected", _protected(result))]
    for number, warning in enumerate(warnings(stack)):
        lines += _row("warnings" if number == 0 else "", warning)
    return "\n".join(lines)


def warnings(stack: StackFile) -> Iterator[str]:
    """What works without, and shouldn't stay that way, each with the key that mends it.

    Raises:
        Problem: the stack file is wrong.
    """
    profile = read_profile(stack)
    if not profile.alerts.emails:
        yield "nobody is told of an alarm: set academy:alerts.emails"
    if not profile.has_domain:
        yield "no domain, the site has CloudFront's own name: set academy:domain"
    if missing := unreleased(stack):
        yield f"no build of {_listed(missing)}, so no tasks: set academy:release.{_listed(missing, '.')}"


def _listed(images: Sequence[str], mark: str = "") -> str:
    """Such as `api, video and ai`, with a mark before each but the first."""
    marked = [images[0], *(f"{mark}{image}" for image in images[1:])]
    return " and ".join(filter(None, [", ".join(marked[:-1]), marked[-1]]))


def _counts(result: Result) -> str:
    # As the engine counts: without providers.
    planned = {step.urn for step in result.steps if step.phase == "pre" and not step.type.startswith(_PROVIDER)}
    counts = Counter(result.changes.get(urn, "same") for urn in planned)
    return ", ".join(f"{counts[op]} {words}" for op, words in _COUNTED.items() if counts[op]) or "nothing"


def _protected(result: Result) -> str:
    urns = {step.urn: step.type for step in result.steps if step.phase == "pre" and step.is_protected}
    counts = Counter(urns.values())
    if not counts:
        return "nothing"
    kinds = [_kind(token, count) for token, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    return f"{counts.total()}: {', '.join(kinds)}"


def _kind(token: str, count: int) -> str:
    one, several = _KINDS.get(token, (token, token))
    return f"{count} {one if count == 1 else several}"


def _row(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"  {label:<{_INDENT}}",
        subsequent_indent=" " * (_INDENT + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
