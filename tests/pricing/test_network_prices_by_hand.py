"""Prices of the network worked out by hand: quantity x list price of Seoul, rounded to the cent."""

from decimal import Decimal

import pytest

from pricing.model import Graph, Line, Unpriced
from tests.pricing.graphs import charges, expected, graph, resource, service

BALANCER = resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {})
NAT = [resource("aws:ec2/natGateway:NatGateway", zone, {}) for zone in ("a", "c")]
GATEWAY = resource("aws:ec2/internetGateway:InternetGateway", "gateway", {})
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"

ROWS: list[tuple[str, Graph, Line, str, str]] = [
    # 730 h x 0.0225 = 16.425
    ("load balancer hours", graph(BALANCER), Line.ALB, "hours", "16.43"),
    # 4,320,000 requests a day are 50 a second, 2 LCU by new connections: 2 x 730 x 0.008 = 11.68
    (
        "capacity units by connections",
        graph(BALANCER, usage_of={"daily_users": 43_200, "api_requests_per_user": 100}),
        Line.ALB,
        "LCU",
        "11.68",
    ),
    # 10 a second of 1 MiB are 36000 MiB = 35.15625 GB an hour, which is more: 35.15625 x 730 x 0.008 = 205.3125
    (
        "capacity units by bytes",
        graph(BALANCER, usage_of={"daily_users": 8_640, "api_requests_per_user": 100, "api_response_kib": 1024}),
        Line.ALB,
        "LCU",
        "205.31",
    ),
    # Two gateways: 2 x 730 x 0.059 = 86.14
    ("NAT hours", graph(*NAT), Line.NETWORK, "hours", "86.14"),
    # 100 GB through both together: 100 x 0.059 = 5.90
    ("NAT bytes", graph(*NAT, usage_of={"outbound_gib": 100}), Line.NETWORK, "through NAT", "5.90"),
    # An Elastic IP address: 730 x 0.005 = 3.65
    ("an address", graph(resource("aws:ec2/eip:Eip", "a", {})), Line.NETWORK, "IPv4", "3.65"),
    # A quarter of 1000 GB leaves, 100 are free: 150 x 0.126 = 18.90
    ("GB to the internet", graph(GATEWAY, usage_of={"outbound_gib": 1000}), Line.NETWORK, "internet", "18.90"),
    # 50 a second, each kept for 600 idle seconds, are 30,000 active: 10 LCU, more than 2: 10 x 730 x 0.008 = 58.40
    (
        "capacity units by active connections",
        graph(
            resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {"idleTimeout": 600}),
            usage_of={"daily_users": 43_200, "api_requests_per_user": 100},
        ),
        Line.ALB,
        "LCU",
        "58.40",
    ),
    # An address in each of two zones: 2 x 730 x 0.005 = 7.30
    (
        "a load balancer that faces the internet",
        graph(resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {"subnets": ["a", "c"], "internal": False})),
        Line.NETWORK,
        "public IPv4",
        "7.30",
    ),
    # Tasks in two zones and one gateway: half of 100 GB leaves one zone and enters the other, 100 x 1/2 x 2 x 0.01
    (
        "GB from a zone without NAT",
        graph(NAT[0], *service(zones=2), usage_of={"outbound_gib": 100}),
        Line.NETWORK,
        "between zones",
        "1.00",
    ),
    # A quarter of 100,000 GB leaves, 100 are free: 10,240 x 0.126 + 14,660 x 0.122 = 1,290.24 + 1,788.52
    (
        "GB to the internet over two tiers",
        graph(GATEWAY, usage_of={"outbound_gib": 100_000}),
        Line.NETWORK,
        "internet",
        "3078.76",
    ),
    # Half a GB of rejects, an estimate: 0.5 x (0.25 + 0.38) / 2 = 0.1575
    ("flow logs", graph(resource("aws:ec2/flowLog:FlowLog", "rejects", {})), Line.CLOUDWATCH, "flow logs", "0.16"),
]


@pytest.mark.parametrize(("of", "line", "what", "usd"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_price_is_what_the_arithmetic_gives(of: Graph, line: Line, what: str, usd: str) -> None:
    assert expected(of, line, what) == Decimal(usd)


def test_a_nat_gateway_in_every_zone_keeps_traffic_in_its_zone() -> None:
    with pytest.raises(AssertionError, match="nothing called between zones"):
        charges(graph(*NAT, *service(zones=2), usage_of={"outbound_gib": 100}), Line.NETWORK, "between zones")


def test_a_gateway_endpoint_is_free_and_one_that_is_paid_by_the_hour_is_an_error() -> None:
    gateway = resource(ENDPOINT, "s3", {"vpcEndpointType": "Gateway"})
    assert expected(graph(gateway), Line.NETWORK, "endpoint") == 0
    interface = resource(ENDPOINT, "ecr", {"vpcEndpointType": "Interface"})
    with pytest.raises(
        Unpriced, match=r"no pricing rule for aws:ec2/vpcEndpoint:VpcEndpoint of type Interface \(ecr\)"
    ):
        expected(graph(interface), Line.NETWORK, "endpoint")
