"""Machines with a GPU: an ECS cluster of their own, and an Auto Scaling group that has as many as tasks ask for."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import autoscaling, ec2, ecs, iam

from sizing import names

AMI = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id"
"""AWS's newest ECS image with the GPU's driver, looked up whenever a machine is started.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html"""

ROOT_DEVICE = "/dev/xvda"
"""Of that image."""

ECS_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
"""What a machine may do to be part of a cluster.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html"""

TRUST = (
    '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}}],'
    '"Version":"2012-10-17"}'
)


@dataclass(frozen=True, kw_only=True)
class GpuMachinesArgs:
    """What the machines need from the rest of the stack."""

    environment: str
    instance_type: str
    volume_gib: int
    most: int
    """Machines at most; the least is none."""
    subnet_ids: Input[Sequence[str]]
    """Private ones, with a way out through NAT."""
    security_group_id: Input[str]
    container_insights: bool
    """Metrics a container, which are billed one by one."""


class GpuMachines(ComponentResource):
    """No machine while there is no task, one for each task otherwise, and none taken away while its task works.

    The cluster is theirs alone: ECS does not let go of a capacity provider that a service uses, so the one that Fargate
    services run in would be stuck with it.
    """

    cluster_arn: Output[str]
    """Known once the cluster has its capacity provider: until then ECS refuses a service that names it, and whoever
    uses this ARN goes before the provider is detached."""
    cluster_name: Output[str]
    capacity_provider: Output[str]
    """Name of the capacity provider."""

    def __init__(self, name: str, args: GpuMachinesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:compute:GpuMachines", name, None, opts)
        self._args = args
        self._tags = names.common_tags(args.environment) | {"Name": f"{names.PROJECT}-{args.environment}-gpu"}

        cluster = self._cluster(name)
        group = self._group(name, self._template(name, cluster))
        provider = self._capacity(name, group)
        attached = ecs.ClusterCapacityProviders(
            name,
            cluster_name=cluster.name,
            capacity_providers=[provider.name],
            default_capacity_provider_strategies=[{"capacity_provider": provider.name, "base": 0, "weight": 1}],
            opts=ResourceOptions(parent=self),
        )

        self.cluster_arn = Output.all(arn=cluster.arn, attached=attached.id).apply(_arn)
        self.cluster_name = cluster.name
        self.capacity_provider = provider.name
        self.register_outputs(
            {
                "cluster_arn": self.cluster_arn,
                "cluster_name": self.cluster_name,
                "capacity_provider": self.capacity_provider,
            }
        )

    def _cluster(self, name: str) -> ecs.Cluster:
        return ecs.Cluster(
            name,
            settings=[
                {"name": "containerInsights", "value": "enabled" if self._args.container_insights else "disabled"}
            ],
            tags={"Name": self._tags["Name"]},
            opts=ResourceOptions(parent=self),
        )

    def _profile(self, name: str) -> Output[str]:
        """ARN of the instance profile, known once its role may do what a machine does."""
        child = ResourceOptions(parent=self)
        role = iam.Role(f"{name}-machine", assume_role_policy=TRUST, opts=child)
        allowed = iam.RolePolicyAttachment(f"{name}-machine", role=role.name, policy_arn=ECS_POLICY, opts=child)
        profile = iam.InstanceProfile(f"{name}-machine", role=role.name, opts=child)
        return Output.all(arn=profile.arn, allowed=allowed.id).apply(_arn)

    def _template(self, name: str, cluster: ecs.Cluster) -> ec2.LaunchTemplate:
        args = self._args
        return ec2.LaunchTemplate(
            name,
            image_id=AMI,
            instance_type=args.instance_type,
            iam_instance_profile={"arn": self._profile(name)},
            user_data=cluster.name.apply(user_data),
            # Only with a token, and no further than the machine itself: no container gets at the machine's role.
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",
                "http_put_response_hop_limit": 1,
                "instance_metadata_tags": "disabled",
            },
            network_interfaces=[
                {
                    "device_index": 0,
                    "associate_public_ip_address": "false",
                    "security_groups": [args.security_group_id],
                    "delete_on_termination": "true",
                }
            ],
            block_device_mappings=[
                {
                    "device_name": ROOT_DEVICE,
                    "ebs": {
                        "volume_size": args.volume_gib,
                        "volume_type": "gp3",
                        "encrypted": "true",
                        "delete_on_termination": "true",
                    },
                }
            ],
            # The provider's default tags don't reach what others create.
            tag_specifications=[{"resource_type": "volume", "tags": self._tags}],
            opts=ResourceOptions(parent=self),
        )

    def _group(self, name: str, template: ec2.LaunchTemplate) -> autoscaling.Group:
        # ECS puts its own tag on the group: one that isn't said here would be taken off at every update.
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
        tags = self._tags | {"AmazonECSManaged": "true"}
        return autoscaling.Group(
            name,
            launch_template={"id": template.id, "version": Output.format("{}", template.latest_version)},
            # How many there are in between is ECS's to say: a desired capacity here would undo it.
            min_size=0,
            max_size=self._args.most,
            vpc_zone_identifiers=self._args.subnet_ids,
            protect_from_scale_in=True,
            health_check_type="EC2",
            tags=[{"key": key, "value": value, "propagate_at_launch": True} for key, value in sorted(tags.items())],
            opts=ResourceOptions(parent=self),
        )

    def _capacity(self, name: str, group: autoscaling.Group) -> ecs.CapacityProvider:
        return ecs.CapacityProvider(
            name,
            auto_scaling_group_provider={
                "auto_scaling_group_arn": group.arn,
                "managed_scaling": {
                    "status": "ENABLED",
                    # As many machines as tasks, and none to spare.
                    "target_capacity": 100,
                },
                "managed_termination_protection": "ENABLED",
                "managed_draining": "ENABLED",
            },
            opts=ResourceOptions(parent=self),
        )


def user_data(cluster_name: str) -> str:
    """What a machine does when it starts, as EC2 wants it: it joins the cluster, and keeps its role from its tasks.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    script = f"""#!/bin/bash
cat >> /etc/ecs/ecs.config <<'END'
ECS_CLUSTER={cluster_name}
ECS_ENABLE_GPU_SUPPORT=true
ECS_AWSVPC_BLOCK_IMDS=true
END
"""
    return base64.b64encode(script.encode()).decode()


def _arn(known: Mapping[str, str]) -> str:
    return known["arn"]
