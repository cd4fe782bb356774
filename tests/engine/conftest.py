"""The real engine on the real program: a sandbox for each test, and one brought up once for those that only look."""

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.engine import find_engine, tell_stderr
from sandbox.results import Result
from sandbox.workspace import ROOT, Sandbox

SandboxFactory = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def engine() -> Path:
    return find_engine(tell_stderr)


@pytest.fixture
def new_sandbox(engine: Path) -> Generator[SandboxFactory]:
    with ExitStack() as stack:

        def create(*, root: Path = ROOT, program: Path | None = None) -> Sandbox:
            return stack.enter_context(Sandbox(engine, root=root, program=program))

        yield create


@pytest.fixture
def sandbox(new_sandbox: SandboxFactory) -> Sandbox:
    return new_sandbox()


def succeeded(result: Result) -> Result:
    """The result of an operation that had to succeed, or what the engine said instead."""
    assert not result.failed, "\n".join(result.errors)
    return result
