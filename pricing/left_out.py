"""What a month costs besides: nothing in the graph or in usage says how much of it there is."""

from collections.abc import Iterator

from pricing.model import Graph

_DATABASE, _RECORD = "aws:rds/instance:Instance", "aws:route53/record:Record"
_BURSTABLE = "db.t"


def left_out(graph: Graph) -> Iterator[str]:
    """In plain words, one line each: what the bill of this graph leaves out and AWS, or somebody else, charges for."""
    yield "taxes, AWS Support, and what Savings Plans or reserved instances would take off"
    yield "what others charge: Solapi for each message, an AI provider for each request"
    yield "the migration task, which runs for minutes at a release"
    if any(each.inputs["instanceClass"].startswith(_BURSTABLE) for each in graph.of_type(_DATABASE)):
        # T classes of RDS are in Unlimited mode: past their credits they go on, and cost more.
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
        yield "CPU credits, where the database is busier for a day than its class is made for"
    if graph.of_type(_RECORD):
        # Queries for aliases of CloudFront are free. https://aws.amazon.com/route53/pricing/
        yield "the domain and its hosted zone, 0.50 USD a month, which are not the stack's"
