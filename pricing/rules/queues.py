"""SQS: three requests a job, and the empty receives of workers that wait."""

from collections.abc import Iterator
from decimal import Decimal

from pricing.load import over_loads
from pricing.model import Charge, Graph, Line, charge
from pricing.money import Range, flat
from pricing.prices import Prices
from pricing.rules.tasks import running_tasks
from sizing.queues import QUEUES

QUEUE = "aws:sqs/queue:Queue"

REQUESTS_PER_JOB = 3
"""Sent, received, deleted; a job's message is under the 64 KiB that count as one request.
https://aws.amazon.com/sqs/pricing/"""


def queues(graph: Graph, prices: Prices) -> Iterator[Charge]:
    """The requests of all queues, which share what is free. A dead-letter queue without messages has none."""
    declared = graph.of_type(QUEUE)
    if not declared:
        return
    jobs = over_loads(graph.usage, lambda load: sum((load.jobs(each.key) for each in QUEUES), Decimal(0)))
    requests = jobs * REQUESTS_PER_JOB + empty_receives(graph)
    price = prices["sqs.standard_million"]
    free = price.free_amount("requests_month")
    yield charge(
        Line.SQS,
        (QUEUE, "queues"),
        "requests, empty receives among them",
        requests.beyond(free),
        price,
        per=1_000_000,
        free=f"{free:,} requests a month, account-wide",
    )


def empty_receives(graph: Graph) -> Range:
    """A task that waits asks each of its queues again when a long poll ends: every hour of every task counts as such.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
    """
    polls = {each.key.replace("-", "_"): 3600 // each.receive_wait_seconds for each in QUEUES}
    result = flat(0)
    for running in running_tasks(graph):
        result += running.hours * sum(polls[queue] for queue in running.queues)
    return result
