"""Builds a program from a pinned Go module, in a folder that keeps everything Go leaves behind."""

import os
import platform
import re
import shutil
import subprocess
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from sandbox import leash
from sandbox.cache import EngineUnavailable, Notify
from sandbox.progress import Progress

_TAIL_LINES = 12


@dataclass(frozen=True, kw_only=True)
class GoProgram:
    """A program, the module that pins it, and where it is kept once built."""

    name: str
    """Of the executable; `NAME version` prints its version."""
    module: Path
    """Folder of the go.mod and go.sum that pin it."""
    package: str
    version: str
    version_variable: str
    """Go variable that is set to `version`."""
    cache: Path
    disk_gib: float
    """What must be free while it is built."""
    effort: str
    """What building it takes, in words."""

    @property
    def folder(self) -> Path:
        """Where it is kept. A cache may be shared by unlike machines."""
        return self.cache / f"{self.name}-{self.version}-{platform.system()}-{platform.machine()}".lower()

    @property
    def executable(self) -> Path:
        """The program itself, once it was built."""
        return self.executable_in(self.folder)

    def executable_in(self, folder: Path) -> Path:
        """The program's place in the folder that is, or becomes, its own."""
        return folder / "bin" / self.name


def build(program: GoProgram, product: Path, scratch: Path, notify: Notify) -> None:
    """Builds the program into the folder `product`; Go's caches and temporary files go to the folder `scratch`.

    Raises:
        EngineUnavailable: no Go, a Go too old, too little disk, or a build that failed (its last lines are told first).
    """
    environment = go_environment(scratch)
    go = _suitable_go(program, scratch, environment)
    free_gib = shutil.disk_usage(scratch).free / 2**30
    if free_gib < program.disk_gib:
        raise EngineUnavailable(
            f"building {program.name} {program.version} needs {program.disk_gib} GiB free in {program.cache}; "
            f"{free_gib:.1f} GiB are"
        )
    notify(f"building {program.name} {program.version} from its Go module, this once: {program.effort}")

    link = f"-s -w -X {program.version_variable}={program.version}"
    command = [go, "build", "-v", "-ldflags", link, "-o", str(program.executable_in(product)), program.package]
    log = _Log(Progress(f"building {program.name}", notify))
    try:
        status = leash.run(command, folder=program.module, environment=environment, watch=log.take)
    finally:
        log.progress.close()
    if status != 0:
        for line in log.tail:
            notify(f"  go: {line}")
        raise EngineUnavailable(
            f"go build of {program.name} {program.version} failed with exit status {status}, its last lines are above; "
            f"{program.name} {program.version} or newer on PATH makes it unnecessary"
        )
    notify(f"built {program.name} {program.version}: removing what Go needed for it")


def go_environment(scratch: Path) -> dict[str, str]:
    """The caller's environment (proxies, GOPROXY …) with everything that Go writes sent to the folder `scratch`."""
    environment = dict(os.environ)
    config = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "/")) / ".config")
    if (config / "go" / "env").is_file():  # what `go env -w` has set, such as a company's GOPROXY
        environment.setdefault("GOENV", str(config / "go" / "env"))
    return environment | {
        "GOMODCACHE": str(scratch / "modules"),
        "GOCACHE": str(scratch / "build"),
        "GOTMPDIR": str(scratch),
        "XDG_CONFIG_HOME": str(scratch),  # Go's telemetry
        "GOFLAGS": "-modcacherw -buildvcs=false",  # read-only folders could not be removed
        "GOTOOLCHAIN": "local",
        "GO111MODULE": "on",
        "GOWORK": "off",  # the clone may lie inside somebody's workspace
        "CGO_ENABLED": "0",  # needs no C compiler, and runs on any libc
    }


def _suitable_go(program: GoProgram, scratch: Path, environment: dict[str, str]) -> str:
    go = shutil.which("go")
    wanted = _required_go(program.module / "go.mod")
    missing = f"{program.name} {program.version} is not installed and can't be downloaded from here, and "
    remedy = f": put {program.name} {program.version} or Go {wanted}, or newer, on PATH"
    if go is None:
        raise EngineUnavailable(f"{missing}there is no Go to build it with{remedy}")
    try:
        answer = subprocess.run(
            [go, "env", "GOVERSION"], cwd=scratch, env=environment, capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError as error:
        raise EngineUnavailable(f"{missing}{go} does not run ({error.strerror}){remedy}") from error
    # A development version ("devel go1.27-…") names no release that could be compared: Go itself then decides.
    if re.match(r"go\d", answer) and _release(answer) < _release(wanted):
        raise EngineUnavailable(f"{missing}{go} is {answer}, too old to build it{remedy}")
    return go


def _required_go(go_mod: Path) -> str:
    found = re.search(r"^go (\S+)$", go_mod.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise EngineUnavailable(f"{go_mod} has no go line")
    return found[1]


def _release(text: str) -> tuple[int, ...]:
    """`go1.26.8` is (1, 26, 8), `1.25` is (1, 25, 0)."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


class _Log:
    """Reads what `go build -v` prints: one line a download, one a package, and what went wrong."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.tail = deque[str](maxlen=_TAIL_LINES)
        self._modules = 0
        self._packages = 0

    def take(self, line: str | None) -> None:
        if line is not None:
            self._count(line)
        self.progress.show(f"{self._modules} modules downloaded, {self._packages} packages compiled")

    def _count(self, line: str) -> None:
        if line.startswith("go: downloading "):
            self._modules += 1
        elif re.fullmatch(r"[\w.~/-]+", line):  # an import path, and nothing else on the line
            self._packages += 1
        else:
            self.tail.append(line)
