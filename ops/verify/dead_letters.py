"""Whether jobs have failed for good."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ops.queues.find import DEAD_LETTERS
from ops.verify.found import Note, Trouble

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

COUNTS: "tuple[QueueAttributeNameType, ...]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


def check_dead_letters(sqs: "SQSClient", queue_urls: Mapping[str, str]) -> Iterator[Trouble | Note]:
    """Every dead-letter queue is empty."""
    dead = {key: url for key, url in sorted(queue_urls.items()) if key.endswith(DEAD_LETTERS)}
    for key, url in dead.items():
        try:
            attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=COUNTS)["Attributes"]
        except sqs.exceptions.QueueDoesNotExist:
            yield Trouble(text=f"there is no queue {url}: run `pulumi up`")
            continue
        count = sum(int(attributes.get(name, "0")) for name in COUNTS)
        if count:
            letters = "1 dead letter" if count == 1 else f"{count} dead letters"
            yield Trouble(text=f"{key.removesuffix(DEAD_LETTERS)} has {letters}: look at them with `academy queues`")
    yield Note(text=f"{len(dead)} dead-letter queues looked at")
