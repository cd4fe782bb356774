"""What Application Auto Scaling and EC2 Auto Scaling refuse."""

import pytest

from sandbox.account import AwsAccount
from sandbox.catalogue.shapes import last_part
from sandbox.held import Held, RefusedError
from sandbox.refusals.reading import texts
from sandbox.refusals.tokens import GROUP, SCALABLE_TARGET, SCALING_POLICY, SCHEDULED_ACTION
from tests.sandbox.accounts import make
from tests.sandbox.platforms import declare, listener, load_balancer, service, target_group, two_zones


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def target_inputs(made: Held, **inputs: object) -> dict[str, object]:
    fixed: dict[str, object] = {
        "resourceId": f"service/{last_part(made.inputs['cluster'])}/{made.outputs['name']}",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
        "minCapacity": 1,
        "maxCapacity": 4,
    }
    return fixed | inputs


def target(account: AwsAccount) -> Held:
    return declare(account, SCALABLE_TARGET, target_inputs(service(account)))


def of(scaled: Held, **inputs: object) -> dict[str, object]:
    return {key: scaled.inputs[key] for key in ("resourceId", "scalableDimension", "serviceNamespace")} | inputs


def steps(*bounds: tuple[str | None, str | None]) -> dict[str, object]:
    adjustments = [
        {"metricIntervalLowerBound": low, "metricIntervalUpperBound": high, "scalingAdjustment": 1}
        for low, high in bounds
    ]
    configuration = {"adjustmentType": "ChangeInCapacity", "cooldown": 60, "stepAdjustments": adjustments}
    return {"policyType": "StepScaling", "stepScalingPolicyConfiguration": configuration}


def test_a_service_that_is_not_there(account: AwsAccount) -> None:
    inputs = target_inputs(service(account), resourceId="service/academy/gone")
    with pytest.raises(RefusedError, match="ValidationException: ECS service doesn't exist: service/academy/gone"):
        declare(account, SCALABLE_TARGET, inputs)


def test_the_least_is_no_more_than_the_most(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="ValidationException: minCapacity is 5, more than maxCapacity 4"):
        declare(account, SCALABLE_TARGET, target_inputs(service(account), minCapacity=5))


def test_a_service_may_scale_to_nothing(account: AwsAccount) -> None:
    declare(account, SCALABLE_TARGET, target_inputs(service(account), minCapacity=0, maxCapacity=0))


@pytest.mark.parametrize(
    "bounds",
    [[("0", "10"), ("10", "50"), ("50", None)], [(None, "0")], [(None, None)], [("9.5", None), ("0", "9.5")]],
)
def test_steps_that_follow_each_other(account: AwsAccount, bounds: list[tuple[str | None, str | None]]) -> None:
    declare(account, SCALING_POLICY, of(target(account), **steps(*bounds)))


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        ([], "a step scaling policy needs a step"),
        ([("0", "10"), ("20", None)], r"step from 0\.0 to 10\.0 is followed by one from 20\.0"),
        ([("0", "10"), ("5", None)], r"step from 0\.0 to 10\.0 is followed by one from 5\.0"),
        ([("0", None), ("10", None)], r"step from 0\.0 to None is followed by one from 10\.0"),
        ([("10", "10")], r"a step goes from 10\.0 to 10\.0"),
    ],
)
def test_steps_that_do_not(account: AwsAccount, bounds: list[tuple[str | None, str | None]], reason: str) -> None:
    with pytest.raises(RefusedError, match=f"ValidationException: {reason}"):
        declare(account, SCALING_POLICY, of(target(account), **steps(*bounds)))


def tracking(label: object) -> dict[str, object]:
    metric = {"predefinedMetricType": "ALBRequestCountPerTarget", "resourceLabel": label}
    configuration = {"predefinedMetricSpecification": metric, "targetValue": 600}
    return {"policyType": "TargetTrackingScaling", "targetTrackingScalingPolicyConfiguration": configuration}


def test_requests_are_counted_for_a_target_group_that_gets_them(account: AwsAccount) -> None:
    scaled = target(account)
    vpc, subnets = two_zones(account)
    balancer, group = load_balancer(account, subnets), target_group(account, vpc)
    label = f"{balancer.outputs['arnSuffix']}/{group.outputs['arnSuffix']}"
    with pytest.raises(RefusedError, match=f"resourceLabel {label} is no load balancer with its target group"):
        declare(account, SCALING_POLICY, of(scaled, **tracking(label)))
    listener(account, balancer, group)
    policy = declare(account, SCALING_POLICY, of(scaled, **tracking(label)))
    assert [arn.split("-Alarm")[1][:4] for arn in texts(policy.outputs, "alarmArns")] == ["High", "Low-"]


@pytest.mark.parametrize("schedule", ["cron(0 18 * * ? *)", "rate(5 minutes)", "at(2026-12-31T18:00:00)"])
def test_a_schedule_of_awss_form(account: AwsAccount, schedule: str) -> None:
    declare(account, SCHEDULED_ACTION, of(target(account), schedule=schedule, scalableTargetAction={"minCapacity": 3}))


@pytest.mark.parametrize(
    ("schedule", "action", "reason"),
    [
        ("0 18 * * *", {"minCapacity": 3}, r"schedule is 0 18 \* \* \*; want cron\(…\), rate\(…\) or at\(…\)"),
        ("cron(0 18 * * *)", {"minCapacity": 3}, "schedule is cron"),
        ("cron(0 18 * * ? *)", {}, "a scheduled action needs minCapacity or maxCapacity"),
    ],
)
def test_a_schedule_of_another(account: AwsAccount, schedule: str, action: dict[str, int], reason: str) -> None:
    with pytest.raises(RefusedError, match=f"ValidationException: {reason}"):
        declare(account, SCHEDULED_ACTION, of(target(account), schedule=schedule, scalableTargetAction=action))


def test_policies_and_schedules_go_with_their_target(account: AwsAccount) -> None:
    scaled = target(account)
    policy = declare(account, SCALING_POLICY, of(scaled, **steps(("0", None))))
    action = declare(
        account, SCHEDULED_ACTION, of(scaled, schedule="rate(1 day)", scalableTargetAction={"minCapacity": 3})
    )
    account.delete(scaled.type, scaled.id)
    assert [account.read(each.type, each.id) for each in (policy, action)] == [None, None]


@pytest.mark.parametrize(("least", "wanted", "most"), [(2, None, 1), (0, 2, 1), (1, 0, 1)])
def test_the_sizes_of_a_group_are_in_order(account: AwsAccount, least: int, wanted: int | None, most: int) -> None:
    with pytest.raises(
        RefusedError, match=rf"ValidationError: minSize {least}, desiredCapacity \d, maxSize {most} are"
    ):
        make(account, GROUP, minSize=least, maxSize=most, desiredCapacity=wanted)


def test_a_group_may_start_from_nothing(account: AwsAccount) -> None:
    assert make(account, GROUP, minSize=0, maxSize=1).outputs["desiredCapacity"] == 0
