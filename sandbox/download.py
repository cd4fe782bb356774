"""Gets the official Pulumi CLI, where there is a way out to it."""

import os
import sys
from pathlib import Path

from sandbox import leash
from sandbox.cache import Notify
from sandbox.progress import Progress

_INSTALLER = "https://get.pulumi.com/install.sh"
"""What the SDK's `PulumiCommand.install` fetches first."""
_PROBE_SECONDS = 6
_DOWNLOAD_SECONDS = 300

_PROBE = """
import sys, urllib.request
urllib.request.urlopen(sys.argv[1]).read(1)
"""
_INSTALL = """
import sys
from pulumi.automation import PulumiCommand
from semver import Version
PulumiCommand.install(root=sys.argv[1], version=Version.parse(sys.argv[2]))
"""


class DownloadFailed(RuntimeError):  # noqa: N818 - the name says what is the matter
    """The download did not work out; the text is one line that says why."""


def reachable(scratch: Path, address: str = _INSTALLER, limit_seconds: float = _PROBE_SECONDS) -> bool:
    """Whether the address answers, through the proxy that the environment names.

    A process of its own, because neither a name look-up nor a proxy that is silent can be given up from within.
    """
    command = [sys.executable, "-c", _PROBE, address]
    try:
        status = leash.run(
            command, folder=scratch, environment=os.environ, watch=lambda _: None, limit_seconds=limit_seconds
        )
    except TimeoutError:
        return False
    return status == 0


def download(
    version: str, product: Path, scratch: Path, notify: Notify, limit_seconds: float = _DOWNLOAD_SECONDS
) -> None:
    """Installs that version of the official CLI into the folder `product`; temporary files go to the folder `scratch`.

    Raises:
        DownloadFailed: it ended in an error, or took longer than `limit_seconds`.
    """
    notify(f"downloading pulumi {version}")
    progress = Progress("downloading pulumi", notify)
    last_line = "no reason given"

    def watch(line: str | None) -> None:
        nonlocal last_line
        last_line = (line or "").strip() or last_line
        progress.show()

    environment = os.environ | {"TMPDIR": str(scratch), "PULUMI_HOME": str(scratch), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    command = [sys.executable, "-c", _INSTALL, str(product), version]
    try:
        status = leash.run(command, folder=scratch, environment=environment, watch=watch, limit_seconds=limit_seconds)
    except TimeoutError:
        raise DownloadFailed(f"downloading pulumi {version} took longer than {limit_seconds} seconds") from None
    finally:
        progress.close()
    if status != 0:
        raise DownloadFailed(f"downloading pulumi {version} failed: {last_line}")
