"""What ECS, ECR, EC2 and Auto Scaling answer for what runs containers.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
"""

from collections.abc import Callable, Mapping

from sandbox.catalogue.row import Made, ResourceType
from sandbox.catalogue.shapes import last_part, spell_uuid

_ECS = "arn:{partition}:ecs:{region}:{account}:"
_SCALING = "arn:{partition}:autoscaling:{region}:{account}:"
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
_ECS_NAME = r"[A-Za-z0-9_-]+"
_SERVICE_ROLE = (
    "arn:{partition}:iam::{account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_ECSService"
)
_SCALABLE_TARGET = ("aws:appautoscaling/target:Target", "resourceId")


def _service(made: Made) -> str:
    cluster = made["cluster"] if made.inputs.get("cluster") is not None else "default"
    return made.text(_ECS + "service/") + f"{last_part(cluster)}/{made.name}"


def _of_a_target(kind: str, label: str) -> Callable[[Made], str]:
    """The ARN of what Application Auto Scaling has for a scalable target, such as a policy."""
    return lambda made: (
        made.text(_SCALING + kind + f":{spell_uuid(f'{kind} {made.id}')}:resource/{{serviceNamespace}}/{{resourceId}}:")
        + (f"{label}/{made.name}")
    )


def _alarm_arns(made: Made) -> list[str]:
    """The two alarms that target tracking makes for itself; a step policy's are the program's own."""
    if made.inputs.get("policyType") != "TargetTrackingScaling":
        return []
    stem = made.text("arn:{partition}:cloudwatch:{region}:{account}:alarm:TargetTracking-{resourceId}-Alarm")
    return [f"{stem}{level}-{spell_uuid(f'{level} {made.id}')}" for level in ("High", "Low")]


def _default_version(made: Made) -> int:
    return made.version if made.inputs.get("updateDefaultVersion") else 1


COMPUTE: Mapping[str, ResourceType] = {
    "aws:appautoscaling/policy:Policy": ResourceType(
        id="{name}",
        computed={"alarmArns": _alarm_arns, "arn": _of_a_target("scalingPolicy", "policyName")},
        part_of=_SCALABLE_TARGET,
        defaults={"policyType": "StepScaling"},
        # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
        longest_name=256,
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": ResourceType(
        id="{name}-{serviceNamespace}-{resourceId}",
        computed={"arn": _of_a_target("scheduledAction", "scheduledActionName")},
        part_of=_SCALABLE_TARGET,
        defaults={"timezone": "UTC"},
        # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
        longest_name=256,
        name_pattern=r"(?!.*[:|/]).+",
    ),
    "aws:appautoscaling/target:Target": ResourceType(
        id="{resourceId}",
        computed={"arn": "arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/{hex}"},
        defaults={"roleArn": _SERVICE_ROLE},
    ),
    "aws:autoscaling/group:Group": ResourceType(
        id="{name}",
        computed={
            "arn": lambda made: made.text(
                _SCALING + f"autoScalingGroup:{spell_uuid(f'group {made.id}')}:autoScalingGroupName/{{id}}"
            ),
            "predictedCapacity": 0,
            "warmPoolSize": 0,
        },
        defaults={"defaultCooldown": 300, "desiredCapacity": lambda made: made["minSize"], "healthCheckType": "EC2"},
        # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
        name_pattern=r"[^:]+",
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": ResourceType(
        id="lt-{hex}",
        computed={
            "arn": "arn:{partition}:ec2:{region}:{account}:launch-template/{id}",
            "latestVersion": lambda made: made.version,
        },
        defaults={"defaultVersion": _default_version},
        # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
        longest_name=128,
        name_pattern=r"[a-zA-Z0-9().\-/_]{3,}",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ResourceType(
        id="{repository}",
        computed={"registryId": "{account}"},
        part_of=("aws:ecr/repository:Repository", "repository"),
    ),
    "aws:ecr/repository:Repository": ResourceType(
        id="{name}",
        computed={
            "arn": "arn:{partition}:ecr:{region}:{account}:repository/{id}",
            "registryId": "{account}",
            "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{id}",
        },
        defaults={"imageTagMutability": "MUTABLE"},
        # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
        longest_name=256,
        name_pattern=r"(?=.{2})([a-z0-9]+([._-][a-z0-9]+)*/)*[a-z0-9]+([._-][a-z0-9]+)*",
        lower_case_name=True,
    ),
    "aws:ecs/capacityProvider:CapacityProvider": ResourceType(
        id=_ECS + "capacity-provider/{name}",
        computed={"arn": "{id}"},
        # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html
        name_pattern=rf"(?!aws|ecs|fargate){_ECS_NAME}",
    ),
    "aws:ecs/cluster:Cluster": ResourceType(
        id=_ECS + "cluster/{name}", computed={"arn": "{id}"}, name_pattern=_ECS_NAME
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ResourceType(id="{clusterName}"),
    "aws:ecs/service:Service": ResourceType(
        id=_service,
        computed={"arn": "{id}"},
        # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
        defaults={
            "availabilityZoneRebalancing": "ENABLED",
            "deploymentMaximumPercent": 200,
            "deploymentMinimumHealthyPercent": 100,
            "platformVersion": "LATEST",
            "schedulingStrategy": "REPLICA",
        },
        name_pattern=_ECS_NAME,
    ),
    "aws:ecs/taskDefinition:TaskDefinition": ResourceType(
        # The real provider's id is the family alone, which two revisions share: nothing may go by it.
        id="{family}:{revision}",
        computed={
            "arn": _ECS + "task-definition/{id}",
            "arnWithoutRevision": _ECS + "task-definition/{family}",
            "revision": lambda made: int(str(made["id"]).rpartition(":")[2]),
        },
        defaults={"networkMode": "bridge"},
        revisions_of="family",
    ),
}
