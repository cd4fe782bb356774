"""The way in and out: load balancer, NAT gateways, public addresses, endpoints, what leaves AWS, flow logs."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import KIB_PER_GIB, Load, over_loads
from pricing.model import Charge, Graph, Line, Unpriced, charge
from pricing.money import DAYS, HOURS, Range
from pricing.prices import Prices
from pricing.rules.tasks import running_tasks

NAT, ADDRESS, GATEWAY = "aws:ec2/natGateway:NatGateway", "aws:ec2/eip:Eip", "aws:ec2/internetGateway:InternetGateway"
BALANCER, FLOW_LOG = "aws:lb/loadBalancer:LoadBalancer", "aws:ec2/flowLog:FlowLog"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"

NEW_PER_LCU, ACTIVE_PER_LCU, GIB_PER_LCU = 25, 3000, 1
"""What an LCU is: new connections a second, active connections, GB an hour. Of the fourth, rule evaluations, there are
none: a listener has its default action alone, and the first ten rules are free.
https://aws.amazon.com/elasticloadbalancing/pricing/"""

IDLE_SECONDS = 60
"""How long a load balancer keeps a connection that nothing passes, unless it is told otherwise.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html"""

OUTWARD_PERCENT = 25
"""Ours: how much of what tasks exchange with the world is sent and not received. Images are pulled; SMS are short."""

REJECTS_GIB = Decimal("0.5")
"""Ours: flow logs of what is rejected, which is noise from the internet at public addresses."""


def load_balancer(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Hours, capacity units, and a public address a zone where it faces the internet.

    What passes between it and its targets in other zones is free.
    """
    for each in graph.of_type(BALANCER):
        yield charge(Line.ALB, each, "load balancer hours", HOURS, prices["alb.hour"])
        idle_seconds = each.inputs.get("idleTimeout", IDLE_SECONDS)
        units = over_loads(graph.usage, lambda load, idle=idle_seconds: _lcu_hours(load, idle))
        yield charge(Line.ALB, each, "capacity units (LCU)", units, prices["alb.lcu_hour"])
        subnets = each.inputs.get("subnets", ())
        if subnets and not each.inputs.get("internal"):
            hours = len(subnets) * HOURS
            yield charge(Line.NETWORK, each, "public IPv4 address", hours, prices["public_ipv4.hour"])


def _lcu_hours(load: Load, idle_seconds: int) -> Decimal:
    """By whichever is most in the hour: each request is taken to be a connection, kept until it has been idle."""
    total = Decimal(0)
    for busy, hours in ((True, load.usage.busy_hours), (False, 24 - load.usage.busy_hours)):
        per_second = load.api_requests_per_second(busy=busy)
        units = max(
            per_second / NEW_PER_LCU,
            per_second * idle_seconds / ACTIVE_PER_LCU,
            per_second * 3600 * load.usage.api_response_kib / KIB_PER_GIB / GIB_PER_LCU,
        )
        total += units * hours * DAYS
    return total


def nat_gateways(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Hours of each gateway; the bytes that all of them process, divided evenly; and those from zones without one."""
    gateways = graph.of_type(NAT)
    outbound = over_loads(graph.usage, lambda load: load.outbound_gib)
    for each in gateways:
        yield charge(Line.NETWORK, each, "NAT gateway hours", HOURS, prices["nat.hour"])
        yield charge(Line.NETWORK, each, "GB through NAT", outbound / len(gateways), prices["nat.gb"])
    zones = task_zones(graph)
    if 0 < len(gateways) < zones:
        # Each GB is charged where it leaves a zone and where it enters the other.
        crossing = outbound * 2 * (zones - len(gateways)) / zones
        price = prices["transfer.inter_az.gb"]
        yield charge(Line.NETWORK, gateways[0], "GB between zones on the way to NAT, in and out", crossing, price)


def task_zones(graph: Graph) -> int:
    """In how many zones tasks run; one where there are none."""
    return max((running.zones for running in running_tasks(graph)), default=1)


def endpoints(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """A gateway endpoint, which is free. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html

    Raises:
        Unpriced: one of another type, which is paid by the hour, the zone and the GB.
    """
    for each in graph.of_type(ENDPOINT):
        kind = each.inputs.get("vpcEndpointType", "Gateway")
        if kind != "Gateway":
            raise Unpriced(f"no pricing rule for {ENDPOINT} of type {kind} ({each.name}): usage has no GB through it")
        yield charge(Line.NETWORK, each, "gateway endpoint", HOURS, prices["vpce_gateway_s3.hour"])


def addresses(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Every Elastic IP address, in use or not."""
    for each in graph.of_type(ADDRESS):
        yield charge(Line.NETWORK, each, "public IPv4 address", HOURS, prices["public_ipv4.hour"])


def internet(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """What tasks send to the internet, beyond what is free for the account. CloudFront's own is its rule's."""
    for each in graph.of_type(GATEWAY):
        price = prices["transfer.internet_out.gb"]
        sent = over_loads(graph.usage, lambda load: load.outbound_gib * OUTWARD_PERCENT / 100)
        free = price.free_amount("gb_month")
        billed = sent.beyond(free)
        usd = Range(
            low=price.tiered(billed.low), expected=price.tiered(billed.expected), high=price.tiered(billed.high)
        )
        words = f"{free} GB a month, account-wide"
        yield charge(Line.NETWORK, each, "GB to the internet", billed, price, usd=usd, free=words)


def flow_logs(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Delivery of flow logs to S3; what they take there is the logs bucket's."""
    for each in graph.of_type(FLOW_LOG):
        yield charge(Line.CLOUDWATCH, each, "flow logs to S3", REJECTS_GIB, prices["cloudwatch.vended_s3_gb"])
