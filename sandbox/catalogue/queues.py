"""What SQS answers for the queues and their policies.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
"""

from collections.abc import Mapping

from sandbox.catalogue.row import ResourceType

_OF_A_QUEUE = ResourceType(id="{queueUrl}", part_of=("aws:sqs/queue:Queue", "queueUrl"))

QUEUES: Mapping[str, ResourceType] = {
    "aws:sqs/queue:Queue": ResourceType(
        id="https://sqs.{region}.amazonaws.com/{account}/{name}",
        computed={"arn": "arn:{partition}:sqs:{region}:{account}:{name}", "url": "{id}"},
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
        defaults={
            "kmsDataKeyReusePeriodSeconds": 300,
            "maxMessageSize": 262144,
            "messageRetentionSeconds": 345600,
            "sqsManagedSseEnabled": True,
            "visibilityTimeoutSeconds": 30,
        },
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
        longest_name=80,
        name_pattern=r"[A-Za-z0-9_-]+(\.fifo)?",
    ),
    "aws:sqs/queuePolicy:QueuePolicy": _OF_A_QUEUE,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _OF_A_QUEUE,
}
