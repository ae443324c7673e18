"""The servers and applications that all tests of the contract share."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from app.catalogue import Catalogue
from app.web.app import make_app
from app.web.edge import ARRIVED, Application, Receive, Scope, Send
from app.web.settings import Settings
from tests.contract.asking import Request, ask
from tests.server.process import Server, running
from tests.server.thread import Here, here

HOUR = 3600.0


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def impatient(curated: Catalogue) -> Iterator[Here]:
    """A server that waits one second for a request, and not ten."""
    with here(curated, read_seconds=1, public_url=Settings().base_url) as server:
        yield server


@pytest.fixture(scope="session")
def spent(curated: Catalogue, runner: asyncio.Runner) -> Application:
    """The curated application of an operator who allows a request a day, which was made."""
    app = make_app(curated, Settings(rate_limit="1/day"))
    assert ask(app, Request("/v1"), runner).status_code == 200
    return app


@pytest.fixture(scope="session")
def busy(curated: Catalogue) -> Application:
    """The curated application, to which every request comes an hour after it was sent."""
    app = make_app(curated, Settings())

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, ARRIVED: time.monotonic() - HOUR}, receive, send)

    return late
