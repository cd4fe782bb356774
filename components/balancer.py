"""Load balancer tier: the API's one door, inside the VPC and opened by CloudFront alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import lb

HTTP_PORT = 80
HTTPS_PORT = 443

IDLE_SECONDS = 60
"""How long a connection may carry nothing. Longer than CloudFront keeps one to us and shorter than the application
keeps one to the load balancer: whoever sends the next request is then always the one who closes first, and no request
meets a connection that is just going away (a 502).
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html"""

APPLICATION_KEEPALIVE_SECONDS = 75
"""How long the application must keep an idle connection open, at least."""

HEALTH_CHECK_PATH = "/healthz"
HEALTH_CHECK_INTERVAL_SECONDS = 15
HEALTH_CHECK_TIMEOUT_SECONDS = 5
HEALTHY_CHECKS = 2
"""Checks in a row before a new task gets requests: half a minute."""
UNHEALTHY_CHECKS = 3
"""Failed checks in a row before a task gets no more requests: one slow answer costs no task."""

DEREGISTRATION_SECONDS = 30
"""How long a task that is leaving may finish what it began: as long as CloudFront waits for an answer."""

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""TLS 1.2 and 1.3, forward secrecy, post-quantum key exchange where the other side can: the one that AWS recommends.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"""


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """What the load balancer needs from the rest of the stack."""

    environment: str
    vpc_id: Input[str]
    subnet_ids: Sequence[Input[str]]
    """Private subnets, in two zones at least."""
    security_group_ids: Sequence[Input[str]]
    log_bucket_name: Input[str]
    """Known once access logs may be delivered: AWS tries it out when they are turned on."""
    port: int
    """Where the application listens."""
    certificate_arn: Input[str] | None
    """Validated certificate of this region; None where the academy has no domain of its own."""


class LoadBalancer(ComponentResource):
    """A protected load balancer without a public address, which logs every request and refuses malformed ones."""

    arn: Output[str]
    arn_suffix: Output[str]
    """What CloudWatch calls it."""
    dns_name: Output[str]
    target_group_arn: Output[str]
    target_group_arn_suffix: Output[str]
    """What CloudWatch calls it."""
    listeners: list[Resource]
    """ECS refuses a service whose target group no listener uses yet: the service waits for these."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:edge:LoadBalancer", name, None, opts)

        balancer = self._balancer(name, args)
        targets = self._targets(name, args)
        self.listeners = self._listeners(name, balancer, targets, args.certificate_arn)

        self.arn = balancer.arn
        self.arn_suffix = balancer.arn_suffix
        self.dns_name = balancer.dns_name
        self.target_group_arn = targets.arn
        self.target_group_arn_suffix = targets.arn_suffix
        self.register_outputs(
            {
                "arn": self.arn,
                "arn_suffix": self.arn_suffix,
                "dns_name": self.dns_name,
                "target_group_arn": self.target_group_arn,
                "target_group_arn_suffix": self.target_group_arn_suffix,
            }
        )

    def _balancer(self, name: str, args: LoadBalancerArgs) -> lb.LoadBalancer:
        return lb.LoadBalancer(
            name,
            load_balancer_type="application",
            internal=True,
            subnets=args.subnet_ids,
            security_groups=args.security_group_ids,
            idle_timeout=IDLE_SECONDS,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            access_logs={"enabled": True, "bucket": args.log_bucket_name},
            enable_deletion_protection=True,
            tags={"Name": f"academy-{args.environment}"},
            # CloudFront's VPC origins name it, and cannot be pointed at another one while they are in use.
            opts=ResourceOptions(parent=self, protect=True),
        )

    def _targets(self, name: str, args: LoadBalancerArgs) -> lb.TargetGroup:
        # No physical name: a replacement then stands beside the old one until the listeners have moved.
        return lb.TargetGroup(
            f"{name}-api",
            vpc_id=args.vpc_id,
            target_type="ip",
            protocol="HTTP",
            port=args.port,
            deregistration_delay=DEREGISTRATION_SECONDS,
            health_check={
                "path": HEALTH_CHECK_PATH,
                "matcher": "200",
                "interval": HEALTH_CHECK_INTERVAL_SECONDS,
                "timeout": HEALTH_CHECK_TIMEOUT_SECONDS,
                "healthy_threshold": HEALTHY_CHECKS,
                "unhealthy_threshold": UNHEALTHY_CHECKS,
            },
            tags={"Name": f"academy-{args.environment}-api"},
            opts=ResourceOptions(parent=self),
        )

    def _listeners(
        self, name: str, balancer: lb.LoadBalancer, targets: lb.TargetGroup, certificate_arn: Input[str] | None
    ) -> list[Resource]:
        # Forwards even beside an HTTPS listener and never redirects: the distribution speaks HTTP to it until its
        # change to HTTPS has reached every edge, and only CloudFront can speak to it at all.
        http = lb.Listener(
            f"{name}-http",
            load_balancer_arn=balancer.arn,
            protocol="HTTP",
            port=HTTP_PORT,
            default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
            opts=ResourceOptions(parent=self),
        )
        if certificate_arn is None:
            return [http]
        https = lb.Listener(
            f"{name}-https",
            load_balancer_arn=balancer.arn,
            protocol="HTTPS",
            port=HTTPS_PORT,
            ssl_policy=TLS_POLICY,
            certificate_arn=certificate_arn,
            default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
            opts=ResourceOptions(parent=self),
        )
        return [http, https]
