"""The queue workers."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:workers", *keys)


FROM_ZERO = "1 or more: starting from 0 can take 20 minutes, and the acceptable wait in minutes is:"
SCRATCH = "a whole number of GiB from 21 to 200"

ROWS = (
    Wrong("no workers", {at(): ABSENT}, ("academy:workers is missing; want video, ai and messaging under it",)),
    Wrong(
        "no worker for messages",
        {at("messaging"): ABSENT},
        (
            "academy:workers.messaging is missing; want cpu, memory_mib, architecture, spot, tasks, connections, "
            "idle_minutes and tmp_mib under it",
        ),
    ),
    Wrong(
        "a worker that nothing queues for",
        {at("vidoe"): {}},
        ("academy:workers.vidoe is not a key; did you mean video?",),
    ),
    Wrong(
        "memory that doesn't go with a worker's CPU",
        {at("ai", "cpu"): 2048},
        ("academy:workers.ai.memory_mib is 2048; want 4096 to 16384 in steps of 1024 with cpu 2048",),
    ),
    Wrong(
        "messages on Spot",
        {at("messaging", "spot"): True},
        (
            "academy:workers.messaging.spot is true; want false: a job of queue messaging does not survive an "
            "interruption",
        ),
    ),
    Wrong(
        "messages switched off while there are none",
        {at("messaging", "tasks", "min"): 0},
        (f"academy:workers.messaging.tasks.min is 0; want {FROM_ZERO} messaging 2",),
    ),
    Wrong(
        "the AI worker switched off while there are no jobs",
        {at("ai", "tasks", "min"): 0},
        (f"academy:workers.ai.tasks.min is 0; want {FROM_ZERO} ai-lite 5",),
    ),
    Wrong(
        "no task at all",
        {at("video", "tasks"): {"min": 0, "max": 0}},
        ("academy:workers.video.tasks.max is 0; want a whole number from 1 to 100",),
    ),
    Wrong(
        "a task too few",
        {at("video", "tasks", "min"): -1},
        ("academy:workers.video.tasks.min is -1; want a whole number from 0 to 100",),
    ),
    Wrong(
        "fewer workers at most than at least",
        {at("video", "tasks", "min"): 3},
        ("academy:workers.video.tasks.max is 2; want min (3) to 100",),
    ),
    Wrong(
        "a thousand tasks",
        {at("ai", "tasks", "max"): 1000},
        ("academy:workers.ai.tasks.max is 1000; want a whole number from 1 to 100",),
    ),
    Wrong(
        "less disk than a task has anyway",
        {at("video", "scratch_gib"): 20},
        (f"academy:workers.video.scratch_gib is 20; want {SCRATCH}",),
    ),
    Wrong(
        "more disk than a task may have",
        {at("ai", "scratch_gib"): 201},
        (f"academy:workers.ai.scratch_gib is 201; want {SCRATCH}",),
    ),
    Wrong(
        "disk for messages",
        {at("messaging", "scratch_gib"): 21},
        (
            "academy:workers.messaging.scratch_gib is not a key; want cpu, memory_mib, architecture, spot, tasks, "
            "connections, idle_minutes or tmp_mib",
        ),
    ),
    Wrong(
        "a /tmp as large as the task",
        {at("messaging", "tmp_mib"): 512},
        ("academy:workers.messaging.tmp_mib is 512; want at most 256: memory_mib (512) less 256 for the application",),
    ),
    Wrong(
        "a worker that is idle after a minute",
        {at("video", "idle_minutes"): 1},
        ("academy:workers.video.idle_minutes is 1; want a whole number of minutes from 5 to 120",),
    ),
    Wrong(
        "negative connections",
        {at("ai", "connections"): -1},
        ("academy:workers.ai.connections is -1; want a whole number from 0 to 100",),
    ),
    Wrong("Spot as a number", {at("video", "spot"): 1}, ("academy:workers.video.spot is 1; want true or false",)),
)
