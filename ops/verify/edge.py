"""Whether people reach the academy: the distribution, what it answers, and the plan that pays for it."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NotRequired, Protocol, TypedDict
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, Request, build_opener

from ops.verify.found import Note, Trouble

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

ANSWER_SECONDS = 35
"""More than CloudFront waits for the load balancer."""

HEALTH_PATH = "/healthz"
"""Below the API's address."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: a status, or why none did."""

    status: int = 0
    error: str = ""


Fetch = Callable[[str], Answer]
"""Asks for a URL once."""


def fetch_with(context: ssl.SSLContext) -> Fetch:
    """Ask over HTTPS, with the certificates that a context trusts; what is plain HTTP is refused."""
    opener = build_opener(HTTPSHandler(context=context))

    def fetch(url: str) -> Answer:
        if not url.startswith("https://"):
            return Answer(error="it is not HTTPS")
        request = Request(url, headers={"User-Agent": "academy-verify"})  # noqa: S310 -- only ever HTTPS
        try:
            with opener.open(request, timeout=ANSWER_SECONDS) as answer:
                return Answer(status=answer.status)
        except HTTPError as error:
            return Answer(status=error.code)
        except (URLError, OSError) as error:
            return Answer(error=str(getattr(error, "reason", error)))

    return fetch


def check_distribution(cloudfront: "CloudFrontClient", distribution_id: str) -> Iterator[Trouble | Note]:
    """It is enabled, and its last change has reached every edge."""
    try:
        distribution = cloudfront.get_distribution(Id=distribution_id)["Distribution"]
    except cloudfront.exceptions.NoSuchDistribution:
        yield Trouble(text=f"there is no distribution {distribution_id}: run `pulumi up`")
        return
    if distribution["Status"] != "Deployed":
        yield Trouble(text=f"distribution {distribution_id} is {distribution['Status']}; want Deployed")
    if not distribution["DistributionConfig"]["Enabled"]:
        yield Trouble(text=f"distribution {distribution_id} is turned off: run `pulumi up`")
    yield Note(text=f"distribution {distribution_id} is {distribution['Status']}")


def check_site(fetch: Fetch, site_address: str, api_address: str, *, api_released: bool) -> Iterator[Trouble | Note]:
    """The front page and the API answer as a browser would see it."""
    page = fetch(f"{site_address}/")
    if page.status != 200:
        yield Trouble(text=f"{site_address}/ {_said(page)}; want 200{_page_hint(page)}")
    else:
        yield Note(text=f"{site_address}/ answers 200")
    if not api_released:
        yield Note(text="the API is not released yet: not asked")
        return
    health = fetch(f"{api_address}{HEALTH_PATH}")
    if health.status != 200:
        yield Trouble(text=f"{api_address}{HEALTH_PATH} {_said(health)}; want 200")
    else:
        yield Note(text=f"{api_address}{HEALTH_PATH} answers 200")


def _said(answer: Answer) -> str:
    return f"answers {answer.status}" if answer.status else f"does not answer: {answer.error}"


def _page_hint(answer: Answer) -> str:
    # A bucket that may not be listed calls what isn't there forbidden.
    return ": index.html is not in the frontend bucket" if answer.status in (403, 404) else ""


class Subscription(TypedDict):
    """The part that is read of what AWS calls a subscription."""

    status: str
    statusReason: NotRequired[str]
    planTier: str


class SubscriptionAnswer(TypedDict):
    """What GetSubscription answers."""

    subscription: Subscription
    eTag: str


class PlanClient(Protocol):
    """boto3's client of CloudFront's flat-rate plans.

    https://docs.aws.amazon.com/boto3/latest/reference/services/pricing-plan-manager.html
    """

    def get_subscription(self, *, arn: str) -> SubscriptionAnswer:
        """One subscription."""
        ...


def check_plan(plans: PlanClient, arn: str) -> Iterator[Trouble | Note]:
    """A person has approved the plan, and AWS has carried it out."""
    answer = plans.get_subscription(arn=arn)
    subscription = answer["subscription"]
    status, tier = subscription["status"], subscription["planTier"].lower()
    if status == "PENDING_APPROVAL":
        yield Trouble(
            text=f"nobody has approved the {tier} plan, so the distribution pays as it goes: "
            "aws pricing-plan-manager approve-paid-subscription --region us-east-1 "
            f"--arn {arn} --if-match {answer['eTag']}"
        )
    elif status == "FAILED":
        yield Trouble(text=f"the {tier} plan failed: {subscription.get('statusReason', 'AWS gives no reason')}")
    yield Note(text=f"{tier} plan: {status}")
