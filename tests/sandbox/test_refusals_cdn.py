"""What CloudFront refuses."""

import pytest

from sandbox.account import AwsAccount
from sandbox.held import Held, RefusedError
from sandbox.refusals.tokens import (
    CERTIFICATE,
    DISTRIBUTION,
    FUNCTION,
    HEADERS_POLICY,
    KEY_GROUP,
    ORIGIN_ACCESS,
    PUBLIC_KEY,
    VALIDATION,
    VPC_ORIGIN,
    WEB_ACL,
)
from tests.sandbox.accounts import SEOUL, make
from tests.sandbox.platforms import VIRGINIA, behavior, distribution, load_balancer, proof, two_zones, web_acl

PEM = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"


@pytest.fixture
def account() -> AwsAccount:
    return AwsAccount()


def vpc_origin(account: AwsAccount, logical: str = "http") -> Held:
    balancers = [each for each in account.held() if each.type.endswith(":LoadBalancer")]
    balancer = balancers[0] if balancers else load_balancer(account, two_zones(account)[1])
    endpoint = {
        "arn": balancer.id,
        "name": f"academy-test-{logical}",
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": "http-only",
        "originSslProtocols": {"items": ["TLSv1.2"], "quantity": 1},
    }
    return make(account, VPC_ORIGIN, logical, vpcOriginEndpointConfig=endpoint)


def leading_to(origin: Held) -> list[dict[str, object]]:
    return [{"originId": "frontend", "domainName": "internal", "vpcOriginConfig": {"vpcOriginId": origin.id}}]


def function(account: AwsAccount, code: str = "function handler(event) {}") -> Held:
    return make(account, FUNCTION, "rewrite", code=code, runtime="cloudfront-js-2.0")


def certificate(account: AwsAccount, at: str = VIRGINIA, *, valid: bool = True) -> Held:
    made = make(account, CERTIFICATE, at=at, domainName="academy.example", validationMethod="DNS")
    if valid:
        proof(account, made)
        make(account, VALIDATION, at=at, certificateArn=made.id)
    return made


def under(made: Held) -> dict[str, object]:
    return {"acmCertificateArn": made.id, "sslSupportMethod": "sni-only", "minimumProtocolVersion": "TLSv1.2_2021"}


def test_a_vpc_origin_in_use_can_be_neither_changed_nor_deleted(account: AwsAccount) -> None:
    origin = vpc_origin(account)
    account.update(VPC_ORIGIN, origin.id, {**origin.inputs, "tags": {"Name": "free"}})
    cdn = distribution(account, origins=leading_to(origin))
    with pytest.raises(
        RefusedError, match=f"CannotUpdateEntityWhileInUse: VPC origin {origin.id} is in use by {cdn.id}"
    ):
        account.update(VPC_ORIGIN, origin.id, {**origin.inputs, "tags": {"Name": "used"}})
    with pytest.raises(RefusedError, match=f"CannotDeleteEntityWhileInUse: {origin.id} is in use by {cdn.id}"):
        account.delete(VPC_ORIGIN, origin.id)


def test_a_vpc_origin_goes_once_the_distribution_uses_another(account: AwsAccount) -> None:
    first, second = vpc_origin(account), vpc_origin(account, "https")
    cdn = distribution(account, origins=leading_to(first))
    account.update(DISTRIBUTION, cdn.id, {**cdn.inputs, "origins": leading_to(second)})
    account.delete(VPC_ORIGIN, first.id)
    assert account.read(VPC_ORIGIN, first.id) is None


def test_what_a_distribution_uses_stays(account: AwsAccount) -> None:
    rewrite = function(account)
    headers = make(account, HEADERS_POLICY)
    access = make(
        account, ORIGIN_ACCESS, originAccessControlOriginType="s3", signingBehavior="always", signingProtocol="sigv4"
    )
    key = make(account, PUBLIC_KEY, encodedKey=PEM)
    keys = make(account, KEY_GROUP, items=[key.id])
    acl = web_acl(account)
    cdn = distribution(
        account,
        origins=[{"originId": "frontend", "domainName": "b", "originAccessControlId": access.id}],
        defaultCacheBehavior=behavior(
            responseHeadersPolicyId=headers.id,
            functionAssociations=[{"eventType": "viewer-request", "functionArn": rewrite.outputs["arn"]}],
        ),
        orderedCacheBehaviors=[behavior(pathPattern="/media/*", trustedKeyGroups=[keys.id])],
        webAclId=acl.outputs["arn"],
    )
    for used, code in (
        (rewrite, "FunctionInUse"),
        (headers, "ResponseHeadersPolicyInUse"),
        (access, "OriginAccessControlInUse"),
        (keys, "ResourceInUse"),
        (acl, "WAFAssociatedItemException"),
    ):
        with pytest.raises(RefusedError, match=f"{code}: {used.id} is in use by {cdn.id}"):
            account.delete(used.type, used.id)
    with pytest.raises(RefusedError, match=f"PublicKeyInUse: {key.id} is in use by {keys.id}"):
        account.delete(PUBLIC_KEY, key.id)
    assert cdn.outputs["trustedKeyGroups"] == [{"enabled": True, "items": [{"keyGroupId": keys.id, "keyPairIds": []}]}]


