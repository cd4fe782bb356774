"""The distribution, as AWS would be asked for it."""

from typing import Any

import pytest

from components.plan import NOTICE
from sandbox.recording import Recording
from tests.components.edge import (
    DISTRIBUTION,
    DOMAIN,
    LARGE,
    LOAD_BALANCER,
    PUBLIC_KEY,
    SMALL,
    Edge,
    added,
    differing,
)

TIER = "academy:edge:Cdn"
FUNCTION = "aws:cloudfront/function:Function"
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
RECORD = "aws:route53/record:Record"

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

VARIANTS = (Edge(), Edge(domain=DOMAIN), Edge(size=LARGE), Edge(size=LARGE, domain=DOMAIN, public_key=PUBLIC_KEY))


def distribution(edge: Edge) -> dict[str, Any]:
    return edge.record().one(DISTRIBUTION).inputs


def behaviors(inputs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every behaviour by its path pattern, the default one under *."""
    ordered = {each["pathPattern"]: each for each in inputs["orderedCacheBehaviors"]}
    assert len(ordered) == len(inputs["orderedCacheBehaviors"])
    return {**ordered, "*": inputs["defaultCacheBehavior"]}


def headers_of(recording: Recording, path: str) -> dict[str, Any]:
    """The security headers that come back from a path."""
    policy = behaviors(recording.one(DISTRIBUTION).inputs)[path]["responseHeadersPolicyId"]
    return recording.by_id(HEADERS, policy).inputs["securityHeadersConfig"]


@pytest.mark.parametrize("edge", VARIANTS)
def test_pages_media_and_api_have_an_origin_each_and_nothing_is_public(edge: Edge) -> None:
    recording = edge.record()
    control = recording.one(ACCESS_CONTROL)
    origins = {each.pop("originId"): each for each in recording.one(DISTRIBUTION).inputs["origins"]}

    assert origins["frontend"] == {
        "domainName": "academy-frontend-prod.s3.ap-northeast-2.amazonaws.com",
        "originAccessControlId": control.id,
    }
    assert origins["media"] == {
        "domainName": "academy-media-prod.s3.ap-northeast-2.amazonaws.com",
        "originAccessControlId": control.id,
    }
    assert origins["api"]["domainName"].startswith("internal-balancer-")
    assert origins["api"].keys() == {"domainName", "vpcOriginConfig"}
    assert origins.keys() == {"frontend", "media", "api"}


def test_every_request_to_a_bucket_is_signed() -> None:
    assert Edge().record().one(ACCESS_CONTROL).inputs == {
        "originAccessControlOriginType": "s3",
        "signingBehavior": "always",
        "signingProtocol": "sigv4",
    }


@pytest.mark.parametrize("edge", VARIANTS)
def test_each_path_goes_to_its_origin(edge: Edge) -> None:
    found = {path: each["targetOriginId"] for path, each in behaviors(distribution(edge)).items()}

    assert found == {"/api/*": "api", "/media/*": "media", "*": "frontend"}


def test_every_path_that_the_stack_gives_to_the_api_goes_there() -> None:
    size = SMALL.model_copy(update={"api_prefixes": ("/api/*", "/webhooks/*")})
    inputs = distribution(Edge(size=size))

    assert [each["pathPattern"] for each in inputs["orderedCacheBehaviors"]] == ["/api/*", "/webhooks/*", "/media/*"]
    assert behaviors(inputs)["/webhooks/*"] == {**behaviors(inputs)["/api/*"], "pathPattern": "/webhooks/*"}


def test_pages_and_media_are_only_read_and_cached_and_compressed() -> None:
    for path in ("*", "/media/*"):
        behavior = behaviors(distribution(Edge()))[path]
        assert behavior["allowedMethods"] == ["GET", "HEAD"], path
        assert behavior["cachePolicyId"] == CACHING_OPTIMIZED, path
        assert behavior["compress"] is True, path
        assert "originRequestPolicyId" not in behavior, path


def test_the_api_takes_every_method_and_nothing_of_it_is_cached() -> None:
    behavior = behaviors(distribution(Edge()))["/api/*"]

    assert behavior["allowedMethods"] == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    assert behavior["cachePolicyId"] == CACHING_DISABLED


def test_the_api_gets_the_viewers_host_only_with_a_domain_whose_certificate_the_load_balancer_has() -> None:
    without, with_domain = distribution(Edge()), distribution(Edge(domain=DOMAIN))

    assert behaviors(without)["/api/*"]["originRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert behaviors(with_domain)["/api/*"]["originRequestPolicyId"] == ALL_VIEWER


@pytest.mark.parametrize("edge", VARIANTS)
def test_nothing_is_answered_over_plain_http(edge: Edge) -> None:
    policies = {path: each["viewerProtocolPolicy"] for path, each in behaviors(distribution(edge)).items()}

    assert policies == {"*": "redirect-to-https", "/media/*": "redirect-to-https", "/api/*": "https-only"}


def test_only_the_default_behaviour_rewrites_paths_so_that_api_errors_stay_api_errors() -> None:
    recording = Edge().record()
    function = recording.one(FUNCTION)
    inputs = recording.one(DISTRIBUTION).inputs

    associations = {path: each.get("functionAssociations", []) for path, each in behaviors(inputs).items()}
    own = [{"eventType": "viewer-request", "functionArn": f"arn:aws:cloudfront::123456789012:function/{function.id}"}]
    assert associations == {"*": own, "/api/*": [], "/media/*": []}
    assert "customErrorResponses" not in inputs
    assert inputs["defaultRootObject"] == "index.html"


def test_the_function_is_the_tested_one_and_live() -> None:
    inputs = Edge().record().one(FUNCTION).inputs

    assert "function handler(event)" in inputs["code"]
    assert inputs["runtime"] == "cloudfront-js-2.0"
    assert inputs["publish"] is True


@pytest.mark.parametrize("path", ["*", "/api/*"])
def test_pages_and_api_come_with_headers_that_browsers_protect_people_by(path: str) -> None:
    size = SMALL.model_copy(update={"content_security_policy": "default-src 'self'; img-src data:"})

    assert headers_of(Edge(size=size).record(), path) == {
        "contentSecurityPolicy": {"contentSecurityPolicy": "default-src 'self'; img-src data:", "override": True},
        "contentTypeOptions": {"override": True},
        "frameOptions": {"frameOption": "DENY", "override": True},
        "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": True},
        "strictTransportSecurity": {
            "accessControlMaxAgeSec": 31536000,
            "includeSubdomains": False,
            "preload": False,
            "override": True,
        },
    }


def test_uploaded_media_runs_no_script_and_is_framed_by_the_site_alone() -> None:
    recording = Edge().record()
    media, pages = headers_of(recording, "/media/*"), headers_of(recording, "*")

    policy = media["contentSecurityPolicy"]["contentSecurityPolicy"].split("; ")
    assert {"script-src 'none'", "form-action 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert media["frameOptions"] == {"frameOption": "SAMEORIGIN", "override": True}
    for same in ("contentTypeOptions", "referrerPolicy", "strictTransportSecurity"):
        assert media[same] == pages[same]


def test_without_a_domain_it_answers_to_cloudfronts_name_with_cloudfronts_certificate() -> None:
    inputs = distribution(Edge())

    assert inputs["aliases"] == []
    # A minimum version beside the default certificate would differ in every preview.
    assert inputs["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}


def test_with_a_domain_it_answers_to_that_name_over_tls_1_2_at_least() -> None:
    recording = Edge(domain=DOMAIN).record()
    inputs = recording.one(DISTRIBUTION).inputs

    assert inputs["aliases"] == ["academy.example"]
    assert inputs["viewerCertificate"] == {
        "acmCertificateArn": recording.one("aws:acm/certificate:Certificate", "domain-edge").id,
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }


def test_the_domain_leads_to_the_distribution_over_both_internet_protocols() -> None:
    recording = Edge(domain=DOMAIN).record()
    domain_name = recording.outputs[recording.one(TIER).urn]["domain_name"]

    records = {each.inputs["type"]: each.inputs for each in recording.of_type(RECORD) if each.name.startswith("cdn-")}
    assert records.keys() == {"A", "AAAA"}
    for each in records.values():
        assert (each["name"], each["zoneId"]) == ("academy.example", DOMAIN.zone_id)
        assert each["aliases"] == [{"name": domain_name, "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}]
    assert Edge().record().of_type(RECORD) == []


@pytest.mark.parametrize("edge", VARIANTS)
def test_it_serves_everybody_from_everywhere_in_every_protocol(edge: Edge) -> None:
    inputs = distribution(edge)

    assert inputs["enabled"] is True
    assert inputs["httpVersion"] == "http2and3"
    assert inputs["isIpv6Enabled"] is True
    assert inputs["priceClass"] == "PriceClass_All"
    assert inputs["restrictions"] == {"geoRestriction": {"restrictionType": "none"}}


@pytest.mark.parametrize("edge", VARIANTS)
def test_it_is_protected_and_an_update_waits_for_every_edge(edge: Edge) -> None:
    found = edge.record().one(DISTRIBUTION)

    assert found.protect
    assert found.inputs["waitForDeployment"] is True


def test_a_domain_changes_of_the_distribution_only_its_name_certificate_and_way_to_the_api() -> None:
    before, after = Edge().record(), Edge(domain=DOMAIN).record()

    assert differing(before, after) == {
        (DISTRIBUTION, "cdn"): {"aliases", "viewerCertificate", "origins", "orderedCacheBehaviors"}
    }
    assert {name for token, name in added(before, after) if not token.startswith("academy:")} == {
        "balancer-https",
        "cdn-a",
        "cdn-aaaa",
        "cdn-api-https",
        "domain-edge",
        "domain-regional",
        "domain-validation",
    }


def test_the_load_balancer_is_behind_the_distribution_and_nothing_else_of_the_edge_is_in_the_vpc() -> None:
    recording = Edge(size=LARGE, domain=DOMAIN).record()

    assert [each.inputs["internal"] for each in recording.of_type(LOAD_BALANCER)] == [True]


@pytest.mark.parametrize(("edge", "origin"), [(VARIANTS[0], None), (VARIANTS[1], "https://academy.example")])
def test_services_and_people_are_told_where_the_academy_is(edge: Edge, origin: str | None) -> None:
    recording = edge.record()
    found = recording.one(DISTRIBUTION)

    outputs = recording.outputs[recording.one(TIER).urn]
    assert outputs["origin"] == (origin or f"https://{outputs['domain_name']}")
    assert outputs["distribution_id"] == found.id
    assert outputs["distribution_arn"] == f"arn:aws:cloudfront::123456789012:distribution/{found.id}"
    assert outputs["function_name"] == recording.one(FUNCTION).id


@pytest.mark.parametrize("edge", VARIANTS)
def test_a_preview_foresees_every_resource_and_no_argument_is_deprecated(edge: Edge) -> None:
    up, preview = edge.record(), edge.record(preview=True)

    assert [each.urn for each in preview.resources] == [each.urn for each in up.resources]
    assert set(up.messages) | set(preview.messages) <= {NOTICE}
