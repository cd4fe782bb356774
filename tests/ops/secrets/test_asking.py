"""Values that somebody brings: typed, in a file, or on stdin; and what they have to look like."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.problem import Problem
from ops.secrets.asking import Piped, Typed
from ops.secrets.values import checked
from tests.ops.secrets.conftest import ACCOUNT, PEM, Somebody


@pytest.mark.parametrize(
    "value", ["", "  \n", "NCSKEY0123456789", '{"api_key": "NCSKEY0123456789"}', '["NCSKEY0123456789"]']
)
def test_a_value_of_another_shape_is_refused_without_being_repeated(value: str) -> None:
    with pytest.raises(Problem, match=r'solapi got .*; want JSON with the texts "api_key" and "api_secret"') as refused:
        checked("solapi", value)
    assert "NCSKEY" not in str(refused.value)


def test_a_private_key_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "media.pem").write_text(PEM + "\n", encoding="utf-8")
    assert Typed(terminal=Somebody(str(tmp_path / "media.pem")))("media-signing-key").strip() == PEM
    assert checked("media-signing-key", PEM + "\n") == PEM
    with pytest.raises(Problem, match=r"none\.pem can't be read: No such file or directory"):
        Typed(terminal=Somebody(str(tmp_path / "none.pem")))("media-signing-key")
    with pytest.raises(Problem, match="media-signing-key got something else; want a private key as PEM"):
        checked("media-signing-key", PEM.replace("PRIVATE", "PUBLIC"))


def test_stdin_holds_the_one_value_or_all_of_them_by_key(tmp_path: Path) -> None:
    def piped(text: str, *wanted: Any) -> Piped:
        (tmp_path / "stdin").write_text(text, encoding="utf-8")
        with (tmp_path / "stdin").open(encoding="utf-8") as stdin:
            return Piped(stdin, [*wanted])

    assert piped(json.dumps(ACCOUNT), "solapi")("solapi") == json.dumps(ACCOUNT)
    assert piped(PEM, "media-signing-key")("media-signing-key") == PEM
    both = piped(json.dumps({"solapi": ACCOUNT, "media-signing-key": PEM}), "solapi", "media-signing-key")
    assert [both("solapi"), both("media-signing-key")] == [json.dumps(ACCOUNT), PEM]
    assert piped("", "solapi")("solapi") is None
    assert piped(json.dumps({"media-signing-key": PEM}), "solapi", "media-signing-key")("solapi") is None
    with pytest.raises(Problem, match="stdin has one value for solapi and media-signing-key; want JSON"):
        piped(PEM, "solapi", "media-signing-key")("solapi")
