"""The engine's own JSON as the comment shows it."""

from pathlib import Path

import pytest

from ops.ci.comment import Report, render
from ops.ci.plan import read_plan
from ops.problem import Problem

OUTPUTS = Path(__file__).parents[1] / "gate" / "outputs"
"""What `pulumi preview --json` has really printed; the gate's tests say how it was recorded."""


def comment_of(name: str) -> str:
    plan, findings, _ = read_plan("10k", (OUTPUTS / f"{name}.json").read_text(encoding="utf-8"))
    return render(Report(title="Check", plans=(plan,), refused=findings))


def test_a_preview_without_changes_says_so() -> None:
    assert "No resource changes." in comment_of("clean")


def test_a_replacement_of_what_holds_something_is_refused_with_its_property() -> None:
    text = comment_of("replace")
    assert "**The gate refuses this change:**" in text
    assert "- replace `aws:" in text


def test_a_preview_that_failed_shows_the_engines_words() -> None:
    text = comment_of("failed")
    assert "**10k failed:**" in text
    assert "is protected" in text or "cannot be deleted" in text


@pytest.mark.parametrize("text", ["", "{", '{"steps": ['])
def test_what_is_no_preview_is_an_error_and_never_a_plan_without_changes(text: str) -> None:
    with pytest.raises(Problem, match=r"^10k is (empty|not JSON, or cut off)"):
        read_plan("10k", text)
