import pytest

from sizing.mistakes import InvalidProfile
from sizing.profile import parse_profile
from tests.sizing.stack_files import stack_config
from tests.sizing.wrong_configurations import REFUSED_BY_CLI, WRONG, YAML_TEXTS, Wrong, YamlText, changed

VALID = stack_config("initial")
SOURCE = "Pulumi.initial.yaml"


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row.name)
def test_each_wrong_configuration_is_told_in_full(row: Wrong) -> None:
    with pytest.raises(InvalidProfile, match=r"^Pulumi\.initial\.yaml is invalid:\n") as told:
        parse_profile(changed(VALID, row.changes), SOURCE)
    assert str(told.value) == row.message(SOURCE)


def test_the_table_has_a_row_for_every_tier_and_none_twice() -> None:
    tiers = {str(path[0]) for row in WRONG for path in row.changes}
    assert {*VALID} <= tiers
    assert len({row.name for row in WRONG}) == len(WRONG) >= 45
    assert len({row.name for row in (*REFUSED_BY_CLI, *YAML_TEXTS)}) == len(REFUSED_BY_CLI) + len(YAML_TEXTS)


@pytest.mark.parametrize("text", YAML_TEXTS, ids=lambda text: text.name)
def test_each_yaml_text_replaces_one_line_that_is_there(text: YamlText) -> None:
    pass
