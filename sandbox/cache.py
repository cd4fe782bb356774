"""The user's cache folder: what is in it was made once, by one process at a time, and is whole."""

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from types import FrameType
from typing import Never

Notify = Callable[[str], None]
"""Tells the person one line."""

_UNFINISHED = ".unfinished"
_REMOVAL_TRIES = 50
_REMOVAL_PAUSE_SECONDS = 0.1


class EngineUnavailable(RuntimeError):  # noqa: N818 - the name says what is the matter
    """There is no engine to be had; the text is one line that says what would help."""


def cache_folder() -> Path:
    """The project's folder in the user's cache; it need not exist yet.

    Raises:
        EngineUnavailable: nothing tells where the user's cache is.
    """
    # A relative XDG_CACHE_HOME counts as unset: https://specifications.freedesktop.org/basedir-spec/latest/
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if configured.is_absolute():
        return configured / "academy"
    try:
        return Path.home() / ".cache" / "academy"
    except RuntimeError as error:
        raise EngineUnavailable("there is no home folder for the engine: set XDG_CACHE_HOME or HOME") from error


def made_once(target: Path, make: Callable[[Path, Path], None], notify: Notify) -> Path:
    """Returns the folder `target`, made first if it isn't there.

    `make(product, scratch)` makes the folder `product` and may leave anything in the folder `scratch`. The product
    becomes `target` in one step; all else goes away, also after an exception, Ctrl-C, SIGTERM or SIGHUP. What a SIGKILL
    left, the next call removes. A second process waits for the first and uses its result.

    Raises:
        EngineUnavailable: the cache folder can't be written; whatever `make` raises.
    """
    if target.is_dir():
        return target
    cache = target.parent
    with _locked(cache, notify), _terminable():
        for left_over in cache.glob(f"*{_UNFINISHED}"):
            _remove(left_over)
        if not target.is_dir():
            _make(target, make, notify)
    return target


def _make(target: Path, make: Callable[[Path, Path], None], notify: Notify) -> None:
    work = Path(tempfile.mkdtemp(prefix=f"{target.name}-", suffix=_UNFINISHED, dir=target.parent))
    try:
        product, scratch = work / "product", work / "scratch"
        scratch.mkdir()
        make(product, scratch)
        product.rename(target)
    except (KeyboardInterrupt, SystemExit):
        notify("interrupted: removing what is unfinished")
        raise
    finally:
        with _undisturbed():
            _remove(work)


@contextlib.contextmanager
def _locked(cache: Path, notify: Notify) -> Generator[None]:
    """One process at a time; the kernel lets go of the lock when its holder ends, however it ends."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = (cache / "lock").open("a")
    except OSError as error:
        raise EngineUnavailable(
            f"can't write to {cache} ({error.strerror}); XDG_CACHE_HOME can name another place"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            notify("another process is getting the engine ready: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _terminable() -> Generator[None]:
    """Makes SIGTERM and SIGHUP raise SystemExit, so that `finally` runs.

    Where they have a handler, or are ignored (nohup), that stays.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield
        return
    ours = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL]
    for each in ours:
        signal.signal(each, _leave)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


def _leave(number: int, _: FrameType | None) -> Never:
    raise SystemExit(128 + number)  # the exit status that shells give to a signal


@contextlib.contextmanager
def _undisturbed() -> Generator[None]:
    """An impatient second Ctrl-C doesn't stop the cleaning up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    previous = {each: signal.signal(each, signal.SIG_IGN) for each in numbers}
    try:
        yield
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)


def _remove(folder: Path) -> None:
    """Removes a folder in which killed processes may still be writing for an instant."""
    for _ in range(_REMOVAL_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_REMOVAL_PAUSE_SECONDS)
