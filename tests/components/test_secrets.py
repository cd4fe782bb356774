"""The places for secrets, as AWS would be asked for them."""

import pytest

from components.secrets import DESCRIPTIONS, Secrets, SecretsArgs
from sandbox.recording import Recording, record
from sizing.access import SecretKey

TIER = "academy:identity:Secrets"
SECRET = "aws:secretsmanager/secret:Secret"

KEYS: tuple[SecretKey, ...] = ("application-key", "database-password", "solapi")


def secrets(environment: str = "prod", keys: tuple[SecretKey, ...] = KEYS) -> Recording:
    return record(lambda: Secrets("secrets", SecretsArgs(environment=environment, keys=keys)))


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_a_secret_is_found_under_its_environment_and_key(environment: str) -> None:
    found = {name: each.inputs["name"] for name, each in secrets(environment).by_name(SECRET).items()}

    assert found == {f"secrets-{key}": f"academy/{environment}/{key}" for key in KEYS}


def test_no_value_passes_through_pulumi() -> None:
    recording = secrets()

    assert {each.type for each in recording.resources} == {TIER, SECRET}
    for secret in recording.of_type(SECRET):
        assert secret.inputs.keys() == {"name", "description", "recoveryWindowInDays"}


def test_a_secret_is_not_lost_by_mistake() -> None:
    for secret in secrets().of_type(SECRET):
        assert secret.protect
        assert secret.inputs["recoveryWindowInDays"] == 30


def test_a_signing_key_comes_beside_the_others() -> None:
    before, after = secrets(), secrets(keys=(*KEYS, "media-signing-key"))

    assert after.keys() - before.keys() == {(SECRET, "secrets-media-signing-key")}
    assert before.keys() < after.keys()


def test_whoever_sets_a_value_is_told_its_form() -> None:
    recording = secrets(keys=tuple(DESCRIPTIONS))

    for key, text in DESCRIPTIONS.items():
        assert recording.one(SECRET, f"secrets-{key}").inputs["description"] == text
    assert "api_key" in DESCRIPTIONS["solapi"]
    assert "api_secret" in DESCRIPTIONS["solapi"]


def test_other_tiers_get_the_arns_and_people_the_names() -> None:
    recording = secrets()

    assert recording.outputs[recording.one(TIER).urn] == {
        "arns": {key: recording.one(SECRET, f"secrets-{key}").id for key in KEYS},
        "names": {key: f"academy/prod/{key}" for key in KEYS},
    }
