"""The report's JSON is what docs/rehearse.md says it is."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from ops.rehearse.report import (
    SCHEMA_VERSION,
    Change,
    Diagnostic,
    Effect,
    Ignored,
    Impact,
    Leg,
    Operation,
    Report,
    Stack,
    Step,
)

PAGE = (Path(__file__).resolve().parents[3] / "docs/rehearse.md").read_text(encoding="utf-8")
MODELS: tuple[type[BaseModel], ...] = (Change, Diagnostic, Effect, Ignored, Leg, Operation, Report, Stack, Step)


def example() -> str:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_in_docs_is_a_report_and_stays_one() -> None:
    report = Report.model_validate_json(example())

    assert report.ok
    assert report.schema_version == SCHEMA_VERSION
    assert Report.model_validate_json(report.model_dump_json(by_alias=True)) == report


@pytest.mark.parametrize("model", MODELS)
def test_docs_name_every_field(model: type[BaseModel]) -> None:
    names = {field.alias or name for name, field in model.model_fields.items()}

    assert {name for name in names if f"`{name}`" not in PAGE} == set()


def test_docs_name_every_impact() -> None:
    assert {each.value for each in Impact if f"| `{each.value}` |" not in PAGE} == set()


def test_another_schema_or_something_else_is_no_report() -> None:
    with pytest.raises(ValidationError, match="schema_version"):
        Report.model_validate_json(example().replace('"schema_version": 1', '"schema_version": 2'))
    with pytest.raises(ValidationError, match="kind"):
        Report.model_validate_json(example().replace("academy-rehearsal", "something-else"))
