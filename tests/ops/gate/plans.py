"""What the engine said of some plans, as text, and made-up steps for what it didn't say there."""

import json
from collections.abc import Mapping

from ops.gate.reading import read
from ops.gate.step import Plan
from tests.engine.gate_plans import EVENTS, FOLDER

__all__ = ["EVENTS", "TIER", "document", "plan", "recorded", "step"]

TIER = "urn:pulumi:prod::academy::academy:data:Tier"
STACK = "urn:pulumi:prod::academy::pulumi:pulumi:Stack::academy-prod"


def recorded(name: str) -> str:
    """What the engine printed."""
    return (FOLDER / name).read_text(encoding="utf-8")


def step(op: str, token: str, name: str = "it", **more: object) -> dict[str, object]:
    """A step as the engine prints it."""
    return {"op": op, "urn": f"{TIER}${token}::{name}", **more}


def document(*steps: Mapping[str, object], summary: Mapping[str, int] | None = None, diagnostics: object = None) -> str:
    """A preview as the engine prints it."""
    return json.dumps(
        {
            "steps": [{"op": "same", "urn": STACK}, *steps],
            "changeSummary": summary or {"same": 1},
            "diagnostics": diagnostics,
        }
    )


def plan(*steps: Mapping[str, object]) -> Plan:
    """A preview of these steps, read."""
    return read(document(*steps), "plan.json")
