import pytest

from sizing.mistakes import InvalidProfile
from sizing.profile import parse_profile
from tests.sizing.stack_files import ROOT, stack_config
from tests.sizing.wrong_configurations import REFUSED_BY_CLI, WRONG, YAML_TEXTS, Wrong, YamlText, changed

VALID = stack_config("initial")
SOURCE = "Pulumi.initial.yaml"


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row.name)
def test_each_wrong_configuration_is_told_in_full(row: Wrong) -> None:
    with pytest.raises(InvalidProfile, match=r"^Pulumi\.initial\.yaml is invalid:\n") as told:
        parse_profile(changed(VALID, row.changes), SOURCE)
    assert str(told.value) == row.message(SOURCE)


def test_the_table_has_rows_for_every_key_and_no_name_twice() -> None:
    assert {*VALID} <= {str(path[0]) for row in WRONG for path in row.changes}
    names = [row.name for rows in (WRONG, REFUSED_BY_CLI, YAML_TEXTS) for row in rows]
    assert len({*names}) == len(names)
    assert len(WRONG) >= 45


@pytest.mark.parametrize("text", YAML_TEXTS, ids=lambda text: text.name)
def test_each_yaml_text_has_one_place_in_the_shipped_file(text: YamlText) -> None:
    assert (ROOT / SOURCE).read_text(encoding="utf-8").count(text.line) == 1
