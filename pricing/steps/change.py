"""Graphs with one thing more, or larger: what a step of a key makes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pricing.model import Graph, Resource


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of one key."""

    key: str
    """As it stands in the stack file, without `academy:`."""
    words: str
    """What the key is set to, or what is added, like `+1 task`."""
    grown: Graph
    """What the program would declare then, as far as it is billed."""


def with_inputs(graph: Graph, resources: Resource | Iterable[Resource], inputs: Mapping[str, Any]) -> Graph:
    """The graph with some inputs of these resources replaced, by the same values in all of them."""
    chosen = (resources,) if isinstance(resources, Resource) else resources
    return changed(graph, {each.urn: inputs for each in chosen})


def changed(graph: Graph, inputs: Mapping[str, Mapping[str, Any]]) -> Graph:
    """The graph with some inputs of resources replaced, by URN."""
    return replace(
        graph,
        resources=tuple(
            replace(each, inputs={**each.inputs, **inputs[each.urn]}) if each.urn in inputs else each
            for each in graph.resources
        ),
    )


def with_resources(graph: Graph, declared: Iterable[tuple[str, Mapping[str, Any]]]) -> Graph:
    """The graph with resources of these types and inputs beside its own."""
    new = tuple(
        Resource(type=type_, name=f"step-{number}", urn=f"step::{type_}::{number}", id=f"step-{number}", inputs=inputs)
        for number, (type_, inputs) in enumerate(declared)
    )
    return replace(graph, resources=(*graph.resources, *new))


def without(graph: Graph, resources: Iterable[Resource]) -> Graph:
    """The graph without some resources."""
    gone = {each.urn for each in resources}
    return replace(graph, resources=tuple(each for each in graph.resources if each.urn not in gone))
