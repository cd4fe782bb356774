"""An SQS to create queues in (moto's server, in a process of its own), and the scripts as a person would run them."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import boto3
import pytest

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

ROOT = Path(__file__).resolve().parents[2]
REGION = "ap-northeast-2"


class Run(Protocol):
    """Runs a script with arguments; an environment variable set to "" is taken away."""

    def __call__(
        self, script: str, *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """Address of a server that answers like AWS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            _request(port, "GET", "/moto-api/data.json")
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"moto's server ended with status {server.returncode}")


def _request(port: int, method: str, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    assert connection.getresponse().status == 200


@pytest.fixture
def sqs(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> "SQSClient":
    """A client of the server, which has no queue."""
    _request(int(endpoint.rpartition(":")[2]), "POST", "/moto-api/reset")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "sqs",
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
    )


@pytest.fixture
def run(endpoint: str, tmp_path: Path) -> Run:
    """Runs a script by its path, as somebody with credentials and an empty home."""

    def run_script(
        script: str, *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        own = {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "COLUMNS": "80",
            "HOME": str(tmp_path),
            "PATH": os.environ["PATH"],
        }
        return subprocess.run(
            [sys.executable, script, *arguments],
            cwd=cwd,
            env={key: value for key, value in (own | dict(env or {})).items() if value},
            capture_output=True,
            text=True,
            check=False,
        )

    return run_script
