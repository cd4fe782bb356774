"""CDN tier: one distribution before the frontend, the media and the API, and the only way to all three."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudfront, route53, s3

from components import behaviors
from components.access_logs import AccessLogs, AccessLogsArgs
from components.buckets import ServiceGrant, bucket_arn, bucket_policy
from components.plan import BusinessPlan, BusinessPlanArgs
from components.vpc_origins import VpcOrigins, VpcOriginsArgs
from components.waf import WebFirewall, WebFirewallArgs
from sizing.cdn import MEDIA_PREFIX, CdnSize
from sizing.domain import Domain

ORIGIN_KEEPALIVE_SECONDS = 30
"""How long CloudFront keeps an idle connection to the load balancer; less than the load balancer keeps it.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html"""

ORIGIN_READ_SECONDS = 30
"""How long CloudFront waits for the API. What takes longer is a job for a queue (same page)."""

PRICE_CLASS = "PriceClass_All"
"""The edge next to a viewer sets the price, and Seoul's is in PriceClass_200 as well: that class would only make the
few viewers in South America and Oceania wait. The business plan has one price for all edges.
https://aws.amazon.com/cloudfront/pricing/"""

REWRITE_FUNCTION = Path(__file__).parent / "functions" / "rewrite.js"


@dataclass(frozen=True, kw_only=True)
class CdnArgs:
    """What the CDN needs from the rest of the stack."""

    size: CdnSize
    environment: str
    region: str
    """Where buckets and load balancer are."""
    domain: Domain | None
    certificate_arn: Input[str] | None
    """CloudFront's certificate for the domain, validated; None without one."""
    frontend_bucket: Input[str]
    """Name of the bucket. Its one policy is declared here."""
    media_bucket: Input[str]
    """Name of the bucket. Its one policy is declared here."""
    media_public_key: str | None
    """PEM of the key that proves signatures; None where everybody may see the media."""
    balancer_arn: Input[str]
    balancer_dns_name: Input[str]
    way_in: Sequence[Resource]
    """What must stand before CloudFront can reach the load balancer: the network, the rules that let CloudFront in, the
    listeners."""
    log_bucket_arn: Input[str]
    """Known once access logs may be delivered; read only when `size.access_logs` is on."""


