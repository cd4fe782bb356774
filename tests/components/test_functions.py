"""The functions that CloudFront runs at its edges, run here."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import MiniRacer, mini_racer

FUNCTIONS = Path(__file__).parents[2] / "components" / "functions"

LONGEST_FUNCTION_BYTES = 10 * 1024
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""


@pytest.fixture(scope="module")
def rewrite() -> Generator[MiniRacer]:
    with mini_racer() as javascript:
        javascript.eval((FUNCTIONS / "rewrite.js").read_text(encoding="utf-8"))
        yield javascript


def request(uri: str, **querystring: str) -> dict[str, Any]:
    """A viewer's request.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
    """
    return {
        "method": "GET",
        "uri": uri,
        "querystring": {key: {"value": value} for key, value in querystring.items()},
        "headers": {"host": {"value": "d111111abcdef8.cloudfront.net"}},
        "cookies": {},
    }


def rewritten(rewrite: MiniRacer, sent: dict[str, Any]) -> dict[str, Any]:
    event = {"version": "1.0", "context": {"eventType": "viewer-request"}, "viewer": {}, "request": sent}
    return rewrite.call("handler", event)


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/courses",
        "/courses/",
        "/courses/12",
        "/v1.2/courses",
        "/v1.2/",
        "/courses%2F12",
        "/v1.2%2Fcourses",
        "/v1.2%2fcourses",
        "/%E0%A4%A",
        "/well-known/x",
    ],
)
def test_a_page_of_the_application_is_drawn_by_index_html(rewrite: MiniRacer, page: str) -> None:
    assert rewritten(rewrite, request(page)) == request("/index.html")


@pytest.mark.parametrize(
    "file",
    [
        "/index.html",
        "/favicon.ico",
        "/assets/app.3f2.js",
        "/assets/v1.2/app.js",
        "/assets%2Fapp.js",
        "/.well-known/x",
        "/.well-known/apple-app-site-association",
        "/.well-known/acme-challenge/token",
    ],
)
def test_a_file_is_served_as_it_is_so_that_a_missing_one_stays_missing(rewrite: MiniRacer, file: str) -> None:
    assert rewritten(rewrite, request(file)) == request(file)


def test_the_query_string_decides_nothing_and_is_kept(rewrite: MiniRacer) -> None:
    assert rewritten(rewrite, request("/search", q="app.js")) == request("/index.html", q="app.js")
    assert rewritten(rewrite, request("/app.js", page="/courses")) == request("/app.js", page="/courses")


@pytest.mark.parametrize("function", sorted(FUNCTIONS.glob("*.js")), ids=lambda path: path.name)
def test_every_function_is_small_enough_for_cloudfront(function: Path) -> None:
    assert len(function.read_bytes()) <= LONGEST_FUNCTION_BYTES
