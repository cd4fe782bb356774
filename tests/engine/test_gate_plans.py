"""The plans that the gate is tried on are what the engine says today."""

from pathlib import Path

import pytest

from tests.engine.gate_plans import FOLDER, record, shape

pytestmark = pytest.mark.engine


def test_the_recorded_plans_are_what_the_engine_still_says(engine: Path) -> None:
    today = record(engine)

    assert {file.name for file in FOLDER.iterdir()} == today.keys()
    for name, text in today.items():
        assert shape(text) == shape((FOLDER / name).read_text(encoding="utf-8")), (
            f"{name}: `python -m tests.engine.gate_plans` writes it anew"
        )
