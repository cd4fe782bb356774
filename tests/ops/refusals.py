"""AWS refusing an operation that it would otherwise allow."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

if TYPE_CHECKING:
    from botocore.client import BaseClient


@contextmanager
def refused(client: "BaseClient", operation: str, code: str, times: int = 1_000_000) -> Generator[None]:
    """Answer the first so many calls of an operation with an error; the request goes nowhere."""
    left = times

    def refuse(**_: object) -> tuple[AWSResponse, dict[str, object]] | None:
        nonlocal left
        left -= 1
        # SQS puts its own name before some codes, and botocore goes by the rest.
        error = {"Code": code, "QueryErrorCode": code.rpartition(".")[2], "Message": "no"}
        refusal: dict[str, object] = {"Error": error}
        return (AWSResponse("", 400, HTTPHeaders(), None), refusal) if left >= 0 else None

    handler = cast("Callable[..., None]", refuse)  # botocore's own types forget that a handler may answer
    event = f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}"
    client.meta.events.register(event, handler)
    try:
        yield
    finally:
        client.meta.events.unregister(event, handler)
