"""The GPU worker and its machines, as AWS would be asked for them."""

import base64
import json

from components.gpu import GpuWorker, GpuWorkerArgs
from components.task import Placement
from sandbox.recording import Declared, Recording, record
from sizing.access import ServiceAccess
from sizing.compute import TaskRange
from sizing.gpu import GpuSize
from sizing.release import UNRELEASED
from tests.components.compute import (
    ALARM,
    LOG_GROUP,
    REPOSITORY,
    SCALING_POLICY,
    SCALING_TARGET,
    SERVICE,
    containers_of,
    placement,
    roles_with_a_policy,
    surroundings,
    task_definition,
    variables,
)
from tests.components.policies import lint

TIER = "academy:compute:GpuWorker"
CLUSTER = "aws:ecs/cluster:Cluster"
PROVIDER = "aws:ecs/capacityProvider:CapacityProvider"
ATTACHED = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ROLE = "aws:iam/role:Role"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


def size(*, enabled: bool = True, most: int = 2) -> GpuSize:
    """A GPU worker that starts from none."""
    return GpuSize(
        enabled=enabled,
        instance_type="g4dn.xlarge",
        queues=("ai-premium",),
        tasks=TaskRange(min=0, max=most),
        volume_gib=100,
        connections=0,
        idle_minutes=15,
    )


def access(*, enabled: bool = True) -> ServiceAccess:
    """What the profile says of it."""
    queues = ("ai-premium",) if enabled else ()
    return ServiceAccess(service="gpu", image="gpu", receives_from=queues, media="read_write", gpu=True)


def recorded(*, enabled: bool = True, tag: str = "1.4.0", where: Placement | None = None) -> Recording:
    """The worker; while it is off the tables know nothing of it."""

    def program() -> None:
        GpuWorker(
            "gpu",
            GpuWorkerArgs(
                size=size(enabled=enabled),
                tag=tag,
                access=access(enabled=enabled),
                container_insights=False,
                surroundings=surroundings(),
                placement=where or placement(public=False),
                repository_urls={"gpu": f"{REPOSITORY}gpu"} if enabled else {},
                roles={"gpu": roles_with_a_policy()} if enabled else {},
                security_group_ids={"gpu": "sg-gpu"} if enabled else {},
            ),
        )

    return record(program)


def urns_before(recording: Recording, resource: Declared) -> set[str]:
    """Everything that has to be there before the resource, and stays until it is gone."""
    found: set[str] = set()
    waiting = [resource]
    while waiting:
        for urn in waiting.pop().dependencies - found:
            found.add(urn)
            waiting.append(recording.by_urn(urn))
    return found


def test_off_it_declares_nothing_and_reads_no_table() -> None:
    recording = recorded(enabled=False)
    (tier,) = recording.of_type(TIER)

    assert [each.type for each in recording.resources if each.custom] == []
    assert [told for told in recording.outputs[tier.urn].values() if told] == []


def test_it_has_a_cluster_of_its_own_with_no_capacity_but_its_own() -> None:
    recording = recorded()
    attached, service = recording.one(ATTACHED).inputs, recording.one(SERVICE).inputs
    name = recording.one(PROVIDER).id.rpartition("/")[2]

    assert attached["capacityProviders"] == [name]
    assert service["cluster"] == recording.one(CLUSTER).id
    assert service["capacityProviderStrategies"] == [{"capacityProvider": name, "base": 0, "weight": 1}]
    assert "launchType" not in service
    assert "platformVersion" not in service
    assert recording.one(CLUSTER).inputs["settings"] == [{"name": "containerInsights", "value": "disabled"}]


def test_turning_it_off_lets_go_in_the_order_that_ecs_wants() -> None:
    recording = recorded()
    service, attached, provider, group, template, cluster = (
        recording.one(token) for token in (SERVICE, ATTACHED, PROVIDER, GROUP, TEMPLATE, CLUSTER)
    )

    assert attached.urn in urns_before(recording, service)
    assert provider.urn in urns_before(recording, attached)
    assert group.urn in urns_before(recording, provider)
    assert template.urn in urns_before(recording, group)
    assert {cluster.urn, recording.one(PROFILE).urn, recording.one(ATTACHMENT).urn} <= urns_before(recording, template)


def test_machines_come_with_tasks_and_go_after_them() -> None:
    recording = recorded()
    group = recording.one(GROUP)
    (capacity,) = [recording.one(PROVIDER).inputs["autoScalingGroupProvider"]]

    assert (group.inputs["minSize"], group.inputs["maxSize"]) == (0, 2)
    assert group.inputs["protectFromScaleIn"] is True
    assert "desiredCapacity" not in group.inputs
    assert not group.inputs.get("forceDelete")
    assert capacity["managedScaling"]["status"] == "ENABLED"
    assert capacity["managedScaling"]["targetCapacity"] == 100
    assert capacity["managedTerminationProtection"] == "ENABLED"
    assert capacity["managedDraining"] == "ENABLED"


def test_machines_stand_in_the_private_subnets_without_a_public_address() -> None:
    recording = recorded()
    (interface,) = recording.one(TEMPLATE).inputs["networkInterfaces"]

    assert recording.one(GROUP).inputs["vpcZoneIdentifiers"] == ["subnet-a", "subnet-c"]
    assert interface["associatePublicIpAddress"] == "false"
    assert interface["securityGroups"] == ["sg-gpu"]


