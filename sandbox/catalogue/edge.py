"""What CloudFront, WAF and the pricing plans answer. All of them are global; WAF lives in us-east-1.

Shapes of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
"""

from collections.abc import Mapping

from sandbox.catalogue.row import Made, ResourceType
from sandbox.catalogue.shapes import CAPITALS, LOWER, MADE_AT, MIXED, etag, letters, spell, uuid
from sandbox.wire import is_list, is_object

_ARN = "arn:{partition}:cloudfront::{account}:"
# https://docs.aws.amazon.com/general/latest/gr/cf_region.html
_HOSTED_ZONE = "Z2FDTNDATAQYW2"
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html
_LONGEST_NAME = 128


def _web_acl(made: Made) -> str:
    scope = "global" if made.inputs.get("scope") == "CLOUDFRONT" else "regional"
    return made.text("arn:{partition}:wafv2:{region}:{account}:" + scope + "/webacl/{name}/{id}")


def _trusted_key_groups(made: Made) -> list[dict[str, object]]:
    """Every key group that a behaviour of the distribution names."""
    ordered = made["orderedCacheBehaviors"] if made.inputs.get("orderedCacheBehaviors") is not None else ()
    behaviors = [made["defaultCacheBehavior"], *(ordered if is_list(ordered) else ())]
    groups = [each.get("trustedKeyGroups") for each in behaviors if is_object(each)]
    ids = dict.fromkeys(str(each) for group in groups if is_list(group) for each in group)
    return [{"enabled": bool(ids), "items": [{"keyGroupId": each, "keyPairIds": []} for each in ids]}]


def _nobody(_made: Made) -> list[dict[str, object]]:
    return [{"enabled": False, "items": []}]


def _subscription(made: Made) -> str:
    return made.text("arn:{partition}:pricingplanmanager::{account}:subscription:") + f"sub_{made['hex']}"


EDGE: Mapping[str, ResourceType] = {
    "aws:cloudfront/distribution:Distribution": ResourceType(
        id=letters(CAPITALS, 13, "{hex}", prefix="E"),
        computed={
            "arn": _ARN + "distribution/{id}",
            "callerReference": letters(LOWER, 26, "reference {id}", prefix="terraform-"),
            "domainName": lambda made: f"d{spell(LOWER, 13, made.id)}.cloudfront.net",
            "etag": etag(),
            "hostedZoneId": _HOSTED_ZONE,
            "inProgressValidationBatches": 0,
            "lastModifiedTime": MADE_AT,
            "loggingV1Enabled": lambda made: bool(made.inputs.get("loggingConfig")),
            "status": "Deployed",
            "trustedKeyGroups": _trusted_key_groups,
            "trustedSigners": _nobody,
        },
        defaults={"httpVersion": "http2", "priceClass": "PriceClass_All", "waitForDeployment": True},
    ),
    "aws:cloudfront/function:Function": ResourceType(
        id="{name}",
        computed={
            "arn": _ARN + "function/{id}",
            "etag": etag(),
            "liveStageEtag": letters(CAPITALS, 13, "live {id} {version}", prefix="E"),
            "status": "UNASSOCIATED",
        },
        defaults={"publish": True},
        # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateFunction.html
        longest_name=64,
        name_pattern=r"[A-Za-z0-9_-]+",
    ),
    "aws:cloudfront/keyGroup:KeyGroup": ResourceType(
        id=uuid("{hex}"), computed={"etag": etag()}, longest_name=_LONGEST_NAME
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": ResourceType(
        id=letters(CAPITALS, 13, "{hex}", prefix="E"),
        computed={"arn": _ARN + "origin-access-control/{id}", "etag": etag()},
        defaults={"description": "Managed by Pulumi"},
        # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginAccessControlConfig.html
        longest_name=64,
    ),
    "aws:cloudfront/publicKey:PublicKey": ResourceType(
        id=letters(CAPITALS, 13, "{hex}", prefix="K"),
        computed={"callerReference": letters(LOWER, 26, "reference {id}", prefix="terraform-"), "etag": etag()},
        longest_name=_LONGEST_NAME,
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": ResourceType(
        id=uuid("{hex}"),
        computed={"arn": _ARN + "response-headers-policy/{id}", "etag": etag()},
        longest_name=_LONGEST_NAME,
        name_pattern=r"[A-Za-z0-9_-]+",
    ),
    "aws:cloudfront/vpcOrigin:VpcOrigin": ResourceType(
        id=letters(MIXED, 22, "{hex}", prefix="vo_"),
        computed={"arn": _ARN + "vpcorigin/{id}", "etag": etag()},
    ),
    "aws:pricingplanmanager/subscription:Subscription": ResourceType(
        id=_subscription,
        computed={
            "arn": "{id}",
            "etag": etag(),
            "scheduledChanges": lambda _made: [],
            # A person approves the spending; until then the distribution pays as it goes.
            "status": lambda made: "PENDING_APPROVAL" if made.inputs.get("approvalMode") == "MANUAL" else "ACTIVE",
            "statusReason": "",
        },
        defaults={"usageLevel": "DEFAULT"},
    ),
    "aws:wafv2/webAcl:WebAcl": ResourceType(
        id=uuid("{hex}"),
        computed={
            "applicationIntegrationUrl": "",
            "arn": _web_acl,
            "capacity": lambda made: len(rules) if is_list(rules := made.inputs.get("rules")) else 0,
            "lockToken": uuid("lock {id} {version}"),
        },
        # https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
        longest_name=128,
        name_pattern=r"[\w-]+",
    ),
}
