"""Who is told when something is wrong."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from sizing.section import Listed, Section, Wants

MAX_EMAILS = 10
"""Ours: more people than that belong on a mailing list."""

EMAIL_MAX_LENGTH = 254
"""Characters. https://www.rfc-editor.org/rfc/rfc5321 (a path has 256 with its angle brackets)"""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:{_LABEL}\.)+{_LABEL}")


def _email(address: str) -> str:
    if len(address) > EMAIL_MAX_LENGTH or not _EMAIL.fullmatch(address):
        raise ValueError("e-mail address")
    return address


Email = Annotated[str, AfterValidator(_email), Wants("an e-mail address, like ops@academy.example")]


class Alerts(Section):
    """Where alarms go. Each address confirms its subscription by the mail that AWS sends it."""

    emails: Annotated[tuple[Email, ...], Listed(at_least=0, at_most=MAX_EMAILS)] = Field(
        description=f"E-mail addresses that alarms go to, up to {MAX_EMAILS}."
    )
