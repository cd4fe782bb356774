"""The engine is built once, and whatever goes wrong leaves nothing behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.build import GoProgram, go_environment
from sandbox.engine import EngineUnavailable, find_engine
from tests.sandbox.go_programs import (
    ROOT,
    Lifeline,
    executable,
    go_program,
    offline,
    path_with,
    real_go,
    stand_in_go,
    unfinished,
)


@pytest.fixture
def module(tmp_path: Path) -> Path:
    return tmp_path / "module"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH that may hold a `go`."""
    folder = tmp_path / "on-path"
    folder.mkdir()
    monkeypatch.setenv("PATH", path_with(folder))
    return folder


def start_builder(module: Path, cache: Path) -> subprocess.Popen[str]:
    """A process of its own that finds the ten-line program, on the PATH of this one."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox.go_programs", str(module), str(cache)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told_by(program: GoProgram) -> tuple[list[str], str]:
    """What the person is told, and the error, when the program can't be had."""
    told: list[str] = []
    with pytest.raises(EngineUnavailable, match=r"^[^\n]+$") as error:
        find_engine(told.append, offline(program))
    assert unfinished(program.cache) == []
    return told, str(error.value)


@pytest.fixture
def go() -> str:
    return real_go()


def test_two_builders_at_once_build_once(go: str, module: Path, cache: Path, on_path: Path, tmp_path: Path) -> None:
    builds = tmp_path / "builds"
    executable(on_path / "go", f'if [ "$1" = build ]; then echo built >>{builds}; sleep 2; fi\nexec {go} "$@"')
    program = go_program(module, cache)

    processes = [start_builder(module, cache), start_builder(module, cache)]
    results = [process.communicate() for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert [found for found, _ in results] == [f"{program.executable}\n"] * 2
    assert builds.read_text() == "built\n"
    assert sorted(told.splitlines()[0] for _, told in results) == [
        "another process is getting the engine ready: waiting for it",
        "building tenlines 1.2.3 from its Go module, this once: a few seconds",
    ]
    assert subprocess.check_output([program.executable], text=True) == "1.2.3\n", "the version is linked in"
    assert sorted(path.name for path in cache.iterdir()) == ["lock", program.folder.name]


def test_a_failed_build_shows_the_last_lines_of_go(go: str, module: Path, cache: Path) -> None:
    program = go_program(module, cache, source="package main\n\nfunc main() { nonsense }\n")

    told, error = told_by(program)

    assert told[-2:] == ["  go: # example/tenlines", "  go: ./main.go:3:15: undefined: nonsense"]
    assert error == (
        "go build of tenlines 1.2.3 failed with exit status 1, its last lines are above; "
        "tenlines 1.2.3 or newer on PATH makes it unnecessary"
    )


def test_of_a_long_failure_only_the_end_is_shown(module: Path, cache: Path, on_path: Path) -> None:
    stand_in_go(
        on_path, "echo go: downloading x; echo some/package; for n in $(seq 100); do echo line $n; done; exit 2"
    )

    told, _ = told_by(go_program(module, cache))

    assert told[1:] == [f"  go: line {number}" for number in range(89, 101)]


def test_after_a_failed_build_the_next_one_starts_anew(module: Path, cache: Path, on_path: Path) -> None:
    program = go_program(module, cache)
    stand_in_go(on_path, "exit 1")
    told_by(program)

    stand_in_go(on_path, "mkdir -p ${product%/*}; printf '#!/bin/sh\\necho 1.2.3\\n' >$product; chmod +x $product")

    assert find_engine(lambda _: None, offline(program)) == program.executable


def test_no_go_is_one_line_that_says_what_would_help(module: Path, cache: Path, on_path: Path) -> None:
    told, error = told_by(go_program(module, cache))

    assert told == []
    assert error == (
        "tenlines 1.2.3 is not installed and can't be downloaded from here, and there is no Go to build it with: "
        "put tenlines 1.2.3 or Go 1.21, or newer, on PATH"
    )


@pytest.mark.parametrize("version", ["go1.20.14", "go1.9"])
def test_a_go_older_than_the_module_asks_for_is_one_line(
    module: Path, cache: Path, on_path: Path, version: str
) -> None:
    go = stand_in_go(on_path, "exit 99", version)

    told, error = told_by(go_program(module, cache))

    assert told == []
    assert error == (
        f"tenlines 1.2.3 is not installed and can't be downloaded from here, and {go} is {version}, too old to build "
        "it: put tenlines 1.2.3 or Go 1.21, or newer, on PATH"
    )


def test_a_go_that_does_not_run_is_one_line(module: Path, cache: Path, on_path: Path) -> None:
    stand_in_go(on_path, "").write_text("#!/no/such/shell\n")

    told, error = told_by(go_program(module, cache))

    assert told == []
    assert "on-path/go does not run (No such file or directory): put tenlines 1.2.3 or Go 1.21" in error


@pytest.mark.parametrize("version", ["go1.21rc1", "go1.21.1", "go1.100", "devel +0123456"])
def test_a_go_that_is_new_enough_or_unknown_may_try(module: Path, cache: Path, on_path: Path, version: str) -> None:
    stand_in_go(on_path, "exit 99", version)

    _, error = told_by(go_program(module, cache))

    assert error.startswith("go build of tenlines 1.2.3 failed with exit status 99")


def test_too_little_disk_is_one_line_before_anything_is_built(module: Path, cache: Path, on_path: Path) -> None:
    stand_in_go(on_path, "exit 99")

    told, error = told_by(go_program(module, cache, disk_gib=1e9))

    assert told == []
    assert error.startswith(f"building tenlines 1.2.3 needs 1000000000.0 GiB free in {cache}; ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_builder_leaves_no_folder_and_no_process(
    module: Path, cache: Path, on_path: Path, tmp_path: Path, number: signal.Signals
) -> None:
    lifeline = slow_go(on_path, tmp_path)
    builder = start_builder(module, cache)
    lifeline.wait_for("building")
    assert len(unfinished(cache)) == 1

    builder.send_signal(number)
    _, told = builder.communicate()

    assert builder.returncode != 0
    assert "interrupted: removing what is unfinished\n" in told
    assert unfinished(cache) == []
    lifeline.wait_until_dropped()


def test_what_a_killed_builder_left_is_ended_and_removed(
    module: Path, cache: Path, on_path: Path, tmp_path: Path
) -> None:
    lifeline = slow_go(on_path, tmp_path)
    builder = start_builder(module, cache)
    lifeline.wait_for("building")

    builder.kill()
    builder.communicate()
    lifeline.wait_until_dropped()
    assert len(unfinished(cache)) == 1

    stand_in_go(on_path, "exit 1")
    told_by(go_program(module, cache))


def slow_go(folder: Path, tmp_path: Path) -> Lifeline:
    """A `go` whose build starts a child, writes files it makes read-only folders for, and takes minutes."""
    lifeline = Lifeline(tmp_path / "lifeline")
    stand_in_go(
        folder,
        f"""
        exec 9>{lifeline.path}
        mkdir -p $GOMODCACHE $GOCACHE ${{product%/*}}
        touch $GOMODCACHE/file $GOCACHE/file $product
        sleep 600 &
        echo building >&9
        sleep 600
        """,
    )
    return lifeline


def test_a_builder_told_to_ignore_hang_ups_goes_on(module: Path, cache: Path, on_path: Path, tmp_path: Path) -> None:
    lifeline = slow_go(on_path, tmp_path)
    previous = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # inherited, as under nohup
    builder = start_builder(module, cache)
    signal.signal(signal.SIGHUP, previous)
    lifeline.wait_for("building")

    builder.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired, match="timed out"):
        builder.wait(timeout=1)

    builder.terminate()
    builder.communicate()
    assert unfinished(cache) == []


def test_everything_go_writes_goes_to_the_scratch_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOMODCACHE", "GOCACHE", "GOTMPDIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "/elsewhere")

    environment = go_environment(tmp_path)

    for name in ("GOMODCACHE", "GOCACHE", "GOTMPDIR", "XDG_CONFIG_HOME"):
        assert Path(environment[name]).is_relative_to(tmp_path)


def test_go_hears_what_the_person_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "config" / "go" / "env"
    settings.parent.mkdir(parents=True)
    settings.touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("GOENV", raising=False)
    monkeypatch.setenv("GOPROXY", "https://proxy.example")

    environment = go_environment(tmp_path)

    assert environment["GOPROXY"] == "https://proxy.example"
    assert environment["GOENV"] == str(settings)
