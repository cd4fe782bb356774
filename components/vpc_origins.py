"""The load balancer as CloudFront knows it: VPC origins, one a protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudfront

from components.balancer import HTTP_PORT, HTTPS_PORT

TIMEOUT = "30m"
"""AWS takes up to 15 minutes for one, which is also the provider's own patience.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html"""


@dataclass(frozen=True, kw_only=True)
class VpcOriginsArgs:
    """What the VPC origins need from the rest of the stack."""

    environment: str
    balancer_arn: Input[str]
    https: bool
    """Whether the load balancer has a certificate."""
    way_in: Sequence[Resource]
    """What must stand first: the VPC's internet gateway, without which AWS refuses a VPC origin, the listeners, and
    the rules that let CloudFront in. No value carries that."""


class VpcOrigins(ComponentResource):
    """CloudFront's private way to the load balancer, over HTTPS where it can.

    AWS changes no VPC origin that a distribution uses (409), so everything about one is fixed from the first day, its
    protocol is part of its name, and the one for HTTPS comes beside the one for HTTP: the distribution uses the
    first until its change to the second has reached every edge. A later change of the program drops the first.
    """

    vpc_origin_id: Output[str]
    """The one that the distribution uses."""

    def __init__(self, name: str, args: VpcOriginsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:edge:VpcOrigins", name, None, opts)

        http = self._origin(name, args, "http")
        https = self._origin(name, args, "https") if args.https else None

        self.vpc_origin_id = (https or http).id
        self.register_outputs({"vpc_origin_id": self.vpc_origin_id})

    def _origin(self, name: str, args: VpcOriginsArgs, protocol: Literal["http", "https"]) -> cloudfront.VpcOrigin:
        return cloudfront.VpcOrigin(
            f"{name}-{protocol}",
            # AWS wants all six, whatever the protocol.
            vpc_origin_endpoint_config={
                "arn": args.balancer_arn,
                "name": f"academy-{args.environment}-{protocol}",
                "http_port": HTTP_PORT,
                "https_port": HTTPS_PORT,
                "origin_protocol_policy": f"{protocol}-only",
                "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
            },
            timeouts={"create": TIMEOUT, "update": TIMEOUT, "delete": TIMEOUT},
            opts=ResourceOptions(parent=self, depends_on=args.way_in),
        )
