"""The queue catalogue: what each queue promises, and every SQS setting that follows from it.

Pulumi, the queue scripts, alarms and workers all read it, so a queue is the same wherever it comes from.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sizing import names

VISIBILITY_TIMEOUT_MAX_SECONDS = 43_200
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html"""


@dataclass(frozen=True, kw_only=True)
class QueueContract:
    """What a queue promises to whoever puts a job into it.

    The visibility timeout covers the longest job and the time a stopped worker has, so a job is never handed to a
    second worker while the first may still be at it, and no heartbeat is needed. A worker that is told to stop makes
    its message visible again at once; only after a crash does the job wait for the timeout.

    Raises ValueError for a contract that SQS or ECS cannot keep.
    """

    key: str
    """Names the queue in configuration and in Pulumi's resource names."""

    base_name: str
    """Physical name in production, as the requirements fix it."""

    longest_job_seconds: int
    """1 to 43,080: the longest visibility timeout less the stop timeout."""

    acceptable_wait_seconds: int
    """1 or more: how long a job may lie in the queue before somebody should be told."""

    survives_interruption: bool
    """Whether a job may be cut off and started again (Fargate Spot); if not, it must end within the stop timeout."""

    max_receive_count: ClassVar[int] = 5
    """Attempts before a job is a dead letter. Each Spot interruption takes one, so fewer would bury healthy jobs."""

    retention_seconds: ClassVar[int] = 4 * 86_400
    """Long enough to mend the worker after a long weekend."""

    dead_letter_retention_seconds: ClassVar[int] = 14 * 86_400
    """The longest SQS keeps a message, counted from when the job was first sent and not from when it failed.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html"""

    receive_wait_seconds: ClassVar[int] = 20
    """The longest poll, so an idle worker asks least often.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html"""

    max_message_bytes: ClassVar[int] = 262_144
    """Stated because AWS's own default (1 MiB) and the Pulumi provider's (256 KiB) differ. A job is a reference, not a
    payload.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"""

    stop_timeout_seconds: ClassVar[int] = 120
    """Between SIGTERM and SIGKILL: the longest that Fargate grants, and what Spot gives. Waiting costs nothing, as a
    worker that is done exits.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"""

    def __post_init__(self) -> None:
        for field in ("longest_job_seconds", "acceptable_wait_seconds"):
            if getattr(self, field) < 1:
                raise ValueError(f"queue {self.key}: {field} is {getattr(self, field)}; want 1 or more")
        longest = VISIBILITY_TIMEOUT_MAX_SECONDS - self.stop_timeout_seconds
        if self.longest_job_seconds > longest:
            raise ValueError(
                f"queue {self.key}: longest_job_seconds is {self.longest_job_seconds}; want at most {longest}: "
                f"SQS hides a message for {VISIBILITY_TIMEOUT_MAX_SECONDS} s at most, "
                f"and a stopped worker needs {self.stop_timeout_seconds} s of them"
            )
        if not self.survives_interruption and self.longest_job_seconds > self.stop_timeout_seconds:
            raise ValueError(
                f"queue {self.key}: longest_job_seconds is {self.longest_job_seconds}; "
                f"want at most {self.stop_timeout_seconds}, the time a stopped worker has, "
                "for a job that does not survive an interruption"
            )
        if self.seconds_to_dead_letter > self.retention_seconds:
            raise ValueError(
                f"queue {self.key}: waiting ({self.acceptable_wait_seconds} s) and {self.max_receive_count} attempts "
                f"of {self.visibility_timeout_seconds} s take {self.seconds_to_dead_letter} s; "
                f"want at most {self.retention_seconds}, after which SQS deletes the message"
            )

    @property
    def visibility_timeout_seconds(self) -> int:
        """How long a received message stays hidden from other workers; at most 43,200."""
        return self.longest_job_seconds + self.stop_timeout_seconds

    @property
    def seconds_to_dead_letter(self) -> int:
        """How long a job that fails at every attempt lives in the queue, at worst."""
        return self.acceptable_wait_seconds + self.max_receive_count * self.visibility_timeout_seconds

    @property
    def age_alarm_seconds(self) -> int:
        """Age of the oldest message at which somebody is told: a job in progress still counts as a message.

        https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
        """
        return self.acceptable_wait_seconds + self.longest_job_seconds

    def queue_name(self, environment: str) -> str:
        """Physical name of the queue. Raises ValueError for an environment that sizing.names refuses."""
        return names.queue(self.base_name, environment)

    def dead_letter_queue_name(self, environment: str) -> str:
        """Physical name of its dead-letter queue. Raises ValueError for an environment that sizing.names refuses."""
        return names.dead_letter_queue(self.base_name, environment)


