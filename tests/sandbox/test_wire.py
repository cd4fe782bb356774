"""Pulumi's marks are told from plain values."""

from sandbox import wire

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def test_secrets_are_unwrapped_at_every_depth() -> None:
    value = {"a": {SIGNATURE: SECRET, "value": {"b": [{SIGNATURE: SECRET, "value": "s"}]}}}
    assert wire.plain(value) == {"a": {"b": ["s"]}}


def test_an_output_is_its_value_or_unknown() -> None:
    assert wire.plain({SIGNATURE: OUTPUT, "value": 3.0, "secret": True}) == 3
    assert wire.plain({SIGNATURE: OUTPUT}) == wire.UNKNOWN


def test_whole_numbers_become_ints_and_others_stay() -> None:
    assert wire.plain([3.0, 3.5, True, None, "3.0"]) == [3, 3.5, True, None, "3.0"]
    assert isinstance(wire.plain(3.0), int)


def test_an_unknown_is_found_at_every_depth() -> None:
    assert wire.has_unknown({"a": [{"b": wire.UNKNOWN}]})
    assert not wire.has_unknown({"a": [{"b": "known"}]})


def test_the_unknowns_of_all_kinds_are_unknown() -> None:
    assert wire.is_unknown("1c4a061d-8072-4f0a-a4cb-0ff528b18fe7")
    assert wire.is_unknown("dd056dcd-154b-4c76-9bd3-c8f88648b5ff")


def test_what_is_no_object_has_no_inputs() -> None:
    assert wire.plain_object(None) == {}
    assert wire.plain_object(wire.UNKNOWN) == {}
