from typing import Annotated, ClassVar

import pytest
from pydantic import Field

from sizing.mistakes import written
from sizing.parsing import as_read, parse_section
from sizing.section import Contradiction, CrossChecks, Section, Text


class Tasks(Section):
    """As many as `min`, or more."""

    min: int = Field(ge=0, le=40)
    max: int = Field(ge=1, le=40)

    def _max_is_not_below_min(self) -> Contradiction | None:
        return Contradiction(at=("max",), want=f"min ({self.min}) to 40") if self.max < self.min else None

    cross_checks: ClassVar[CrossChecks] = (_max_is_not_below_min,)


class Domain(Section):
    """Given or not."""

    name: Annotated[str, Field(min_length=1)]


class Api(Section):
    """A tier with a tier in it and one that may be left out."""

    tasks: Tasks
    public: bool
    domain: Domain | None = None
    label: Text | None = None

    def _public_has_a_domain(self) -> Contradiction | None:
        return Contradiction(at=("domain", "name"), want="one, as public is true") if self._unnamed else None

    def _busy_has_a_label(self) -> Contradiction | None:
        busy = self.tasks.max > 20 and self.label is None
        return Contradiction(at=("label",), want=f"one above 20 tasks ({self.tasks.max})") if busy else None

    @property
    def _unnamed(self) -> bool:
        return self.public and self.domain is None

    cross_checks: ClassVar[CrossChecks] = (_public_has_a_domain, _busy_has_a_label)


def told(values: dict[str, object], *secret_keys: str) -> list[str]:
    parsed = parse_section(Api, values, secret_keys=secret_keys)
    assert (parsed.value is None) == bool(parsed.mistakes)
    return [str(mistake) for mistake in parsed.mistakes]


def tasks(low: int, high: int) -> dict[str, object]:
    return {"min": low, "max": high}


def test_a_good_section_is_there_without_a_mistake() -> None:
    assert told({"tasks": tasks(1, 2), "public": False}) == []
    assert told({"tasks": tasks(1, 2), "public": True, "domain": {"name": "academy.example"}}) == []


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ({"tasks": tasks(3, 1), "public": False}, ["tasks.max is 1; want min (3) to 40"]),
        (
            {"tasks": tasks(3, 1), "public": True},
            ["domain.name is missing; want one, as public is true", "tasks.max is 1; want min (3) to 40"],
        ),
        ({"tasks": tasks(1, 30), "public": False}, ["label is missing; want one above 20 tasks (30)"]),
        (
            {"tasks": tasks(3, 1), "public": "no"},
            ['public is "no"; want true or false', "tasks.max is 1; want min (3) to 40"],
        ),
        ({"tasks": tasks(-1, 1), "public": False}, ["tasks.min is -1; want a whole number from 0 to 40"]),
        (
            {"tasks": {"max": 30}, "public": False},
            [
                "tasks.min is missing; want a whole number from 0 to 40",
                "label is missing; want one above 20 tasks (30)",
            ],
        ),
    ],
)
def test_every_contradiction_is_told_unless_what_it_reads_is_wrong_itself(
    values: dict[str, object], lines: list[str]
) -> None:
    assert told(values) == lines


def test_a_section_that_may_be_left_out_is_told_of_like_the_others() -> None:
    good: dict[str, object] = {"tasks": tasks(1, 2), "public": True}
    assert told({**good, "domain": {"nam": "x"}}) == [
        "domain.name is missing; want a string",
        "domain.nam is not a key; did you mean name?",
    ]
    assert told({**good, "domain": "academy.example"}) == ['domain is "academy.example"; want name under it']


def test_a_contradiction_with_a_secret_quotes_neither_value() -> None:
    assert told({"tasks": tasks(3, 1), "public": False}, "tasks") == [
        "tasks.max is [secret]; want what goes with the other keys"
    ]


def test_values_become_what_the_models_take() -> None:
    read = as_read({"zones": ["a", 1.0, 1.5, None], "nat": None, 1: {"deep": None, "days": 3e1}})
    assert read == {"zones": ("a", 1, 1.5, None), "1": {"days": 30}}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("academy:network",), "academy:network"),
        (("academy:network", "zones", 1), "academy:network.zones[1]"),
        (("aws:defaultTags", "tags", "a.b"), 'aws:defaultTags.tags["a.b"]'),
        (("aws:defaultTags", "tags", "with space"), 'aws:defaultTags.tags["with space"]'),
        (("aws:defaultTags", "tags", 'a"b'), 'aws:defaultTags.tags["a\\"b"]'),
        (("aws:defaultTags", "tags", "a:b/c@d"), "aws:defaultTags.tags.a:b/c@d"),
    ],
)
def test_a_path_is_written_as_config_set_takes_it(path: tuple[str | int, ...], text: str) -> None:
    assert written(path) == text
