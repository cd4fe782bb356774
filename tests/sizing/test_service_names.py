import re
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given

from sizing import names
from tests.sizing.test_names import environments

IMAGES = ("api", "video", "ai", "messaging", "pgbouncer", "gpu")
SERVICES = ("api", "video", "ai", "messaging", "migrate", "gpu")
SECRETS = ("application-key", "database-password", "solapi", "media-signing-key")


def every_name(environment: str) -> list[str]:
    return [
        names.database_identifier(environment),
        *(names.log_group(environment, service) for service in SERVICES),
        *(names.secret(environment, key) for key in SECRETS),
        *(names.repository(image, environment) for image in IMAGES),
    ]


def test_production_and_another_environment() -> None:
    assert names.database_identifier("prod") == "academy-prod"
    assert names.log_group("prod", "api") == "/academy/prod/api"
    assert names.secret("prod", "application-key") == "academy/prod/application-key"
    assert names.repository("api", "prod") == "academy-api"
    assert names.repository("api", "staging") == "academy-api-staging"
    assert names.database_identifier("staging") == "academy-staging"


@given(environments, environments)
def test_no_two_environments_share_a_name(one: str, other: str) -> None:
    if one != other:
        assert set(every_name(one)).isdisjoint(every_name(other))


@given(environments)
def test_no_two_things_of_an_environment_share_a_name(environment: str) -> None:
    every = every_name(environment)
    assert len(set(every)) == len(every)


@given(environments)
def test_aws_takes_every_name(environment: str) -> None:
    assert re.fullmatch(r"[a-z](?!.*--)[a-z0-9-]{0,61}[a-z0-9]", names.database_identifier(environment))
    for service in SERVICES:
        assert re.fullmatch(r"[\w/.#-]{1,512}", names.log_group(environment, service))
    for key in SECRETS:
        secret = names.secret(environment, key)
        assert re.fullmatch(r"[\w/+=.@-]{1,512}", secret)
        # Secrets Manager itself appends a hyphen and six characters: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
        assert not re.search(r"-\w{6}$", secret), secret
    for image in IMAGES:
        assert re.fullmatch(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*", names.repository(image, environment))


@pytest.mark.parametrize(
    "name",
    [
        names.database_identifier,
        partial(names.log_group, service="api"),
        partial(names.secret, key="solapi"),
        partial(names.repository, "api"),
    ],
)
def test_no_name_is_made_of_a_bad_environment(name: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match='environment is "Prod"; want 1 to 20 lower-case letters'):
        name("Prod")
