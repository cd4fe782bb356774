"""What AWS refuses, most of it after a plan that looked fine: one function a rule, one module a service.

A function gets the change that is asked for and says why not, with AWS's error code and the page that tells the rule.
A rule for another type is such a function and a row in its module's RULES.
"""

from sandbox.held import Change, RefusedError
from sandbox.refusals import (
    alarms,
    balancer,
    cdn,
    certificates,
    containers,
    database,
    everywhere,
    firewall,
    identity,
    network,
    plans,
    queues,
    ranges,
    scaling,
    services,
    storage,
)
from sandbox.refusals.rule import Moment

_MODULES = (
    *(everywhere, ranges, network, firewall, storage, queues, database, identity, containers, services, scaling),
    *(balancer, certificates, cdn, plans, alarms),
)

RULES = tuple(rule for module in _MODULES for rule in module.RULES)


def reasons(moment: Moment, change: Change) -> list[str]:
    """Everything that speaks against a change; nothing if AWS does it."""
    rules = [rule for rule in RULES if moment in rule.when and change.type in rule.types]
    return [reason for rule in rules if (reason := rule.reason(change))]


def refuse(moment: Moment, change: Change) -> None:
    """Raises RefusedError with the first thing that speaks against a change, as AWS does."""
    for reason in reasons(moment, change)[:1]:
        raise RefusedError(reason)
