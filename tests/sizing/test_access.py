from sizing.access import ServiceAccess
from sizing.profile import Profile, parse_profile
from tests.sizing.public_key import PUBLIC_KEY
from tests.sizing.stack_files import stack_config
from tests.sizing.wrong_configurations import changed
from tests.sizing.wrong_configurations.row import Path

QUEUES = ("video", "ai-lite", "ai-basic", "ai-premium", "messaging")
GPU: dict[Path, object] = {("academy:gpu", "enabled"): True}


def profile(changes: dict[Path, object]) -> Profile:
    return parse_profile(changed(stack_config("10k"), changes), "Pulumi.10k.yaml")


def access(changes: dict[Path, object] | None = None) -> dict[str, ServiceAccess]:
    return {one.service: one for one in profile(changes or {}).access}


def drained(changes: dict[Path, object]) -> dict[str, list[str]]:
    return {worker: [queue.key for queue in queues] for worker, queues in profile(changes).worker_queues.items()}


def test_the_whole_table_as_it_is_shipped() -> None:
    password = "database-password"
    assert access() == {
        "api": ServiceAccess(
            service="api",
            image="api",
            sends_to=QUEUES,
            receives_from=QUEUES,
            media="full",
            secrets=("application-key", password),
        ),
        "video": ServiceAccess(service="video", image="video", receives_from=("video",), media="read_write"),
        "ai": ServiceAccess(
            service="ai", image="ai", receives_from=("ai-lite", "ai-basic", "ai-premium"), media="read_write"
        ),
        "messaging": ServiceAccess(
            service="messaging", image="messaging", receives_from=("messaging",), secrets=(password, "solapi")
        ),
        "migrate": ServiceAccess(service="migrate", image="api", secrets=(password,), master_secret=True),
    }


def test_signed_media_give_the_api_alone_the_key_to_sign_with() -> None:
    signed: dict[Path, object] = {
        ("academy:media", "access"): "signed",
        ("academy:media", "public_key"): PUBLIC_KEY,
    }
    assert [one.service for one in access(signed).values() if "media-signing-key" in one.secrets] == ["api"]
    assert profile(signed).secrets == ("application-key", "database-password", "solapi", "media-signing-key")
    assert profile({}).secrets == ("application-key", "database-password", "solapi")


def test_a_worker_with_connections_gets_the_password() -> None:
    assert access({("academy:workers", "ai", "connections"): 1})["ai"].secrets == ("database-password",)
    assert access({("academy:workers", "messaging", "connections"): 0})["messaging"].secrets == ("solapi",)


def test_the_gpu_worker_takes_its_queues_from_the_ai_worker() -> None:
    shared: dict[Path, object] = {**GPU, ("academy:gpu", "queues"): ["ai-premium", "ai-basic"]}
    assert drained(shared) == {
        "video": ["video"],
        "ai": ["ai-lite"],
        "messaging": ["messaging"],
        "gpu": ["ai-basic", "ai-premium"],
    }
    assert access(shared)["gpu"] == ServiceAccess(
        service="gpu", image="gpu", receives_from=("ai-basic", "ai-premium"), media="read_write", gpu=True
    )
    assert access(shared)["ai"].receives_from == ("ai-lite",)


def test_a_gpu_worker_that_is_off_takes_nothing() -> None:
    assert drained({}) == {
        "video": ["video"],
        "ai": ["ai-lite", "ai-basic", "ai-premium"],
        "messaging": ["messaging"],
        "gpu": [],
    }
    assert "gpu" not in access()
    assert profile({}).access_of("gpu").receives_from == ()


def test_each_row_is_found_by_its_service() -> None:
    for service, row in access(GPU).items():
        assert profile(GPU).access_of(row.service) == row
        assert row.service == service


def test_every_image_has_a_repository_whether_or_not_it_is_used() -> None:
    assert set(profile({}).images) == {"api", "video", "ai", "messaging", "gpu", "pgbouncer"}
    assert profile(GPU).images == profile({}).images


def test_migrate_is_released_with_the_api_whose_image_it_runs() -> None:
    builds = {"api": "1.4.0", "pgbouncer": "sha256:" + "0" * 64}
    released = profile({("academy:release",): builds})
    assert released.image_tag("api") == released.image_tag("migrate") == "1.4.0"
    assert released.image_tag("pgbouncer") == builds["pgbouncer"]
    assert released.released("migrate")
    assert not released.released("video")
    assert released.image_tag("video") == "unreleased"
