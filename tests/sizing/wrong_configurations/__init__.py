"""Every way known to get a stack file wrong, with what a person is then told; one file a tier.

A new tier adds a file with its rows and one line here. The rows are changes to Pulumi.initial.yaml, so that the unit
tests can parse them and the engine tests can run them.
"""

from tests.sizing.wrong_configurations import (
    api,
    budget,
    cdn,
    database,
    environment,
    files,
    gpu,
    keys,
    media,
    monitoring,
    network,
    people,
    release,
    signed_media,
    storage,
    tags,
    usage,
    workers,
)
from tests.sizing.wrong_configurations.row import ABSENT, RefusedByCli, Wrong, YamlText, changed

__all__ = ["ABSENT", "REFUSED_BY_CLI", "WRONG", "YAML_TEXTS", "RefusedByCli", "Wrong", "YamlText", "changed"]

WRONG: tuple[Wrong, ...] = (
    *environment.ROWS,
    *budget.ROWS,
    *network.ROWS,
    *database.ROWS,
    *api.ROWS,
    *workers.ROWS,
    *gpu.ROWS,
    *media.ROWS,
    *signed_media.ROWS,
    *storage.ROWS,
    *cdn.ROWS,
    *monitoring.ROWS,
    *usage.ROWS,
    *people.ROWS,
    *release.ROWS,
    *tags.ROWS,
    *keys.ROWS,
)
"""What the parse refuses."""

REFUSED_BY_CLI: tuple[RefusedByCli, ...] = files.REFUSED_BY_CLI
"""What the CLI refuses by itself, before the program runs."""

YAML_TEXTS: tuple[YamlText, ...] = files.YAML_TEXTS
"""What YAML makes of text without quotes."""
