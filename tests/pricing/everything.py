"""The graph with everything on, what may be changed of it, and what its month comes to."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from ops.priced import resources_of
from pricing.model import Bill, Graph, Resource
from pricing.money import Range
from pricing.prices import load_prices
from pricing.rules import bill
from sandbox.recording import record_program
from sizing.usage import Usage
from tests.sizing.public_key import PUBLIC_KEY

RELEASE = {
    **dict.fromkeys(("api", "video", "ai", "messaging", "gpu"), "1"),
    "pgbouncer": "sha256:" + "0" * 64,
}
EVERYTHING = {
    "academy:release": RELEASE,
    "academy:gpu": {"enabled": True},
    "academy:domain": {"name": "academy.example", "zone_id": "Z0123456789ABCDEFGHIJ"},
    "academy:monitoring": {"container_insights": True},
    "academy:media": {"access": "signed", "public_key": PUBLIC_KEY},
    "academy:alerts": {"emails": ["a@academy.example"]},
}


@cache
def everything() -> tuple[Resource, ...]:
    """10k with everything on that configuration can turn on."""
    return resources_of(record_program("10k", EVERYTHING))


def changed(type_: str, inputs: Mapping[str, Any]) -> tuple[Resource, ...]:
    """Everything, with other inputs of one type."""
    return tuple(
        dataclasses.replace(each, inputs={**each.inputs, **inputs}) if each.type == type_ else each
        for each in everything()
    )


def is_no_less(amount: Range, than: Range) -> bool:
    """Neither at its least, nor as it is expected, nor at its most."""
    return amount.low >= than.low and amount.expected >= than.expected and amount.high >= than.high


def priced(resources: tuple[Resource, ...], used: Usage, *, plan_approved: bool = True) -> Bill:
    return bill(Graph(resources=resources, usage=used, plan_approved=plan_approved), load_prices())


usages = st.fixed_dictionaries(
    {
        "daily_users": st.integers(1, 1_000_000),
        "api_requests_per_user": st.integers(0, 500),
        "api_response_kib": st.integers(1, 1000),
        "cdn_requests_per_user": st.integers(0, 1000),
        "cdn_mib_per_user": st.integers(0, 5000),
        "cache_hit_percent": st.integers(0, 100),
        "old_media_percent": st.integers(0, 100),
        "media_upload_gib": st.integers(0, 100_000),
        "media_months": st.integers(1, 120),
        "media_object_mib": st.integers(1, 1000),
        "media_overwritten_percent": st.integers(0, 100),
        "frontend_mib": st.integers(1, 1000),
        "log_mib_per_day": st.integers(0, 100_000),
        "database_gib": st.integers(0, 200),
        "database_changed_percent": st.integers(0, 100),
        "outbound_gib": st.integers(0, 10_000),
        "registry_gib": st.integers(0, 1000),
        "gpu_hours": st.integers(0, 2000),
    }
)
