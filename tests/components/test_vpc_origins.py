"""CloudFront's private way to the load balancer, as AWS would be asked for it."""

import pytest

from sandbox.recording import Recording
from tests.components.edge import (
    DISTRIBUTION,
    DOMAIN,
    GATEWAY,
    LARGE,
    LISTENER,
    LOAD_BALANCER,
    VPC_ORIGIN,
    Edge,
    differing,
    waits_for,
)

BOTH = (Edge(), Edge(domain=DOMAIN))


def used(recording: Recording) -> str:
    """The name of the VPC origin that the distribution goes through."""
    origins = recording.one(DISTRIBUTION).inputs["origins"]
    ids = [each["vpcOriginConfig"]["vpcOriginId"] for each in origins if "vpcOriginConfig" in each]
    assert len(ids) == 1
    return recording.by_id(VPC_ORIGIN, ids[0]).name


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_vpc_origin_says_all_that_aws_wants_and_speaks_tls_1_2_if_any(protocol: str) -> None:
    recording = Edge(domain=DOMAIN).record()

    inputs = recording.one(VPC_ORIGIN, f"cdn-api-{protocol}").inputs
    assert inputs["vpcOriginEndpointConfig"] == {
        "arn": recording.one(LOAD_BALANCER).id,
        "name": f"academy-prod-{protocol}",
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": f"{protocol}-only",
        "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
    }


def test_without_a_domain_the_distribution_goes_over_http_on_the_private_way() -> None:
    recording = Edge().record()

    assert [each.name for each in recording.of_type(VPC_ORIGIN)] == ["cdn-api-http"]
    assert used(recording) == "cdn-api-http"


def test_with_a_domain_it_goes_over_https_and_the_way_that_it_used_stays_until_it_has_moved() -> None:
    recording = Edge(domain=DOMAIN).record()

    assert [each.name for each in recording.of_type(VPC_ORIGIN)] == ["cdn-api-http", "cdn-api-https"]
    assert used(recording) == "cdn-api-https"


@pytest.mark.parametrize("later", [Edge(domain=DOMAIN), Edge(size=LARGE), Edge(size=LARGE, domain=DOMAIN)])
def test_nothing_ever_changes_a_vpc_origin_that_is_in_use(later: Edge) -> None:
    changed = differing(Edge().record(), later.record())

    assert (VPC_ORIGIN, "cdn-api-http") not in changed
    for each in later.record().of_type(VPC_ORIGIN):
        assert "tags" not in each.inputs


@pytest.mark.parametrize("edge", BOTH)
def test_a_vpc_origin_waits_for_the_internet_gateway_the_load_balancer_and_its_listeners(edge: Edge) -> None:
    recording = edge.record()

    for origin in recording.of_type(VPC_ORIGIN):
        for other in (recording.one(GATEWAY), recording.one(LOAD_BALANCER), *recording.of_type(LISTENER)):
            assert waits_for(origin, other), (origin.name, other.name)


@pytest.mark.parametrize("edge", BOTH)
def test_the_engine_waits_as_long_as_aws_may_take(edge: Edge) -> None:
    for origin in edge.record().of_type(VPC_ORIGIN):
        assert origin.inputs["timeouts"] == {"create": "30m", "update": "30m", "delete": "30m"}


def test_two_environments_of_one_account_have_names_of_their_own() -> None:
    staging = Edge(environment="staging").record().one(VPC_ORIGIN)

    assert staging.inputs["vpcOriginEndpointConfig"]["name"] == "academy-staging-http"