def test_a_machine_is_encrypted_and_keeps_its_role_from_its_tasks() -> None:
    template = recorded().one(TEMPLATE).inputs
    (disk,) = template["blockDeviceMappings"]

    assert template["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
        "instanceMetadataTags": "disabled",
    }
    assert disk["deviceName"] == "/dev/xvda"
    assert disk["ebs"] == {
        "volumeSize": 100,
        "volumeType": "gp3",
        "encrypted": "true",
        "deleteOnTermination": "true",
    }


def test_a_machine_starts_from_the_image_that_aws_recommends_that_day_and_joins_the_cluster() -> None:
    recording = recorded()
    template = recording.one(TEMPLATE).inputs
    script = base64.b64decode(template["userData"]).decode()

    assert template["imageId"] == (
        "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id"
    )
    assert template["instanceType"] == "g4dn.xlarge"
    assert script.startswith("#!/bin/bash\n")
    assert f"\nECS_CLUSTER={recording.one(CLUSTER).id.rpartition('/')[2]}\n" in script
    assert "\nECS_AWSVPC_BLOCK_IMDS=true\n" in script
    assert not recording.invokes


def test_a_machine_may_do_what_a_container_instance_does_and_no_more() -> None:
    recording = recorded()
    role = recording.one(ROLE)
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]

    assert statement["Principal"] == {"Service": "ec2.amazonaws.com"}
    assert lint(recording)[role.key] == []
    assert (
        recording.one(ATTACHMENT).inputs["policyArn"]
        == "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
    )


def test_what_others_create_is_tagged_too_and_ecs_keeps_its_own_tag() -> None:
    recording = recorded()
    tags = {each["key"]: each["value"] for each in recording.one(GROUP).inputs["tags"]}
    (volumes,) = recording.one(TEMPLATE).inputs["tagSpecifications"]
    common = {"Project": "academy", "Environment": "prod", "ManagedBy": "pulumi", "Name": "academy-prod-gpu"}

    assert tags == common | {"AmazonECSManaged": "true"}
    assert all(each["propagateAtLaunch"] for each in recording.one(GROUP).inputs["tags"])
    assert (volumes["resourceType"], volumes["tags"]) == ("volume", common)


def test_a_task_has_the_gpu_of_its_machine_and_two_minutes_to_stop() -> None:
    definition = task_definition(recorded(), "gpu")
    container = containers_of(definition)["gpu"]

    assert container["resourceRequirements"] == [{"type": "GPU", "value": "1"}]
    assert container["stopTimeout"] == 120
    assert container["mountPoints"] == [{"containerPath": "/work", "readOnly": False, "sourceVolume": "work"}]
    assert definition.inputs["requiresCompatibilities"] == ["EC2"]
    assert definition.inputs["runtimePlatform"]["cpuArchitecture"] == "X86_64"
    assert (definition.inputs["cpu"], definition.inputs["memory"]) == ("4096", "14745")
    assert "ephemeralStorage" not in definition.inputs
    assert [key for key in variables(container) if key.startswith("QUEUE_URL")] == ["QUEUE_URL_AI_PREMIUM"]


def test_a_deployment_makes_room_before_it_starts_a_task() -> None:
    service = recorded().one(SERVICE).inputs

    assert (service["deploymentMinimumHealthyPercent"], service["deploymentMaximumPercent"]) == (0, 100)
    assert service["availabilityZoneRebalancing"] == "DISABLED"
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["networkConfiguration"] == {
        "subnets": ["subnet-a", "subnet-c"],
        "securityGroups": ["sg-gpu"],
        "assignPublicIp": False,
    }


def test_it_scales_by_its_queues_as_the_others_do_and_gives_a_machine_time_to_start() -> None:
    recording = recorded()
    target = recording.one(SCALING_TARGET).inputs
    cluster, service = (recording.one(token).id.rpartition("/")[2] for token in (CLUSTER, SERVICE))

    assert (target["minCapacity"], target["maxCapacity"]) == (0, 2)
    assert target["resourceId"] == f"service/{cluster}/{service}"
    assert [policy.name for policy in recording.of_type(SCALING_POLICY)] == ["gpu-in", "gpu-out"]
    assert {
        policy.inputs["stepScalingPolicyConfiguration"]["cooldown"] for policy in recording.of_type(SCALING_POLICY)
    } == {720}
    assert recording.one(ALARM, "gpu-in").inputs["evaluationPeriods"] == 15
    assert recording.one(SERVICE).ignore_changes == ("desiredCount",)


def test_before_its_first_release_it_has_no_tasks_and_so_no_machines() -> None:
    before, after = recorded(tag=UNRELEASED), recorded()
    target = before.one(SCALING_TARGET).inputs

    assert (target["minCapacity"], target["maxCapacity"]) == (0, 0)
    assert before.one(SERVICE).inputs["desiredCount"] == 0
    assert before.keys() == after.keys()


def test_it_waits_for_its_roles_permissions_and_logs_like_the_others() -> None:
    recording = recorded()

    assert recording.one(ROLE_POLICY).urn in recording.one(SERVICE).dependencies
    assert recording.one(LOG_GROUP).inputs["name"] == "/academy/prod/gpu"
