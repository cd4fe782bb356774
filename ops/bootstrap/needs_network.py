"""What network and compute need: VPC, load balancer, ECS, Auto Scaling and their roles."""

from collections.abc import Mapping

from ops.bootstrap.needs import Needs, needs

_EC2_TAGS = "CreateTags DeleteTags"
_GROUP_RULES = (
    "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress"
)

NETWORK: Mapping[str, Needs] = {
    "aws:ec2/vpc:Vpc": needs(
        "ec2",
        # With its main route table, network ACL and default security group.
        reads="DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups DescribeVpcAttribute DescribeVpcs",
        writes=f"CreateVpc DeleteVpc ModifyVpcAttribute {_EC2_TAGS}",
    ),
    "aws:ec2/subnet:Subnet": needs(
        "ec2",
        reads="DescribeSubnets",
        # What lingers in a subnet is looked for before it goes.
        writes=f"CreateSubnet DeleteSubnet DescribeNetworkInterfaces ModifySubnetAttribute {_EC2_TAGS}",
    ),
    "aws:ec2/internetGateway:InternetGateway": needs(
        "ec2",
        reads="DescribeInternetGateways",
        writes=f"AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway {_EC2_TAGS}",
    ),
    "aws:ec2/eip:Eip": needs(
        "ec2",
        reads="DescribeAddresses DescribeAddressesAttribute",
        writes=f"AllocateAddress DisassociateAddress ReleaseAddress {_EC2_TAGS}",
    ),
    "aws:ec2/natGateway:NatGateway": needs(
        "ec2",
        reads="DescribeNatGateways",
        writes=f"CreateNatGateway DeleteNatGateway {_EC2_TAGS}",
    ),
    "aws:ec2/routeTable:RouteTable": needs(
        "ec2",
        reads="DescribeRouteTables",
        writes=f"CreateRouteTable DeleteRouteTable DisassociateRouteTable {_EC2_TAGS}",
    ),
    "aws:ec2/route:Route": needs("ec2", reads="DescribeRouteTables", writes="CreateRoute DeleteRoute ReplaceRoute"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": needs(
        "ec2",
        reads="DescribeRouteTables",
        writes="AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation",
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": needs(
        "ec2",
        reads="DescribePrefixLists DescribeVpcEndpoints",
        writes=f"CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint {_EC2_TAGS}",
    ),
    "aws:ec2/flowLog:FlowLog": needs(
        "ec2",
        reads="DescribeFlowLogs",
        writes=f"CreateFlowLogs DeleteFlowLogs {_EC2_TAGS}",
        # To a bucket, flow logs are delivered as vended logs.
        # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
        writes_elsewhere="logs:CreateLogDelivery logs:DeleteLogDelivery",
    ),
    "aws:ec2/securityGroup:SecurityGroup": needs(
        "ec2",
        reads="DescribeSecurityGroups",
        writes=f"CreateSecurityGroup DeleteSecurityGroup DescribeNetworkInterfaces {_GROUP_RULES} {_EC2_TAGS}",
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": needs(
        "ec2", reads="DescribeSecurityGroups", writes=f"{_GROUP_RULES} {_EC2_TAGS}"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": needs(
        "ec2",
        # The list of CloudFront's addresses is looked up by its name.
        reads="DescribeManagedPrefixLists DescribeSecurityGroupRules GetManagedPrefixListEntries",
        writes=f"AuthorizeSecurityGroupIngress ModifySecurityGroupRules RevokeSecurityGroupIngress {_EC2_TAGS}",
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": needs(
        "ec2",
        reads="DescribeSecurityGroupRules",
        writes=f"AuthorizeSecurityGroupEgress ModifySecurityGroupRules RevokeSecurityGroupEgress {_EC2_TAGS}",
    ),
    "aws:lb/loadBalancer:LoadBalancer": needs(
        "elasticloadbalancing",
        reads="DescribeCapacityReservation DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags",
        writes="AddTags CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes RemoveTags SetIpAddressType "
        "SetSecurityGroups SetSubnets",
        writes_elsewhere="ec2:DescribeNetworkInterfaces",
    ),
    "aws:lb/targetGroup:TargetGroup": needs(
        "elasticloadbalancing",
        reads="DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups",
        writes="AddTags CreateTargetGroup DeleteTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags",
    ),
    "aws:lb/listener:Listener": needs(
        "elasticloadbalancing",
        reads="DescribeListenerAttributes DescribeListeners DescribeTags",
        writes="AddTags CreateListener DeleteListener ModifyListener ModifyListenerAttributes RemoveTags",
    ),
}

