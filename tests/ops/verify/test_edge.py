"""What people meet: the distribution, its answers over HTTPS, and the plan behind it."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ops.verify.edge import Answer, check_distribution, check_plan, check_site, fetch_with
from ops.verify.found import Note, Trouble
from tests.ops.aws_side import EDGE
from tests.ops.certificate import self_signed
from tests.ops.verify.conftest import Platform

PLAN = "arn:aws:pricingplanmanager::123456789012:subscription:sub_1"


class Site(BaseHTTPRequestHandler):
    """A page, and an API that says what it is asked to say."""

    def do_GET(self) -> None:
        """Answer by the path."""
        self.send_response({"/": 200, "/api/healthz": 503}.get(self.path, 404))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name it has
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address of a server on HTTPS, and the certificate that vouches for it."""
    certificate, key = self_signed(tmp_path_factory.mktemp("tls"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}", certificate
        server.shutdown()


def test_a_site_is_asked_over_https_as_people_do(site: tuple[str, Path]) -> None:
    address, certificate = site
    fetch = fetch_with(ssl.create_default_context(cafile=str(certificate)))

    assert list(check_site(fetch, address, f"{address}/api", api_released=True)) == [
        Note(text=f"{address}/ answers 200"),
        Trouble(text=f"{address}/api/healthz answers 503; want 200"),
    ]


def test_a_certificate_that_nobody_vouches_for_and_a_dead_port_are_no_answer(site: tuple[str, Path]) -> None:
    fetch = fetch_with(ssl.create_default_context())

    assert "certificate verify failed" in fetch(f"{site[0]}/").error
    assert fetch("https://127.0.0.1:1/").error == "[Errno 111] Connection refused"
    assert fetch("http://127.0.0.1/") == Answer(error="it is not HTTPS")
    (trouble,) = (
        check_site(
            lambda _url: Answer(error="timed out"), "https://a.example", "https://a.example/api", api_released=False
        )
        .__next__()
        .text.splitlines()
    )
    assert trouble == "https://a.example/ does not answer: timed out; want 200"


def test_an_api_without_a_build_is_not_asked() -> None:
    asked: list[str] = []

    def fetch(url: str) -> Answer:
        asked.append(url)
        return Answer(status=200)

    found = list(check_site(fetch, "https://a.example", "https://a.example/api", api_released=False))

    assert asked == ["https://a.example/"]
    assert found[1:] == [Note(text="the API is not released yet: not asked")]


def test_a_distribution_that_is_off_or_on_its_way_is_told(platform: Platform) -> None:
    cloudfront, name = platform.side.client("cloudfront", EDGE), platform.side.outputs["distribution_id"]
    answer = cloudfront.get_distribution_config(Id=name)
    cloudfront.update_distribution(
        Id=name, IfMatch=answer["ETag"], DistributionConfig=answer["DistributionConfig"] | {"Enabled": False}
    )

    assert platform.troubles() == [f"distribution: distribution {name} is turned off: run `pulumi up`"]


def test_a_distribution_that_is_gone_is_told(platform: Platform) -> None:
    assert list(check_distribution(platform.clients.cloudfront, "E0")) == [
        Trouble(text="there is no distribution E0: run `pulumi up`")
    ]


def subscribed(status: str, **more: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/boto3/latest/reference/services/pricing-plan-manager.html"""
    return {
        "subscription": {
            "arn": PLAN,
            "planFamily": "CloudFront",
            "planTier": "BUSINESS",
            "status": status,
            "resourceArns": ["arn:aws:cloudfront::123456789012:distribution/E1"],
            "createdAt": "2026-01-31T03:00:00Z",
            "updatedAt": "2026-01-31T03:00:00Z",
            **more,
        },
        "eTag": "tag-1",
    }


def test_a_plan_that_waits_for_a_person_is_told_with_the_command_that_approves_it(platform: Platform) -> None:
    platform.side.outputs["plan_subscription_arn"] = PLAN
    platform.answers["plans"].answer("get_subscription", subscribed("PENDING_APPROVAL"))

    assert platform.troubles() == [
        "plan: nobody has approved the business plan, so the distribution pays as it goes: "
        "aws pricing-plan-manager approve-paid-subscription --region us-east-1 "
        f"--arn {PLAN} --if-match tag-1"
    ]


def test_a_plan_that_failed_is_told_and_one_in_force_is_well(platform: Platform) -> None:
    plans = platform.answers["plans"]
    plans.answer("get_subscription", subscribed("FAILED", statusReason="Payment method declined"))
    assert list(check_plan(platform.clients.plans, PLAN)) == [
        Trouble(text="the business plan failed: Payment method declined"),
        Note(text="business plan: FAILED"),
    ]

    plans.instead("get_subscription", subscribed("ACTIVE"))
    assert list(check_plan(platform.clients.plans, PLAN)) == [Note(text="business plan: ACTIVE")]
