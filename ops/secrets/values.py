"""What a secret may hold: what can be made here, and what a value has to look like that somebody brings."""

import json
import secrets
import string
from collections.abc import Callable, Mapping
from typing import cast

from ops.problem import Problem
from sizing.access import SecretKey

PASSWORD_LENGTH = 40
"""Letters and digits, 238 bits: none of them has a meaning in a URI, in SQL or in PgBouncer's files."""

APPLICATION_KEY_BYTES = 48

SOLAPI_PARTS = ("api_key", "api_secret")

WANTED: Mapping[SecretKey, str] = {
    "solapi": 'JSON with the texts "api_key" and "api_secret"',
    "media-signing-key": "a private key as PEM, from -----BEGIN to -----END",
}
"""What a value has to be that is not made here."""


def _password() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(PASSWORD_LENGTH))


def _application_key() -> str:
    return secrets.token_urlsafe(APPLICATION_KEY_BYTES)


GENERATED: Mapping[SecretKey, Callable[[], str]] = {
    "application-key": _application_key,
    "database-password": _password,
}
"""What nobody needs to bring."""


def checked(key: SecretKey, value: str) -> str:
    """The value without blanks around it.

    Raises:
        Problem: it can't be this secret's; without the value.
    """
    value = value.strip()
    if not value:
        raise Problem(f"{key} got an empty value; want {WANTED.get(key, 'some text')}")
    if key == "solapi" and not _is_account(value):
        raise Problem(f"{key} got something else; want {WANTED[key]}")
    if key == "media-signing-key" and not (value.startswith("-----BEGIN ") and value.endswith("PRIVATE KEY-----")):
        raise Problem(f"{key} got something else; want {WANTED[key]}")
    return value


def _is_account(value: str) -> bool:
    try:
        account = cast("object", json.loads(value))
    except ValueError:
        return False
    if not isinstance(account, dict):
        return False
    texts = cast("Mapping[str, object]", account)
    return all(isinstance(text := texts.get(name), str) and text for name in SOLAPI_PARTS)
