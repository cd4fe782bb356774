"""What data, edge and observability need: RDS, S3, SQS, secrets, CloudFront, certificates, logs and alarms."""

from collections.abc import Mapping

from ops.bootstrap.needs import Needs, needs

DATA: Mapping[str, Needs] = {
    "aws:rds/instance:Instance": needs(
        "rds",
        reads="DescribeDBInstances ListTagsForResource",
        writes="AddTagsToResource CreateDBInstance CreateDBSnapshot DeleteDBInstance DescribeDBEngineVersions "
        "ModifyDBInstance RebootDBInstance RemoveTagsFromResource",
        # RDS makes the master password's secret on behalf of whoever makes the instance.
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
        writes_elsewhere="kms:DescribeKey secretsmanager:CreateSecret secretsmanager:TagResource",
    ),
    "aws:rds/parameterGroup:ParameterGroup": needs(
        "rds",
        reads="DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
        writes="AddTagsToResource CreateDBParameterGroup DeleteDBParameterGroup ModifyDBParameterGroup "
        "RemoveTagsFromResource ResetDBParameterGroup",
    ),
    "aws:rds/subnetGroup:SubnetGroup": needs(
        "rds",
        reads="DescribeDBSubnetGroups ListTagsForResource",
        writes="AddTagsToResource CreateDBSubnetGroup DeleteDBSubnetGroup ModifyDBSubnetGroup RemoveTagsFromResource",
    ),
    "aws:s3/bucket:Bucket": needs(
        "s3",
        # The provider reads all there is to a bucket, whichever resource declares it.
        reads="GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging "
        "GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning "
        "GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket "
        "ListTagsForResource",
        writes="CreateBucket DeleteBucket PutBucketTagging TagResource UntagResource",
    ),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": needs(
        "s3", reads="GetBucketCORS", writes="PutBucketCORS"
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": needs(
        "s3", reads="GetLifecycleConfiguration", writes="PutLifecycleConfiguration"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": needs(
        "s3", reads="GetBucketOwnershipControls", writes="PutBucketOwnershipControls"
    ),
    "aws:s3/bucketPolicy:BucketPolicy": needs(
        "s3", reads="GetBucketPolicy", writes="DeleteBucketPolicy PutBucketPolicy"
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": needs(
        "s3", reads="GetBucketPublicAccessBlock", writes="PutBucketPublicAccessBlock"
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": needs(
        "s3", reads="GetEncryptionConfiguration", writes="PutEncryptionConfiguration"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": needs("s3", reads="GetBucketVersioning", writes="PutBucketVersioning"),
    "aws:sqs/queue:Queue": needs(
        "sqs",
        reads="GetQueueAttributes GetQueueUrl ListQueueTags",
        writes="CreateQueue DeleteQueue SetQueueAttributes TagQueue UntagQueue",
    ),
    "aws:sqs/queuePolicy:QueuePolicy": needs("sqs", reads="GetQueueAttributes", writes="SetQueueAttributes"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": needs(
        "sqs", reads="GetQueueAttributes", writes="SetQueueAttributes"
    ),
    # The containers: nothing here reads a value or writes one.
    "aws:secretsmanager/secret:Secret": needs(
        "secretsmanager",
        reads="DescribeSecret GetResourcePolicy",
        writes="CreateSecret DeleteSecret TagResource UntagResource UpdateSecret",
    ),
}

