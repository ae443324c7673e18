"""What the tests of the catalogue stand on."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.catalogue.world import World

settings.register_profile("shared", deadline=None)  # a busy machine is no fault
settings.load_profile("shared")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "world")
