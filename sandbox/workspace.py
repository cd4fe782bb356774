"""A place to run this program under the real engine: scratch stack files, embedded state, a stand-in account."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from sandbox.provider import Account
from sandbox.results import Job, Operation, Result, result_file

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(__file__).resolve().parent / "bin"
"""What the engine starts by its name: without it an engine that was built from its module runs no policy pack."""

_ENCRYPTION = re.compile(r"^(?:secretsprovider|encryptedkey|encryptionsalt):.*\n?", re.MULTILINE)
_SECRET = re.compile(r":[ \t]*\n[ \t]+secure:[ \t]*\S+[ \t]*$", re.MULTILINE)
_LOCAL = "127.0.0.1,localhost"


class SandboxError(RuntimeError):
    """The sandbox itself broke, not the program that runs in it."""


class Sandbox:
    """The real engine on this program, with AWS stood in for.

    Nothing outside a scratch folder is written, and the folder goes with the context. The person's own Pulumi logins,
    plugins and stack files are neither read nor changed.
    """

    account: Account
    """What the stand-in holds, to look at and to tamper with."""
    folder: Path
    """Scratch copies of Pulumi.yaml and the stack files; edits here are what the next operation sees."""

    def __init__(
        self,
        engine: Path,
        *,
        root: Path = ROOT,
        program: Path | None = None,
        show: bool = False,
        checkpoints: bool = True,
    ) -> None:
        """Prepare a sandbox.

        Args:
            engine: the `pulumi` executable, from `sandbox.engine.find_engine`.
            root: the project whose stack files are copied.
            program: what to run; the project's own `__main__.py` unless a test has another one.
            show: print the engine's own text.
            checkpoints: whether the engine writes its state after each step, as it does for real. Without, it writes
                it once at the end of an operation, which makes an `up` about twice as fast.
        """
        self._engine = engine
        self._root = root
        self._program = program or root / "__main__.py"
        self._show = show
        self._checkpoints = checkpoints
        self._session: _Session | None = None
        self._cleanup = contextlib.ExitStack()
        self._jobs = 0

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="academy-sandbox-")))
            self.folder = self._scratch / "project"
            for folder in ("project", "state", "home", "jobs"):
                (self._scratch / folder).mkdir()
            self.copy_stack_files()
            port = stack.enter_context(_provider())
            self.account = Account(port)
            self._environment = _environment(self._engine, self._root, self._scratch, port)
            if not self._checkpoints:
                self._environment |= {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
            self._cleanup = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._cleanup.close()

    def copy_stack_files(self) -> None:
        """Write the scratch copies anew, without what only the person's own secrets provider could decrypt."""
        for file in self._root.glob("Pulumi*.yaml"):
            self._copy(file.name, file.read_text(encoding="utf-8"))

    def use(self, root: Path) -> None:
        """Go on with another version of the project, on the state and in the account that there are."""
        self._root, self._program = root, root / "__main__.py"
        self._environment |= {"PYTHONPATH": f"{root}{os.pathsep}{ROOT}"}
        self.copy_stack_files()

    def lay(self, stack: str, text: str) -> None:
        """Make a stack file's text the configuration of a stack, whatever the file is called."""
        self._copy(f"Pulumi.{stack}.yaml", text)

    def _copy(self, name: str, text: str) -> None:
        text = _SECRET.sub(": secret-in-the-sandbox", _ENCRYPTION.sub("", text))
        (self.folder / name).write_text(text, encoding="utf-8")

    @contextlib.contextmanager
    def session(self) -> Generator[None]:
        """Run what follows in one process, which spares each operation a second or two."""
        with _session(self._scratch / "jobs" / "session.log", self._environment) as running:
            self._session = running
            try:
                yield
            finally:
                self._session = None

    def preview(
        self, stack: str, *, policy_packs: tuple[Path, ...] = (), refresh: bool = False, as_json: bool = False
    ) -> Result:
        """What `pulumi preview` would say; with `as_json` also as the document that `--json` prints."""
        operation: Operation = "preview-refresh" if refresh else "preview"
        return self._run(operation, stack, policy_packs=policy_packs, as_json=as_json)

    def up(self, stack: str, *, policy_packs: tuple[Path, ...] = ()) -> Result:
        """Bring the stack up in the stand-in account."""
        return self._run("up", stack, policy_packs=policy_packs)

    def refresh(self, stack: str) -> Result:
        """Take over what the account really holds; `Result.drift` is what had changed."""
        return self._run("refresh", stack)

    def destroy(self, stack: str) -> Result:
        """Destroy the stack, refused in its preview while anything is protected."""
        return self._run("destroy", stack)

    def unprotect(self, stack: str) -> Result:
        """Take `protect` off everything in the state, as `pulumi state unprotect --all` does."""
        return self._run("unprotect", stack)

    def export(self, stack: str) -> Result:
        """The stack's state, in `Result.state`."""
        return self._run("export", stack)

    def rename(self, stack: str, new: str) -> Result:
        """Rename the stack and keep both stack files: a bare rename moves the old file over the new one."""
        result = self._run("rename", stack, argument=new)
        self.copy_stack_files()
        return result

    def _run(
        self,
        operation: Operation,
        stack: str,
        *,
        argument: str = "",
        policy_packs: tuple[Path, ...] = (),
        as_json: bool = False,
    ) -> Result:
        self._jobs += 1
        job = Job(
            operation=operation,
            stack=stack,
            program=str(self._program),
            work_dir=str(self.folder),
            argument=argument,
            show=self._show and not as_json,
            color="always" if self._show and sys.stdout.isatty() and not os.environ.get("NO_COLOR") else "never",
            as_json=as_json,
            policy_packs=tuple(str(pack) for pack in policy_packs),
        )
        file = self._scratch / "jobs" / f"{self._jobs}.json"
        file.write_text(job.model_dump_json(), encoding="utf-8")
        log = file.with_suffix(".log")
        if self._session:
            log = self._session.run(file)
        else:
            with log.open("w", encoding="utf-8") as errors, _group([str(file)], self._environment, errors) as process:
                process.wait()
        if not result_file(file).exists():
            raise SandboxError(f"{operation} of {stack} ended without a result:\n{log.read_text(encoding='utf-8')}")
        return Result.model_validate_json(result_file(file).read_text(encoding="utf-8"))


