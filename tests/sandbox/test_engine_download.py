"""The probe gives up in time, and the download ends, however the network misbehaves."""

import http.server
import inspect
import socket
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from sandbox.download import DownloadFailed, download, reachable


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/here" else 403)
        self.end_headers()
        self.wfile.write(b"x")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        pass


@pytest.fixture
def site() -> Generator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def silent() -> Generator[str]:
    """Takes connections and never says a word, as a network does that drops packets."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_a_site_that_answers_is_reachable(site: str, tmp_path: Path) -> None:
    assert reachable(tmp_path, f"{site}/here")


def test_a_site_that_refuses_is_not_reachable(site: str, tmp_path: Path) -> None:
    assert not reachable(tmp_path, f"{site}/forbidden")


def test_a_name_that_does_not_exist_is_not_reachable(tmp_path: Path) -> None:
    assert not reachable(tmp_path, "https://nowhere.invalid/")


def test_a_site_that_is_silent_is_given_up(silent: str, tmp_path: Path) -> None:
    assert not reachable(tmp_path, silent, limit_seconds=1)


def test_a_proxy_is_asked_and_given_up_when_silent(
    silent: str, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", silent)

    assert not reachable(tmp_path, f"{site}/here", limit_seconds=1)


@pytest.fixture
def sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that stands in for `pulumi.automation`, where the download's own process imports it."""
    automation = tmp_path / "sdk" / "pulumi" / "automation.py"
    automation.parent.mkdir(parents=True)
    (automation.parent / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "sdk"))
    return automation


def installer(body: str) -> str:
    return f"""
import os, pathlib, tempfile, time
class PulumiCommand:
    @staticmethod
    def install(root, version):
        {body}
"""


def test_the_sdk_installs_the_version_into_the_folder(sdk: Path, tmp_path: Path) -> None:
    product, scratch = tmp_path / "product", tmp_path / "scratch"
    scratch.mkdir()
    sdk.write_text(installer("os.mkdir(root); pathlib.Path(root, str(version)).write_text(tempfile.gettempdir())"))
    download("3.259.0", product, scratch, lambda _: None)

    assert [path.name for path in product.iterdir()] == ["3.259.0"]
    assert (product / "3.259.0").read_text() == str(scratch), "temporary files go where they are removed"


def test_the_reason_of_a_failed_download_is_told(sdk: Path, tmp_path: Path) -> None:
    sdk.write_text(installer("raise OSError('the site is down')"))

    with pytest.raises(DownloadFailed, match=r"^downloading pulumi 3\.259\.0 failed: OSError: the site is down$"):
        download("3.259.0", tmp_path / "product", tmp_path, lambda _: None)


def test_a_download_that_hangs_is_given_up(sdk: Path, tmp_path: Path) -> None:
    sdk.write_text(installer("time.sleep(600)"))

    with pytest.raises(DownloadFailed, match=r"^downloading pulumi 3\.259\.0 took longer than 1 seconds$"):
        download("3.259.0", tmp_path / "product", tmp_path, lambda _: None, limit_seconds=1)


def test_the_stand_in_for_the_sdk_has_the_parameters_of_the_sdk() -> None:
    from pulumi.automation import PulumiCommand  # noqa: PLC0415 - a second's import that only this test needs

    assert {"root", "version"} <= set(inspect.signature(PulumiCommand.install).parameters)
