"""The way in and out: load balancer, NAT gateways, public addresses, what leaves to the internet, flow logs."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import Load, over_loads
from pricing.model import Charge, Graph, Line, charge
from pricing.money import DAYS, HOURS
from pricing.prices import Prices

NAT, ADDRESS, GATEWAY = "aws:ec2/natGateway:NatGateway", "aws:ec2/eip:Eip", "aws:ec2/internetGateway:InternetGateway"
BALANCER, FLOW_LOG = "aws:lb/loadBalancer:LoadBalancer", "aws:ec2/flowLog:FlowLog"

CONNECTIONS_PER_LCU, GIB_PER_LCU = 25, 1
"""What an LCU is: new connections a second, GB an hour (the other two dimensions are never the largest here).
https://aws.amazon.com/elasticloadbalancing/pricing/"""

OUTWARD_PERCENT = 25
"""Ours: how much of what tasks exchange with the world is sent and not received. Images are pulled; SMS are short."""

REJECTS_GIB = Decimal("0.5")
"""Ours: flow logs of what is rejected, which is noise from the internet at public addresses."""


def load_balancer(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Hours, and capacity units by whichever is more: new connections, each request one, or bytes."""
    for each in graph.of_type(BALANCER):
        yield charge(Line.ALB, each, "load balancer hours", HOURS, prices["alb.hour"])
        units = over_loads(graph.usage, _lcu_hours)
        yield charge(Line.ALB, each, "capacity units (LCU)", units, prices["alb.lcu_hour"])


def _lcu_hours(load: Load) -> Decimal:
    total = Decimal(0)
    for busy, hours in ((True, load.usage.busy_hours), (False, 24 - load.usage.busy_hours)):
        per_second = load.api_requests_per_second(busy=busy)
        gib_per_hour = per_second * 3600 * load.usage.api_response_kib / 1024 / 1024
        total += max(per_second / CONNECTIONS_PER_LCU, gib_per_hour / GIB_PER_LCU) * hours * DAYS
    return total


def nat_gateways(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Hours of each gateway, and the bytes that all of them process, divided evenly."""
    gateways = graph.of_type(NAT)
    for each in gateways:
        yield charge(Line.NETWORK, each, "NAT gateway hours", HOURS, prices["nat.hour"])
        processed = over_loads(graph.usage, lambda load: load.outbound_gib) * (Decimal(1) / len(gateways))
        yield charge(Line.NETWORK, each, "GB through NAT", processed, prices["nat.gb"])


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
        yield charge(
            Line.NETWORK, each, "GB to the internet", sent.beyond(free), price, free=f"{free} GB a month, account-wide"
        )


def flow_logs(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """Delivery of flow logs to S3; what they take there is the logs bucket's."""
    for each in graph.of_type(FLOW_LOG):
        yield charge(Line.CLOUDWATCH, each, "flow logs to S3", REJECTS_GIB, prices["cloudwatch.vended_s3_gb"])
