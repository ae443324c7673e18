"""One real server for each module that asks for it."""

from collections.abc import Iterator

import pytest

from tests.server.process import Server, running


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server
