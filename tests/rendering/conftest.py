"""What the tests of the formats share."""

from collections.abc import Mapping

import pytest

from app.catalogue import Catalogue
from app.planning.plan import Plan
from app.rendering.format import About
from tests.rendering import plans as known


@pytest.fixture(scope="session")
def about(curated: Catalogue) -> About:
    return known.about(curated)


@pytest.fixture(scope="session")
def plans(curated: Catalogue) -> Mapping[str, Plan]:
    """The plans of the tests by name."""
    return known.all_plans(curated)


@pytest.fixture(params=known.NAMES)
def plan(request: pytest.FixtureRequest, plans: Mapping[str, Plan]) -> Plan:
    """Each of the plans in turn."""
    found: Plan = plans[request.param]
    return found
