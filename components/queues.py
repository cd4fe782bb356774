"""Queue tier: every queue of the catalogue with its dead-letter queue."""

from dataclasses import dataclass
from functools import partial

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import sqs

from sizing.queues import QUEUES, QueueContract, redrive_allow_policy, redrive_policy, tls_only_policy


@dataclass(frozen=True, kw_only=True)
class QueuesArgs:
    """What the queues need from the rest of the stack."""

    environment: str


class Queues(ComponentResource):
    """Protected, encrypted queues reached over TLS only, whose failed jobs end in a dead-letter queue of their own."""

    urls: dict[str, Output[str]]
    """By the catalogue's key; dead-letter queues under `<key>-dlq`."""
    arns: dict[str, Output[str]]
    """By the same keys."""

    def __init__(self, name: str, args: QueuesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:queues:Queues", name, None, opts)
        queues: dict[str, sqs.Queue] = {}

        for contract in QUEUES:
            dead_letters = self._dead_letter_queue(name, contract, args.environment)
            queue = self._queue(name, contract, args.environment, dead_letters)
            # Beside the queue and not in it: the two queues name each other.
            sqs.RedriveAllowPolicy(
                f"{name}-{contract.key}-dlq",
                queue_url=dead_letters.id,
                redrive_allow_policy=queue.arn.apply(redrive_allow_policy),
                opts=ResourceOptions(parent=self),
            )
            queues |= {contract.key: queue, f"{contract.key}-dlq": dead_letters}
        for key, queue in queues.items():
            sqs.QueuePolicy(
                f"{name}-{key}",
                queue_url=queue.id,
                policy=queue.arn.apply(tls_only_policy),
                opts=ResourceOptions(parent=self),
            )

        self.urls = {key: queue.url for key, queue in queues.items()}
        self.arns = {key: queue.arn for key, queue in queues.items()}
        self.register_outputs({"urls": self.urls, "arns": self.arns})

    def _dead_letter_queue(self, name: str, contract: QueueContract, environment: str) -> sqs.Queue:
        return sqs.Queue(
            f"{name}-{contract.key}-dlq",
            name=contract.dead_letter_queue_name(environment),
            visibility_timeout_seconds=contract.visibility_timeout_seconds,
            message_retention_seconds=contract.dead_letter_retention_seconds,
            receive_wait_time_seconds=contract.receive_wait_seconds,
            max_message_size=contract.max_message_bytes,
            sqs_managed_sse_enabled=True,
            opts=ResourceOptions(parent=self, protect=True),
        )

    def _queue(self, name: str, contract: QueueContract, environment: str, dead_letters: sqs.Queue) -> sqs.Queue:
        return sqs.Queue(
            f"{name}-{contract.key}",
            name=contract.queue_name(environment),
            visibility_timeout_seconds=contract.visibility_timeout_seconds,
            message_retention_seconds=contract.retention_seconds,
            receive_wait_time_seconds=contract.receive_wait_seconds,
            max_message_size=contract.max_message_bytes,
            sqs_managed_sse_enabled=True,
            redrive_policy=dead_letters.arn.apply(
                partial(redrive_policy, max_receive_count=contract.max_receive_count)
            ),
            opts=ResourceOptions(parent=self, protect=True),
        )