def test_awss_own_policies_need_no_declaration(account: AwsAccount) -> None:
    distribution(account)
    with pytest.raises(RefusedError, match="NoSuchCachePolicy: cachePolicyId gone does not exist"):
        distribution(account, "other", defaultCacheBehavior=behavior(cachePolicyId="gone"))
    with pytest.raises(RefusedError, match="NoSuchOriginRequestPolicy: originRequestPolicyId gone does not exist"):
        distribution(account, "other", orderedCacheBehaviors=[behavior(pathPattern="/x", originRequestPolicyId="gone")])


def test_a_function_has_ten_kilobytes(account: AwsAccount) -> None:
    function(account, "x" * 10_240)
    with pytest.raises(RefusedError, match="FunctionSizeLimitExceeded: 10241 bytes; want at most 10240"):
        make(account, FUNCTION, "other", code="가" * 3_413 + "xx", runtime="cloudfront-js-2.0")


def test_a_behaviour_has_one_function_an_event(account: AwsAccount) -> None:
    once = {"eventType": "viewer-request", "functionArn": function(account).outputs["arn"]}
    with pytest.raises(RefusedError, match="the default behaviour has two functions for viewer-request"):
        distribution(account, defaultCacheBehavior=behavior(functionAssociations=[once, once]))


def test_a_behaviour_has_its_origin_and_a_path_of_its_own(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="NoSuchOrigin: one or more of your origins do not exist: api"):
        distribution(account, orderedCacheBehaviors=[behavior(pathPattern="/api/*", targetOriginId="api")])
    with pytest.raises(RefusedError, match=r"InvalidArgument: pathPattern /api/\* is there twice"):
        distribution(account, orderedCacheBehaviors=[behavior(pathPattern="/api/*"), behavior(pathPattern="/api/*")])
    origin = {"originId": "frontend", "domainName": "b"}
    with pytest.raises(RefusedError, match="InvalidArgument: originId frontend is there twice"):
        distribution(account, origins=[origin, origin])


def test_a_name_of_ones_own_needs_a_valid_certificate_from_virginia(account: AwsAccount) -> None:
    names = ["academy.example"]
    with pytest.raises(RefusedError, match=r"InvalidViewerCertificate: academy\.example needs a certificate"):
        distribution(account, aliases=names)
    regional = certificate(account, SEOUL)
    with pytest.raises(RefusedError, match=f"InvalidViewerCertificate: {regional.id} isn't in us-east-1"):
        distribution(account, aliases=names, viewerCertificate=under(regional))


def test_a_certificate_that_nobody_validated_is_not_taken(account: AwsAccount) -> None:
    edge = certificate(account, valid=False)
    with pytest.raises(RefusedError, match=f"InvalidViewerCertificate: {edge.id} isn't valid"):
        distribution(account, aliases=["academy.example"], viewerCertificate=under(edge))


def test_a_certificate_covers_each_name(account: AwsAccount) -> None:
    edge = certificate(account)
    with pytest.raises(RefusedError, match=rf"InvalidViewerCertificate: {edge.id} doesn't cover www\.academy\.example"):
        distribution(account, aliases=["academy.example", "www.academy.example"], viewerCertificate=under(edge))
    distribution(account, aliases=["academy.example"], viewerCertificate=under(edge))


def test_a_name_belongs_to_one_distribution(account: AwsAccount) -> None:
    edge = under(certificate(account))
    first = distribution(account, aliases=["academy.example"], viewerCertificate=edge)
    with pytest.raises(
        RefusedError, match=rf"CNAMEAlreadyExists: academy\.example is already associated with {first.id}"
    ):
        distribution(account, "other", aliases=["academy.example"], viewerCertificate=edge)


def test_cloudfronts_web_acl_is_made_in_virginia(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match=f"WAFInvalidParameterException: the scope is not valid in {SEOUL}"):
        web_acl(account, at=SEOUL)
    assert str(web_acl(account).outputs["arn"]).startswith("arn:aws:wafv2:us-east-1:123456789012:global/webacl/")


def test_a_web_acl_that_is_not_there(account: AwsAccount) -> None:
    with pytest.raises(RefusedError, match="InvalidWebACLId: webAclId: arn:aws:wafv2:gone does not exist"):
        distribution(account, webAclId="arn:aws:wafv2:gone")


@pytest.mark.parametrize("text", ["", "MFkw", PEM.replace("PUBLIC", "PRIVATE"), PEM + "x", " " + PEM])
def test_a_key_is_a_public_one_in_pem(account: AwsAccount, text: str) -> None:
    with pytest.raises(RefusedError, match="InvalidArgument: encodedKey is no PEM public key"):
        make(account, PUBLIC_KEY, encodedKey=text)


def test_a_web_acl_is_free_once_its_distribution_is_gone(account: AwsAccount) -> None:
    acl = web_acl(account)
    cdn = distribution(account, webAclId=acl.outputs["arn"])
    account.delete(DISTRIBUTION, cdn.id)
    account.delete(WEB_ACL, acl.id)
    assert account.held() == ()
