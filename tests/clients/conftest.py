"""One real server for the clients, and a client of it."""

from collections.abc import Iterator

import pytest
from dayzero_client import Client

from tests.server.process import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def dayzero(server: Server) -> Iterator[Client]:
    with Client(server.url) as client:
        yield client
