"""What went wrong between here and AWS, as one line that says what to do about it."""

import re
from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from ops.problem import Problem

AwsError = ClientError | BotoCoreError | ResponseParserError
"""All that a call may raise: AWS's refusal, no answer, or an answer that AWS didn't write."""

AWS_ERRORS = (ClientError, BotoCoreError, ResponseParserError)
"""The same, for `except`."""

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
"""The credentials were good once. https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html"""

UNKNOWN = frozenset(
    {
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
"""AWS doesn't know the credentials, or not with this secret."""

DENIED = frozenset(
    {
        "403",
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Forbidden",
        "NotAuthorized",
        "UnauthorizedOperation",
    }
)
"""The credentials are good, and may not do this. A HEAD has no body, so its code is the status."""

BUSY = frozenset(
    {
        "BandwidthLimitExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""Worth another try a little later: the SDK has made some already."""

SERVER_ERROR = 500
"""From this HTTP status on it is the other side that failed."""

NO_ANSWER = (
    "AWS can't be reached: what came back is no answer of its API, as from a proxy or a network that wants a sign-in"
)

SIGN_IN = "`aws sso login`, or new keys in the environment"

PERMISSIONS = {"HeadBucket": "s3:ListBucket", "GetBucketEncryption": "s3:GetEncryptionConfiguration"}
"""The permission that an operation needs, where it has another name and AWS's answer doesn't give it."""

_NOT_AUTHORIZED = re.compile(
    r"not authorized to perform: (?P<action>[\w-]+:\w+)(?: on resource:? (?P<resource>[^\s,]+))?"
    r"(?:.*?\b(?P<because>(?:because|with an explicit deny) .+))?",
    re.DOTALL,
)
_ENCODED = re.compile(r"\s*Encoded authorization failure message: \S+")


def code(error: Exception) -> str:
    """AWS's name for the error; empty for one that AWS never answered."""
    return error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""


def passes(error: AwsError) -> bool:
    """Whether it may be over by itself a little later: AWS is busy, or something is wrong on the way to it."""
    if isinstance(error, ClientError):
        return (
            code(error) in BUSY or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= SERVER_ERROR
        )
    return isinstance(error, HTTPClientError | NoConnectionError | ResponseParserError)


def explain(error: AwsError) -> str:
    """What went wrong, in one line. It repeats what AWS says, so not for calls that carry a secret."""
    return _refused(error) if isinstance(error, ClientError) else _never_answered(error)


@contextmanager
def aws_problems() -> Generator[None]:
    """Make what AWS refuses within it a Problem."""
    try:
        yield
    except AWS_ERRORS as error:
        raise Problem(explain(error)) from error


def _never_answered(error: BotoCoreError | ResponseParserError) -> str:
    said = _one_line(str(error))
    match error:
        case ResponseParserError():
            said = NO_ANSWER
        case NoCredentialsError():
            said = f"there are no credentials for AWS: name a profile with --profile, or sign in ({SIGN_IN})"
        case ProfileNotFound():
            said = f"{said.rstrip('.')}: want one of ~/.aws/config"
        case SSOError() | TokenRetrievalError() | NoAuthTokenError():
            said = f"the sign-in at AWS has expired or is not there: sign in again ({SIGN_IN})"
        case PartialCredentialsError() | CredentialRetrievalError():
            said = f"the credentials for AWS can't be read: {said}"
        case HTTPClientError() | NoConnectionError():
            said = f"AWS can't be reached: {said}"
        case _:
            pass
    return said


def _refused(error: ClientError) -> str:
    name, operation = code(error), error.operation_name
    said = _one_line(_ENCODED.sub("", error.response.get("Error", {}).get("Message", "")))
    if name in EXPIRED:
        return f"the credentials for AWS have expired: sign in again ({SIGN_IN})"
    if name in UNKNOWN:
        return f"AWS does not accept the credentials ({name} for {operation}): sign in again ({SIGN_IN})"
    if name in BUSY:
        return f"AWS has too many calls ({name} for {operation}, after repeated tries): run this again in a minute"
    if name in DENIED:
        return _denied(operation, said)
    if said.startswith("<"):
        return NO_ANSWER
    return f"AWS refused {operation} ({name}): {said}"


def _denied(operation: str, said: str) -> str:
    found = _NOT_AUTHORIZED.search(said)
    if found is None:
        lacks = f"the permission {PERMISSIONS[operation]}" if operation in PERMISSIONS else "the permission"
        return f"access denied: the credentials lack {lacks} for {operation}"
    on = f" on {found['resource']}" if found["resource"] else ""
    because = f", {found['because'].rstrip('.')}" if found["because"] else ""
    return f"access denied: {operation} needs {found['action']}{on}{because}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
