"""Which engine is taken: PATH, the cache, the download, the build, in this order."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Never

import pytest
from semver import Version

from sandbox.build import GoProgram
from sandbox.cache import cache_folder
from sandbox.download import DownloadFailed
from sandbox.engine import PINNED_VERSION, EngineUnavailable, Sources, find_engine, pinned_version, pulumi_sources
from tests.sandbox.go_programs import ROOT, executable, go_program, offline, path_with, stand_in_go


@pytest.fixture
def program(tmp_path: Path) -> GoProgram:
    return go_program(tmp_path / "module", tmp_path / "cache")


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH that may hold a `go` or the program."""
    folder = tmp_path / "on-path"
    folder.mkdir()
    monkeypatch.setenv("PATH", path_with(folder))
    return folder


def keep_in_cache(program: GoProgram) -> Path:
    return executable(program.executable, f"echo {program.version}")


def test_the_pinned_version_is_read_from_go_mod() -> None:
    text = "module x\n\nrequire (\n\tgithub.com/pulumi/pulumi/pkg/v3 v3.1.4 // indirect\n)\n"

    assert pinned_version(text) == "3.1.4"
    assert Version.parse(PINNED_VERSION).major == 3
    assert pulumi_sources().program.version == PINNED_VERSION


def test_a_go_mod_without_pulumi_is_an_error() -> None:
    with pytest.raises(EngineUnavailable, match=r"^sandbox/engine/go\.mod pins no github\.com/pulumi"):
        pinned_version("module x\n\nrequire github.com/pulumi/pulumi/sdk/v3 v3.1.4\n")


@pytest.mark.parametrize("version", ["1.2.3", "v1.2.3", "v1.2.4-alpha.1+abc", "1.10.0", "v1.999.0"])
def test_an_engine_on_path_wins_over_the_cache(program: GoProgram, on_path: Path, version: str) -> None:
    installed = executable(on_path / "tenlines", f"echo {version}")
    keep_in_cache(program)
    told: list[str] = []

    assert find_engine(told.append, offline(program)) == installed
    assert told == []


def test_the_path_of_an_engine_on_path_is_absolute(
    program: GoProgram, on_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = executable(on_path / "tenlines", "echo 1.2.3")
    monkeypatch.chdir(on_path)
    monkeypatch.setenv("PATH", path_with(Path()))

    assert find_engine(lambda _: None, offline(program)) == installed


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo v1.2.2", "is version 1.2.2"),
        ("echo 0.99.0", "is version 0.99.0"),
        ("echo 1.2.3-alpha.1", "is version 1.2.3-alpha.1"),
        ("echo v2.0.0", "is version 2.0.0"),
        ("echo no idea", "does not say its version"),
        ("exit 0", "does not say its version"),
        ("echo 1.2.3; exit 1", "does not say its version"),
    ],
)
def test_an_unfit_engine_on_path_is_skipped_with_one_line(
    program: GoProgram, on_path: Path, script: str, says: str
) -> None:
    unfit = executable(on_path / "tenlines", script)
    kept = keep_in_cache(program)
    told: list[str] = []

    assert find_engine(told.append, offline(program)) == kept
    assert told == [f"skipping {unfit}: it {says}; wanted is 1.2.3 or newer, before 2.0.0"]


def test_an_engine_on_path_that_cannot_be_run_is_skipped(program: GoProgram, on_path: Path) -> None:
    executable(on_path / "tenlines", "").write_bytes(b"\x7fELF for another machine")
    kept = keep_in_cache(program)

    assert find_engine(lambda _: None, offline(program)) == kept


def test_the_engine_in_the_cache_needs_neither_network_nor_go(program: GoProgram, on_path: Path) -> None:
    kept = keep_in_cache(program)
    told: list[str] = []

    def out_of_bounds(*_: object) -> Never:
        raise AssertionError("asked the network")

    sources = Sources(program=program, reachable=out_of_bounds, download=out_of_bounds)

    assert find_engine(told.append, sources) == kept
    assert told == []


def test_a_download_is_kept_and_not_repeated(program: GoProgram, on_path: Path) -> None:
    downloads: list[str] = []

    def download(version: str, product: Path, scratch: Path, _: object) -> None:
        downloads.append(version)
        (scratch / "archive").touch()
        executable(product / "bin" / "tenlines", "echo v1.2.3")
        executable(product / "bin" / "tenlines-language-host", "")

    sources = Sources(program=program, reachable=lambda _: True, download=download)

    assert find_engine(lambda _: None, sources) == find_engine(lambda _: None, sources) == program.executable
    assert downloads == ["1.2.3"]
    assert sorted(path.name for path in program.cache.iterdir()) == ["lock", program.folder.name]
    assert (program.folder / "bin" / "tenlines-language-host").exists()


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (None, "downloading tenlines failed: HTTP Error 404"),
        ("exit 127", "the tenlines that was downloaded does not run here"),
        ("echo 1.2.4", "the tenlines that was downloaded does not run here"),
    ],
)
def test_a_download_that_fails_falls_through_to_the_build(
    program: GoProgram, on_path: Path, script: str | None, reason: str
) -> None:
    stand_in_go(on_path, "mkdir -p ${product%/*}; printf '#!/bin/sh\\necho 1.2.3\\n' >$product; chmod +x $product")
    told: list[str] = []

    def download(_: str, product: Path, __: Path, ___: object) -> None:
        executable(product / "bin" / "left-by-the-download", "")
        if script is None:
            raise DownloadFailed(reason)
        executable(product / "bin" / "tenlines", script)

    found = find_engine(told.append, Sources(program=program, reachable=lambda _: True, download=download))

    assert subprocess.check_output([found], text=True) == "1.2.3\n"
    assert told == [
        reason,
        "building tenlines 1.2.3 from its Go module, this once: a few seconds",
        "built tenlines 1.2.3: removing what Go needed for it",
    ]
    assert [path.name for path in (program.folder / "bin").iterdir()] == ["tenlines"]


def test_a_built_engine_that_does_not_run_is_not_kept(program: GoProgram, on_path: Path) -> None:
    stand_in_go(on_path, "mkdir -p ${product%/*}; touch $product")

    with pytest.raises(EngineUnavailable, match=r"^tenlines 1\.2\.3 was built, but says it is None; does the cache"):
        find_engine(lambda _: None, offline(program))
    assert not program.folder.exists()


def test_a_cache_that_cannot_be_written_is_one_line(tmp_path: Path, on_path: Path) -> None:
    (tmp_path / "file").touch()
    program = go_program(tmp_path / "module", tmp_path / "file" / "cache")

    with pytest.raises(
        EngineUnavailable, match=r"^can't write to \S+file/cache \(.+\); XDG_CACHE_HOME can name another place$"
    ):
        find_engine(lambda _: None, offline(program))


def test_the_cache_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache_folder() == tmp_path / "cache" / "academy"

    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert cache_folder() == tmp_path / "home" / ".cache" / "academy"

    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == tmp_path / "home" / ".cache" / "academy"


def test_the_command_prints_nothing_but_the_path(tmp_path: Path) -> None:
    engine = executable(tmp_path / "bin" / "pulumi", f"echo v{PINNED_VERSION}")

    done = run_command(path_with(engine.parent), tmp_path / "cache")

    assert (done.returncode, done.stdout, done.stderr) == (0, f"{engine}\n", "")


def test_the_command_fails_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()

    done = run_command(path_with(), tmp_path / "cache")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("can't write to ")
    assert done.stderr.count("\n") == 1


def run_command(path: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox.engine"],
        cwd=ROOT,
        env=os.environ | {"PATH": path, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
