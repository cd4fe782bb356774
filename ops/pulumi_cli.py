"""The person's own `pulumi`, with their login, in the project's folder."""

import contextlib
import json
import shutil
import signal
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ops.problem import Problem

_PATIENCE_SECONDS = 300
"""How long anything but a preview may take."""


class Named(BaseModel):
    """A stack of the project, as `pulumi stack ls` lists it."""

    model_config = ConfigDict(frozen=True)

    name: str
    current: bool = False
    updating: bool = Field(default=False, alias="updateInProgress")

    @property
    def short(self) -> str:
        """The name without the organisation that Pulumi Cloud may put before it."""
        return self.name.rpartition("/")[2]

    def beside(self, short: str) -> str:
        """What another stack is called that belongs to the same organisation."""
        organisation, slash, _ = self.name.rpartition("/")
        return f"{organisation}{slash}{short}"


_LISTED = TypeAdapter(tuple[Named, ...])


class PulumiCli:
    """Runs it. What it reads and writes is the folder's, and the backend's that the person is logged in to."""

    def __init__(self, folder: Path) -> None:
        """Find it.

        Raises:
            Problem: there is none.
        """
        found = shutil.which("pulumi")
        if found is None:
            raise Problem("there is no pulumi on PATH: https://www.pulumi.com/docs/install/")
        self._pulumi = found
        self._folder = folder

    def stacks(self) -> tuple[Named, ...]:
        """The project's stacks.

        Raises:
            Problem: with what the CLI said, where it doesn't list them.
        """
        try:
            return _LISTED.validate_python(cast("object", json.loads(self._ask("stack", "ls", "--json"))))
        except (ValueError, ValidationError) as error:
            raise Problem(f"pulumi stack ls printed something else than a list of stacks: {error}") from error

    def rename(self, old: str, new: str) -> None:
        """Rename a stack, and select it.

        Raises:
            Problem: with what the CLI said.
        """
        self._ask("stack", "rename", new, "--stack", old)

    def select(self, stack: str) -> None:
        """Select a stack.

        Raises:
            Problem: with what the CLI said.
        """
        self._ask("stack", "select", stack)

    def preview(self, stack: str) -> None:
        """Preview a stack in the person's terminal; Ctrl-C ends it as it ends any preview.

        Raises:
            Problem: it failed, and has said why.
        """
        # In a session of its own, so that it gets each Ctrl-C once, whoever sends it.
        command = [self._pulumi, "preview", "--stack", stack]
        with subprocess.Popen(command, cwd=self._folder, start_new_session=True) as process:
            interrupt: KeyboardInterrupt | None = None
            while process.returncode is None:
                try:
                    process.wait()
                except KeyboardInterrupt as pressed:
                    interrupt = pressed
                    process.send_signal(signal.SIGINT)
            if interrupt:
                raise interrupt
        if process.returncode != 0:
            raise Problem(f"the preview of {stack} failed")

    def _ask(self, *arguments: str) -> str:
        command = [self._pulumi, *arguments, "--non-interactive"]
        try:
            done = subprocess.run(
                command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_PATIENCE_SECONDS,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Problem(f"pulumi {' '.join(arguments)} did not end in {_PATIENCE_SECONDS} seconds") from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().removeprefix("error: ")
            raise Problem(f"pulumi {' '.join(arguments)} failed: {said or f'exit status {done.returncode}'}")
        return done.stdout


@contextlib.contextmanager
def uninterrupted() -> Generator[None]:
    """Hold Ctrl-C and SIGTERM back until it is over: what is half done here could not be told from what is done.

    The mask is for the CLI, which inherits it; the handlers are for a signal that another thread of this process takes.
    """
    held: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = {number: signal.signal(number, lambda caught, _: held.append(caught)) for number in numbers}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])
