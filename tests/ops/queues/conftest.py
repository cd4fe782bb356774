"""SQS in a process of its own, with the program's queues in it and dead letters to put there."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from ops.queues.find import Pair, find_pair, pairs, read
from ops.queues.stack import StackQueues
from scripts.queue_setup import set_up, wanted_queues
from sizing.queues import QUEUES
from tests.ops.nobody import NOBODY

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

ROOT = Path(__file__).resolve().parents[3]
REGION = "ap-northeast-2"
ACCOUNT = "123456789012"


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """Address of a server that answers as SQS does, message move tasks included."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ops.queues.moving_sqs", "-H", "127.0.0.1", "-p", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            while True:
                assert server.poll() is None, f"the server ended with status {server.returncode}"
                try:
                    _request(port, "GET", "/moto-api/data.json")
                except OSError:
                    time.sleep(0.05)
                else:
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _request(port: int, method: str, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    assert connection.getresponse().status == 200


@pytest.fixture
def sqs(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> "SQSClient":
    """A client of the server, which has no queue."""
    _request(int(endpoint.rpartition(":")[2]), "POST", "/moto-api/reset")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return new_client(endpoint)


def new_client(endpoint: str) -> "SQSClient":
    return boto3.client("sqs", endpoint_url=endpoint, **NOBODY)  # pyright: ignore[reportUnknownMemberType]


@pytest.fixture
def cloudwatch() -> "CloudWatchClient":
    return boto3.client("cloudwatch", **NOBODY)  # pyright: ignore[reportUnknownMemberType]


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The stack's queues."""

    sqs: "SQSClient"
    urls: dict[str, str]
    """As the stack's outputs name them."""

    def pair(self, key: str) -> Pair:
        return find_pair(pairs(self.urls), key)

    def stack(self, cloudwatch: "CloudWatchClient") -> StackQueues:
        return StackQueues(sqs=self.sqs, cloudwatch=cloudwatch, urls=self.urls)

    def send(self, key: str, bodies: list[str]) -> None:
        """Put messages into a queue (`video`, `video-dlq`)."""
        for start in range(0, len(bodies), 10):
            batch = bodies[start : start + 10]
            self.sqs.send_message_batch(
                QueueUrl=self.urls[key],
                Entries=[{"Id": str(number), "MessageBody": body} for number, body in enumerate(batch)],
            )

    def count(self, key: str) -> int:
        """Messages that can be received."""
        return read(self.sqs, self.urls[key]).waiting

    def take_all(self, key: str) -> list["MessageTypeDef"]:
        """Receive whatever can be received, and keep it from others."""
        taken: list[MessageTypeDef] = []
        while received := self.sqs.receive_message(
            QueueUrl=self.urls[key],
            MaxNumberOfMessages=10,
            VisibilityTimeout=600,
            WaitTimeSeconds=0,
            MessageSystemAttributeNames=["All"],
        ).get("Messages", []):
            taken += received
        return taken

    def bodies(self, key: str) -> list[str]:
        """Bodies of all that can be received, sorted."""
        return sorted(message.get("Body", "") for message in self.take_all(key))


@pytest.fixture
def platform(sqs: "SQSClient") -> Platform:
    """The queues that the program declares, empty."""
    for wanted in wanted_queues(QUEUES, "prod", REGION, ACCOUNT):
        set_up(sqs, wanted, repair=False, dry_run=False)
    urls = {
        key: sqs.get_queue_url(QueueName=name)["QueueUrl"]
        for contract in QUEUES
        for key, name in (
            (contract.key, contract.queue_name("prod")),
            (f"{contract.key}-dlq", contract.dead_letter_queue_name("prod")),
        )
    }
    return Platform(sqs=sqs, urls=urls)


@pytest.fixture
def metrics(cloudwatch: "CloudWatchClient") -> Iterator[Stubber]:
    with Stubber(cloudwatch) as stub:
        yield stub
        stub.assert_no_pending_responses()


def silent(metrics: Stubber) -> None:
    metrics.add_response("get_metric_data", {"MetricDataResults": []})
