"""What a picture of a stack shows: boxes, the tier or zone each stands in, and the references between them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Kind(Enum):
    """What a reference between two boxes is for."""

    TRAFFIC = "traffic"
    EVENTS = "events"
    PERMISSION = "permissions"


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box, which may stand for several resources of a kind."""

    key: str
    group: str
    """The tier, or the zone, that it stands in; empty for who is outside."""
    title: str
    """AWS's own word for it."""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A reference that the program's resources really have."""

    source: str
    target: str
    kind: Kind
    label: str = ""
    from_group: str = ""
    """The whole tier that `source` stands for here."""
    to_group: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Boxes and edges, in a fixed order."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def picture(boxes: Iterable[Box], edges: Iterable[Edge]) -> Picture:
    """The picture of these boxes, each once, and of the edges of which both ends are drawn.

    Edges of a kind that come from every box of a tier, or lead to every one of a tier of three and more, are one edge.
    """
    known = {box.key: box for box in boxes}
    drawn = {
        (edge.source, edge.target, edge.kind.value): edge
        for edge in edges
        if edge.source in known and edge.target in known and edge.source != edge.target
    }
    one_by_one = [drawn[key] for key in sorted(drawn)]
    tiers: dict[str, list[str]] = {}
    for box in known.values():
        tiers.setdefault(box.group, []).append(box.key)
    tiers = {group: keys for group, keys in tiers.items() if group and len(keys) > 1}
    return Picture(boxes=tuple(known.values()), edges=tuple(_from_tiers(_to_tiers(one_by_one, tiers), tiers)))


def _to_tiers(edges: list[Edge], tiers: dict[str, list[str]]) -> list[Edge]:
    for group, keys in tiers.items():
        for source, kind in {(edge.source, edge.kind): None for edge in edges}:
            same = [edge for edge in edges if (edge.source, edge.kind) == (source, kind) and edge.target in keys]
            if source not in keys and len(same) == len(keys) > 2:
                middle = next(edge for edge in same if edge.target == keys[len(keys) // 2])
                edges = [edge for edge in edges if edge not in same] + [replace(middle, to_group=group)]
    return edges


def _from_tiers(edges: list[Edge], tiers: dict[str, list[str]]) -> list[Edge]:
    for group, keys in tiers.items():
        for target, kind, to_group in {(edge.target, edge.kind, edge.to_group): None for edge in edges}:
            same = [
                edge
                for edge in edges
                if (edge.target, edge.kind, edge.to_group) == (target, kind, to_group) and edge.source in keys
            ]
            if target not in keys and len(same) == len(keys):
                middle = next(edge for edge in same if edge.source == keys[len(keys) // 2])
                edges = [edge for edge in edges if edge not in same] + [replace(middle, from_group=group)]
    return edges
