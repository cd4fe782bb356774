from typing import cast

import pytest

from sizing.names import PROJECT
from sizing.profile import REGION_KEY, TAGS_KEY, Profile
from sizing.section import section_in
from tests.sizing.stack_files import ROOT, STACKS, read_yaml, stack_config

PROJECT_FILE = read_yaml("Pulumi.yaml")
DECLARED = cast("dict[str, dict[str, object]]", PROJECT_FILE["config"])
FIELDS = {f"{PROJECT}:{name}": field for name, field in Profile.model_fields.items() if name != "region"}


def keys_in_order(stack: str) -> list[str]:
    """Every line of the file without its value and comment."""
    lines = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8").splitlines()
    return [line if line.lstrip().startswith("#") else line.partition(": ")[0] for line in lines[1:]]


def test_the_project_is_called_as_its_keys_are() -> None:
    assert PROJECT_FILE["name"] == PROJECT


def test_the_plain_cli_finds_the_environment_that_make_prepares() -> None:
    assert PROJECT_FILE["runtime"] == {"name": "python", "options": {"toolchain": "pip", "virtualenv": ".venv"}}


def test_every_key_is_declared_and_nothing_else_is() -> None:
    assert list(DECLARED) == list(FIELDS)


@pytest.mark.parametrize("key", FIELDS)
def test_a_declaration_has_the_type_of_its_field_and_leaves_absence_to_the_parse(key: str) -> None:
    is_section = section_in(FIELDS[key]) is not None
    declared = DECLARED[key]
    assert set(declared) == {"type", "description", "default"}
    assert declared["type"] == ("object" if is_section else "string")
    assert declared["default"] == ({} if is_section else "")


@pytest.mark.parametrize("key", FIELDS)
def test_a_declaration_says_what_the_field_says(key: str) -> None:
    assert DECLARED[key]["description"] == FIELDS[key].description


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_has_every_key_that_is_read(stack: str) -> None:
    assert list(stack_config(stack)) == [REGION_KEY, TAGS_KEY, *FIELDS]


def test_the_two_files_differ_in_values_alone_so_that_their_diff_is_the_scaling_plan() -> None:
    small, large = map(keys_in_order, STACKS)
    assert small == large
