"""When a worker gets more tasks and when fewer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizing.access import ServiceAccess
from sizing.compute import MAX_TASKS, TaskRange
from sizing.gpu import GPU_INSTANCES, GpuSize
from sizing.gpu_task import gpu_task
from sizing.queues import AI_BASIC, AI_LITE, AI_PREMIUM, MESSAGING, QUEUES, VIDEO, QueueContract
from sizing.scaling import (
    EMPTY,
    FARGATE_START_SECONDS,
    MACHINE_START_SECONDS,
    MOST_STEPS,
    WAITING,
    Step,
    cooldown_seconds,
    drained_queues,
    idle_periods,
    messages_per_task,
    steps_out,
)
from sizing.workers import MIN_IDLE_MINUTES


@st.composite
def ranges(draw: st.DrawFn) -> TaskRange:
    """Any range that a profile may have."""
    least = draw(st.integers(0, MAX_TASKS))
    return TaskRange(min=least, max=draw(st.integers(max(1, least), MAX_TASKS)))


@st.composite
def queue_sets(draw: st.DrawFn) -> tuple[QueueContract, ...]:
    """Any queues that one worker may have."""
    return tuple(draw(st.lists(st.sampled_from(QUEUES), min_size=1, unique_by=lambda queue: queue.key)))


def added(steps: tuple[Step, ...], messages: int) -> int:
    """Tasks that so many waiting messages bring."""
    found = [
        step.tasks
        for step in steps
        if step.from_messages <= messages and (step.to_messages is None or messages < step.to_messages)
    ]
    assert len(found) <= 1
    return sum(found)


@pytest.mark.parametrize(
    ("queues", "messages"),
    [
        ((VIDEO,), 1),  # a job of four hours may wait for half an hour
        ((MESSAGING,), 2),  # one of a minute may wait for two
        ((AI_LITE, AI_BASIC, AI_PREMIUM), 1),
    ],
)
def test_a_task_is_enough_for_what_it_can_do_within_the_acceptable_wait(
    queues: tuple[QueueContract, ...], messages: int
) -> None:
    assert messages_per_task(queues) == messages


def test_the_queue_that_asks_for_most_tasks_decides() -> None:
    patient = QueueContract(
        key="patient",
        base_name="academy-patient-jobs",
        longest_job_seconds=60,
        acceptable_wait_seconds=600,
        survives_interruption=True,
    )

    assert messages_per_task([patient]) == 10
    assert messages_per_task([patient, MESSAGING]) == 2


def test_the_steps_of_a_worker_follow_from_its_range_and_its_queues() -> None:
    assert steps_out(TaskRange(min=0, max=6), [MESSAGING]) == (
        Step(tasks=1, from_messages=1, to_messages=3),
        Step(tasks=2, from_messages=3, to_messages=7),
        Step(tasks=4, from_messages=7, to_messages=11),
        Step(tasks=6, from_messages=11, to_messages=None),
    )
    assert steps_out(TaskRange(min=1, max=2), [VIDEO]) == (Step(tasks=1, from_messages=1, to_messages=None),)


def test_a_worker_with_a_fixed_number_of_tasks_has_no_steps() -> None:
    assert steps_out(TaskRange(min=2, max=2), [VIDEO]) == ()


@given(tasks=ranges(), queues=queue_sets(), messages=st.integers(1, 10_000))
def test_any_message_that_waits_adds_a_task_and_never_more_than_have_work_or_room(
    tasks: TaskRange, queues: tuple[QueueContract, ...], messages: int
) -> None:
    steps = steps_out(tasks, queues)
    count = added(steps, messages)

    if tasks.max > tasks.min:
        wanted = -(-messages // messages_per_task(queues))
        assert 1 <= count <= min(wanted, tasks.max - tasks.min)
        # Half of what would have work, at least: the cooldown later it is asked again.
        assert 2 * count >= min(wanted, tasks.max - tasks.min)
    assert len(steps) <= MOST_STEPS


@given(tasks=ranges(), queues=queue_sets())
def test_steps_follow_each_other_without_a_gap_and_the_last_is_open(
    tasks: TaskRange, queues: tuple[QueueContract, ...]
) -> None:
    steps = steps_out(tasks, queues)

    assert [step.to_messages for step in steps] == [*(step.from_messages for step in steps[1:]), None][: len(steps)]
    assert all(step.to_messages is None or step.from_messages < step.to_messages for step in steps)
    assert not steps or steps[0].from_messages == WAITING


def test_the_same_count_never_asks_for_more_tasks_and_for_fewer() -> None:
    assert EMPTY < WAITING


def test_a_step_is_waited_for_until_its_tasks_show_in_the_counts() -> None:
    assert cooldown_seconds(FARGATE_START_SECONDS) == 300
    assert cooldown_seconds(MACHINE_START_SECONDS) == 720


def test_silence_is_counted_in_the_minutes_in_which_sqs_counts() -> None:
    assert idle_periods(10) == 10
    # The first minutes of a silence may be counts that are merely late.
    assert idle_periods(MIN_IDLE_MINUTES) * 60 > cooldown_seconds(0)


def test_a_worker_drains_what_it_receives_in_the_order_of_the_catalogue() -> None:
    access = ServiceAccess(service="ai", image="ai", receives_from=("ai-premium", "ai-lite"))

    assert drained_queues(access) == (AI_LITE, AI_PREMIUM)


@pytest.mark.parametrize("instance_type", GPU_INSTANCES)
def test_a_gpu_task_fills_its_machine_and_leaves_it_a_tenth_of_the_memory(instance_type: str) -> None:
    size = GpuSize(
        enabled=True,
        instance_type=instance_type,
        queues=("ai-premium",),
        tasks=TaskRange(min=0, max=1),
        volume_gib=100,
        connections=0,
        idle_minutes=15,
    )
    task, machine = gpu_task(size), GPU_INSTANCES[instance_type]

    assert task.cpu == machine.vcpu * 1024
    assert 0.89 * machine.memory_gib * 1024 < task.memory_mib <= 0.9 * machine.memory_gib * 1024
    assert task.architecture == "x86_64"