VIDEO = QueueContract(
    key="video",
    base_name="academy-video-jobs",
    longest_job_seconds=4 * 3600,  # a two-hour lecture, transcoded at half speed on half a vCPU
    acceptable_wait_seconds=30 * 60,  # a lecture is uploaded well before it is watched
    survives_interruption=True,  # the upload stays in S3: transcoding starts again
)

AI_LITE = QueueContract(
    key="ai-lite",
    base_name="academy-ai-jobs-lite",
    longest_job_seconds=5 * 60,  # one page or one answer
    acceptable_wait_seconds=5 * 60,  # somebody is looking at the screen
    survives_interruption=True,  # reads its input again
)

AI_BASIC = QueueContract(
    key="ai-basic",
    base_name="academy-ai-jobs-basic",
    longest_job_seconds=30 * 60,  # one class's answer sheets
    acceptable_wait_seconds=20 * 60,  # looked at later the same lesson
    survives_interruption=True,  # reads its input again
)

AI_PREMIUM = QueueContract(
    key="ai-premium",
    base_name="academy-ai-jobs-premium",
    longest_job_seconds=2 * 3600,  # analysis of a whole recording, on CPU until there is a GPU
    acceptable_wait_seconds=60 * 60,  # a report, not an answer
    survives_interruption=True,  # reads its input again
)

MESSAGING = QueueContract(
    key="messaging",
    base_name="academy-messaging-jobs",
    longest_job_seconds=60,  # one batch handed to the SMS provider
    acceptable_wait_seconds=2 * 60,  # a scheduled message is expected on the minute
    survives_interruption=False,  # a batch cut off and sent again reaches people twice, and is paid for twice
)

QUEUES = (VIDEO, AI_LITE, AI_BASIC, AI_PREMIUM, MESSAGING)


def queue_arn(name: str, region: str, account_id: str) -> str:
    """ARN of a queue in a commercial region (partition aws)."""
    return f"arn:aws:sqs:{region}:{account_id}:{name}"


def tls_only_policy(queue_arn: str) -> str:
    """Queue policy as canonical JSON: nobody talks to the queue over plain HTTP.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
    """
    statement = {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": queue_arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return _canonical({"Version": "2012-10-17", "Statement": [statement]})


def redrive_policy(dead_letter_queue_arn: str, max_receive_count: int) -> str:
    """Redrive policy as canonical JSON: where a job goes after so many attempts (1 to 1,000).

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    """
    return _canonical({"deadLetterTargetArn": dead_letter_queue_arn, "maxReceiveCount": max_receive_count})


def redrive_allow_policy(source_queue_arn: str) -> str:
    """Redrive allow policy as canonical JSON: no other queue may send its dead letters here."""
    return _canonical({"redrivePermission": "byQueue", "sourceQueueArns": [source_queue_arn]})


def queue_attributes(contract: QueueContract, environment: str, region: str, account_id: str) -> dict[str, str]:
    """SQS's own attribute map for the queue. Raises ValueError for an environment that sizing.names refuses."""
    arn = queue_arn(contract.queue_name(environment), region, account_id)
    dead_letter_arn = queue_arn(contract.dead_letter_queue_name(environment), region, account_id)
    return {
        **_shared_attributes(contract, arn),
        "MessageRetentionPeriod": str(contract.retention_seconds),
        "RedrivePolicy": redrive_policy(dead_letter_arn, contract.max_receive_count),
    }


def dead_letter_queue_attributes(
    contract: QueueContract, environment: str, region: str, account_id: str
) -> dict[str, str]:
    """SQS's own attribute map for the dead-letter queue. Raises ValueError as `queue_attributes` does.

    It hides a message as long as the queue does: whoever works off dead letters runs the same jobs.
    """
    arn = queue_arn(contract.dead_letter_queue_name(environment), region, account_id)
    source_arn = queue_arn(contract.queue_name(environment), region, account_id)
    return {
        **_shared_attributes(contract, arn),
        "MessageRetentionPeriod": str(contract.dead_letter_retention_seconds),
        "RedriveAllowPolicy": redrive_allow_policy(source_arn),
    }


def _shared_attributes(contract: QueueContract, arn: str) -> dict[str, str]:
    return {
        "MaximumMessageSize": str(contract.max_message_bytes),
        "Policy": tls_only_policy(arn),
        "ReceiveMessageWaitTimeSeconds": str(contract.receive_wait_seconds),
        "SqsManagedSseEnabled": "true",
        "VisibilityTimeout": str(contract.visibility_timeout_seconds),
    }


def _canonical(document: Mapping[str, object]) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))
