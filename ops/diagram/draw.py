"""A picture as DOT, and as SVG and PNG by Graphviz."""

import json
from collections.abc import Callable, Iterator
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import cast

import pygraphviz

from ops.diagram.boxes import API, BALANCING, BUILDS, DATA, EDGE, QUEUES, STORAGE, WATCH, WORKERS
from ops.diagram.picture import Box, Kind, Picture

_STYLES = {
    Kind.TRAFFIC: 'color="#232f3e", penwidth=1.6',
    Kind.EVENTS: 'color="#b0084d", style=dashed, penwidth=1.4',
    Kind.PERMISSION: 'color="#7d8998", style=dotted, penwidth=1.6, constraint=false',
}
_COLOURS = {
    EDGE: "#8c4fff",
    BALANCING: "#8c4fff",
    API: "#ed7100",
    WORKERS: "#ed7100",
    BUILDS: "#dd344c",
    DATA: "#c925d1",
    QUEUES: "#e7157b",
    STORAGE: "#7aa116",
    WATCH: "#e7157b",
}
_COLUMNS = ((BALANCING,), (API,), (QUEUES,), (WORKERS,), (DATA, STORAGE, BUILDS))
_IN_VPC = (BALANCING, API, WORKERS, DATA)


def dot(picture: Picture, title: str) -> str:
    """The picture's DOT source: the same for the same program, whoever draws it."""
    return "\n".join((*_head(title), *_clusters(picture), *_columns(picture), *_edges(picture), "}", ""))


LEGEND = "solid: traffic    dashed: events and jobs    dotted: permissions"


def render(source: str, folder: Path, name: str) -> None:
    """Write the DOT source, and what Graphviz makes of it, as NAME.dot, NAME.svg and NAME.png."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.dot").write_text(source, encoding="utf-8")
    graph = pygraphviz.AGraph(string=source)
    draw = cast("Callable[..., None]", graph.draw)  # pyright: ignore[reportUnknownMemberType]
    for form in ("svg", "png"):
        draw(str(folder / f"{name}.{form}"), prog="dot")
    graph.close()


def _head(title: str) -> Iterator[str]:
    label = _quoted(f"{title}\n{LEGEND}")
    yield "digraph academy {"
    yield "  graph [rankdir=LR, compound=true, newrank=true, nodesep=0.16, ranksep=0.45, pad=0.3];"
    yield f'  graph [label={label}, labelloc=t, fontname="Helvetica", fontsize=18, bgcolor=white];'
    yield '  node [fontname="Helvetica", fontsize=12, shape=box, style="rounded,filled", fillcolor=white];'
    yield '  node [color="#7d8998"];'
    yield '  edge [fontname="Helvetica", fontsize=10, arrowsize=0.7];'


def _clusters(picture: Picture) -> Iterator[str]:
    groups: dict[str, list[Box]] = {}
    for box in picture.boxes:
        groups.setdefault(box.group, []).append(box)
    yield from (f"  {_node(box)}" for box in groups.pop("", []))
    zones = {group: boxes for group, boxes in groups.items() if group.startswith("Zone ")}
    yield "  subgraph cluster_vpc {"
    yield '    label="VPC"; style=rounded; color="#8c4fff"; fontsize=14;'
    yield from (f"    {_node(box)}" for box in groups.pop("VPC", []))
    for group, boxes in (*zones.items(), *((one, groups[one]) for one in _IN_VPC if one in groups)):
        yield from _cluster(group, boxes, "    ")
    yield "  }"
    for group, boxes in groups.items():
        if group not in zones and group not in _IN_VPC:
            yield from _cluster(group, boxes, "  ")


def _cluster(group: str, boxes: list[Box], indent: str) -> Iterator[str]:
    colour = _COLOURS.get(group, "#00a4a6")
    yield f"{indent}subgraph {_quoted(f'cluster_{group}')} {{"
    yield f'{indent}  label={_quoted(group)}; style="rounded,dashed"; fontsize=13;'
    yield f'{indent}  color="{colour}"; fontcolor="{colour}";'
    yield from (f"{indent}  {_node(box)}" for box in boxes)
    yield f"{indent}}}"


def _node(box: Box) -> str:
    lines = "".join(f'<br/><font point-size="10">{escape(line)}</font>' for line in box.lines)
    return f"{_quoted(box.key)} [label=<<b>{escape(box.title)}</b>{lines}>];"


def _columns(picture: Picture) -> Iterator[str]:
    """Tiers in columns, in the order in which a request and then a job goes through them."""
    columns = [[box.key for box in picture.boxes if box.group in groups] for groups in _COLUMNS]
    for column in columns:
        yield f"  {{ rank=same; {' '.join(f'{_quoted(key)};' for key in column)} }}"
    for one, next_ in pairwise(column for column in columns if column):
        yield from (f"  {_quoted(one[0])} -> {_quoted(key)} [style=invis];" for key in next_)


def _edges(picture: Picture) -> Iterator[str]:
    for edge in picture.edges:
        label = f", label={_quoted(edge.label)}" if edge.label else ""
        label += f", ltail={_quoted(f'cluster_{edge.from_group}')}" if edge.from_group else ""
        label += f", lhead={_quoted(f'cluster_{edge.to_group}')}" if edge.to_group else ""
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [{_STYLES[edge.kind]}{label}];"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
