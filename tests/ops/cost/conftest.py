"""The shipped stacks' costs, each from one run of the program."""

import pytest

from ops.cost.compare import Comparison, compare
from ops.cost.costs import Costs, costs_of
from ops.stacks import find_stack


@pytest.fixture(scope="session")
def initial() -> Costs:
    """Those of launch."""
    return costs_of(find_stack("initial"))


@pytest.fixture(scope="session")
def large() -> Costs:
    """Those of 10k."""
    return costs_of(find_stack("10k"))


@pytest.fixture(scope="session", params=["initial", "10k"])
def costs(request: pytest.FixtureRequest) -> Costs:
    """Those of either."""
    return request.getfixturevalue({"initial": "initial", "10k": "large"}[request.param])


@pytest.fixture(scope="session")
def comparison(initial: Costs, large: Costs) -> Comparison:
    """Launch grown to 10k."""
    return compare(initial, large)
