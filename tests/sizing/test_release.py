import pytest

from sizing.release import Release, image_suffix, is_digest

DIGEST = "sha256:" + "0123456789abcdef" * 4


def test_a_tag_follows_a_colon_and_a_digest_an_at_sign() -> None:
    assert image_suffix("1.4.0") == ":1.4.0"
    assert image_suffix(DIGEST) == f"@{DIGEST}"


@pytest.mark.parametrize(
    "text", [DIGEST.upper(), DIGEST[:-1], f"{DIGEST}0", DIGEST.removeprefix("sha256:"), f"sha512:{DIGEST[7:]}", "1.4.0"]
)
def test_nothing_else_is_a_digest(text: str) -> None:
    assert is_digest(DIGEST)
    assert not is_digest(text)


def test_an_image_without_a_build_has_none() -> None:
    release = Release(api="1.4.0")
    assert release.build("api") == "1.4.0"
    assert release.build("video") is None


@pytest.mark.parametrize("tag", ["1.10", "0012", "2026-03-01", "_x", "v1.4.0-rc.1", "a" * 128, "1234567", DIGEST])
def test_a_tag_that_a_registry_takes_is_taken(tag: str) -> None:
    assert Release(video=tag).video == tag
