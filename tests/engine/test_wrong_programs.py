"""What the engine refuses: wrong stack files before anything is declared, and names given twice."""

from collections.abc import Callable
from pathlib import Path
from typing import TextIO, cast

import pytest
from ruamel.yaml import YAML

from sandbox.workspace import ROOT, Sandbox
from tests.engine.conftest import SandboxFactory, succeeded
from tests.engine.test_growth import edit
from tests.sizing.stack_files import read_yaml
from tests.sizing.wrong_configurations import REFUSED_BY_CLI, WRONG, YAML_TEXTS, YamlText, changed
from tests.sizing.wrong_configurations.row import Path as ConfigPath

pytestmark = pytest.mark.engine


def write_config(sandbox: Sandbox, changes: dict[ConfigPath, object]) -> None:
    file = read_yaml("Pulumi.initial.yaml")
    config = changed(cast("dict[str, object]", file["config"]), changes)
    with (sandbox.folder / "Pulumi.initial.yaml").open("w") as out:
        dump = cast("Callable[[object, TextIO], None]", YAML().dump)
        dump({"config": config}, out)


def test_every_mistake_of_a_stack_file_is_told_once_and_nothing_is_declared(sandbox: Sandbox) -> None:
    row = next(row for row in WRONG if row.name == "one contradiction in every tier")
    assert len(row.lines) > 1
    write_config(sandbox, dict(row.changes))

    refused = sandbox.preview("initial")

    assert refused.failed
    assert [error for error in refused.errors if "is invalid:" in error] == [row.message("Pulumi.initial.yaml")]
    assert "Traceback" not in "\n".join(refused.errors)
    assert [step for step in refused.steps if not step.type.startswith("pulumi:")] == []
    assert sandbox.account.log() == ()


def test_the_cli_itself_refuses_what_is_no_tier_at_all(sandbox: Sandbox) -> None:
    for row in REFUSED_BY_CLI:
        write_config(sandbox, dict(row.changes))
        refused = sandbox.preview("initial")
        assert refused.failed, row.name
        assert any(row.said.format(stack="initial") in error for error in refused.errors), (row.name, refused.errors)


@pytest.mark.parametrize("text", YAML_TEXTS, ids=lambda text: text.name)
def test_what_yaml_makes_of_a_value_is_told_with_the_line_that_mends_it(sandbox: Sandbox, text: YamlText) -> None:
    edit(sandbox, "initial", text.line, text.instead)

    result = sandbox.preview("initial")

    if text.lines:
        assert result.failed
        assert "\n  ".join(("Pulumi.initial.yaml is invalid:", *text.lines)) in result.errors
    else:
        succeeded(result)


def test_the_same_resource_named_twice_is_refused_by_the_engine(new_sandbox: SandboxFactory, tmp_path: Path) -> None:
    program = tmp_path / "__main__.py"
    program.write_text(
        "import runpy\n"
        "import pulumi_aws as aws\n"
        f"runpy.run_path({str(ROOT / '__main__.py')!r}, run_name='__main__')\n"
        "aws.sqs.Queue('twice')\n"
        "aws.sqs.Queue('twice')\n"
    )

    refused = new_sandbox(program=program).preview("initial")

    assert refused.failed
    assert any("Duplicate resource URN" in error and "::twice" in error for error in refused.errors)