EDGE: Mapping[str, Needs] = {
    "aws:cloudfront/distribution:Distribution": needs(
        "cloudfront",
        reads="GetDistribution GetDistributionConfig ListTagsForResource",
        writes="CreateDistribution DeleteDistribution TagResource UntagResource UpdateDistribution",
    ),
    "aws:cloudfront/function:Function": needs(
        "cloudfront",
        reads="DescribeFunction GetFunction",
        writes="CreateFunction DeleteFunction PublishFunction UpdateFunction",
    ),
    "aws:cloudfront/keyGroup:KeyGroup": needs(
        "cloudfront", reads="GetKeyGroup", writes="CreateKeyGroup DeleteKeyGroup UpdateKeyGroup"
    ),
    "aws:cloudfront/publicKey:PublicKey": needs(
        "cloudfront", reads="GetPublicKey", writes="CreatePublicKey DeletePublicKey UpdatePublicKey"
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": needs(
        "cloudfront",
        reads="GetOriginAccessControl",
        writes="CreateOriginAccessControl DeleteOriginAccessControl UpdateOriginAccessControl",
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": needs(
        "cloudfront",
        reads="GetResponseHeadersPolicy",
        writes="CreateResponseHeadersPolicy DeleteResponseHeadersPolicy UpdateResponseHeadersPolicy",
    ),
    "aws:cloudfront/vpcOrigin:VpcOrigin": needs(
        "cloudfront",
        reads="GetVpcOrigin ListTagsForResource",
        writes="CreateVpcOrigin DeleteVpcOrigin TagResource UntagResource UpdateVpcOrigin",
        # CloudFront looks at what it is to reach with the caller's permissions.
        # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
        writes_elsewhere="ec2:DescribeInstances ec2:DescribeInternetGateways ec2:DescribeSubnets ec2:DescribeVpcs "
        "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeLoadBalancers",
    ),
    "aws:wafv2/webAcl:WebAcl": needs(
        "wafv2",
        reads="GetWebACL ListTagsForResource",
        writes="CreateWebACL DeleteWebACL TagResource UntagResource UpdateWebACL",
    ),
    # Not ApprovePaidSubscription: a person approves the spending.
    # https://docs.aws.amazon.com/PricingPlanManager/latest/UserGuide/security-pricing-plan.html
    "aws:pricingplanmanager/subscription:Subscription": needs(
        "pricingplanmanager",
        reads="GetSubscription ListSubscriptions",
        writes="AssociateResourcesToSubscription CancelSubscription CancelSubscriptionChange CreateSubscription "
        "DisassociateResourcesFromSubscription",
    ),
    "aws:acm/certificate:Certificate": needs(
        "acm",
        reads="DescribeCertificate ListTagsForCertificate",
        writes="AddTagsToCertificate DeleteCertificate RemoveTagsFromCertificate RequestCertificate "
        "UpdateCertificateOptions",
    ),
    "aws:acm/certificateValidation:CertificateValidation": needs("acm", reads="DescribeCertificate"),
    "aws:route53/record:Record": needs(
        "route53",
        reads="GetHostedZone ListResourceRecordSets",
        writes="ChangeResourceRecordSets GetChange",
    ),
}

OBSERVABILITY: Mapping[str, Needs] = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": needs(
        "cloudwatch",
        reads="DescribeAlarms ListTagsForResource",
        writes="DeleteAlarms PutMetricAlarm TagResource UntagResource",
    ),
    "aws:cloudwatch/dashboard:Dashboard": needs(
        "cloudwatch", reads="GetDashboard", writes="DeleteDashboards PutDashboard"
    ),
    "aws:cloudwatch/logGroup:LogGroup": needs(
        "logs",
        reads="DescribeLogGroups ListTagsForResource",
        writes="CreateLogGroup DeleteLogGroup DeleteRetentionPolicy PutRetentionPolicy TagResource UntagResource",
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": needs(
        "logs",
        reads="GetDeliverySource ListTagsForResource",
        writes="DeleteDeliverySource PutDeliverySource TagResource UntagResource",
        # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
        writes_elsewhere="cloudfront:AllowVendedLogDeliveryForResource",
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": needs(
        "logs",
        reads="GetDeliveryDestination ListTagsForResource",
        writes="DeleteDeliveryDestination PutDeliveryDestination TagResource UntagResource",
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": needs(
        "logs",
        reads="GetDelivery ListTagsForResource",
        writes="CreateDelivery DeleteDelivery TagResource UntagResource UpdateDeliveryConfiguration",
    ),
    "aws:cloudwatch/eventRule:EventRule": needs(
        "events",
        reads="DescribeRule ListTagsForResource",
        writes="DeleteRule DisableRule EnableRule PutRule TagResource UntagResource",
    ),
    "aws:cloudwatch/eventTarget:EventTarget": needs(
        "events", reads="ListTargetsByRule", writes="PutTargets RemoveTargets"
    ),
    "aws:sns/topic:Topic": needs(
        "sns",
        reads="GetTopicAttributes ListTagsForResource",
        writes="CreateTopic DeleteTopic SetTopicAttributes TagResource UntagResource",
    ),
    "aws:sns/topicPolicy:TopicPolicy": needs("sns", reads="GetTopicAttributes", writes="SetTopicAttributes"),
    "aws:sns/topicSubscription:TopicSubscription": needs(
        "sns",
        reads="GetSubscriptionAttributes ListSubscriptionsByTopic",
        writes="SetSubscriptionAttributes Subscribe Unsubscribe",
    ),
    "aws:budgets/budget:Budget": needs(
        "budgets",
        reads="ListTagsForResource ViewBudget",
        writes="ModifyBudget TagResource UntagResource",
    ),
}
