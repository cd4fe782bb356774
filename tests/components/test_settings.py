import contextvars
import json
from collections.abc import Callable, Mapping
from typing import TypeVar

import pulumi
import pytest
from pulumi.runtime import config as runtime_config
from pulumi.runtime import settings as runtime_settings
from pulumi_aws import sqs

from components.settings import load_profile
from sandbox.recording import record, record_program
from sizing.profile import parse_profile
from tests.sizing.stack_files import stack_config

Result = TypeVar("Result")

VALID = stack_config("initial")
WRONG = {**VALID, "academy:environment": "Prod"}
SAYS = r"^Pulumi\.initial\.yaml is invalid:\n  academy:environment is "


def as_handed_over(config: Mapping[str, object]) -> dict[str, str]:
    """What the engine makes of a stack file: text for scalars, JSON for the rest."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def in_stack(config: Mapping[str, str], secret_keys: list[str], program: Callable[[], Result]) -> Result:
    """Run with this configuration set, as the Automation API sets it, and leave none behind."""

    def run() -> Result:
        runtime_settings.configure(runtime_settings.Settings(project="academy", stack="initial"))
        runtime_config.set_all_config(dict(config), secret_keys)
        return program()

    return contextvars.copy_context().run(run)


def test_the_profile_is_the_stack_files() -> None:
    read = in_stack(as_handed_over(VALID), [], load_profile)
    assert read == parse_profile(VALID, "")


def test_the_clis_own_host_hands_everything_over_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(as_handed_over(VALID)))
    assert in_stack({}, [], load_profile) == parse_profile(VALID, "")


def test_what_is_set_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(as_handed_over(WRONG)))
    assert in_stack(as_handed_over(VALID), [], load_profile) == parse_profile(VALID, "")


def test_a_mistake_is_one_plain_error_that_names_the_file() -> None:
    with pytest.raises(pulumi.RunError, match=SAYS) as error:
        in_stack(as_handed_over(WRONG), [], load_profile)
    assert error.value.__suppress_context__


def test_a_misspelt_key_is_seen_though_nothing_asks_for_it() -> None:
    with pytest.raises(pulumi.RunError, match="academy:netwrok is not a key; did you mean academy:network"):
        in_stack({**as_handed_over(VALID), "academy:netwrok": "{}"}, [], load_profile)


def test_nothing_is_declared_once_the_configuration_was_found_wrong() -> None:
    declared: list[str] = []

    def program() -> None:
        load_profile()
        declared.append("queue")
        sqs.Queue("queue")

    with pytest.raises(pulumi.RunError, match=SAYS):
        record(program, config=WRONG)
    assert declared == []


def test_the_whole_program_stops_with_that_error() -> None:
    with pytest.raises(pulumi.RunError, match=SAYS):
        record_program("initial", {"academy:environment": "Prod"})


def test_a_secret_is_not_shown() -> None:
    with pytest.raises(pulumi.RunError, match=r"academy:environment is \[secret\]; want ") as error:
        in_stack(as_handed_over(WRONG), ["academy:environment"], load_profile)
    assert "Prod" not in str(error.value)


def test_a_secret_is_not_shown_by_the_clis_own_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(as_handed_over(WRONG)))
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["academy:environment"]))
    with pytest.raises(pulumi.RunError, match=r"academy:environment is \[secret\]; want "):
        in_stack({}, [], load_profile)


@pytest.mark.parametrize("text", ["{", "[1", "{nat: none}"])
def test_text_that_only_looks_like_json_is_told_as_it_is(text: str) -> None:
    with pytest.raises(pulumi.RunError, match="academy:network is ") as error:
        in_stack({**as_handed_over(VALID), "academy:network": text}, [], load_profile)
    assert f"academy:network is {json.dumps(text)}; want cidr, zones, nat and flow_logs under it" in str(error.value)
