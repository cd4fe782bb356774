"""What a platform's alarms follow from, at several sizes."""

from dataclasses import dataclass, replace

from sizing.cdn import CdnSize
from sizing.compute import ApiSize, ApiTasks, TaskRange
from sizing.database import DatabaseSize
from sizing.gpu import GpuSize
from sizing.release import Release
from sizing.workers import BatchWorkerSize, MessagingWorkerSize, WorkersSize


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The parts of a profile that thresholds follow from."""

    api: ApiSize
    workers: WorkersSize
    gpu: GpuSize
    database: DatabaseSize
    cdn: CdnSize
    release: Release


SPOT = BatchWorkerSize(
    cpu=512,
    memory_mib=1024,
    architecture="arm64",
    spot=True,
    tasks=TaskRange(min=1, max=2),
    connections=0,
    idle_minutes=10,
    scratch_gib=30,
)

INITIAL = Platform(
    api=ApiSize(
        cpu=512,
        memory_mib=1024,
        architecture="arm64",
        tmp_mib=64,
        tasks=ApiTasks(min=2, max=4),
        connections=5,
        cpu_target_percent=60,
        requests_per_task_per_minute=600,
    ),
    workers=WorkersSize(
        video=SPOT,
        ai=SPOT,
        messaging=MessagingWorkerSize(
            cpu=256,
            memory_mib=512,
            architecture="arm64",
            spot=False,
            tasks=TaskRange(min=1, max=2),
            tmp_mib=32,
            connections=2,
            idle_minutes=10,
        ),
    ),
    gpu=GpuSize(
        enabled=False,
        instance_type="g4dn.xlarge",
        queues=("ai-premium",),
        tasks=TaskRange(min=0, max=1),
        volume_gib=100,
        connections=0,
        idle_minutes=15,
    ),
    database=DatabaseSize(
        major_version=17,
        instance_class="db.t4g.micro",
        multi_az=False,
        storage_gib=20,
        max_storage_gib=100,
        backup_days=7,
        apply="window",
        max_connections=80,
        slow_query_ms=500,
        pooler="none",
        iam_auth=False,
    ),
    cdn=CdnSize(
        plan="pay_as_you_go",
        waf=False,
        rate_limit=2000,
        api_prefixes=("/api/*",),
        content_security_policy="default-src 'self'",
        access_logs=False,
    ),
    release=Release(api="1.0.0", video="1.0.0", ai="1.0.0", messaging="1.0.0"),
)
"""As launched, every service released."""

UNRELEASED = replace(INITIAL, release=Release())
LARGE_DATABASE = INITIAL.database.model_copy(
    update={
        "instance_class": "db.m7g.large",
        "multi_az": True,
        "storage_gib": 200,
        "max_storage_gib": 1000,
        "max_connections": 500,
    }
)
GUARDED = INITIAL.cdn.model_copy(update={"waf": True, "rate_limit": 500})
GPU = INITIAL.gpu.model_copy(update={"enabled": True})
