"""One real server for all tests of the contract."""

from collections.abc import Iterator

import pytest

from tests.server.process import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as server:
        yield server
