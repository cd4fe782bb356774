"""The API."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:api", *keys)


CPUS = "256, 512, 1024, 2048, 4096, 8192 or 16384"
EVENING = {"tasks": 3, "from_hour": 18, "to_hour": 23}

ROWS = (
    Wrong(
        "no API",
        {at(): ABSENT},
        (
            "academy:api is missing; want cpu, memory_mib, architecture, tmp_mib, tasks, connections, "
            "cpu_target_percent and requests_per_task_per_minute under it",
        ),
    ),
    Wrong("CPU in vCPUs", {at("cpu"): 0.5}, (f"academy:api.cpu is 0.5; want {CPUS}",)),
    Wrong("CPU that Fargate doesn't rent", {at("cpu"): 500}, (f"academy:api.cpu is 500; want {CPUS}",)),
    Wrong(
        "memory that doesn't go with the CPU",
        {at("memory_mib"): 512},
        ("academy:api.memory_mib is 512; want 1024, 2048, 3072 or 4096 with cpu 512",),
    ),
    Wrong(
        "memory in gigabytes",
        {at("memory_mib"): 1},
        ("academy:api.memory_mib is 1; want a whole number of MiB from 512 to 122880",),
    ),
    Wrong(
        "a processor by its vendor",
        {at("architecture"): "amd64"},
        ('academy:api.architecture is "amd64"; want arm64 or x86_64',),
    ),
    Wrong(
        "a /tmp of nothing",
        {at("tmp_mib"): 0},
        ("academy:api.tmp_mib is 0; want a whole number of MiB from 16 to 4096",),
    ),
    Wrong(
        "a /tmp that leaves the application nothing",
        {at("tmp_mib"): 769},
        ("academy:api.tmp_mib is 769; want at most 768: memory_mib (1024) less 256 for the application",),
    ),
    Wrong(
        "a /tmp that leaves PgBouncer nothing",
        {at("tmp_mib"): 705, ("academy:database", "pooler"): "pgbouncer"},
        (
            "academy:api.tmp_mib is 705; want at most 704: memory_mib (1024) less 256 for the application "
            "and 64 for PgBouncer",
        ),
    ),
    Wrong("one API task", {at("tasks", "min"): 1}, ("academy:api.tasks.min is 1; want a whole number from 2 to 100",)),
    Wrong(
        "no API task",
        {at("tasks"): {}},
        (
            "academy:api.tasks.min is missing; want a whole number from 2 to 100",
            "academy:api.tasks.max is missing; want a whole number from 2 to 100",
        ),
    ),
    Wrong(
        "fewer tasks at most than at least",
        {at("tasks", "min"): 5},
        ("academy:api.tasks.max is 4; want min (5) to 100",),
    ),
    Wrong(
        "a number of tasks instead of a range", {at("tasks"): 2}, ("academy:api.tasks is 2; want min and max under it",)
    ),
    Wrong(
        "an API without connections",
        {at("connections"): 0},
        ("academy:api.connections is 0; want a whole number from 1 to 100",),
    ),
    Wrong(
        "a target for CPU that is never reached",
        {at("cpu_target_percent"): 100},
        ("academy:api.cpu_target_percent is 100; want a whole number of percent from 10 to 90",),
    ),
    Wrong(
        "no requests for a task",
        {at("requests_per_task_per_minute"): 0},
        ("academy:api.requests_per_task_per_minute is 0; want a whole number from 1 to 100000",),
    ),
    Wrong(
        "a scheduled minimum above the maximum",
        {at("scheduled_minimum"): {**EVENING, "tasks": 5}},
        ("academy:api.scheduled_minimum.tasks is 5; want tasks.min (2) to tasks.max (4)",),
    ),
    Wrong(
        "a scheduled minimum below the usual one",
        {at("tasks"): {"min": 4, "max": 4}, at("scheduled_minimum"): EVENING},
        ("academy:api.scheduled_minimum.tasks is 3; want tasks.min (4) to tasks.max (4)",),
    ),
    Wrong(
        "an evening until midnight",
        {at("scheduled_minimum"): {**EVENING, "to_hour": 24}},
        ("academy:api.scheduled_minimum.to_hour is 24; want a whole number from 0 to 23",),
    ),
    Wrong(
        "an evening that ends when it begins",
        {at("scheduled_minimum"): {**EVENING, "to_hour": 18}},
        ("academy:api.scheduled_minimum.to_hour is 18; want another hour than from_hour",),
    ),
    Wrong(
        "half a scheduled minimum",
        {at("scheduled_minimum"): {"tasks": 3, "from": 18}},
        (
            "academy:api.scheduled_minimum.from_hour is missing; want a whole number from 0 to 23",
            "academy:api.scheduled_minimum.to_hour is missing; want a whole number from 0 to 23",
            "academy:api.scheduled_minimum.from is not a key; did you mean from_hour?",
        ),
    ),
    Wrong(
        "a scheduled minimum in a number",
        {at("scheduled_minimum"): 3},
        ("academy:api.scheduled_minimum is 3; want tasks, from_hour and to_hour under it",),
    ),
)
