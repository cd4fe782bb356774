"""Steps of `media`, `cdn` and `monitoring`: how long things are kept, and what is off and could be on."""

from collections.abc import Iterator, Mapping
from typing import Any

from pricing.model import Graph, Resource
from pricing.rules.cdn import PLAN, WEB_ACL
from pricing.rules.lifecycle import LIFECYCLE
from pricing.rules.watching import ALARM, CLUSTER, DASHBOARD, LOG_GROUP
from pricing.steps.change import Step, with_inputs, with_resources
from sizing.monitoring import LOG_DAYS
from sizing.storage import MAX_DAYS, MIN_DAYS_IN_IA

_INSIGHTS, _NONCURRENT = "containerInsights", "noncurrentVersionExpiration"
_DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"

FIREWALL_RULES = 3
"""What the firewall's web ACL has: a rate limit and two of AWS's own groups."""

_MORE_DAYS = 30


def media_steps(graph: Graph) -> Iterator[Step]:
    """Later moves to colder classes, and old versions kept for longer."""
    for each in graph.of_type(LIFECYCLE):
        days = _transitions(each)
        if not days:
            continue
        ia, glacier = days.get("STANDARD_IA"), days.get("GLACIER_IR")
        if ia is not None and ia + _MORE_DAYS + MIN_DAYS_IN_IA <= (glacier or MAX_DAYS):
            yield _later("media.ia_after_days", graph, each, {"STANDARD_IA": ia + _MORE_DAYS})
        if glacier is not None and glacier + _MORE_DAYS <= MAX_DAYS:
            yield _later("media.glacier_after_days", graph, each, {"GLACIER_IR": glacier + _MORE_DAYS})
        kept = [rule["noncurrentVersionExpiration"]["noncurrentDays"] for rule in _rules(each, _NONCURRENT)]
        if kept and kept[0] + _MORE_DAYS <= MAX_DAYS:
            more = {_NONCURRENT: {"noncurrentDays": kept[0] + _MORE_DAYS}}
            yield _step("media.noncurrent_days", f"+{_MORE_DAYS} days", _with_rule(graph, each, _NONCURRENT, more))


def cdn_steps(graph: Graph) -> Iterator[Step]:
    """The plan, the firewall that it needs, and access logs, where they are off."""
    firewall: list[tuple[str, Mapping[str, Any]]] = []
    if not graph.of_type(WEB_ACL):
        firewall = [(WEB_ACL, {"rules": [{}] * FIREWALL_RULES}), (ALARM, {})]
    if not graph.has_plan:
        words = "business, with waf true" if firewall else "business"
        plan = (PLAN, {"planTier": "BUSINESS"})
        yield _step("cdn.plan", words, with_resources(graph, [*firewall, plan]))
    if firewall:
        yield _step("cdn.waf", "true", with_resources(graph, firewall))
    if not graph.of_type(_DELIVERY):
        yield _step("cdn.access_logs", "true", with_resources(graph, [(_DELIVERY, {})]))


def monitoring_steps(graph: Graph) -> Iterator[Step]:
    """Logs kept for longer, and what is measured and shown, where it is off."""
    for each in graph.of_type(LIFECYCLE):
        if _transitions(each):
            continue
        kept = [rule["expiration"]["days"] for rule in _rules(each, "expiration") if "days" in rule["expiration"]]
        if kept and kept[0] + _MORE_DAYS <= MAX_DAYS:
            more = {"expiration": {"days": kept[0] + _MORE_DAYS}}
            grown = _with_rule(graph, each, "expiration", more)
            yield _step("monitoring.access_log_days", f"+{_MORE_DAYS} days", grown)
    kept = max((each.inputs["retentionInDays"] for each in graph.of_type(LOG_GROUP)), default=LOG_DAYS[-1])
    for days in [each for each in LOG_DAYS if each > kept][:1]:
        grown = with_inputs(graph, graph.of_type(LOG_GROUP), {"retentionInDays": days})
        yield _step("monitoring.log_days", f"{days}", grown)
    off = [each for each in graph.of_type(CLUSTER) if {"name": _INSIGHTS, "value": "disabled"} in _settings(each)]
    if off:
        watched = with_inputs(graph, off, {"settings": [{"name": _INSIGHTS, "value": "enabled"}]})
        yield _step("monitoring.container_insights", "true", watched)
    if not graph.of_type(DASHBOARD):
        yield _step("monitoring.dashboard", "true", with_resources(graph, [(DASHBOARD, {})]))


def _step(key: str, words: str, grown: Graph) -> Step:
    return Step(key=key, words=words, grown=grown)


def _settings(cluster: Resource) -> list[dict[str, str]]:
    return cluster.inputs.get("settings") or []


def _rules(configuration: Resource, part: str) -> list[dict[str, Any]]:
    return [rule for rule in configuration.inputs["rules"] if rule.get(part)]


def _transitions(configuration: Resource) -> dict[str, int]:
    """The age at which objects move to each storage class."""
    moves = [move for rule in _rules(configuration, "transitions") for move in rule["transitions"]]
    return {move["storageClass"]: move["days"] for move in moves}


def _later(key: str, graph: Graph, configuration: Resource, days: Mapping[str, int]) -> Step:
    moves = [{"storageClass": name, "days": age} for name, age in {**_transitions(configuration), **days}.items()]
    grown = _with_rule(graph, configuration, "transitions", {"transitions": moves})
    return _step(key, f"+{_MORE_DAYS} days", grown)


def _with_rule(graph: Graph, configuration: Resource, part: str, change: Mapping[str, Any]) -> Graph:
    """With the rules that have `part` changed."""
    rules = [{**rule, **change} if rule.get(part) else rule for rule in configuration.inputs["rules"]]
    return with_inputs(graph, configuration, {"rules": rules})