COMPUTE: Mapping[str, Needs] = {
    "aws:ecs/cluster:Cluster": needs(
        "ecs",
        reads="DescribeClusters ListTagsForResource",
        writes="CreateCluster DeleteCluster TagResource UntagResource UpdateCluster UpdateClusterSettings",
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": needs(
        "ecs", reads="DescribeClusters", writes="PutClusterCapacityProviders"
    ),
    "aws:ecs/capacityProvider:CapacityProvider": needs(
        "ecs",
        reads="DescribeCapacityProviders ListTagsForResource",
        writes="CreateCapacityProvider DeleteCapacityProvider TagResource UntagResource UpdateCapacityProvider",
    ),
    "aws:ecs/service:Service": needs(
        "ecs",
        reads="DescribeServiceDeployments DescribeServices ListServiceDeployments ListTagsForResource",
        writes="CreateService DeleteService TagResource UntagResource UpdateService",
    ),
    "aws:ecs/taskDefinition:TaskDefinition": needs(
        "ecs",
        reads="DescribeTaskDefinition ListTagsForResource",
        writes="DeregisterTaskDefinition RegisterTaskDefinition TagResource UntagResource",
    ),
    "aws:ecr/repository:Repository": needs(
        "ecr",
        reads="DescribeRepositories ListTagsForResource",
        writes="CreateRepository DeleteRepository PutImageScanningConfiguration PutImageTagMutability TagResource "
        "UntagResource",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": needs(
        "ecr", reads="GetLifecyclePolicy", writes="DeleteLifecyclePolicy PutLifecyclePolicy"
    ),
    "aws:appautoscaling/target:Target": needs(
        "application-autoscaling",
        reads="DescribeScalableTargets ListTagsForResource",
        writes="DeregisterScalableTarget RegisterScalableTarget TagResource UntagResource",
    ),
    "aws:appautoscaling/policy:Policy": needs(
        "application-autoscaling", reads="DescribeScalingPolicies", writes="DeleteScalingPolicy PutScalingPolicy"
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": needs(
        "application-autoscaling", reads="DescribeScheduledActions", writes="DeleteScheduledAction PutScheduledAction"
    ),
    "aws:autoscaling/group:Group": needs(
        "autoscaling",
        reads="DescribeAutoScalingGroups",
        writes="CreateAutoScalingGroup CreateOrUpdateTags DeleteAutoScalingGroup DeleteTags DescribeScalingActivities "
        "DisableMetricsCollection EnableMetricsCollection ResumeProcesses SetInstanceProtection SuspendProcesses "
        "UpdateAutoScalingGroup",
        # A group takes a launch template only from somebody who may start a machine with it, and look its image up.
        # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
        writes_elsewhere="ec2:CreateTags ec2:RunInstances ssm:GetParameters",
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": needs(
        "ec2",
        reads="DescribeLaunchTemplateVersions DescribeLaunchTemplates",
        writes="CreateLaunchTemplate CreateLaunchTemplateVersion DeleteLaunchTemplate ModifyLaunchTemplate "
        f"{_EC2_TAGS}",
    ),
}

ROLES: Mapping[str, Needs] = {
    "aws:iam/role:Role": needs(
        "iam",
        reads="GetRole ListAttachedRolePolicies ListRolePolicies ListRoleTags",
        writes="CreateRole DeleteRole ListInstanceProfilesForRole TagRole UntagRole UpdateAssumeRolePolicy UpdateRole "
        "UpdateRoleDescription",
    ),
    "aws:iam/rolePolicy:RolePolicy": needs("iam", reads="GetRolePolicy", writes="DeleteRolePolicy PutRolePolicy"),
    # Attaching is limited to the policies that the program attaches: see policies.py.
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": needs("iam", reads="ListAttachedRolePolicies"),
    "aws:iam/instanceProfile:InstanceProfile": needs(
        "iam",
        reads="GetInstanceProfile ListInstanceProfileTags",
        writes="AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile RemoveRoleFromInstanceProfile "
        "TagInstanceProfile UntagInstanceProfile",
    ),
}
