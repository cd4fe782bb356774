"""Runs the program, or a part of it, on Pulumi's mocks and records what AWS would be asked for.

The answers come from the same table as the sandbox's. Refused, as the engine and AWS would and the mocks do not: a
property that the resource type doesn't have or of another type, at every depth; a resource type or a look-up that
the table doesn't know; two resources of one name. Nothing is kept between two recordings, so one process takes any
number of them.
"""

import asyncio
import contextlib
import contextvars
import json
import os
import runpy
import sys
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast
from unittest import mock

from pulumi.runtime import config as runtime_config
from pulumi.runtime import settings
from pulumi.runtime.stack import run_in_stack
from ruamel.yaml import YAML

from sandbox import wire
from sandbox.monitor import Monitor, Refused
from sandbox.recorded import Declared, Recording

__all__ = ["PROJECT", "ROOT", "Declared", "Recording", "Refused", "record", "record_program", "stack_config"]

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "academy"
REGION = "ap-northeast-2"
PROGRAM_PACKAGES = ("components", "sizing")
"""What the program imports of its own, and therefore imports anew in each recording of it."""

# An output pasted into a string raises, and no configuration comes in from outside.
_ENVIRONMENT = {"PULUMI_ERROR_OUTPUT_STRING": "true", "PULUMI_CONFIG": "{}", "PULUMI_CONFIG_SECRET_KEYS": "[]"}


def record(
    program: Callable[[], object],
    *,
    stack: str = "initial",
    config: Mapping[str, object] | None = None,
    preview: bool = False,
) -> Recording:
    """Run the function as a Pulumi program would run and give what it declared.

    `config` holds decoded values by "namespace:key". In a preview everything that AWS decides is unknown. Raises what
    the program raises, in an `apply` too, and Refused.
    """
    return contextvars.copy_context().run(_record, program, stack, dict(config or {}), preview=preview)


def record_program(
    stack: str,
    changes: Mapping[str, Mapping[str, object] | str] | None = None,
    *,
    file: Path | None = None,
    preview: bool = False,
) -> Recording:
    """Run the whole `__main__.py` with a stack's file, or with one that lies elsewhere.

    `changes` are laid over the file: of a section, the keys that are named. Raises what the program raises,
    `pulumi.RunError` among it, and Refused.
    """
    config = stack_config(stack, file)
    for key, change in (changes or {}).items():
        section = config.get(key)
        config[key] = {**section, **change} if wire.is_object(section) and wire.is_object(change) else change
    with _imported_anew():
        return record(
            lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"),
            stack=stack,
            config=config,
            preview=preview,
        )


def stack_config(stack: str, file: Path | None = None) -> dict[str, object]:
    """What Pulumi.<stack>.yaml, or the file, says."""
    load = cast("Callable[[Path], dict[str, dict[str, object]]]", YAML(typ="safe", pure=True).load)
    return load(file or ROOT / f"Pulumi.{stack}.yaml")["config"]


def _record(program: Callable[[], object], stack: str, config: dict[str, object], *, preview: bool) -> Recording:
    monitor = Monitor(str(config.get("aws:region", REGION)), preview=preview)
    settings.reset_options(project=PROJECT, stack=stack, preview=preview)
    settings.configure(
        settings.Settings(project=PROJECT, stack=stack, monitor=monitor, engine=monitor.log, dry_run=preview)
    )
    runtime_config.set_all_config({key: _as_configured(value) for key, value in config.items()}, [])

    def run() -> None:
        program()

    # A loop of its own: Python 3.14 has none until somebody makes it.
    with mock.patch.dict(os.environ, _ENVIRONMENT), asyncio.Runner() as runner:
        loop = runner.get_loop()
        # One thread, so that resources arrive one after the other.
        loop.set_default_executor(ThreadPoolExecutor(max_workers=1))
        # One failed resource fails each output that came from it; the first failure is raised and says it all.
        loop.set_exception_handler(lambda _loop, _context: None)
        runner.run(run_in_stack(run))
    return monitor.recording()


def _as_configured(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@contextlib.contextmanager
def _imported_anew() -> Generator[None]:
    """Without the program's modules; afterwards the tests have again the very classes that they imported."""
    path = list(sys.path)
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in PROGRAM_PACKAGES}
    for name in before:
        del sys.modules[name]
    sys.path.insert(0, str(ROOT))
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] in PROGRAM_PACKAGES]:
            del sys.modules[name]
        sys.modules.update(before)
        sys.path[:] = path
