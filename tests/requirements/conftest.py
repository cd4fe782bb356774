"""The sizes and states in which a row has to hold."""

import pytest

from sandbox.recording import Recording
from tests.requirements.rows import SIZES, platform


@pytest.fixture
def initial() -> Recording:
    """Launch, with a build of every image."""
    return platform("initial", released=True)


@pytest.fixture
def ten_k() -> Recording:
    """10,000 people a day, with a build of every image."""
    return platform("10k", released=True)


@pytest.fixture(params=SIZES)
def released(request: pytest.FixtureRequest) -> Recording:
    """Each size, with a build of every image."""
    return platform(request.param, released=True)


@pytest.fixture(
    params=[(stack, released) for released in (True, False) for stack in SIZES],
    ids=lambda each: f"{each[0]}-{'released' if each[1] else 'unreleased'}",
)
def shipped(request: pytest.FixtureRequest) -> Recording:
    """Each size, before the first release and after it."""
    stack, released = request.param
    return platform(stack, released=released)
