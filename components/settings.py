"""The stack's configuration, read once: the only module that knows Pulumi's config."""

import json

import pulumi
from pulumi.runtime import config as stack_config

from sizing.mistakes import InvalidProfile
from sizing.profile import Profile, parse_profile


def load_profile() -> Profile:
    """The typed profile of the stack that runs.

    Raises pulumi.RunError, before anything was declared, with every mistake of the stack file.
    """
    config = _all_config()
    try:
        return parse_profile(
            {key: _decoded(value) for key, value in config.items()},
            source=f"Pulumi.{pulumi.get_stack()}.yaml",
            secret_keys=_secret_keys(config),
        )
    except InvalidProfile as mistakes:
        raise pulumi.RunError(str(mistakes)) from None


def _all_config() -> dict[str, str]:
    """Every key: pulumi.Config asks for one key at a time, which would never see a misspelt one.

    The Automation API and the mocks set the map; the CLI's own host hands it over in the environment.
    """
    return {**stack_config.get_config_env(), **stack_config.CONFIG.get()}


def _secret_keys(config: dict[str, str]) -> set[str]:
    """The keys with a secret anywhere in their value."""
    return {key for key in config if stack_config.is_config_secret(key)} | set(
        stack_config.get_config_secret_keys_env()
    )


def _decoded(value: str) -> object:
    """Mappings and lists arrive as JSON; a scalar arrives as its text."""
    if not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
