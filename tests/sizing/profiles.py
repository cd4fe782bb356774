"""Every kind of stack that the parse allows, drawn by hypothesis: valid by construction, so nothing is filtered."""

from typing import cast

from hypothesis import strategies as st

from sizing.cdn import MAX_RATE_LIMIT, MIN_RATE_LIMIT
from sizing.compute import APP_MEMORY_MIB, MAX_POOL, MAX_TASKS, MAX_TMP_MIB, MIN_TMP_MIB, PGBOUNCER_MEMORY_MIB
from sizing.connections import MIGRATE_CONNECTIONS, PEOPLE, USED_PERCENT
from sizing.database import INSTANCE_CLASSES, MIN_CONNECTIONS
from sizing.fargate import FARGATE_SIZES
from sizing.gpu import AI_QUEUES, GPU_INSTANCES
from sizing.monitoring import LOG_DAYS
from sizing.names import common_tags
from sizing.network import ZONES
from sizing.profile import Profile, parse_profile
from sizing.queues import QUEUES
from sizing.usage import HOURS_PER_MONTH, SECONDS_PER_DAY
from tests.sizing.public_key import PUBLIC_KEY

Values = dict[str, object]

SOURCE = "a generated stack"

LARGEST_SHARE = 500
"""Connections that one service has at most: then the largest class has memory for all of them."""

PAIRS = [(cpu, memory_mib) for cpu, choices in FARGATE_SIZES.items() for memory_mib in choices]
TAGS = ["1.10", "0012", "2026-03-01", "v1.4.0-rc.1", "1234567", "sha256:" + "0123456789abcdef" * 4]
DIGEST = "sha256:" + "fedcba9876543210" * 4


@st.composite
def task_ranges(draw: st.DrawFn, least: int) -> dict[str, int]:
    smallest = draw(st.integers(least, 6) | st.integers(least, MAX_TASKS))
    return {"min": smallest, "max": draw(st.integers(max(smallest, 1), MAX_TASKS))}


@st.composite
def fargate_sizes(draw: st.DrawFn) -> Values:
    cpu, memory_mib = draw(st.sampled_from(PAIRS))
    return {"cpu": cpu, "memory_mib": memory_mib, "architecture": draw(st.sampled_from(["arm64", "x86_64"]))}


