"""What the tests of planning stand on."""

from pathlib import Path

import pytest
from hypothesis import settings

from app.catalogue import Catalogue
from tests.catalogue.world import World
from tests.planning.clinic import open_clinic

settings.register_profile("shared", deadline=None)  # a busy machine is no fault
settings.load_profile("shared")


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The fictional catalogue with more in it."""
    return open_clinic(tmp_path_factory.mktemp("clinic") / "world")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A copy of the fictional world that a test may break."""
    return World(tmp_path / "world")
