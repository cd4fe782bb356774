"""The GPU worker."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:gpu", *keys)


ON: dict[Path, object] = {at("enabled"): True, ("academy:network", "nat"): "single"}
QUEUES = "a list of 1 to 3 without repeats, each ai-lite, ai-basic or ai-premium"
TYPES = "g4dn.xlarge, g4dn.2xlarge, g4dn.4xlarge, g4dn.8xlarge or g4dn.16xlarge"

ROWS = (
    Wrong(
        "nothing about the GPU",
        {at(): ABSENT},
        (
            "academy:gpu is missing; want enabled, instance_type, queues, tasks, volume_gib, connections and "
            "idle_minutes under it",
        ),
    ),
    Wrong(
        "a GPU without a way out",
        {at("enabled"): True},
        ("academy:gpu.enabled is true; want false with network.nat none: a GPU task has no way out but through NAT",),
    ),
    Wrong(
        "four GPUs in a machine",
        {at("instance_type"): "g4dn.12xlarge"},
        (f'academy:gpu.instance_type is "g4dn.12xlarge"; want {TYPES}',),
    ),
    Wrong("a GPU without queues", {at("queues"): []}, (f"academy:gpu.queues is []; want {QUEUES}",)),
    Wrong(
        "a GPU for videos",
        {at("queues", 0): "video"},
        ('academy:gpu.queues[0] is "video"; want ai-lite, ai-basic or ai-premium',),
    ),
    Wrong(
        "a queue twice",
        {at("queues"): ["ai-premium", "ai-premium"]},
        (f'academy:gpu.queues is ["ai-premium", "ai-premium"]; want {QUEUES}',),
    ),
    Wrong(
        "every AI queue for the GPU",
        {at("queues"): ["ai-lite", "ai-basic", "ai-premium"]},
        (
            'academy:gpu.queues is ["ai-lite", "ai-basic", "ai-premium"]; want one AI queue fewer at least: '
            "a worker without queues has no use",
        ),
    ),
    Wrong(
        "a machine that starts while somebody waits for an answer",
        {**ON, at("queues"): ["ai-lite", "ai-premium"]},
        (
            "academy:gpu.tasks.min is 0; want 1 or more: starting from 0 can take 20 minutes, "
            "and the acceptable wait in minutes is: ai-lite 5",
        ),
    ),
    Wrong(
        "no machine at all",
        {at("tasks", "max"): 0},
        ("academy:gpu.tasks.max is 0; want a whole number from 1 to 100",),
    ),
    Wrong(
        "a disk smaller than the system",
        {at("volume_gib"): 29},
        ("academy:gpu.volume_gib is 29; want a whole number of GiB from 30 to 16384",),
    ),
    Wrong("a GPU that is on in words", {at("enabled"): "off"}, ('academy:gpu.enabled is "off"; want true or false',)),
    Wrong(
        "a build for a GPU that is off",
        {("academy:release",): {"gpu": "1.4.0"}},
        ('academy:release.gpu is "1.4.0"; want no key while gpu.enabled is false: nothing runs it',),
    ),
)
