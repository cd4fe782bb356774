"""What the pages say is there is there: the tests, the files and the sections that they send their readers to."""

import re
from pathlib import Path

import pytest

from sandbox.recording import ROOT
from tests.named_tests import exists

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
PITFALLS = ROOT / "docs" / "pitfalls.md"

_TEST = re.compile(r"\btests/[\w/]+\.py::\w+")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_CODE_PATH = re.compile(r"`((?:components|docs|ops|policy|sandbox|scripts|sizing|tests)/[\w./-]+)(?:::\w+)?`")
_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return _FENCE.sub("", text(page))


def anchor(heading: str) -> str:
    """What a link calls a heading: https://docs.github.com/en/get-started/writing-on-github."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {anchor(line.lstrip("#")) for line in prose(page).splitlines() if re.match(r"#{1,6} ", line)}


def dead_links(page: Path) -> list[str]:
    """The page's relative links that lead to no file, or to no section of it."""
    dead: list[str] = []
    for link in _LINK.findall(prose(page)):
        path, _, section = link.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = (page.parent / path) if path else page
        if not target.exists() or (section and section not in anchors(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    assert [name for name in _TEST.findall(text(page)) if not exists(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    assert dead_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    assert [path for path in _CODE_PATH.findall(prose(page)) if not (ROOT / path).exists()] == []


def test_each_of_the_54_pitfalls_has_its_row_in_order() -> None:
    assert [int(number) for number in _ROW.findall(text(PITFALLS))] == list(range(1, 55))


def test_each_pitfall_is_proven_by_a_test_or_does_not_apply() -> None:
    rows = [line for line in text(PITFALLS).splitlines() if _ROW.match(line)]
    unproven = [row for row in rows if not _TEST.search(row) and "Does not apply" not in row]
    assert unproven == []
    assert {row.count(" | ") for row in rows} == {3}


def test_a_link_to_nothing_and_a_section_that_is_not_there_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n[here](page.md) [there](gone.md) [up](#a-page) [down](#b-page) [web](https://academy.example)\n"
        "```\n[code](gone.md)\n```\n"
    )

    assert dead_links(page) == ["gone.md", "#b-page"]


def test_a_test_that_is_not_there_is_found() -> None:
    assert exists("tests/test_docs.py::test_a_test_that_is_not_there_is_found")
    assert not exists("tests/test_docs.py::test_a_test_that_nobody_wrote")
    assert not exists("tests/test_nothing.py::test_a_test_that_is_not_there_is_found")
