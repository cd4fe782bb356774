"""What Application Auto Scaling and EC2 Auto Scaling refuse."""

import itertools
import re
from collections.abc import Mapping

from sandbox.catalogue.shapes import last_part
from sandbox.held import Change
from sandbox.refusals.reading import number, numbers, objects, texts
from sandbox.refusals.reference import Reference, rules
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.refusals.tokens import (
    GROUP,
    LAUNCH_TEMPLATE,
    LISTENER,
    LOAD_BALANCER,
    SCALABLE_TARGET,
    SCALING_POLICY,
    SCHEDULED_ACTION,
    SERVICE,
    SUBNET,
    TARGET_GROUP,
)

_TARGET = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html"
_POLICY = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html"
_STEPS = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html"
_METRIC = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html"
_ACTION = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html"
_GROUP = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html"

REFERENCES = (
    *(
        Reference(
            holder=holder, path="resourceId", target=SCALABLE_TARGET, missing="ObjectNotFoundException", page=page
        )
        for holder, page in ((SCALING_POLICY, _POLICY), (SCHEDULED_ACTION, _ACTION))
    ),
    Reference(holder=GROUP, path="vpcZoneIdentifiers", target=SUBNET, missing="ValidationError", page=_GROUP),
    Reference(holder=GROUP, path="launchTemplate.id", target=LAUNCH_TEMPLATE, missing="ValidationError", page=_GROUP),
)

_SCHEDULE = re.compile(r"cron\(\S+( \S+){5}\)|rate\(\d+ (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")


def service_that_is_not_there(change: Change) -> str | None:
    """What scales is an ECS service that is there."""
    services = {
        f"service/{last_part(each.inputs.get('cluster'))}/{each.outputs.get('name')}" for each in change.held(SERVICE)
    }
    asked = change.text("resourceId")
    if change.text("serviceNamespace") != "ecs" or asked in services:
        return None
    return no("ValidationException", f"ECS service doesn't exist: {asked}", _TARGET)


def least_above_most(change: Change) -> str | None:
    """The least is no more than the most."""
    least, most = number(change.inputs, "minCapacity", 0), number(change.inputs, "maxCapacity", 0)
    if least <= most:
        return None
    return no("ValidationException", f"minCapacity is {least}, more than maxCapacity {most}", _TARGET)


def steps_that_do_not_fit(change: Change) -> str | None:
    """Steps follow each other without a gap; only the first may be open below and only the last above."""
    configuration = next(iter(objects(change.inputs, "stepScalingPolicyConfiguration")), None)
    if configuration is None:
        return None
    steps = [_bounds(each) for each in objects(configuration, "stepAdjustments")]
    ordered = sorted(steps, key=lambda each: float("-inf") if each[0] is None else each[0])
    for (low, high), (following, _) in itertools.pairwise(ordered):
        if high is None or following is None or high != following:
            return no("ValidationException", f"step from {low} to {high} is followed by one from {following}", _STEPS)
    for low, high in ordered:
        if low is None and high is None and len(ordered) > 1:
            return no("ValidationException", "a step without bounds must be the only one", _STEPS)
        if low is not None and high is not None and low >= high:
            return no("ValidationException", f"a step goes from {low} to {high}", _STEPS)
    return None if ordered else no("ValidationException", "a step scaling policy needs a step", _STEPS)


def request_count_of_another_target(change: Change) -> str | None:
    """Requests per target are counted for a load balancer and a target group that it forwards to."""
    tracked = objects(change.inputs, "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification")
    metric = next(iter(tracked), None)
    if metric is None or metric.get("predefinedMetricType") != "ALBRequestCountPerTarget":
        return None
    label = str(metric.get("resourceLabel"))
    suffixes = {each.outputs.get("arn"): each.outputs.get("arnSuffix") for each in change.held(LOAD_BALANCER)}
    groups = {each.outputs.get("arn"): each.outputs.get("arnSuffix") for each in change.held(TARGET_GROUP)}
    there = {
        f"{suffixes.get(listener.inputs.get('loadBalancerArn'))}/{groups.get(arn)}"
        for listener in change.held(LISTENER)
        for path in ("targetGroupArn", "forward.targetGroups.arn")
        for arn in texts(listener.inputs, f"defaultActions.{path}")
    }
    if label in there:
        return None
    return no("ValidationException", f"resourceLabel {label} is no load balancer with its target group", _METRIC)


def schedule_of_another_form(change: Change) -> str | None:
    """A schedule is a cron, rate or at expression, and sets a least or a most."""
    schedule = change.text("schedule")
    if not _SCHEDULE.fullmatch(schedule):
        return no("ValidationException", f"schedule is {schedule}; want cron(…), rate(…) or at(…)", _ACTION)
    if not any(numbers(change.inputs, f"scalableTargetAction.{key}") for key in ("minCapacity", "maxCapacity")):
        return no("ValidationException", "a scheduled action needs minCapacity or maxCapacity", _ACTION)
    return None


def group_of_a_wrong_size(change: Change) -> str | None:
    """An Auto Scaling group's sizes are in order."""
    least, most = number(change.inputs, "minSize", 0), number(change.inputs, "maxSize", 0)
    wanted = number(change.inputs, "desiredCapacity", int(least))
    if least <= wanted <= most:
        return None
    return no("ValidationError", f"minSize {least}, desiredCapacity {wanted}, maxSize {most} are not in order", _GROUP)


def _bounds(step: Mapping[str, object]) -> tuple[float | None, float | None]:
    """The bounds are texts in the SDK, such as `"0"` and `"12.5"`."""
    low, high = (step.get(f"metricInterval{side}Bound") for side in ("Lower", "Upper"))
    return (None if low is None else float(str(low)), None if high is None else float(str(high)))


RULES = (
    *rules(REFERENCES),
    Rule(when=WRITE, types=frozenset({SCALABLE_TARGET}), reason=service_that_is_not_there),
    Rule(when=WRITE, types=frozenset({SCALABLE_TARGET}), reason=least_above_most),
    Rule(when=WRITE, types=frozenset({SCALING_POLICY}), reason=steps_that_do_not_fit),
    Rule(when=WRITE, types=frozenset({SCALING_POLICY}), reason=request_count_of_another_target),
    Rule(when=WRITE, types=frozenset({SCHEDULED_ACTION}), reason=schedule_of_another_form),
    Rule(when=WRITE, types=frozenset({GROUP}), reason=group_of_a_wrong_size),
)
