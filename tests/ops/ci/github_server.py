"""GitHub's REST API as far as comments and issues go, on loopback, after its reference: docs.github.com/en/rest."""

import json
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BOT = "github-actions[bot]"


@dataclass
class Hub:
    """What the server holds; `refuse` is the status that every write is answered with, 0 for none."""

    issues: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    comments: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    writes: list[str] = field(default_factory=list[str])
    refuse: int = 0
    url: str = ""

    def add_issue(self, title: str, body: str, *, user: str = BOT) -> dict[str, Any]:
        number = len(self.issues) + 1
        path = f"{self.url}/repos/academy/infrastructure/issues/{number}"
        made = {"number": number, "title": title, "body": body, "state": "open", "url": path, "id": number}
        self.issues[number] = {**made, "user": {"login": user}, "html_url": f"https://hub.example/issues/{number}"}
        return self.issues[number]

    def add_comment(self, number: int, body: str, *, user: str = BOT) -> dict[str, Any]:
        key = len(self.comments) + 1
        path = f"{self.url}/repos/academy/infrastructure/issues/comments/{key}"
        made = {
            "id": key,
            "issue": number,
            "body": body,
            "url": path,
            "html_url": f"https://hub.example/comments/{key}",
        }
        self.comments[key] = {**made, "user": {"login": user}}
        return self.comments[key]

    def answer(  # noqa: PLR0911 -- one way out for each address
        self, method: str, path: str, given: dict[str, Any]
    ) -> tuple[int, Any]:
        path = path.partition("?")[0].removeprefix("/repos/academy/infrastructure")
        if method != "GET":
            if self.refuse:
                return self.refuse, {"message": "Resource not accessible by integration"}
            self.writes.append(f"{method} {path}")
        if path == "":
            name = "academy/infrastructure"
            return 200, {"full_name": name, "url": f"{self.url}/repos/{name}", "name": "infrastructure"}
        if path == "/issues":
            if method == "POST":
                return 201, self.add_issue(given["title"], given["body"])
            return 200, [each for each in self.issues.values() if each["state"] == "open"]
        if found := re.fullmatch(r"/issues/(\d+)/comments", path):
            number = int(found[1])
            if method == "POST":
                return 201, self.add_comment(number, given["body"])
            return 200, [each for each in self.comments.values() if each["issue"] == number]
        if found := re.fullmatch(r"/issues/comments/(\d+)", path):
            self.comments[int(found[1])].update(given)
            return 200, self.comments[int(found[1])]
        if found := re.fullmatch(r"/issues/(\d+)", path):
            if int(found[1]) not in self.issues:
                return 404, {"message": "Not Found"}
            self.issues[int(found[1])].update(given)
            return 200, self.issues[int(found[1])]
        return 404, {"message": "Not Found"}


@contextmanager
def serving() -> Generator[Hub]:
    """A hub that answers until the context ends."""
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def _respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            given = json.loads(self.rfile.read(length) or b"{}")
            status, body = hub.answer(self.command, self.path, given)
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = _respond  # noqa: N815 -- the names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name in http.server
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
