from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import Field, ValidationError

from sizing.section import Contradiction, CrossChecks, Listed, Section, Text, Wants, wanted, wanted_item


class Tasks(Section):
    """A section inside another."""

    min: int = Field(ge=1, le=10)
    max: int = Field(ge=1, le=10)

    def _min_is_not_above_max(self) -> Contradiction | None:
        return None if self.min <= self.max else Contradiction(at=("min",), want=f"max ({self.max}) or less, {{0}}")

    cross_checks: ClassVar[CrossChecks] = (_min_is_not_above_max,)


class Sample(Section):
    """One key of every kind."""

    wait_seconds: int = Field(ge=0, le=20)
    memory_mib: int = Field(ge=512, le=1024)
    tasks: Tasks
    copies: int = Field(ge=1, le=3)
    public: bool
    kind: Literal["small", "large"]
    name: Text
    label: Annotated[str, Wants("a label")] | None = None
    few: Annotated[tuple[Literal["x", "y"], ...], Listed(at_least=1, at_most=2)]
    some: Annotated[tuple[Annotated[str, Wants("a word")], ...], Listed(at_least=1)]
    any_number: Annotated[tuple[Text, ...], Listed()]
    by_key: dict[str, Text]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("wait_seconds", "a whole number of seconds from 0 to 20"),
        ("memory_mib", "a whole number of MiB from 512 to 1024"),
        ("tasks", "min and max under it"),
        ("copies", "a whole number from 1 to 3"),
        ("public", "true or false"),
        ("kind", "small or large"),
        ("name", "a string"),
        ("label", "a label"),
        ("few", "a list of 1 to 2 without repeats, each x or y"),
        ("some", "a list of 1 or more without repeats, each a word"),
        ("any_number", "a list without repeats, each a string"),
        ("by_key", "keys, each with a string"),
    ],
)
def test_what_a_key_wants_is_told_from_what_is_enforced(key: str, words: str) -> None:
    assert wanted(key, Sample.model_fields[key]) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [("few", "x or y"), ("some", "a word"), ("by_key", "a string"), ("copies", "a whole number from 1 to 3")],
)
def test_what_an_item_of_a_list_wants_is_told_without_the_list(key: str, words: str) -> None:
    assert wanted_item(key, Sample.model_fields[key]) == words


class Careless(Section):
    """Keys about which no message could be made."""

    endless_days: int = Field(ge=1)
    open_list: tuple[str, ...]
    ratio: float


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("endless_days", "a number needs both its limits"),
        ("open_list", "a list needs Listed"),
        ("ratio", "ratio: no words for"),
    ],
)
def test_a_key_without_limits_or_words_is_a_mistake_of_ours(key: str, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        wanted(key, Careless.model_fields[key])


def test_contradicting_values_are_refused_wherever_a_section_is_made() -> None:
    with pytest.raises(ValidationError, match=r"min: want max \(1\) or less, \{0\}"):
        Tasks(min=2, max=1)


@pytest.mark.parametrize(("items", "good"), [((), False), (("x",), True), (("x", "y"), True), (("x", "x"), False)])
def test_a_list_holds_as_many_items_as_it_may_and_none_twice(items: tuple[str, ...], good: bool) -> None:
    class Few(Section):
        few: Annotated[tuple[str, ...], Listed(at_least=1, at_most=2)]

    if good:
        assert Few(few=items).few == items
    else:
        with pytest.raises(ValidationError, match="few"):
            Few(few=items)


def test_a_list_tells_of_itself_and_of_its_items_at_once() -> None:
    class Few(Section):
        few: Annotated[tuple[Literal["x", "y"], ...], Listed(at_least=1, at_most=2)]

    with pytest.raises(ValidationError, match="2 validation errors") as told:
        Few.model_validate({"few": ("x", "x", "z")})
    assert [error["loc"] for error in told.value.errors()] == [("few",), ("few", 2)]
