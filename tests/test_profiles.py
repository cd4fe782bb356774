"""The whole program with stack files that nobody has written: any valid one keeps every rule."""

import copy
import runpy
from typing import Any, cast

from hypothesis import Phase, given, settings

from components.plan import NOTICE
from sandbox.recording import ROOT, Recording, record
from tests.invariants import broken
from tests.sizing.profiles import Values, valid_configs

PLAN = "aws:pricingplanmanager/subscription:Subscription"

# The same examples in each run: a failure in CI is one that anybody can have at home. They are not made smaller, which
# would take minutes: what is broken is told by the resource.
reproducible = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate])


def declared(config: Values) -> Recording:
    """What the program declares with these values in its stack file."""
    return record(
        lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"), stack="generated", config=config
    )


def bare(config: Values) -> Values:
    """The same stack without anything that can be turned on."""
    less = copy.deepcopy(cast("dict[str, dict[str, Any]]", config))
    less["academy:network"] |= {"nat": "none", "flow_logs": False}
    less["academy:database"] |= {"pooler": "none", "iam_auth": False}
    less["academy:api"].pop("scheduled_minimum", None)
    less["academy:gpu"]["enabled"] = False
    less["academy:usage"]["gpu_hours"] = 0
    for worker in less["academy:workers"].values():
        worker["tasks"]["min"] = max(worker["tasks"]["min"], 1)
    less["academy:media"].pop("public_key", None)
    less["academy:media"]["access"] = "public"
    less["academy:cdn"] |= {"plan": "pay_as_you_go", "waf": False, "access_logs": False}
    less["academy:monitoring"] |= {"container_insights": False, "dashboard": False}
    return {**less, "academy:domain": {}, "academy:release": {}, "academy:alerts": {"emails": []}}


def kept(graph: Recording) -> dict[str, tuple[bool, bool]]:
    """What must not be lost when a resource stays: its place in the program and its protection, by URN."""
    return {each.urn: (each.protect, each.retain_on_delete) for each in graph.resources}


@settings(reproducible, max_examples=25)
@given(valid_configs())
def test_every_valid_stack_keeps_every_rule(config: Values) -> None:
    graph = declared(config)

    assert broken(graph) == []
    # What the plan means for `pulumi destroy`, and nothing deprecated.
    assert graph.messages == ((NOTICE,) if graph.of_type(PLAN) else ())
    assert graph.secret_exports == frozenset()
    assert {each.key for each in graph.resources if each.secrets} == set()


@settings(reproducible, max_examples=8)
@given(valid_configs())
def test_what_is_turned_on_comes_beside_what_is_there(config: Values) -> None:
    before, after = kept(declared(bare(config))), kept(declared(config))

    assert before.items() <= after.items()
