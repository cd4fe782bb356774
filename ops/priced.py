"""What a stack file costs: the graph that the program declares for it, captured once, and priced."""

from collections.abc import Mapping

from ops.capture import capture
from ops.problem import Problem
from ops.stacks import StackFile, read_profile
from pricing.model import Bill, Graph, Resource, Unpriced
from pricing.prices import UnknownPrice, load_prices
from pricing.rules import bill
from sandbox.recording import Recording
from sizing.usage import Usage


def graph_of(stack: StackFile, changes: Mapping[str, Mapping[str, object] | str] | None = None) -> Graph:
    """Everything that is priced of a stack, as it is once every service is released.

    `changes` are laid over the file, of a section the keys that are named.

    Raises:
        Problem: the stack file is wrong.
    """
    resources, usage = resources_of(capture(stack, changes)), read_profile(stack).usage
    changed = (changes or {}).get("academy:usage")
    if isinstance(changed, Mapping):
        usage = Usage.model_validate({**usage.model_dump(), **changed})
    return Graph(resources=resources, usage=usage)


def resources_of(recording: Recording) -> tuple[Resource, ...]:
    """What AWS would bill of what was recorded; components are ours alone."""
    return tuple(
        Resource(type=each.type, name=each.name, urn=each.urn, id=each.id, inputs=each.inputs)
        for each in recording.resources
        if each.custom
    )


def price(graph: Graph) -> Bill:
    """The graph's bill at the prices that the project ships, each charge to the cent.

    Raises:
        Problem: something has no price, which is named.
    """
    try:
        return bill(graph, load_prices()).in_cents()
    except (Unpriced, UnknownPrice) as missing:
        raise Problem(str(missing)) from missing
