"""The pictures of the shipped stacks: what is on them, and that they are those of today's program."""

from html import unescape

import pytest

from ops.capture import capture
from ops.diagram.boxes import boxes
from ops.diagram.edges import edges
from ops.diagram.picture import Box, Edge, Kind, Picture, picture
from ops.diagram.stack import FOLDER, name_of, source_of
from ops.stacks import find_stack


@pytest.fixture(scope="module")
def large() -> Picture:
    graph = capture(find_stack("10k"))
    return picture(boxes(graph), edges(graph))


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_the_picture_in_docs_is_that_of_todays_program(stack: str) -> None:
    file = FOLDER / f"{name_of(find_stack(stack))}.dot"
    assert source_of(find_stack(stack)) == file.read_text(encoding="utf-8"), "`make accept` draws it anew"


@pytest.mark.parametrize("stack", ["initial", "10k"])
def test_the_drawings_beside_it_were_made_from_that_source(stack: str) -> None:
    name = name_of(find_stack(stack))
    svg = unescape((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    titles = {box.title for box in picture(boxes(capture(find_stack(stack))), []).boxes}
    assert {title for title in titles if title not in svg} == set()
    assert (FOLDER / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def named(drawn: Picture, kind: Kind) -> set[tuple[str, str]]:
    """The edges of a kind by the last word of what they join; a tier by its name."""

    def short(key: str) -> str:
        return key.rpartition("::")[2]

    return {
        (edge.from_group or short(edge.source), edge.to_group or short(edge.target))
        for edge in drawn.edges
        if edge.kind is kind
    }


def test_viewers_come_through_the_firewall_to_the_distribution_and_on_to_its_origins(large: Picture) -> None:
    assert named(large, Kind.TRAFFIC) >= {
        ("viewers", "cdn-waf"),
        ("cdn-waf", "cdn"),
        ("cdn", "balancer"),
        ("cdn", "storage-media"),
        ("cdn", "storage-frontend"),
        ("balancer", "api"),
        ("api", "database"),
    }


def test_jobs_go_from_the_api_to_every_queue_and_from_there_to_their_worker(large: Picture) -> None:
    assert named(large, Kind.EVENTS) >= {
        ("api", "Jobs"),
        ("queues-video", "video"),
        ("queues-ai-lite", "ai"),
        ("queues-ai-basic", "ai"),
        ("queues-ai-premium", "ai"),
        ("queues-messaging", "messaging"),
    }


def test_private_subnets_leave_by_the_nat_gateway_of_their_own_zone(large: Picture) -> None:
    assert named(large, Kind.TRAFFIC) >= {
        ("network-private-a", "network-nat-a"),
        ("network-private-c", "network-nat-c"),
    }
    assert ("network-private-a", "network-nat-c") not in named(large, Kind.TRAFFIC)


def test_only_who_may_touch_media_has_an_edge_to_its_bucket(large: Picture) -> None:
    touching = {source for source, target in named(large, Kind.PERMISSION) if target == "storage-media"}
    assert touching == {"api", "video", "ai"}


def test_each_zone_has_its_own_subnets(large: Picture) -> None:
    zones = {box.group for box in large.boxes if box.title.endswith("subnet")}
    assert zones == {"Zone a", "Zone c"}


def test_an_edge_to_what_is_not_drawn_is_left_out_and_edges_to_a_whole_tier_are_one() -> None:
    tier = [Box(key=key, group="Tier", title=key) for key in ("x", "y", "z")]
    one = Box(key="one", group="", title="one")
    ends = ["x", "y", "z", "nowhere"]
    drawn = picture([one, *tier], [Edge(source="one", target=end, kind=Kind.EVENTS) for end in ends])
    assert [(edge.source, edge.to_group) for edge in drawn.edges] == [("one", "Tier")]
