"""The two shipped files, against the sizes of the requirements."""

from sizing.fargate import FargateSize
from sizing.profile import Profile, parse_profile
from sizing.workers import FARGATE_WORKERS, WorkerSize
from tests.sizing.stack_files import STACKS, stack_config

SMALL, LARGE = (parse_profile(stack_config(stack), f"Pulumi.{stack}.yaml") for stack in STACKS)


def cpu_and_memory(size: FargateSize) -> tuple[int, int]:
    return size.cpu, size.memory_mib


def workers(profile: Profile) -> list[WorkerSize]:
    return [profile.workers.of(worker) for worker in FARGATE_WORKERS]


def test_tasks_start_as_large_as_the_requirements_say() -> None:
    assert cpu_and_memory(SMALL.api) == (512, 1024)
    assert cpu_and_memory(SMALL.workers.video) == (512, 1024)
    assert cpu_and_memory(SMALL.workers.ai) == (1024, 2048)
    assert cpu_and_memory(SMALL.workers.messaging) == (256, 512)


def test_tasks_start_as_many_as_the_requirements_say() -> None:
    assert SMALL.api.tasks.min == 2
    for worker in (SMALL.workers.video, SMALL.workers.ai):
        assert (worker.tasks.min, worker.tasks.max) == (1, 2)
        assert worker.spot
    assert SMALL.workers.messaging.tasks.min == 1
    assert not SMALL.workers.messaging.spot
    assert not SMALL.gpu.enabled
    assert SMALL.gpu.instance_type == "g4dn.xlarge"


def test_the_database_grows_as_the_requirements_say() -> None:
    assert (SMALL.database.instance_class, SMALL.database.multi_az) == ("db.t4g.micro", False)
    assert (LARGE.database.instance_class, LARGE.database.multi_az) == ("db.t4g.medium", True)
    assert SMALL.database.backup_days == LARGE.database.backup_days == 7
    assert (SMALL.database.pooler, LARGE.database.pooler) == ("none", "pgbouncer")


def test_logs_are_kept_for_a_week_and_the_budgets_are_the_requirements_totals() -> None:
    assert (SMALL.monitoring.log_days, SMALL.monitoring.budget_usd) == (7, 129)
    assert (LARGE.monitoring.log_days, LARGE.monitoring.budget_usd) == (7, 670)


def test_ten_thousand_a_day_have_a_firewall_and_a_plan() -> None:
    assert (SMALL.cdn.plan, SMALL.cdn.waf) == ("pay_as_you_go", False)
    assert (LARGE.cdn.plan, LARGE.cdn.waf) == ("business", True)


def test_growing_never_shrinks_a_tier() -> None:
    for small, large in ((SMALL.api, LARGE.api), *zip(workers(SMALL), workers(LARGE), strict=True)):
        assert cpu_and_memory(small) <= cpu_and_memory(large)
        assert (small.tasks.min, small.tasks.max) <= (large.tasks.min, large.tasks.max)
        assert small.architecture == large.architecture
    assert SMALL.database.storage_gib <= LARGE.database.storage_gib
    assert SMALL.database.major_version == LARGE.database.major_version


def test_what_is_said_to_people_and_what_runs_is_not_a_matter_of_size() -> None:
    for one in (SMALL, LARGE):
        assert one.domain is None
        assert one.alerts.emails == ()
        assert not any(one.released(image) for image in one.images)
    assert (SMALL.media, SMALL.cdn.api_prefixes, SMALL.cdn.content_security_policy) == (
        LARGE.media,
        LARGE.cdn.api_prefixes,
        LARGE.cdn.content_security_policy,
    )