class Cdn(ComponentResource):
    """A protected distribution that serves HTTPS only, reads private buckets and reaches a private load balancer."""

    distribution_id: Output[str]
    distribution_arn: Output[str]
    domain_name: Output[str]
    """CloudFront's own name for it."""
    origin: Output[str]
    """Where people find the academy, like https://academy.example."""
    function_name: Output[str]
    media_key_id: Output[str] | None
    """CloudFront's id of the key that proves signatures; None where everybody may see the media."""
    web_acl_arn: Output[str] | None
    web_acl_metric_name: str | None
    """What CloudWatch calls the firewall; None without one."""
    plan_subscription_arn: Output[str] | None
    """The flat-rate plan; None while the distribution pays as it goes."""

    def __init__(self, name: str, args: CdnArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:edge:Cdn", name, None, opts)
        self._args = args
        self._child = ResourceOptions(parent=self)

        firewall = self._firewall(name)
        self.media_key_id = self._media_key(name)
        function = self._rewrite_function(name)
        distribution = self._distribution(name, function, firewall)
        self._let_in(f"{name}-frontend", args.frontend_bucket, "*", distribution)
        # Media outlives the program, and so does all that guards it.
        self._let_in(f"{name}-media", args.media_bucket, f"{MEDIA_PREFIX[1:]}*", distribution, retained=True)
        self._records(name, distribution)
        if args.size.access_logs:
            logs = AccessLogsArgs(distribution_arn=distribution.arn, log_bucket_arn=args.log_bucket_arn)
            AccessLogs(f"{name}-logs", logs, opts=self._child)
        self.plan_subscription_arn = None
        # The parse refuses the plan without the firewall.
        if args.size.plan == "business" and firewall is not None:
            plan = BusinessPlanArgs(distribution_arn=distribution.arn, web_acl_arn=firewall.arn)
            self.plan_subscription_arn = BusinessPlan(f"{name}-plan", plan, opts=self._child).subscription_arn

        host = distribution.domain_name if args.domain is None else args.domain.name
        self.distribution_id = distribution.id
        self.distribution_arn = distribution.arn
        self.domain_name = distribution.domain_name
        self.origin = Output.format("https://{}", host)
        self.function_name = function.name
        self.web_acl_arn = firewall.arn if firewall else None
        self.web_acl_metric_name = firewall.metric_name if firewall else None
        self.register_outputs(
            {
                "distribution_id": self.distribution_id,
                "distribution_arn": self.distribution_arn,
                "domain_name": self.domain_name,
                "origin": self.origin,
                "function_name": self.function_name,
                "media_key_id": self.media_key_id,
                "web_acl_arn": self.web_acl_arn,
                "web_acl_metric_name": self.web_acl_metric_name,
                "plan_subscription_arn": self.plan_subscription_arn,
            }
        )

    def _firewall(self, name: str) -> WebFirewall | None:
        if not self._args.size.waf:
            return None
        firewall = WebFirewallArgs(environment=self._args.environment, rate_limit=self._args.size.rate_limit)
        return WebFirewall(f"{name}-waf", firewall, opts=self._child)

    def _rewrite_function(self, name: str) -> cloudfront.Function:
        return cloudfront.Function(
            f"{name}-rewrite",
            comment="Pages of the React application are drawn by index.html",
            runtime="cloudfront-js-2.0",
            code=REWRITE_FUNCTION.read_text(encoding="utf-8"),
            publish=True,
            opts=self._child,
        )

    def _distribution(
        self, name: str, function: cloudfront.Function, firewall: WebFirewall | None
    ) -> cloudfront.Distribution:
        size, domain = self._args.size, self._args.domain
        pages = self._headers(f"{name}-pages", behaviors.security_headers(size.content_security_policy, "DENY"))
        media = self._headers(
            f"{name}-media", behaviors.security_headers(behaviors.MEDIA_CONTENT_SECURITY_POLICY, "SAMEORIGIN")
        )
        apis = [behaviors.api_behavior(prefix, pages.id, own_domain=domain is not None) for prefix in size.api_prefixes]
        # No custom error responses: they hold for the whole distribution, and would turn the API's errors into pages.
        return cloudfront.Distribution(
            name,
            comment=f"academy {self._args.environment}",
            enabled=True,
            origins=self._origins(name),
            default_cache_behavior=behaviors.frontend_behavior(function.arn, pages.id),
            ordered_cache_behaviors=[*apis, behaviors.media_behavior(media.id, self._key_groups(name))],
            default_root_object="index.html",
            aliases=[domain.name] if domain else [],
            viewer_certificate=self._viewer_certificate(),
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=PRICE_CLASS,
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            web_acl_id=firewall.arn if firewall else None,
            # An update that returns has reached every edge: only then may what the old one used go.
            wait_for_deployment=True,
            tags={"Name": f"academy-{self._args.environment}"},
            opts=ResourceOptions(parent=self, protect=True),
        )

    def _headers(
        self, name: str, headers: cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgsDict
    ) -> cloudfront.ResponseHeadersPolicy:
        return cloudfront.ResponseHeadersPolicy(name, security_headers_config=headers, opts=self._child)

    def _viewer_certificate(self) -> cloudfront.DistributionViewerCertificateArgsDict:
        if self._args.certificate_arn is None:
            # A minimum version beside it would be ignored by AWS and differ in every preview.
            return {"cloudfront_default_certificate": True}
        return {
            "acm_certificate_arn": self._args.certificate_arn,
            "ssl_support_method": "sni-only",
            "minimum_protocol_version": "TLSv1.2_2021",
        }

    def _origins(self, name: str) -> list[cloudfront.DistributionOriginArgsDict]:
        control = cloudfront.OriginAccessControl(
            name,
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self._child,
        )
        api = VpcOrigins(
            f"{name}-api",
            VpcOriginsArgs(
                environment=self._args.environment,
                balancer_arn=self._args.balancer_arn,
                https=self._args.domain is not None,
                way_in=self._args.way_in,
            ),
            opts=self._child,
        )
        return [
            self._bucket_origin(behaviors.FRONTEND, self._args.frontend_bucket, control),
            self._bucket_origin(behaviors.MEDIA, self._args.media_bucket, control),
            {
                "origin_id": behaviors.API,
                "domain_name": self._args.balancer_dns_name,
                "vpc_origin_config": {
                    "vpc_origin_id": api.vpc_origin_id,
                    "origin_keepalive_timeout": ORIGIN_KEEPALIVE_SECONDS,
                    "origin_read_timeout": ORIGIN_READ_SECONDS,
                },
            },
        ]

    def _bucket_origin(
        self, origin_id: str, bucket: Input[str], control: cloudfront.OriginAccessControl
    ) -> cloudfront.DistributionOriginArgsDict:
        return {
            "origin_id": origin_id,
            "domain_name": Output.format("{}.s3.{}.amazonaws.com", bucket, self._args.region),
            "origin_access_control_id": control.id,
        }

    def _media_key(self, name: str) -> Output[str] | None:
        if self._args.media_public_key is None:
            return None
        # Another key is another resource: it joins the group before the old one, then unused, is deleted.
        return cloudfront.PublicKey(
            f"{name}-media",
            comment=f"academy {self._args.environment} media",
            encoded_key=canonical_pem(self._args.media_public_key),
            opts=self._child,
        ).id

    def _key_groups(self, name: str) -> list[Output[str]]:
        if self.media_key_id is None:
            return []
        return [cloudfront.KeyGroup(f"{name}-media", items=[self.media_key_id], opts=self._child).id]

    def _let_in(
        self,
        name: str,
        bucket: Input[str],
        keys: str,
        distribution: cloudfront.Distribution,
        *,
        retained: bool = False,
    ) -> None:
        arn = Output.from_input(bucket).apply(bucket_arn)
        s3.BucketPolicy(
            name,
            bucket=bucket,
            policy=bucket_policy(arn, read_grants(distribution.arn, keys)),
            opts=ResourceOptions(parent=self, retain_on_delete=retained),
        )

    def _records(self, name: str, distribution: cloudfront.Distribution) -> None:
        domain = self._args.domain
        if domain is None:
            return
        for kind in ("A", "AAAA"):
            route53.Record(
                f"{name}-{kind.lower()}",
                zone_id=domain.zone_id,
                name=domain.name,
                type=kind,
                aliases=[
                    {
                        "name": distribution.domain_name,
                        "zone_id": distribution.hosted_zone_id,
                        "evaluate_target_health": False,
                    }
                ],
                opts=self._child,
            )


def canonical_pem(key: str) -> str:
    """The key as CloudFront gives it back, ending in one newline: any other form would replace it in every update."""
    return "\n".join(line.strip() for line in key.strip().splitlines()) + "\n"


def read_grants(distribution_arn: Input[str], keys: str) -> Sequence[ServiceGrant]:
    """What one distribution may do with a bucket: read the keys, and learn that one isn't there.

    Without ListBucket S3 answers 403 instead of 404. Nothing can be listed through the distribution: it forwards no
    query string, and no path of it stands for the bucket itself.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    return tuple(
        ServiceGrant(
            sid=sid,
            service="cloudfront.amazonaws.com",
            actions=[action],
            keys=scope,
            conditions={"StringEquals": {"aws:SourceArn": distribution_arn}},
        )
        for sid, action, scope in (("ReadObjects", "s3:GetObject", keys), ("TellMissingKeys", "s3:ListBucket", None))
    )
