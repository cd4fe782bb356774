"""Finds the Pulumi engine: on PATH, in the user's cache, from its makers, or built from its pinned Go module."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from semver import Version

from sandbox import download
from sandbox.build import GoProgram, build
from sandbox.cache import EngineUnavailable, Notify, cache_folder, made_once

__all__ = ["PINNED_VERSION", "EngineUnavailable", "Sources", "find_engine", "tell_stderr"]

_MODULE: Final = Path(__file__).parent / "engine"
_VERSION_SECONDS: Final = 30


def pinned_version(go_mod: str) -> str:
    """The Pulumi version that the text of a go.mod requires."""
    found = re.search(r"^\s*github\.com/pulumi/pulumi/pkg/v3 v(\S+)", go_mod, re.MULTILINE)
    if found is None:
        raise EngineUnavailable("sandbox/engine/go.mod pins no github.com/pulumi/pulumi/pkg/v3")
    return found[1]


PINNED_VERSION: Final = pinned_version((_MODULE / "go.mod").read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The program to find, and how it is had where it isn't installed."""

    program: GoProgram
    reachable: Callable[[Path], bool]
    """Whether a download can work at all; gets a folder for temporary files."""
    download: Callable[[str, Path, Path, Notify], None]
    """Gets a version into a folder (the second folder is for temporary files), or raises `DownloadFailed`."""


def pulumi_sources() -> Sources:
    """Where the Pulumi CLI comes from."""
    program = GoProgram(
        name="pulumi",
        module=_MODULE,
        package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        version=PINNED_VERSION,
        version_variable="github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
        cache=cache_folder(),
        disk_gib=5,
        effort="about 6 minutes on 2 cores, 5 GB of disk while building, 115 MB after",
    )
    return Sources(program=program, reachable=download.reachable, download=download.download)


def find_engine(notify: Notify, sources: Sources | None = None) -> Path:
    """The path of a `pulumi` that is at least the pinned version, of the same major version.

    One on PATH wins, then the one in the user's cache; only without both is it downloaded or, failing that, built.
    `notify` gets what the person should know, a line at a time.

    Raises:
        EngineUnavailable: none can be had here; the text is one line that says what would help.
    """
    sources = sources or pulumi_sources()
    program = sources.program
    on_path = _good_on_path(program, notify)
    if on_path is not None:
        return on_path
    made_once(program.folder, lambda product, scratch: _obtain(sources, product, scratch, notify), notify)
    return program.executable


def _good_on_path(program: GoProgram, notify: Notify) -> Path | None:
    found = shutil.which(program.name)
    if found is None:
        return None
    wanted = Version.parse(program.version)
    version = _version_of(Path(found))
    if version is not None and version.major == wanted.major and version >= wanted:
        return Path(found).absolute()
    says = "does not say its version" if version is None else f"is version {version}"
    notify(f"skipping {found}: it {says}; wanted is {wanted} or newer, before {wanted.bump_major()}")
    return None


def _obtain(sources: Sources, product: Path, scratch: Path, notify: Notify) -> None:
    """Fills the folder `product` with a program that runs here."""
    program = sources.program
    if not _downloaded(sources, product, scratch, notify):
        build(program, product, scratch, notify)
        version = _version_of(program.executable_in(product))
        if version != Version.parse(program.version):
            raise EngineUnavailable(
                f"{program.name} {program.version} was built, but says it is {version}; "
                "does the cache folder forbid running programs?"
            )


def _downloaded(sources: Sources, product: Path, scratch: Path, notify: Notify) -> bool:
    program = sources.program
    if not sources.reachable(scratch):
        return False
    try:
        sources.download(program.version, product, scratch, notify)
    except download.DownloadFailed as failure:
        notify(str(failure))
    else:
        if _version_of(program.executable_in(product)) == Version.parse(program.version):
            return True
        notify(f"the {program.name} that was downloaded does not run here")
    shutil.rmtree(product, ignore_errors=True)
    return False


def _version_of(executable: Path) -> Version | None:
    """What `EXECUTABLE version` says, or None where it doesn't run or says something else."""
    try:
        answer = subprocess.run(
            [executable, "version"],
            env=os.environ | {"PULUMI_SKIP_UPDATE_CHECK": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_VERSION_SECONDS,
            check=True,
        )
        return Version.parse(answer.stdout.strip().removeprefix("v"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def tell_stderr(line: str) -> None:
    """Tells the person who waits at a terminal, and leaves stdout to the result."""
    sys.stderr.write(f"{line}\n")


def main() -> int:
    """Prints the engine's path; what the person should know goes to stderr."""
    try:
        engine = find_engine(tell_stderr)
    except EngineUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.write(f"{engine}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
