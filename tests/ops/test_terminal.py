"""Lines come as they are: whoever copies one finds what was meant."""

import pytest

from ops.terminal import say, tell, tell_error

LINE = "arn:aws:kms:ap-northeast-2:123456789012:key:1 [red]x[/red] " + "long " * 40


def test_nothing_in_a_line_is_read_as_markup_and_no_line_is_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    say(LINE)
    tell(LINE)
    tell_error(LINE)
    captured = capsys.readouterr()
    assert captured.out == f"{LINE}\n"
    assert captured.err == f"{LINE}\nerror: {LINE}\n"
