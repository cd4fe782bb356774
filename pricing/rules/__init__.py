"""Which rule prices a resource type, or which page of AWS's says that it costs nothing. No type is without one."""

from collections.abc import Callable, Iterable, Mapping

from pricing.model import Bill, Charge, Graph, Unpriced
from pricing.prices import Prices
from pricing.rules import cdn, database, machines, network, queues, storage, tasks, watching

Rule = Callable[[Graph, Prices], Iterable[Charge]]

RULES: Mapping[str, tuple[Rule, ...]] = {
    "aws:ecs/service:Service": (tasks.fargate, tasks.public_addresses, watching.secrets),
    "aws:ecs/cluster:Cluster": (watching.container_insights,),
    "aws:autoscaling/group:Group": (machines.machines,),
    "aws:lb/loadBalancer:LoadBalancer": (network.load_balancer,),
    "aws:ec2/natGateway:NatGateway": (network.nat_gateways,),
    "aws:ec2/eip:Eip": (network.addresses,),
    "aws:ec2/internetGateway:InternetGateway": (network.internet,),
    "aws:ec2/flowLog:FlowLog": (network.flow_logs,),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (network.endpoints,),
    "aws:rds/instance:Instance": (database.database, watching.secrets),
    "aws:s3/bucket:Bucket": (storage.buckets,),
    "aws:cloudfront/distribution:Distribution": (cdn.cloudfront,),
    "aws:cloudfront/function:Function": (cdn.functions,),
    "aws:pricingplanmanager/subscription:Subscription": (cdn.plan,),
    "aws:wafv2/webAcl:WebAcl": (cdn.firewall,),
    "aws:sqs/queue:Queue": (queues.queues,),
    "aws:cloudwatch/logGroup:LogGroup": (watching.logs,),
    "aws:appautoscaling/policy:Policy": (watching.alarms,),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (watching.alarms,),
    "aws:cloudwatch/dashboard:Dashboard": (watching.dashboards,),
    "aws:sns/topic:Topic": (watching.topics,),
    "aws:secretsmanager/secret:Secret": (watching.secrets,),
    "aws:ecr/repository:Repository": (watching.registry,),
}
"""Each rule prices all that it knows of a graph at once, since some of it shares a free tier. It runs once, where one
of its types is declared."""

_VPC = "https://aws.amazon.com/vpc/pricing/"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction.html"
_S3 = "https://aws.amazon.com/s3/pricing/"
_SCALING = "https://aws.amazon.com/autoscaling/pricing/"
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/User_DBInstanceBilling.html"
_EVENTS = "https://aws.amazon.com/eventbridge/pricing/"
_ECS = "https://aws.amazon.com/ecs/pricing/"
_CLOUDFRONT = "https://aws.amazon.com/cloudfront/pricing/"
_LOGS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html"
_SQS = "https://aws.amazon.com/sqs/pricing/"

FREE: Mapping[str, str] = {
    "aws:acm/certificate:Certificate": "https://aws.amazon.com/certificate-manager/pricing/",
    "aws:acm/certificateValidation:CertificateValidation": "https://aws.amazon.com/certificate-manager/pricing/",
    "aws:appautoscaling/scheduledAction:ScheduledAction": _SCALING,
    "aws:appautoscaling/target:Target": _SCALING,
    "aws:budgets/budget:Budget": "https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/",
    "aws:cloudfront/keyGroup:KeyGroup": _CLOUDFRONT,
    "aws:cloudfront/originAccessControl:OriginAccessControl": _CLOUDFRONT,
    "aws:cloudfront/publicKey:PublicKey": _CLOUDFRONT,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _CLOUDFRONT,
    "aws:cloudfront/vpcOrigin:VpcOrigin": "https://aws.amazon.com/about-aws/whats-new/2024/11/amazon-cloudfront-vpc-origins/",
    "aws:cloudwatch/eventRule:EventRule": _EVENTS,  # events of AWS's own services
    "aws:cloudwatch/eventTarget:EventTarget": _EVENTS,
    # To S3 the delivery is free; what is stored is the logs bucket's.
    "aws:cloudwatch/logDelivery:LogDelivery": _LOGS,
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _LOGS,
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": _LOGS,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _VPC,
    "aws:ec2/launchTemplate:LaunchTemplate": "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-templates.html",
    "aws:ec2/route:Route": _VPC,
    "aws:ec2/routeTable:RouteTable": _VPC,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _VPC,
    "aws:ec2/securityGroup:SecurityGroup": _VPC,
    "aws:ec2/subnet:Subnet": _VPC,
    "aws:ec2/vpc:Vpc": _VPC,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "https://aws.amazon.com/ecr/pricing/",
    "aws:ecs/capacityProvider:CapacityProvider": _ECS,
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _ECS,
    "aws:ecs/taskDefinition:TaskDefinition": _ECS,  # what it costs to run is the service's
    "aws:iam/instanceProfile:InstanceProfile": _IAM,
    "aws:iam/role:Role": _IAM,
    "aws:iam/rolePolicy:RolePolicy": _IAM,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _IAM,
    "aws:lb/listener:Listener": "https://aws.amazon.com/elasticloadbalancing/pricing/",
    "aws:lb/targetGroup:TargetGroup": "https://aws.amazon.com/elasticloadbalancing/pricing/",
    "aws:rds/parameterGroup:ParameterGroup": _RDS,
    "aws:rds/subnetGroup:SubnetGroup": _RDS,
    # Aliases of AWS's own: the zone itself, 0.50 USD a month, is not this stack's.
    "aws:route53/record:Record": "https://aws.amazon.com/route53/pricing/",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _S3,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _S3,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _S3,
    "aws:s3/bucketPolicy:BucketPolicy": _S3,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _S3,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _S3,
    "aws:s3/bucketVersioning:BucketVersioning": _S3,  # old versions are the bucket's
    "aws:sns/topicPolicy:TopicPolicy": "https://aws.amazon.com/sns/pricing/",
    # A subscription is free; its mails are the topic's.
    "aws:sns/topicSubscription:TopicSubscription": "https://aws.amazon.com/sns/pricing/",
    "aws:sqs/queuePolicy:QueuePolicy": _SQS,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _SQS,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _VPC,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _VPC,
}
"""Resource type -> the page that says it is free, or free in the way it is used here."""


def bill(graph: Graph, prices: Prices) -> Bill:
    """What the graph costs in a month.

    Raises:
        Unpriced: a resource type has neither a rule nor a page that says it is free.
        UnknownPrice: a rule needs a price that pricing/prices.json doesn't have.
    """
    types = sorted({each.type for each in graph.resources})
    unknown = [each for each in types if each not in RULES and each not in FREE]
    if unknown:
        raise Unpriced(f"no pricing rule for {', '.join(unknown)}: add one to pricing/rules, or to what is free there")
    rules = dict.fromkeys(rule for each in types for rule in RULES.get(each, ()))
    return Bill(charges=tuple(one for rule in rules for one in rule(graph, prices)))
