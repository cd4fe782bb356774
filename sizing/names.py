"""The physical names that the requirements fix, for each environment, within AWS's length limits."""

import re

PROJECT = "academy"
PRODUCTION = "prod"

BUCKET_NAME_MAX_LENGTH = 63
"""Characters. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""

QUEUE_NAME_MAX_LENGTH = 80
"""Characters. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html"""

DATABASE_IDENTIFIER_MAX_LENGTH = 63
"""Characters. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints"""

LOG_GROUP_NAME_MAX_LENGTH = 512
"""Characters.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"""

SECRET_NAME_MAX_LENGTH = 512
"""Characters. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"""

REPOSITORY_NAME_MAX_LENGTH = 256
"""Characters. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html"""

ENVIRONMENT_MAX_LENGTH = 20
"""Characters. Ours: it leaves every name that ends in the environment well within AWS's limits."""

ENVIRONMENT_PATTERN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

RESERVED_BUCKET_ENDINGS = ("an", "s3alias")
"""No bucket may end in one of these after a hyphen.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""


def environment_mistake(environment: str) -> str | None:
    """What is wanted instead of this environment name, or None when it is a good one.

    The text reads on after "environment is X; want ".
    """
    if len(environment) > ENVIRONMENT_MAX_LENGTH or not ENVIRONMENT_PATTERN.fullmatch(environment):
        return (
            f"1 to {ENVIRONMENT_MAX_LENGTH} lower-case letters, digits and single hyphens, "
            "starting with a letter and not ending with a hyphen"
        )
    if environment == "dlq" or environment.startswith("dlq-"):
        return (
            'a name other than "dlq" that does not start with "dlq-": '
            "its queues would have the names of dead-letter queues"
        )
    for ending in RESERVED_BUCKET_ENDINGS:
        if environment == ending or environment.endswith(f"-{ending}"):
            return f'a name that does not end in "{ending}": AWS reserves bucket names ending in "-{ending}"'
    return None


def media_bucket(environment: str) -> str:
    """academy-media-prod. Raises ValueError for an environment that `environment_mistake` refuses."""
    return _bucket("media", environment)


def frontend_bucket(environment: str) -> str:
    """academy-frontend-prod. Raises ValueError for an environment that `environment_mistake` refuses."""
    return _bucket("frontend", environment)


def logs_bucket(environment: str) -> str:
    """academy-logs-prod. Raises ValueError for an environment that `environment_mistake` refuses."""
    return _bucket("logs", environment)


def queue(base: str, environment: str) -> str:
    """academy-video-jobs in production, academy-video-jobs-staging elsewhere.

    Raises ValueError for an environment that `environment_mistake` refuses, or a name that SQS would find too long.
    """
    _check(environment)
    name = base if environment == PRODUCTION else f"{base}-{environment}"
    return _within(QUEUE_NAME_MAX_LENGTH, "queue", name)


def dead_letter_queue(base: str, environment: str) -> str:
    """academy-video-jobs-dlq in production, academy-video-jobs-dlq-staging elsewhere. Raises as `queue` does."""
    return queue(f"{base}-dlq", environment)


def database_identifier(environment: str) -> str:
    """academy-prod. Raises ValueError for an environment that `environment_mistake` refuses."""
    _check(environment)
    return _within(DATABASE_IDENTIFIER_MAX_LENGTH, "database", f"{PROJECT}-{environment}")


def log_group(environment: str, service: str) -> str:
    """/academy/prod/api. Raises ValueError for an environment that `environment_mistake` refuses."""
    _check(environment)
    return _within(LOG_GROUP_NAME_MAX_LENGTH, "log group", f"/{PROJECT}/{environment}/{service}")


def secret(environment: str, key: str) -> str:
    """academy/prod/application-key. Raises ValueError for an environment that `environment_mistake` refuses."""
    _check(environment)
    return _within(SECRET_NAME_MAX_LENGTH, "secret", f"{PROJECT}/{environment}/{key}")


def repository(image: str, environment: str) -> str:
    """academy-api in production, academy-api-staging elsewhere.

    Raises ValueError for an environment that `environment_mistake` refuses.
    """
    _check(environment)
    name = f"{PROJECT}-{image}" if environment == PRODUCTION else f"{PROJECT}-{image}-{environment}"
    return _within(REPOSITORY_NAME_MAX_LENGTH, "repository", name)


def common_tags(environment: str) -> dict[str, str]:
    """What every resource is tagged with: `aws:defaultTags` of the stack files and the queue scripts say the same.

    Raises ValueError for an environment that `environment_mistake` refuses.
    """
    _check(environment)
    return {"Project": PROJECT, "Environment": environment, "ManagedBy": "pulumi"}


def _bucket(role: str, environment: str) -> str:
    _check(environment)
    return _within(BUCKET_NAME_MAX_LENGTH, "bucket", f"{PROJECT}-{role}-{environment}")


def _within(limit: int, kind: str, name: str) -> str:
    if len(name) > limit:
        raise ValueError(f"{kind} name {name} has {len(name)} characters; want at most {limit}")
    return name


def _check(environment: str) -> None:
    if mistake := environment_mistake(environment):
        raise ValueError(f'environment is "{environment}"; want {mistake}')
