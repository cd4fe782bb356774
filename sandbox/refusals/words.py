"""The words that AWS takes where the SDK's type is any string, beyond those in `everywhere`."""

from collections.abc import Mapping

from sandbox.refusals import tokens

_ON = ("ENABLED", "DISABLED")
_ORIGINS = "vpcOriginEndpointConfig"
_BEHAVIORS = ("defaultCacheBehavior", "orderedCacheBehaviors")

PLATFORM_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    tokens.DATABASE: {
        "databaseInsightsMode": ("standard", "advanced"),
        "enabledCloudwatchLogsExports": ("postgresql", "upgrade", "iam-db-auth-error"),
        "engine": ("postgres",),
        "storageType": ("standard", "gp2", "gp3", "io1", "io2"),
    },
    tokens.PARAMETER_GROUP: {"parameters.applyMethod": ("immediate", "pending-reboot")},
    # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    tokens.REPOSITORY: {
        "encryptionConfigurations.encryptionType": ("AES256", "KMS", "KMS_DSSE"),
        "imageTagMutability": (
            "MUTABLE",
            "IMMUTABLE",
            "MUTABLE_WITH_EXCLUSION",
            "IMMUTABLE_WITH_EXCLUSION",
        ),
    },
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html
    tokens.CLUSTER: {
        "settings.name": ("containerInsights",),
        "settings.value": ("enabled", "disabled", "enhanced"),
    },
    tokens.TASK_DEFINITION: {
        "networkMode": ("bridge", "host", "awsvpc", "none"),
        "requiresCompatibilities": ("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"),
        "runtimePlatform.cpuArchitecture": ("X86_64", "ARM64"),
    },
    tokens.SERVICE: {
        "availabilityZoneRebalancing": _ON,
        "deploymentController.type": ("ECS", "CODE_DEPLOY", "EXTERNAL"),
        "launchType": ("EC2", "FARGATE", "EXTERNAL"),
        "propagateTags": ("TASK_DEFINITION", "SERVICE", "NONE"),
        "schedulingStrategy": ("REPLICA", "DAEMON"),
    },
    tokens.CAPACITY_PROVIDER: {
        "autoScalingGroupProvider.managedDraining": _ON,
        "autoScalingGroupProvider.managedScaling.status": _ON,
        "autoScalingGroupProvider.managedTerminationProtection": _ON,
    },
    # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
    tokens.SCALABLE_TARGET: {
        "scalableDimension": ("ecs:service:DesiredCount",),
        "serviceNamespace": ("ecs",),
    },
    tokens.SCALING_POLICY: {
        "policyType": ("StepScaling", "TargetTrackingScaling", "PredictiveScaling"),
        "stepScalingPolicyConfiguration.adjustmentType": (
            "ChangeInCapacity",
            "PercentChangeInCapacity",
            "ExactCapacity",
        ),
        "stepScalingPolicyConfiguration.metricAggregationType": ("Average", "Minimum", "Maximum"),
        "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType": (
            "ECSServiceAverageCPUUtilization",
            "ECSServiceAverageMemoryUtilization",
            "ALBRequestCountPerTarget",
        ),
    },
    tokens.GROUP: {"healthCheckType": ("EC2", "ELB")},
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
    tokens.LAUNCH_TEMPLATE: {
        "blockDeviceMappings.ebs.encrypted": ("true", "false"),
        "blockDeviceMappings.ebs.volumeType": ("standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"),
        "metadataOptions.httpEndpoint": ("enabled", "disabled"),
        "metadataOptions.httpTokens": ("optional", "required"),
    },
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html
    tokens.LOAD_BALANCER: {
        "desyncMitigationMode": ("monitor", "defensive", "strictest"),
        "ipAddressType": ("ipv4", "dualstack", "dualstack-without-public-ipv4"),
        "loadBalancerType": ("application",),
        "xffHeaderProcessingMode": ("append", "preserve", "remove"),
    },
    tokens.TARGET_GROUP: {
        "protocol": ("HTTP", "HTTPS"),
        "protocolVersion": ("HTTP1", "HTTP2", "GRPC"),
        "targetType": ("instance", "ip", "lambda"),
    },
    tokens.LISTENER: {
        "defaultActions.type": (
            "forward",
            "redirect",
            "fixed-response",
            "authenticate-cognito",
            "authenticate-oidc",
        ),
        "protocol": ("HTTP", "HTTPS"),
    },
    tokens.CERTIFICATE: {"validationMethod": ("DNS", "EMAIL", "HTTP")},
    tokens.RECORD: {"type": ("A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "SOA", "SPF", "SRV", "TXT")},
    # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
    tokens.DISTRIBUTION: {
        **{
            f"{behavior}.{key}": allowed
            for behavior in _BEHAVIORS
            for key, allowed in {
                "functionAssociations.eventType": ("viewer-request", "viewer-response"),
                "viewerProtocolPolicy": ("allow-all", "https-only", "redirect-to-https"),
            }.items()
        },
        "httpVersion": ("http1.1", "http2", "http2and3", "http3"),
        "priceClass": ("PriceClass_All", "PriceClass_200", "PriceClass_100"),
        "restrictions.geoRestriction.restrictionType": ("none", "whitelist", "blacklist"),
        "viewerCertificate.minimumProtocolVersion": (
            "TLSv1",
            "TLSv1_2016",
            "TLSv1.1_2016",
            "TLSv1.2_2018",
            "TLSv1.2_2019",
            "TLSv1.2_2021",
            "TLSv1.2_2025",
            "TLSv1.3_2025",
        ),
        "viewerCertificate.sslSupportMethod": ("sni-only", "vip", "static-ip"),
    },
    tokens.FUNCTION: {"runtime": ("cloudfront-js-1.0", "cloudfront-js-2.0")},
    tokens.ORIGIN_ACCESS: {
        "originAccessControlOriginType": ("s3", "lambda", "mediapackagev2", "mediastore"),
        "signingBehavior": ("always", "never", "no-override"),
        "signingProtocol": ("sigv4",),
    },
    tokens.HEADERS_POLICY: {
        "securityHeadersConfig.frameOptions.frameOption": ("DENY", "SAMEORIGIN"),
        "securityHeadersConfig.referrerPolicy.referrerPolicy": (
            "no-referrer",
            "no-referrer-when-downgrade",
            "origin",
            "origin-when-cross-origin",
            "same-origin",
            "strict-origin",
            "strict-origin-when-cross-origin",
            "unsafe-url",
        ),
    },
    tokens.VPC_ORIGIN: {
        f"{_ORIGINS}.originProtocolPolicy": ("http-only", "match-viewer", "https-only"),
        f"{_ORIGINS}.originSslProtocols.items": ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"),
    },
    # https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
    tokens.WEB_ACL: {
        "rules.statement.rateBasedStatement.aggregateKeyType": ("IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"),
        "scope": ("CLOUDFRONT", "REGIONAL"),
    },
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html
    tokens.SUBSCRIPTION: {
        "approvalMode": ("MANUAL", "IMMEDIATE"),
        "planFamily": ("CloudFront",),
        "planTier": ("FREE", "PRO", "BUSINESS", "PREMIUM"),
    },
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    tokens.ALARM: {
        "comparisonOperator": (
            "GreaterThanOrEqualToThreshold",
            "GreaterThanThreshold",
            "LessThanThreshold",
            "LessThanOrEqualToThreshold",
            "LessThanLowerOrGreaterThanUpperThreshold",
            "LessThanLowerThreshold",
            "GreaterThanUpperThreshold",
        ),
        "statistic": ("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
        "treatMissingData": ("breaching", "notBreaching", "ignore", "missing"),
    },
    tokens.EVENT_RULE: {"state": ("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")},
    # https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    tokens.TOPIC_SUBSCRIPTION: {
        "protocol": ("http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose")
    },
    # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    tokens.BUDGET: {
        "budgetType": ("COST", "USAGE", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION"),
        "notifications.comparisonOperator": ("GREATER_THAN", "LESS_THAN", "EQUAL_TO"),
        "notifications.notificationType": ("ACTUAL", "FORECASTED"),
        "notifications.thresholdType": ("PERCENTAGE", "ABSOLUTE_VALUE"),
        "timeUnit": ("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"),
    },
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html
    tokens.LOG_DESTINATION: {"outputFormat": ("json", "plain", "w3c", "raw", "parquet")},
    tokens.LOG_SOURCE: {"logType": ("ACCESS_LOGS", "CONNECTION_LOGS")},
}
"""Which words each input has, by its path."""
