"""What each resource type holds that is lost with it. A type that the program comes to declare has to be named here."""

from collections.abc import Mapping

LOSABLE: Mapping[str, str] = {
    "aws:acm/certificate:Certificate": "belongs to a name that people know",
    "aws:cloudfront/distribution:Distribution": "has the address that people know",
    "aws:cloudfront/publicKey:PublicKey": "has the id by which signed addresses that are out name their key",
    "aws:cloudfront/vpcOrigin:VpcOrigin": "is the only way from the distribution to the API",
    "aws:cloudwatch/logGroup:LogGroup": "holds logs",
    "aws:ec2/subnet:Subnet": "is what the database, the load balancer and tasks are in",
    "aws:ec2/vpc:Vpc": "is what everything is in",
    "aws:ecr/repository:Repository": "holds the images that run, and those to go back to",
    "aws:ecs/cluster:Cluster": "is what every service runs in",
    "aws:lb/loadBalancer:LoadBalancer": "has an address of its own",
    "aws:lb/targetGroup:TargetGroup": "is what the API's tasks are reached through",
    "aws:rds/instance:Instance": "holds the database, and with it the master secret",
    "aws:rds/subnetGroup:SubnetGroup": "is where the database is, and a database does not move",
    "aws:route53/record:Record": "is a name that people know",
    "aws:s3/bucket:Bucket": "holds objects, and a name that others can take",
    "aws:secretsmanager/secret:Secret": "holds a value that nobody else has",
    "aws:sns/topic:Topic": "has subscriptions that people confirmed",
    "aws:sqs/queue:Queue": "holds jobs",
}
"""Resource type -> what goes with it."""

STATELESS: Mapping[str, str] = {
    "aws:acm/certificateValidation:CertificateValidation": "nothing in AWS: waits until a certificate is valid",
    "aws:appautoscaling/policy:Policy": "settings",
    "aws:appautoscaling/scheduledAction:ScheduledAction": "settings",
    "aws:appautoscaling/target:Target": "settings",
    "aws:autoscaling/group:Group": "starts machines that hold nothing",
    "aws:budgets/budget:Budget": "settings",
    "aws:cloudfront/function:Function": "code, which the program has",
    "aws:cloudfront/keyGroup:KeyGroup": "names keys",
    "aws:cloudfront/originAccessControl:OriginAccessControl": "settings",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "settings",
    "aws:cloudwatch/dashboard:Dashboard": "shows metrics, and holds none",
    "aws:cloudwatch/eventRule:EventRule": "settings",
    "aws:cloudwatch/eventTarget:EventTarget": "settings",
    "aws:cloudwatch/logDelivery:LogDelivery": "what it delivered stays in the logs bucket",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "part of the log delivery",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "part of the log delivery",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "settings, and a history of 14 days",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "settings",
    "aws:ec2/eip:Eip": "a NAT gateway's address, which shrinking gives up on purpose",
    "aws:ec2/flowLog:FlowLog": "what it wrote stays in the logs bucket",
    "aws:ec2/internetGateway:InternetGateway": "a way out, without an address",
    "aws:ec2/launchTemplate:LaunchTemplate": "settings",
    "aws:ec2/natGateway:NatGateway": "a way out, which shrinking gives up on purpose",
    "aws:ec2/route:Route": "settings",
    "aws:ec2/routeTable:RouteTable": "settings",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "settings",
    "aws:ec2/securityGroup:SecurityGroup": "rules, which the program has",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "a way to S3, without an address",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "settings",
    "aws:ecs/capacityProvider:CapacityProvider": "settings",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "settings",
    "aws:ecs/service:Service": "tasks, which hold nothing",
    "aws:ecs/taskDefinition:TaskDefinition": "a replacement is its next revision, and the one before stays",
    "aws:iam/instanceProfile:InstanceProfile": "names a role",
    "aws:iam/role:Role": "permissions, which the program has",
    "aws:iam/rolePolicy:RolePolicy": "permissions, which the program has",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "permissions, which the program has",
    "aws:lb/listener:Listener": "settings of the load balancer",
    "aws:pricingplanmanager/subscription:Subscription": "a plan, which a person approves and the stack file ends",
    "aws:rds/parameterGroup:ParameterGroup": "settings",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "settings of a bucket",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "settings of a bucket",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "settings of a bucket",
    "aws:s3/bucketPolicy:BucketPolicy": "settings of a bucket",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "settings of a bucket",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "settings of a bucket",
    "aws:s3/bucketVersioning:BucketVersioning": "settings of a bucket",
    "aws:sns/topicPolicy:TopicPolicy": "settings of a topic",
    "aws:sns/topicSubscription:TopicSubscription": "one address, which the stack file names",
    "aws:sqs/queuePolicy:QueuePolicy": "settings of a queue",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "settings of a queue",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "a rule, which the program has",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "a rule, which the program has",
    "aws:wafv2/webAcl:WebAcl": "rules, which the program has",
}
"""Resource type -> why nothing is lost that the program doesn't bring back."""


def holding(token: str) -> str:
    """What goes with a resource of the type; empty where nothing does.

    A component is nothing in AWS, and neither is Pulumi's own. A type that nobody has looked at counts as holding
    something.
    """
    if token in STATELESS or token.startswith(("academy:", "pulumi:")):
        return ""
    return LOSABLE.get(token, "may hold anything: ops/gate/holdings.py says nothing about its type")