def pools(tasks: dict[str, int], least: int) -> st.SearchStrategy[int]:
    """Connections of a task, twice as many tasks being there while a deployment replaces them."""
    return st.integers(least, max(least, min(MAX_POOL, LARGEST_SHARE // (2 * tasks["max"]))))


def tmp_sizes(memory_mib: int, sidecar_mib: int) -> st.SearchStrategy[int]:
    return st.integers(MIN_TMP_MIB, min(MAX_TMP_MIB, memory_mib - APP_MEMORY_MIB - sidecar_mib))


@st.composite
def networks(draw: st.DrawFn, *, way_out: bool) -> Values:
    zones = draw(st.permutations(ZONES))[: draw(st.integers(2, len(ZONES)))]
    return {
        "cidr": draw(st.sampled_from(["10.0.0.0/16", "172.16.0.0/20", "192.168.0.0/18"])),
        "zones": list(zones),
        "nat": draw(st.sampled_from(["single", "per_zone"] if way_out else ["none", "single", "per_zone"])),
        "flow_logs": draw(st.booleans()),
    }


@st.composite
def apis(draw: st.DrawFn, *, sidecar_mib: int) -> Values:
    size = draw(fargate_sizes())
    tasks = draw(task_ranges(2))
    api: Values = {
        **size,
        "tmp_mib": draw(tmp_sizes(cast("int", size["memory_mib"]), sidecar_mib)),
        "tasks": tasks,
        "connections": draw(pools(tasks, 1)),
        "cpu_target_percent": draw(st.integers(10, 90)),
        "requests_per_task_per_minute": draw(st.integers(1, 100_000)),
    }
    if draw(st.booleans()):
        from_hour = draw(st.integers(0, 23))
        api["scheduled_minimum"] = {
            "tasks": draw(st.integers(tasks["min"], tasks["max"])),
            "from_hour": from_hour,
            "to_hour": (from_hour + draw(st.integers(1, 23))) % 24,
        }
    return api


@st.composite
def fargate_workers(draw: st.DrawFn, *, least: int, spot: bool, scratch: bool) -> Values:
    size = draw(fargate_sizes())
    tasks = draw(task_ranges(least))
    room: Values = (
        {"scratch_gib": draw(st.integers(21, 200))}
        if scratch
        else {"tmp_mib": draw(tmp_sizes(cast("int", size["memory_mib"]), 0))}
    )
    return {
        **size,
        **room,
        "spot": draw(st.booleans()) if spot else False,
        "tasks": tasks,
        "connections": draw(st.just(0) | pools(tasks, 0)),
        "idle_minutes": draw(st.integers(5, 120)),
    }


@st.composite
def gpus(draw: st.DrawFn, *, enabled: bool) -> Values:
    queues = draw(st.permutations(AI_QUEUES))[: draw(st.integers(1, len(AI_QUEUES) - 1))]
    tasks = draw(task_ranges(1 if "ai-lite" in queues else 0))
    return {
        "enabled": enabled,
        "instance_type": draw(st.sampled_from(list(GPU_INSTANCES))),
        "queues": list(queues),
        "tasks": tasks,
        "volume_gib": draw(st.integers(30, 16_384)),
        "connections": draw(st.just(0) | pools(tasks, 0)),
        "idle_minutes": draw(st.integers(5, 120)),
    }


def _opened(service: Values) -> int:
    """More connections than a service opens while it is being deployed, or as many."""
    return 2 * cast("dict[str, int]", service["tasks"])["max"] * cast("int", service["connections"])


@st.composite
def databases(draw: st.DrawFn, *, pooler: str, services: list[Values]) -> Values:
    opened = sum(map(_opened, services)) + MIGRATE_CONNECTIONS + PEOPLE
    least = max(MIN_CONNECTIONS, -(-opened * 100 // USED_PERCENT))
    large_enough = [name for name, one in INSTANCE_CLASSES.items() if one.max_connections_limit >= least]
    instance_class = draw(st.sampled_from(large_enough))
    instance = INSTANCE_CLASSES[instance_class]
    storage_gib = draw(st.integers(20, 1000))
    return {
        "major_version": draw(st.integers(16, 18)),
        "instance_class": instance_class,
        "multi_az": draw(st.booleans()),
        "storage_gib": storage_gib,
        "max_storage_gib": draw(st.integers(storage_gib * 11 // 10 + 1, 65_536)),
        "backup_days": draw(st.integers(1, 35)),
        "apply": draw(st.sampled_from(["now", "window"])),
        "max_connections": draw(st.integers(least, instance.max_connections_limit)),
        "slow_query_ms": draw(st.integers(100, 60_000)),
        "pooler": pooler,
        "iam_auth": draw(st.booleans()) if instance.memory_gib > 1 else False,
    }


@st.composite
def media(draw: st.DrawFn) -> Values:
    ia_after_days = draw(st.integers(30, 400))
    signed: Values = {"access": "signed", "public_key": PUBLIC_KEY}
    return {
        **draw(st.sampled_from([signed, {"access": "public"}])),
        **draw(st.sampled_from([{}, {"bucket": "academy-media-elsewhere"}])),
        "ia_after_days": ia_after_days,
        "glacier_after_days": draw(st.integers(ia_after_days + 30, 3650)),
        "noncurrent_days": draw(st.integers(1, 3650)),
        "abort_multipart_days": draw(st.integers(1, 30)),
        "upload_origins": draw(st.sampled_from([[], ["https://*.cloudfront.net"], ["https://a.example"]])),
    }


@st.composite
def cdns(draw: st.DrawFn) -> Values:
    plan, waf = draw(st.sampled_from([("pay_as_you_go", False), ("pay_as_you_go", True), ("business", True)]))
    return {
        "plan": plan,
        "waf": waf,
        "rate_limit": draw(st.integers(MIN_RATE_LIMIT, MAX_RATE_LIMIT)),
        "api_prefixes": draw(
            st.sampled_from([["/api/*"], ["/api/*", "/admin/*"], ["/v1/api/*", "/v2/api/*", "/ws/*"]])
        ),
        "content_security_policy": "default-src 'self'; frame-ancestors 'none'",
        "access_logs": draw(st.booleans()),
    }


@st.composite
def releases(draw: st.DrawFn, *, gpu: bool, pooler: str) -> Values:
    images = ["api", "video", "ai", "messaging", *(["gpu"] if gpu else [])]
    chosen = draw(st.just(images) | st.just([]) | st.lists(st.sampled_from(images), unique=True))
    builds: Values = {image: draw(st.sampled_from(TAGS)) for image in chosen}
    if ("api" in builds and pooler == "pgbouncer") or draw(st.booleans()):
        builds["pgbouncer"] = DIGEST
    return builds


@st.composite
def usages(draw: st.DrawFn, *, stored_gib: int, workers: dict[str, Values], gpu: Values | None) -> Values:
    busy_hours = draw(st.integers(1, 24))
    per_day: dict[str, int] = {}
    seconds: dict[str, int] = {}
    for queue in QUEUES:
        key = queue.key.replace("-", "_")
        seconds[key] = draw(st.integers(1, queue.longest_job_seconds))
        # A fifth of what the smallest worker does in a day: no worker has more than five queues.
        fewest = min(_most_tasks(worker) for worker in (*workers.values(), *([gpu] if gpu else [])))
        per_day[key] = draw(st.integers(0, fewest * SECONDS_PER_DAY // (len(QUEUES) * seconds[key])))
    return {
        "daily_users": draw(st.integers(1, 1_000_000)),
        "api_requests_per_user": draw(st.integers(0, 1000)),
        "api_response_kib": draw(st.integers(1, 10_240)),
        "busy_hours": busy_hours,
        "busy_percent": draw(st.integers(-(-busy_hours * 100 // 24), 100)),
        "cdn_requests_per_user": draw(st.integers(0, 10_000)),
        "cdn_mib_per_user": draw(st.integers(0, 10_000)),
        "cache_hit_percent": draw(st.integers(0, 100)),
        "old_media_percent": draw(st.integers(0, 100)),
        "media_upload_gib": draw(st.integers(0, 1_000_000)),
        "media_months": draw(st.integers(1, 120)),
        "media_object_mib": draw(st.integers(1, 10_000)),
        "media_overwritten_percent": draw(st.integers(0, 100)),
        "frontend_mib": draw(st.integers(1, 1000)),
        "jobs_per_day": per_day,
        "job_seconds": seconds,
        "log_mib_per_day": draw(st.integers(0, 1_000_000)),
        "database_gib": draw(st.integers(0, stored_gib)),
        "database_changed_percent": draw(st.integers(0, 100)),
        "outbound_gib": draw(st.integers(0, 1_000_000)),
        "registry_gib": draw(st.integers(0, 10_000)),
        "gpu_hours": draw(st.integers(0, _most_tasks(gpu) * HOURS_PER_MONTH)) if gpu else 0,
    }


def _most_tasks(worker: Values) -> int:
    return cast("dict[str, int]", worker["tasks"])["max"]


@st.composite
def valid_configs(draw: st.DrawFn) -> Values:
    """A stack's configuration, as its file has it: every key by its full name, its value as YAML gives it."""
    environment = draw(st.sampled_from(["prod", "staging", "load-test-2", "a" * 20]))
    pooler = draw(st.sampled_from(["none", "pgbouncer"]))
    gpu_enabled = draw(st.booleans())
    gpu = draw(gpus(enabled=gpu_enabled))
    ai_may_be_off = gpu_enabled and "ai-lite" in cast("list[str]", gpu["queues"])
    api = draw(apis(sidecar_mib=PGBOUNCER_MEMORY_MIB if pooler == "pgbouncer" else 0))
    workers: dict[str, Values] = {
        "video": draw(fargate_workers(least=0, spot=True, scratch=True)),
        "ai": draw(fargate_workers(least=0 if ai_may_be_off else 1, spot=True, scratch=True)),
        "messaging": draw(fargate_workers(least=1, spot=False, scratch=False)),
    }
    services = [api, *workers.values(), *([gpu] if gpu_enabled else [])]
    database = draw(databases(pooler=pooler, services=services))
    return {
        "aws:region": "ap-northeast-2",
        "aws:defaultTags": {"tags": common_tags(environment)},
        "academy:environment": environment,
        "academy:network": draw(networks(way_out=gpu_enabled)),
        "academy:database": database,
        "academy:api": api,
        "academy:workers": workers,
        "academy:gpu": gpu,
        "academy:media": draw(media()),
        "academy:frontend": {"noncurrent_days": draw(st.integers(1, 3650))},
        "academy:cdn": draw(cdns()),
        "academy:monitoring": {
            "access_log_days": draw(st.integers(1, 3650)),
            "log_days": draw(st.sampled_from(LOG_DAYS)),
            "container_insights": draw(st.booleans()),
            "dashboard": draw(st.booleans()),
            "budget_usd": draw(st.integers(1, 100_000)),
        },
        "academy:usage": draw(
            usages(stored_gib=cast("int", database["storage_gib"]), workers=workers, gpu=gpu if gpu_enabled else None)
        ),
        "academy:domain": draw(st.sampled_from([{}, {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"}])),
        "academy:release": draw(releases(gpu=gpu_enabled, pooler=pooler)),
        "academy:alerts": {"emails": draw(st.sampled_from([[], ["a@b.example"], ["a@b.example", "c@d.example"]]))},
    }


def valid_profiles() -> st.SearchStrategy[Profile]:
    """What the program makes of `valid_configs`."""
    return valid_configs().map(lambda config: parse_profile(config, SOURCE))
