"""The configuration reference is that of today's profile and stack files."""

from ops.reference import PAGE, page


def test_the_reference_in_docs_is_that_of_todays_profile_and_stack_files() -> None:
    assert page() == PAGE.read_text(encoding="utf-8"), "`make accept` writes it anew"


def test_the_reference_gives_every_key_its_words_and_its_value_in_each_stack() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    assert any(line.startswith("| `tasks.min` | Tasks when there is little to do") for line in rows)
    assert [line for line in rows if line.count(" | ") != 3] == []
    assert any("| `db.t4g.micro` | `db.t4g.medium` |" in line for line in rows)
