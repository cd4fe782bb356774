"""What a queue with our attributes does to a job that fails."""

from typing import TYPE_CHECKING

from sizing.queues import VIDEO
from tests.scripts.conftest import REGION, Run

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def receive(sqs: "SQSClient", name: str) -> list[str]:
    """Take what is there and fail at once: it is visible again."""
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    taken = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0, WaitTimeSeconds=0).get("Messages", [])
    return [message.get("Body", "") for message in taken]


def test_a_job_that_keeps_failing_ends_in_the_dead_letter_queue(sqs: "SQSClient", run: Run) -> None:
    run("scripts/create_sqs_resources.py", REGION)
    queue, dead_letters = VIDEO.queue_name("prod"), VIDEO.dead_letter_queue_name("prod")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody="lecture 1")
    for attempt in range(1, 6):
        assert receive(sqs, dead_letters) == [], f"before attempt {attempt}"
        assert receive(sqs, queue) == ["lecture 1"], f"attempt {attempt}"
    assert receive(sqs, queue) == []
    assert receive(sqs, dead_letters) == ["lecture 1"]
