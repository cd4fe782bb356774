"""Queue scaling: how many tasks a worker has, from what lies in its queues."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import appautoscaling, cloudwatch

from sizing.compute import TaskRange
from sizing.queues import QueueContract
from sizing.scaling import EMPTY, PERIOD_SECONDS, WAITING, Step, cooldown_seconds, idle_periods, steps_out

VISIBLE = "ApproximateNumberOfMessagesVisible"
"""Messages that wait."""
IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible"
"""Messages that a task works on."""

RESULT = "messages"
"""Id of the sum among an alarm's metrics."""


@dataclass(frozen=True, kw_only=True)
class QueueScalingArgs:
    """What scaling needs from the rest of the stack."""

    environment: str
    queues: Sequence[QueueContract]
    tasks: TaskRange
    idle_minutes: int
    start_seconds: int
    """Until a new task takes its first message."""
    target: appautoscaling.Target
    """The service, and between how many tasks it may scale."""


class QueueScaling(ComponentResource):
    """More tasks while messages wait, the least when nothing is left to do; nothing in between takes one away.

    So one message starts a task from none, one long job doesn't start a second, and a backlog that shrinks ends no task
    at work. A worker whose number of tasks is fixed has nothing to scale. Before a worker's first release its target
    holds it at none, whatever is said here.
    """

    alarm_names: dict[str, Output[str]]
    """By direction, `out` and `in`."""

    def __init__(self, name: str, args: QueueScalingArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:QueueScaling", name, None, opts)
        self._args = args

        steps = steps_out(args.tasks, args.queues)
        self.alarm_names = {"out": self._out(name, steps).name, "in": self._in(name).name} if steps else {}
        self.register_outputs({"alarm_names": self.alarm_names})

    def _out(self, name: str, steps: Sequence[Step]) -> cloudwatch.MetricAlarm:
        policy = self._policy(f"{name}-out", "ChangeInCapacity", [_adjustment(step) for step in steps])
        return self._alarm(
            f"{name}-out",
            policy,
            metrics=(VISIBLE,),
            comparison="GreaterThanOrEqualToThreshold",
            threshold=WAITING,
            periods=1,
            description="Messages wait: more tasks.",
        )

    def _in(self, name: str) -> cloudwatch.MetricAlarm:
        args = self._args
        policy = self._policy(
            f"{name}-in",
            # Not fewer by so many: with nothing to do, none but the least has a use.
            "ExactCapacity",
            [{"metric_interval_upper_bound": "0", "scaling_adjustment": args.tasks.min}],
        )
        return self._alarm(
            f"{name}-in",
            policy,
            metrics=(VISIBLE, IN_FLIGHT),
            comparison="LessThanOrEqualToThreshold",
            threshold=EMPTY,
            periods=idle_periods(args.idle_minutes),
            description=f"Nothing to do for {args.idle_minutes} minutes: {args.tasks.min} tasks.",
        )

    def _policy(
        self,
        name: str,
        adjustment_type: str,
        adjustments: Sequence[appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgsDict],
    ) -> appautoscaling.Policy:
        target = self._args.target
        return appautoscaling.Policy(
            name,
            policy_type="StepScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            step_scaling_policy_configuration={
                "adjustment_type": adjustment_type,
                "cooldown": cooldown_seconds(self._args.start_seconds),
                "metric_aggregation_type": "Maximum",
                "step_adjustments": adjustments,
            },
            opts=ResourceOptions(parent=self),
        )

    def _alarm(
        self,
        name: str,
        policy: appautoscaling.Policy,
        *,
        metrics: Sequence[str],
        comparison: str,
        threshold: int,
        periods: int,
        description: str,
    ) -> cloudwatch.MetricAlarm:
        return cloudwatch.MetricAlarm(
            name,
            alarm_description=f"{description} It scales and calls nobody. How: docs/workers.md#scaling",
            metric_queries=sum_over_queues(self._args.queues, metrics, self._args.environment),
            comparison_operator=comparison,
            threshold=threshold,
            evaluation_periods=periods,
            datapoints_to_alarm=periods,
            # SQS falls silent for a queue that nobody has used for six hours. Silence is neither messages that wait nor
            # proof that none do: a task polls its queues, so where one runs they aren't silent unless CloudWatch is in
            # trouble, and then no job may be cut off.
            treat_missing_data="notBreaching",
            alarm_actions=[policy.arn],
            opts=ResourceOptions(parent=self),
        )


def sum_over_queues(
    queues: Sequence[QueueContract], metrics: Sequence[str], environment: str
) -> list[cloudwatch.MetricAlarmMetricQueryArgsDict]:
    """Metric math: the counts of all queues in one sum, to which a queue that is silent adds nothing.

    Not by `+`, which is silent as soon as one of them is, and without FILL: the newest minute is often not there yet,
    and filled with 0 it would hide a message that waits.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    """
    counts = [(f"m{number}", queue, metric) for number, (queue, metric) in enumerate(_pairs(queues, metrics))]
    total: cloudwatch.MetricAlarmMetricQueryArgsDict = {
        "id": RESULT,
        "expression": f"SUM([{', '.join(key for key, _, _ in counts)}])",
        "label": " + ".join(metrics),
        "return_data": True,
    }
    return [total, *(_count(key, queue.queue_name(environment), metric) for key, queue, metric in counts)]


def _pairs(queues: Sequence[QueueContract], metrics: Sequence[str]) -> list[tuple[QueueContract, str]]:
    return [(queue, metric) for queue in queues for metric in metrics]


def _count(key: str, queue_name: Input[str], metric: str) -> cloudwatch.MetricAlarmMetricQueryArgsDict:
    return {
        "id": key,
        "metric": {
            "namespace": "AWS/SQS",
            "metric_name": metric,
            "dimensions": {"QueueName": queue_name},
            "period": PERIOD_SECONDS,
            "stat": "Maximum",
        },
        "return_data": False,
    }


def _adjustment(step: Step) -> appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgsDict:
    """The step as Application Auto Scaling has it: how far the alarm's threshold is passed."""
    adjustment: appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgsDict = {
        "metric_interval_lower_bound": str(step.from_messages - WAITING),
        "scaling_adjustment": step.tasks,
    }
    if step.to_messages is not None:
        adjustment["metric_interval_upper_bound"] = str(step.to_messages - WAITING)
    return adjustment
