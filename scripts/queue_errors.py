"""What went wrong at AWS, in one line that says what to do."""

from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.parsers import ResponseParserError

AWS_ERRORS = (BotoCoreError, ClientError, ResponseParserError)
"""What a call to AWS raises when AWS, the network or the credentials are at fault."""

RUN_AGAIN = "What is done stays done: run it again"

ADVICE: Mapping[str, str] = {
    "AccessDenied": "access denied",
    "AccessDeniedException": "access denied",
    "ExpiredToken": "the credentials have expired; log in again",
    "ExpiredTokenException": "the credentials have expired; log in again",
    "InvalidClientTokenId": "AWS does not know these credentials, or the region is not enabled for the account",
    "QueueDeletedRecently": "a queue of this name was deleted less than 60 seconds ago; run it again in a minute",
    "QueueNameExists": "somebody else has just created it; run it again to compare it",
    "RequestThrottled": f"AWS is throttling requests. {RUN_AGAIN} in a minute",
    "SignatureDoesNotMatch": "AWS does not accept these credentials",
    "Throttling": f"AWS is throttling requests. {RUN_AGAIN} in a minute",
    "ThrottlingException": f"AWS is throttling requests. {RUN_AGAIN} in a minute",
    "UnrecognizedClientException": "AWS does not know these credentials, or the region is not enabled for the account",
}
"""By error code, without the AWS.SimpleQueueService. that SQS puts before some."""


def error_code(error: ClientError) -> str:
    """AWS's code, without a service's own prefix."""
    return error.response.get("Error", {}).get("Code", "").rpartition(".")[2]


def error_message(error: ClientError) -> str:
    """AWS's own words, on one line."""
    return " ".join(error.response.get("Error", {}).get("Message", "").split())


def explain(error: Exception) -> str:
    """One line for a person."""
    if isinstance(error, NoCredentialsError):
        return "no AWS credentials found; log in (aws sso login), or set AWS_PROFILE"
    if not isinstance(error, ClientError):
        return " ".join(str(error).split())
    code = error_code(error)
    detail = ": ".join(filter(None, (code, error_message(error))))
    return f"{ADVICE.get(code, 'AWS refused')} ({error.operation_name}: {detail})"
