"""The whole program at both shipped sizes, recorded once for all tests that only look."""

import pytest

from sandbox.recording import Recording, record_program


@pytest.fixture(scope="session")
def initial() -> Recording:
    """The program as launched."""
    return record_program("initial")


@pytest.fixture(scope="session")
def ten_k() -> Recording:
    """The program for 10,000 people a day."""
    return record_program("10k")


@pytest.fixture(scope="session", params=["initial", "10k"])
def shipped(request: pytest.FixtureRequest) -> Recording:
    """Each of the two in turn."""
    return request.getfixturevalue({"initial": "initial", "10k": "ten_k"}[request.param])
