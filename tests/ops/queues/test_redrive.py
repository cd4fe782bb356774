"""Every dead letter goes back to its queue once, whatever happens to the process that asked for it."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ops.problem import Problem
from ops.queues import move_tasks
from ops.queues.find import State, read
from ops.queues.move_tasks import Status
from ops.queues.redrive import Redrive, redrive
from ops.queues.run import redrive_queue
from tests.ops.queues.conftest import Platform
from tests.ops.queues.moving_sqs import HOLD_TAG
from tests.ops.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient


class Killed(BaseException):
    """What no code of ours catches, as none runs after SIGKILL."""


@dataclass(frozen=True, kw_only=True)
class Kill:
    """When a run is killed."""

    call: int
    """At its so many'th call, from 1; it survives when it makes fewer."""
    after: bool
    """Whether SQS has done what it was asked."""


@contextmanager
def killed(sqs: "SQSClient", kill: Kill) -> Generator[None]:
    calls = 0

    def strike(**_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == kill.call:
            raise Killed

    event = "after-call.sqs" if kill.after else "before-send.sqs"
    sqs.meta.events.register(event, strike)
    try:
        yield
    finally:
        sqs.meta.events.unregister(event, strike)


def soon(_: float) -> None:
    time.sleep(0.005)


def silent(_: str) -> None:
    pass


def run(platform: Platform, *, rate: int = 500, tell: Callable[[str], None] = silent) -> Redrive:
    return redrive(platform.sqs, platform.pair("video"), rate=rate, tell=tell, pause=soon)


def dead_letters(platform: Platform) -> State:
    return read(platform.sqs, platform.urls["video-dlq"])


def hold_at(platform: Platform, moved: int) -> None:
    """Let a task move no more than so many."""
    platform.sqs.tag_queue(QueueUrl=platform.urls["video-dlq"], Tags={HOLD_TAG: str(moved)})


def go_on(platform: Platform) -> None:
    platform.sqs.untag_queue(QueueUrl=platform.urls["video-dlq"], TagKeys=[HOLD_TAG])


def until_moved(platform: Platform, number: int) -> None:
    while (task := move_tasks.latest(platform.sqs, dead_letters(platform).arn)) is None or task.moved < number:
        soon(0)


def test_all_dead_letters_go_back_and_both_ends_are_counted(platform: Platform) -> None:
    platform.send("video", ["waiting"])
    platform.send("video-dlq", ["job 1", "job 2", "job 3"])
    done = run(platform)
    assert done.task is not None
    assert (done.task.status, done.task.moved, done.task.to_move, done.joined) == (Status.COMPLETED, 3, 3, False)
    assert (done.before.dead_letters.messages, done.before.queue.messages) == (3, 1)
    assert (done.after.dead_letters.messages, done.after.queue.messages) == (0, 4)
    assert platform.bodies("video") == ["job 1", "job 2", "job 3", "waiting"]


def test_other_queues_keep_theirs(platform: Platform) -> None:
    platform.send("ai-lite-dlq", ["job"])
    platform.send("video-dlq", ["job"])
    run(platform)
    assert platform.bodies("ai-lite-dlq") == ["job"]
    assert platform.bodies("ai-lite") == []


def test_sqs_is_told_the_rate_and_the_queue(platform: Platform) -> None:
    platform.send("video-dlq", ["job"])
    done = run(platform, rate=7)
    assert done.task is not None
    assert done.task.rate == 7
    assert done.task.destination_arn == "arn:aws:sqs:ap-northeast-2:123456789012:academy-video-jobs"


def test_without_dead_letters_nothing_is_started(platform: Platform) -> None:
    assert run(platform).task is None
    assert move_tasks.latest(platform.sqs, dead_letters(platform).arn) is None


def test_run_again_it_finds_nothing_left(platform: Platform) -> None:
    platform.send("video-dlq", ["job"])
    run(platform)
    told: list[str] = []
    assert run(platform, tell=told.append).task is None
    assert [line.partition("ended ")[2] for line in told] == ["COMPLETED: 1 of 1 moved"]
    assert platform.bodies("video") == ["job"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kills=st.lists(st.builds(Kill, call=st.integers(1, 9), after=st.booleans()), min_size=1, max_size=3))
def test_killed_at_any_calls_and_run_again_it_loses_and_doubles_nothing(platform: Platform, kills: list[Kill]) -> None:
    bodies = [f"job {number:02}" for number in range(12)]
    platform.send("video-dlq", bodies)
    for kill in kills:
        try:
            with killed(platform.sqs, kill):
                run(platform)
        except Killed:
            pass
    run(platform)
    assert platform.bodies("video-dlq") == []
    taken = platform.take_all("video")
    assert sorted(message.get("Body", "") for message in taken) == bodies
    for message in taken:
        platform.sqs.delete_message(QueueUrl=platform.urls["video"], ReceiptHandle=message.get("ReceiptHandle", ""))


def test_a_redrive_under_way_is_joined_and_not_started_twice(platform: Platform) -> None:
    platform.send("video-dlq", [f"job {number:02}" for number in range(20)])
    hold_at(platform, 5)
    with pytest.raises(Killed), killed(platform.sqs, Kill(call=4, after=True)):  # StartMessageMoveTask
        run(platform)
    until_moved(platform, 5)
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        go_on(platform)

    done = run(platform, rate=10, tell=tell)
    assert done.joined
    assert told[0].startswith("A redrive is under way since ")
    assert told[1] == "It moves 500 a second, whatever --rate says"
    assert told[-1] == "20 of 20 moved"
    listed = platform.sqs.list_message_move_tasks(SourceArn=dead_letters(platform).arn, MaxResults=10)
    assert len(listed.get("Results", [])) == 1
    assert len(platform.bodies("video")) == 20


def test_ctrl_c_stops_it_and_the_next_run_moves_the_rest(platform: Platform) -> None:
    bodies = [f"job {number:02}" for number in range(20)]
    platform.send("video-dlq", bodies)
    hold_at(platform, 5)
    told: list[str] = []

    def interrupt(line: str) -> None:
        told.append(line)
        if line == "5 of 20 moved":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(platform, tell=interrupt)
    assert told[-2:] == ["5 of 20 moved", "Stopping the redrive: 5 of 20 moved; the rest stay dead letters"]
    go_on(platform)
    run(platform)
    assert platform.bodies("video-dlq") == []
    assert platform.bodies("video") == bodies


def test_ctrl_c_that_cannot_stop_it_says_that_it_goes_on(platform: Platform) -> None:
    platform.send("video-dlq", ["job 1", "job 2"])
    hold_at(platform, 1)
    told: list[str] = []

    def interrupt(line: str) -> None:
        told.append(line)
        if line == "1 of 2 moved":
            raise KeyboardInterrupt

    with refused(platform.sqs, "CancelMessageMoveTask", "AccessDenied"), pytest.raises(KeyboardInterrupt):
        run(platform, tell=interrupt)
    assert told[-1] == ("The redrive could not be stopped; SQS goes on moving messages out of academy-video-jobs-dlq")


def test_a_redrive_that_somebody_stopped_is_a_problem_that_says_how_far_it_came(platform: Platform) -> None:
    platform.send("video-dlq", [f"job {number}" for number in range(9)])
    hold_at(platform, 4)

    def stop(line: str) -> None:
        if line == "4 of 9 moved":
            task = move_tasks.latest(platform.sqs, dead_letters(platform).arn)
            if task is not None and task.handle is not None:
                move_tasks.cancel(platform.sqs, task.handle)

    with pytest.raises(
        Problem, match=r"redrive of video ended CANCELLED with 4 of 9 moved\. The rest is in academy-video-jobs-dlq"
    ):
        run(platform, tell=stop)


def test_messages_on_their_way_to_another_queue_are_left_to_it(platform: Platform) -> None:
    platform.send("video-dlq", ["job 1", "job 2"])
    hold_at(platform, 1)
    elsewhere = read(platform.sqs, platform.urls["ai-lite"]).arn
    move_tasks.start(platform.sqs, dead_letters(platform).arn, elsewhere, 500)
    with pytest.raises(Problem, match=r"academy-video-jobs-dlq is being moved to academy-ai-jobs-lite \(\d of 2"):
        run(platform)


def test_who_is_not_allowed_to_redrive_learns_it_and_nothing_moves(platform: Platform) -> None:
    platform.send("video-dlq", ["job"])

    with (
        refused(platform.sqs, "StartMessageMoveTask", "AccessDenied"),
        pytest.raises(ClientError, match="AccessDenied"),
    ):
        run(platform)
    assert platform.bodies("video-dlq") == ["job"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("RequestThrottled", "too many calls"),
        ("ExpiredToken", "credentials for AWS have expired"),
        ("AccessDenied", "access denied: the credentials lack the permission for ListMessageMoveTasks"),
    ],
)
def test_watching_that_fails_is_told_while_sqs_goes_on(
    platform: Platform, cloudwatch: "CloudWatchClient", code: str, said: str
) -> None:
    platform.send("video-dlq", ["job 1", "job 2"])
    hold_at(platform, 1)
    with pytest.raises(Killed), killed(platform.sqs, Kill(call=4, after=True)):  # StartMessageMoveTask
        run(platform)
    with refused(platform.sqs, "ListMessageMoveTasks", code), pytest.raises(Problem, match=said):
        redrive_queue(platform.stack(cloudwatch), "video", rate=500, dry_run=False, json=False)
    go_on(platform)
    until_moved(platform, 2)
    assert platform.bodies("video") == ["job 1", "job 2"]
