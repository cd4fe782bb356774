"""The commands as a person runs them: processes of their own, which can be killed."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ops.queues import move_tasks
from tests.ops.queues.conftest import ACCOUNT, REGION, ROOT, Platform
from tests.ops.queues.moving_sqs import HOLD_TAG

if TYPE_CHECKING:
    from ops.queues.move_tasks import MoveTask

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(endpoint: str, platform: Platform, tmp_path: Path) -> Start:
    """Starts `academy queues` with arguments."""
    outputs = tmp_path / "outputs.json"
    where = {"account_id": ACCOUNT, "region": REGION, "environment": "prod"}
    outputs.write_text(json.dumps({**where, "queue_urls": platform.urls}))

    def start_command(*arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "ops.cli", "queues", *arguments, "--outputs", str(outputs)],
            cwd=ROOT,
            env={
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_ENDPOINT_URL": endpoint,
                "AWS_EC2_METADATA_DISABLED": "true",
                "HOME": str(tmp_path),
                "PATH": os.environ["PATH"],
                "PYTHONUNBUFFERED": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start_command


def read_until(process: "subprocess.Popen[str]", pattern: str) -> None:
    """Read what it tells, up to a line that matches."""
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if re.search(pattern, line):
            return
    pytest.fail(f"it never said {pattern}: {said}")


def hold_at(platform: Platform, moved: int) -> None:
    platform.sqs.tag_queue(QueueUrl=platform.urls["video-dlq"], Tags={HOLD_TAG: str(moved)})


def tasks(platform: Platform) -> "list[MoveTask | None]":
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:academy-video-jobs-dlq"
    listed = platform.sqs.list_message_move_tasks(SourceArn=arn, MaxResults=10).get("Results", [])
    return [move_tasks.latest(platform.sqs, arn) for _ in listed]


def test_a_thousand_messages_are_each_in_one_queue_after_a_redrive_that_was_killed_three_times(
    platform: Platform, start: Start
) -> None:
    bodies = [f"job {number:04}" for number in range(1000)]
    platform.send("video-dlq", bodies)
    for moved in (100, 400, 700):
        hold_at(platform, moved)
        with start("redrive", "initial", "video", "--rate", "500") as process:
            read_until(process, f"{moved} of 1000 moved")
            process.kill()
        assert process.returncode == -signal.SIGKILL
        left, arrived = platform.count("video-dlq"), platform.count("video")
        assert (left, arrived) == (1000 - moved, moved)
    with start("redrive", "initial", "video", "--rate", "500", "--json") as process:
        read_until(process, "700 of 1000 moved")
        platform.sqs.untag_queue(QueueUrl=platform.urls["video-dlq"], TagKeys=[HOLD_TAG])
        printed, said = process.communicate()
    assert (process.returncode, said.splitlines()[-1]) == (0, "1000 of 1000 moved")
    assert json.loads(printed)["after"] == {"academy-video-jobs-dlq": 0, "academy-video-jobs": 1000}
    assert len(tasks(platform)) == 1
    assert platform.bodies("video-dlq") == []
    assert platform.bodies("video") == bodies


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_command_stops_the_move_and_running_it_again_ends_it(
    platform: Platform, start: Start, how: signal.Signals
) -> None:
    bodies = [f"job {number:02}" for number in range(30)]
    platform.send("video-dlq", bodies)
    hold_at(platform, 10)
    with start("redrive", "initial", "video", "--rate", "500") as process:
        read_until(process, "10 of 30 moved")
        process.send_signal(how)
        printed, said = process.communicate()
    assert (process.returncode, printed) == (130, "")
    assert "Stopping the redrive: 10 of 30 moved; the rest stay dead letters" in said
    assert "Traceback" not in said
    platform.sqs.untag_queue(QueueUrl=platform.urls["video-dlq"], TagKeys=[HOLD_TAG])
    with start("redrive", "initial", "video", "--rate", "500") as process:
        printed, _ = process.communicate()
    assert (process.returncode, printed.splitlines()[0]) == (0, "moved 20 messages")
    assert platform.bodies("video") == bodies


def test_a_stack_alone_shows_its_queues(platform: Platform, start: Start) -> None:
    platform.send("messaging-dlq", ["a"])
    for words in (["initial"], ["show", "initial"], ["--json", "initial"]):
        with start(*words) as process:
            printed, said = process.communicate()
        assert process.returncode == 1
        assert said.startswith("error: messaging: 1 dead letter, the first to be deleted in ")
        assert "academy-messaging-jobs" in printed if "--json" in words else "messaging" in printed


def test_purge_without_the_name_deletes_nothing(platform: Platform, start: Start) -> None:
    platform.send("video-dlq", ["a"])
    with start("purge", "initial", "video-dlq") as process:
        _, said = process.communicate()
    assert process.returncode == 1
    assert said.splitlines()[-1] == "error: there is nobody to type the queue's name here: --name NAME gives it"
    with start("purge", "initial", "video-dlq", "--name", "academy-video-jobs") as process:
        _, said = process.communicate()
    assert process.returncode == 1
    assert said.splitlines()[-1].endswith("is not the name of the queue, academy-video-jobs-dlq: nothing was deleted")
    assert platform.count("video-dlq") == 1
    with start("purge", "initial", "video-dlq", "--name", "academy-video-jobs-dlq", "--json") as process:
        printed, _ = process.communicate()
    document: dict[str, Any] = json.loads(printed)
    assert (process.returncode, document["messages"]) == (0, 1)
    assert platform.count("video-dlq") == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ["peek", "initial", "audio"],
            1,
            'error: QUEUE is "audio"; want video, ai-lite, ai-basic, ai-premium or messaging',
        ),
        (["initial", "--rate", "3"], 2, "No such option: --rate"),
        (["redrive", "initial", "video", "--rate", "501"], 2, "less than or equal to 500"),
        (["peek", "initial", "video", "--limit", "0"], 2, "greater than or equal to 1"),
        (["nowhere"], 1, 'error: STACK is "nowhere"; want 10k or initial'),
    ],
)
def test_a_wrong_call_is_told(start: Start, arguments: list[str], status: int, said: str) -> None:
    with start(*arguments) as process:
        _, told = process.communicate()
    assert process.returncode == status
    assert said in told
    assert "Traceback" not in told
