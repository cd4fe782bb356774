"""How big the network is, and where each subnet lies in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from sizing.section import Listed, Section, Wants

Zone = Literal["a", "b", "c", "d"]
"""Letter of an Availability Zone of Seoul (ap-northeast-2a to d)."""

ZONES: tuple[Zone, ...] = get_args(Zone)

Nat = Literal["none", "single", "per_zone"]

MIN_ZONES = 2
"""A load balancer and a database subnet group each need two.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"""

LARGEST_PREFIX = 16
"""The largest VPC that AWS allows. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"""

SMALLEST_PREFIX = 20
"""The smallest VPC whose public subnets still have 251 addresses. AWS itself would allow /28."""

PUBLIC_BITS = 4
"""A public subnet is a sixteenth of the VPC: four zones take its first quarter."""

PRIVATE_BITS = 3
"""A private subnet is an eighth: four zones take the second half. The second quarter stays free."""

PRIVATE_RANGES = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))
"""RFC 1918."""


def _private_block(cidr: str) -> str:
    block = IPv4Network(cidr)
    if not LARGEST_PREFIX <= block.prefixlen <= SMALLEST_PREFIX:
        raise ValueError("prefix")
    if not any(block.subnet_of(private) for private in PRIVATE_RANGES):
        raise ValueError("not private")
    if str(block) != cidr:
        # "10.0.0.0/255.255.0.0" is the same block in a form that AWS refuses.
        raise ValueError("form")
    return cidr


class NetworkSize(Section):
    """The VPC: its addresses, its zones and its way out."""

    cidr: Annotated[
        str,
        AfterValidator(_private_block),
        Wants(f"a private IPv4 block from /{LARGEST_PREFIX} to /{SMALLEST_PREFIX} without host bits, like 10.0.0.0/16"),
    ] = Field(
        description=f"Addresses of the VPC, a private IPv4 block from /{LARGEST_PREFIX} to /{SMALLEST_PREFIX}. "
        "Changing it replaces the network."
    )
    zones: Annotated[tuple[Zone, ...], Listed(at_least=MIN_ZONES, at_most=len(ZONES))] = Field(
        description=f"Availability Zones by letter, {MIN_ZONES} to {len(ZONES)} of {', '.join(ZONES)}.",
    )
    nat: Nat = Field(
        description="NAT gateways: none (tasks run in public subnets), single (in the first zone listed) or per_zone."
    )
    flow_logs: bool = Field(description="Whether rejected connections are logged to the logs bucket: true or false.")

    @property
    def nat_zones(self) -> tuple[Zone, ...]:
        """The zones that have a NAT gateway of their own."""
        return {"none": (), "single": self.zones[:1], "per_zone": self.zones}[self.nat]


@dataclass(frozen=True, kw_only=True)
class ZoneSubnets:
    """The two subnets of one zone, as CIDR blocks."""

    public: str
    private: str


def subnet_plan(cidr: str, zones: Sequence[Zone]) -> dict[Zone, ZoneSubnets]:
    """Where the subnets of each zone lie.

    A zone's blocks follow from its letter alone and all four zones have theirs reserved, so adding or leaving out a
    zone moves no other. For 10.0.0.0/16: public 10.0.0.0/20, .16, .32, .48; free 10.0.64.0/18; private 10.0.128.0/19,
    .160, .192, .224.

    Raises ValueError where `cidr` is no IPv4 block, or so small that no public subnet fits.
    """
    block = IPv4Network(cidr)
    public = list(block.subnets(prefixlen_diff=PUBLIC_BITS))
    private = list(block.subnets(prefixlen_diff=PRIVATE_BITS))[len(ZONES) :]
    places: dict[Zone, int] = {zone: ZONES.index(zone) for zone in zones}
    return {zone: ZoneSubnets(public=str(public[at]), private=str(private[at])) for zone, at in places.items()}
