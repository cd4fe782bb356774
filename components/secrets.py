"""Secrets tier: a place for every secret that people bring. The values never pass through Pulumi."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import secretsmanager

from sizing import names
from sizing.access import SecretKey

RECOVERY_DAYS = 30
"""How long a deleted secret can be had back: the longest there is, which costs nothing.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html"""

DESCRIPTIONS: Mapping[SecretKey, str] = {
    "application-key": "Key with which the API signs sessions and tokens: the text alone",
    "database-password": "Password of the application in PostgreSQL, letters and digits: the text alone",
    "solapi": 'Account at Solapi: JSON with "api_key" and "api_secret"',
    "media-signing-key": "Private key with which the API signs media URLs: the PEM alone",
}
"""What a person who sets the value needs to know."""


@dataclass(frozen=True, kw_only=True)
class SecretsArgs:
    """What the secrets need from the rest of the stack."""

    environment: str
    keys: Sequence[SecretKey]


class Secrets(ComponentResource):
    """Protected and encrypted secrets, empty at first: a service that reads one starts only when a person has set it.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_update-secret-value.html
    """

    arns: dict[str, Output[str]]
    """By `SecretKey`."""
    names: dict[str, Output[str]]
    """By `SecretKey`."""

    def __init__(self, name: str, args: SecretsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("academy:identity:Secrets", name, None, opts)

        secrets = {
            key: secretsmanager.Secret(
                f"{name}-{key}",
                name=names.secret(args.environment, key),
                description=DESCRIPTIONS[key],
                recovery_window_in_days=RECOVERY_DAYS,
                opts=ResourceOptions(parent=self, protect=True),
            )
            for key in args.keys
        }

        self.arns = {key: secret.arn for key, secret in secrets.items()}
        self.names = {key: secret.name for key, secret in secrets.items()}
        self.register_outputs({"arns": self.arns, "names": self.names})
