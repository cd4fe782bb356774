"""Brings SQS queues to what the catalogue says: creates what is missing, compares what is there, mends it if asked."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from scripts.queue_differences import TAGS, Difference, attribute_differences, tag_differences
from scripts.queue_errors import error_code, error_message
from sizing.names import common_tags
from sizing.queues import QueueContract, dead_letter_queue_attributes, queue_attributes

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

AWS_HOSTS = (".amazonaws.com", ".api.aws")

NEW_QUEUE_ATTEMPTS = 5
"""A queue can be used one second after it is created.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"""


class Outcome(StrEnum):
    """What became of a queue, in the words that people read."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    REPAIRED = "repaired"
    WOULD_BE_CREATED = "would be created"
    WOULD_BE_REPAIRED = "would be repaired"


@dataclass(frozen=True, kw_only=True)
class WantedQueue:
    """A queue as the Pulumi program declares it."""

    name: str
    attributes: Mapping[str, str]
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a run found and did about one queue."""

    name: str
    outcome: Outcome
    differences: Sequence[Difference] = ()
    extra_tags: Sequence[str] = ()
    not_reported: Sequence[str] = ()
    """Attributes that the endpoint accepts and never shows, so that nobody can compare them."""


def wanted_queues(
    contracts: Sequence[QueueContract], environment: str, region: str, account_id: str
) -> Iterator[WantedQueue]:
    """Each queue after its dead-letter queue, which must exist first."""
    tags = common_tags(environment)
    for contract in contracts:
        yield WantedQueue(
            name=contract.dead_letter_queue_name(environment),
            attributes=dead_letter_queue_attributes(contract, environment, region, account_id),
            tags=tags,
        )
        yield WantedQueue(
            name=contract.queue_name(environment),
            attributes=queue_attributes(contract, environment, region, account_id),
            tags=tags,
        )


def set_up(
    sqs: "SQSClient",
    wanted: WantedQueue,
    *,
    repair: bool,
    dry_run: bool,
    pause: Callable[[float], None] = time.sleep,
) -> Result:
    """Create the queue, or compare it and change what differs if `repair` says so; `dry_run` only reads.

    Raises botocore's ClientError and BotoCoreError as they come.
    """
    url = _url(sqs, wanted.name)
    if url is None:
        if dry_run:
            return Result(name=wanted.name, outcome=Outcome.WOULD_BE_CREATED)
        _create(sqs, wanted, pause)
        return Result(name=wanted.name, outcome=Outcome.CREATED)
    result = _compare(sqs, wanted, url)
    if not result.differences or not repair:
        return result
    if dry_run:
        return replace(result, outcome=Outcome.WOULD_BE_REPAIRED)
    _repair(sqs, wanted, url, result.differences)
    return replace(result, outcome=Outcome.REPAIRED)


def _url(sqs: "SQSClient", name: str) -> str | None:
    try:
        return sqs.get_queue_url(QueueName=name)["QueueUrl"]
    except ClientError as error:
        if error_code(error) in {"NonExistentQueue", "QueueDoesNotExist"}:
            return None
        raise


def _create(sqs: "SQSClient", wanted: WantedQueue, pause: Callable[[float], None]) -> None:
    for attempt in range(1, NEW_QUEUE_ATTEMPTS + 1):
        try:
            sqs.create_queue(QueueName=wanted.name, Attributes=_typed(wanted.attributes), tags=dict(wanted.tags))
        except ClientError as error:
            # Its dead-letter queue is so new that SQS does not know it everywhere.
            if attempt == NEW_QUEUE_ATTEMPTS or "does not exist" not in error_message(error):
                raise
            pause(1)
        else:
            return


def _compare(sqs: "SQSClient", wanted: WantedQueue, url: str) -> Result:
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]).get("Attributes", {})
    tags = sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
    compared = dict(wanted.attributes)
    not_reported: list[str] = []
    if "RedriveAllowPolicy" in compared and "RedriveAllowPolicy" not in attributes and not _is_aws(sqs):
        # AWS leaves it out when it is not set; emulators (moto) leave it out always.
        del compared["RedriveAllowPolicy"]
        not_reported.append("RedriveAllowPolicy")
    differences = attribute_differences({str(key): value for key, value in attributes.items()}, compared)
    differences += tag_differences(tags, wanted.tags)
    return Result(
        name=wanted.name,
        outcome=Outcome.DIFFERS if differences else Outcome.UNCHANGED,
        differences=differences,
        extra_tags=sorted(set(tags) - set(wanted.tags)),
        not_reported=not_reported,
    )


def _repair(sqs: "SQSClient", wanted: WantedQueue, url: str, differences: Sequence[Difference]) -> None:
    changed = {one.attribute for one in differences} - {TAGS}
    if changed:
        # An empty string is how SQS is told to take an attribute away.
        sqs.set_queue_attributes(
            QueueUrl=url, Attributes=_typed({name: wanted.attributes.get(name, "") for name in changed})
        )
    tags = {one.where: wanted.tags[one.where] for one in differences if one.attribute == TAGS}
    if tags:
        sqs.tag_queue(QueueUrl=url, Tags=tags)


def _typed(attributes: Mapping[str, str]) -> "dict[QueueAttributeNameType, str]":
    return dict(attributes)  # pyright: ignore[reportReturnType]


def _is_aws(sqs: "SQSClient") -> bool:
    return (urlsplit(sqs.meta.endpoint_url).hostname or "").endswith(AWS_HOSTS)
