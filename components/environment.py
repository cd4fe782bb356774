"""What the containers of a service are told: its environment variables and its secrets, from the access table."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Input, Output

from sizing.access import SecretKey, ServiceAccess

DATABASE_USER = "academy_app"
"""The application's user in PostgreSQL; `migrate` makes it. The master user is nobody's but `migrate`'s."""


@dataclass(frozen=True, kw_only=True)
class DatabaseEndpoint:
    """Where PostgreSQL is."""

    host: Input[str]
    port: Input[int]
    name: Input[str]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What there is in the stack that a container may be told of; the same for every service."""

    environment: str
    region: str
    public_origin: Input[str]
    """Where people find the academy, like https://academy.example."""
    media_bucket: Input[str]
    media_key_id: Input[str] | None
    """CloudFront's id of the key that signs media URLs; None where everybody may see the media."""
    queue_urls: Mapping[str, Input[str]]
    """By the catalogue's key."""
    database: DatabaseEndpoint
    secret_arns: Mapping[str, Input[str]]
    """By `SecretKey`."""


# A secret of one value, or the keys of a JSON one.
_SECRETS: Mapping[SecretKey, Mapping[str, str | None]] = {
    "application-key": {"APPLICATION_KEY": None},
    "database-password": {"DATABASE_PASSWORD": None},
    "solapi": {"SOLAPI_API_KEY": "api_key", "SOLAPI_API_SECRET": "api_secret"},
    "media-signing-key": {"MEDIA_SIGNING_KEY": None},
}


def service_environment(access: ServiceAccess, surroundings: Surroundings, connections: int) -> dict[str, Input[str]]:
    """The variables of a service that talks to PostgreSQL directly with a pool of `connections`, or not at all (0)."""
    queues = sorted({*access.sends_to, *access.receives_from})
    variables: dict[str, Input[str]] = {
        "ENVIRONMENT": surroundings.environment,
        "AWS_REGION": surroundings.region,
        "PUBLIC_ORIGIN": surroundings.public_origin,
        **{f"QUEUE_URL_{_variable(key)}": surroundings.queue_urls[key] for key in queues},
    }
    if access.media != "none":
        variables["MEDIA_BUCKET"] = surroundings.media_bucket
    if "media-signing-key" in access.secrets and surroundings.media_key_id is not None:
        variables["MEDIA_KEY_ID"] = surroundings.media_key_id
    if connections:
        variables |= database_environment(surroundings.database, connections)
    return variables


def database_environment(database: DatabaseEndpoint, connections: int) -> dict[str, Input[str]]:
    """How to reach PostgreSQL itself: over TLS, which it insists on."""
    return {
        "DATABASE_HOST": database.host,
        "DATABASE_PORT": Output.format("{}", database.port),
        "DATABASE_NAME": database.name,
        "DATABASE_USER": DATABASE_USER,
        "DATABASE_SSLMODE": "require",
        "DATABASE_CONNECTIONS": str(connections),
    }


def service_secrets(access: ServiceAccess, surroundings: Surroundings) -> dict[str, Input[str]]:
    """The secrets of a service: variable to where ECS finds the value. No value passes through here."""
    return {
        variable: secret_reference(surroundings.secret_arns[key], field)
        for key in access.secrets
        for variable, field in _SECRETS[key].items()
    }


def secret_reference(arn: Input[str], field: str | None) -> Input[str]:
    """A whole secret, or one key of a JSON one.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    """
    return arn if field is None else Output.format("{}:{}::", arn, field)


def _variable(key: str) -> str:
    return key.upper().replace("-", "_")
