"""The connection budget, and mistakes of several tiers that do not hide each other."""

from tests.sizing.wrong_configurations import monitoring, people, release, signed_media, workers
from tests.sizing.wrong_configurations.row import Wrong

ROWS = (
    Wrong(
        "more tasks than the database has connections for",
        {("academy:api", "tasks", "max"): 5},
        (
            "academy:database.max_connections is 80; want 88 or more, more than the 84 that db.t4g.micro has memory "
            "for, or fewer tasks or connections: api 10 x 5 + messaging 4 x 2 + migrate 1 x 2 + 10 for people = 70, "
            "which is to be at most 80 % of it",
        ),
    ),
    Wrong(
        "larger pools than the database has connections for",
        {("academy:api", "connections"): 7, ("academy:workers", "messaging", "connections"): 0},
        (
            "academy:database.max_connections is 80; want 85 or more, more than the 84 that db.t4g.micro has memory "
            "for, or fewer tasks or connections: api 8 x 7 + migrate 1 x 2 + 10 for people = 68, "
            "which is to be at most 80 % of it",
        ),
    ),
    Wrong(
        "connections that a setting has too few of",
        {("academy:database", "max_connections"): 74},
        (
            "academy:database.max_connections is 74; want 75 or more, or fewer tasks or connections: "
            "api 8 x 5 + messaging 4 x 2 + migrate 1 x 2 + 10 for people = 60, which is to be at most 80 % of it",
        ),
    ),
    Wrong(
        "a GPU whose connections nobody counted",
        {
            ("academy:network", "nat"): "single",
            ("academy:gpu", "enabled"): True,
            ("academy:gpu", "connections"): 5,
            ("academy:workers", "video", "connections"): 1,
        },
        (
            "academy:database.max_connections is 80; want 87 or more, more than the 84 that db.t4g.micro has memory "
            "for, or fewer tasks or connections: api 8 x 5 + video 4 x 1 + messaging 4 x 2 + migrate 1 x 2 + gpu 1 x 5 "
            "+ 10 for people = 69, which is to be at most 80 % of it",
        ),
    ),
    Wrong(
        "a pair of mistakes in one sum",
        {("academy:api", "tasks", "max"): "9", ("academy:api", "connections"): 50},
        ('academy:api.tasks.max is "9"; want a whole number from 2 to 100',),
    ),
    Wrong(
        "one contradiction in every tier",
        {
            ("academy:database", "max_storage_gib"): 22,
            ("academy:database", "storage_gib"): 21,
            ("academy:api", "memory_mib"): 512,
            ("academy:workers", "messaging", "spot"): True,
            ("academy:workers", "ai", "tasks", "min"): 0,
            ("academy:gpu", "enabled"): True,
            ("academy:media", "access"): "signed",
            ("academy:cdn", "plan"): "business",
            ("academy:monitoring", "log_days"): 8,
            ("academy:domain",): {"name": "academy.example"},
            ("academy:release",): {"api": "latest"},
        },
        (
            "academy:database.max_storage_gib is 22; want 24 or more: 110 % of storage_gib (21)",
            "academy:api.memory_mib is 512; want 1024, 2048, 3072 or 4096 with cpu 512",
            "academy:workers.messaging.spot is true; want false: a job of queue messaging does not survive an "
            "interruption",
            f"academy:workers.ai.tasks.min is 0; want {workers.FROM_ZERO} ai-lite 5",
            "academy:gpu.enabled is true; want false with network.nat none: a GPU task has no way out but through NAT",
            f"academy:media.public_key is missing; want {signed_media.WANT} with access signed",
            "academy:cdn.waf is false; want true with plan business, which only takes a distribution that has one",
            f"academy:monitoring.log_days is 8; want {monitoring.LOG_DAYS}",
            f"academy:domain.zone_id is missing; want {people.ZONE}",
            f'academy:release.api is "latest"; want {release.LATEST}',
        ),
    ),
)