def _environment(engine: Path, root: Path, scratch: Path, port: int) -> dict[str, str]:
    """The driver's environment: none of the person's own Pulumi or AWS settings, and no way to the internet needed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULUMI_", "AWS_"))}
    return kept | {
        "PATH": os.pathsep.join((str(BIN), str(engine.parent), os.environ.get("PATH", os.defpath))),
        "ACADEMY_PYTHON": sys.executable,
        "PULUMI_BACKEND_URL": f"file://{scratch / 'state'}",
        "PULUMI_HOME": str(scratch / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        # Without it every operation on a stack with state tries to fetch the aws plugin.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
        "PULUMI_ERROR_OUTPUT_STRING": "true",
        "PYTHONPATH": f"{root}{os.pathsep}{ROOT}",
        "no_proxy": ",".join(filter(None, (os.environ.get("no_proxy"), _LOCAL))),
        "NO_PROXY": ",".join(filter(None, (os.environ.get("NO_PROXY"), _LOCAL))),
    }


@contextlib.contextmanager
def _provider() -> Generator[int]:
    """The stand-in, in a process of its own that ends when its stdin closes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.provider"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.strip().isdigit():
            raise SandboxError(f"the stand-in provider did not start; it said {line!r}")
        yield int(line)
    finally:
        process.communicate()


@contextlib.contextmanager
def _group(
    arguments: list[str], environment: dict[str, str], errors: TextIO, *, inherited: tuple[int, ...] = ()
) -> Generator[subprocess.Popen[bytes]]:
    """The driver in a process group of its own, ended as a whole: an inline program outlives an interrupted CLI."""
    sys.stdout.flush()
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.driver", *arguments],
        stdin=subprocess.PIPE,
        stderr=errors,
        cwd=Path(errors.name).parent,
        env=environment,
        start_new_session=True,
        pass_fds=inherited,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


class _Session:
    """A driver that runs one job after the other."""

    def __init__(self, process: subprocess.Popen[bytes], answers: TextIO, log: Path) -> None:
        self._process = process
        self._answers = answers
        self._log = log

    def run(self, job: Path) -> Path:
        """Run a job, and give the file with what the driver had to complain of."""
        # One that is gone leaves no result, which is what counts.
        with contextlib.suppress(BrokenPipeError):
            if self._process.stdin:
                self._process.stdin.write(f"{job}\n".encode())
                self._process.stdin.flush()
            self._answers.readline()
        return self._log


@contextlib.contextmanager
def _session(log: Path, environment: dict[str, str]) -> Generator[_Session]:
    reading, writing = os.pipe()
    command = ["--session", str(writing)]
    with (
        os.fdopen(reading, encoding="utf-8") as answers,
        log.open("w", encoding="utf-8") as errors,
        _group(command, environment, errors, inherited=(writing,)) as process,
    ):
        os.close(writing)
        yield _Session(process, answers, log)


def stack_files(root: Path = ROOT) -> dict[str, Path]:
    """Stack name -> its file, for every stack file of the project."""
    return {
        file.name.removeprefix("Pulumi.").removesuffix(".yaml"): file for file in sorted(root.glob("Pulumi.*.yaml"))
    }
