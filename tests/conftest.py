"""What the tests share: the fictional catalogue, the curated one, and a client for each."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI

from app.catalogue import Catalogue, load_catalogue
from app.web.app import make_app, make_routes
from app.web.edge import Application, Edge, Message, Scope
from app.web.settings import Settings
from app.web.store import Store
from tests.server.process import run

SMALL: Final = Path(__file__).parent / "small"
"""The fictional world."""

CONTRACT: Final = Path(__file__).parent.parent / "openapi" / "openapi.json"

HOST: Final = (b"host", b"localhost")

PASSING: Final = ("date", "x-request-id")
"""Headers in which two answers to the same request differ."""


@dataclass(frozen=True)
class Answer:
    """An answer as the application sent it: a body that nothing has decoded or cut off."""

    status_code: int
    headers: httpx.Headers
    content: bytes

    @property
    def lasting(self) -> list[tuple[str, str]]:
        """Every header but those in which two answers to the same request differ."""
        return [header for header in self.headers.multi_items() if header[0] not in PASSING]

    def json(self) -> Any:  # noqa: ANN401  any JSON value
        return json.loads(self.content)


class Client:
    """Asks an application in this process, one request after another."""

    def __init__(self, app: Edge, runner: asyncio.Runner) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self.app = app
        self._runner = runner
        self._http = httpx.AsyncClient(transport=transport, base_url="http://localhost")

    def request(self, method: str, target: str, **headers: str) -> httpx.Response:
        """Ask as an ordinary client does; headers are named with underscores."""
        dashed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._runner.run(self._http.request(method, target, headers=dashed))

    def get(self, target: str, **headers: str) -> httpx.Response:
        return self.request("GET", target, **headers)

    def raw(
        self,
        target: bytes | str,
        *headers: tuple[bytes, bytes],
        method: str = "GET",
        host: Sequence[tuple[bytes, bytes]] = (HOST,),
        version: str = "1.1",
    ) -> Answer:
        """Ask with a scope made by hand: whatever a server lets through, byte for byte."""
        sent = target.encode() if isinstance(target, str) else target
        path, _, query = sent.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": version,
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [*host, *headers],
            "server": ("localhost", 80),
            "client": ("localhost", 1),
        }
        return self._runner.run(_ask(self.app, scope))

    def close(self) -> None:
        self._runner.run(self._http.aclose())


async def _ask(app: Application, scope: Scope) -> Answer:
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    start, *bodies = said
    content = b"".join(message["body"] for message in bodies)
    return Answer(start["status"], httpx.Headers(start["headers"]), content)


def links_of(answer: Answer) -> set[str]:
    """Return every address that an answer leads to: in its body and in its headers."""
    media_type = answer.headers["content-type"]
    found = set(re.findall(r'<([^>]*)>; rel="', answer.headers.get("link", "")))
    if media_type == "application/json":
        found.update(_linked(answer.json()))
    elif media_type.startswith("text/html"):
        written = re.findall(r'(?:href|src)="([^"]*)"', answer.content.decode())
        found.update(map(unescape, written))
    return found


def _linked(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _linked(item)
    elif isinstance(value, Mapping) and "openapi" not in value:
        for name, inner in value.items():
            if name == "links":
                yield from filter(None, inner.values())
            elif name == "cited_by":
                yield from inner
            else:
                yield from _linked(inner)


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def small() -> Catalogue:
    """The fictional catalogue."""
    return load_catalogue(SMALL)


@pytest.fixture(scope="session")
def curated() -> Catalogue:
    """The curated catalogue."""
    return load_catalogue()


@pytest.fixture(scope="session")
def small_routes(small: Catalogue) -> FastAPI:
    """The routes about the fictional catalogue."""
    return make_routes(small, Settings())


@pytest.fixture
def client(small_routes: FastAPI, runner: asyncio.Runner) -> Iterator[Client]:
    """A client of the fictional catalogue, with an empty store."""
    edge = Edge(small_routes, base_url=Settings().base_url, dataset_version="2030.01.0")
    client = Client(edge, runner)
    yield client
    client.close()


@pytest.fixture(scope="session")
def curated_client(curated: Catalogue, runner: asyncio.Runner) -> Iterator[Client]:
    """A client of the curated catalogue, with a store that fills up."""
    client = Client(make_app(curated, Settings()), runner)
    yield client
    client.close()


@pytest.fixture(scope="session")
def storeless_client(curated: Catalogue, runner: asyncio.Runner) -> Iterator[Client]:
    """A client of the curated catalogue, to which the routes make every answer anew."""
    edge = Edge(
        make_routes(curated, Settings()),
        base_url=Settings().base_url,
        dataset_version=curated.dataset.version,
        store=Store(most_entries=0),
    )
    client = Client(edge, runner)
    yield client
    client.close()


@pytest.fixture(scope="session")
def every_answer(storeless_client: Client) -> Mapping[str, Answer]:
    """Every address that links lead to from /v1, with its answer as the routes make it."""
    answers: dict[str, Answer] = {}
    known = ["/v1"]
    while known:
        address = known.pop()
        if address not in answers:
            answers[address] = storeless_client.raw(address)
            known += sorted(x for x in links_of(answers[address]) if x.startswith("/"))
    return answers


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `python -m app export` writes."""
    folder = tmp_path_factory.mktemp("export") / "copy"
    ended = run("export", str(folder))
    assert ended.status == 0, ended.err
    return folder


@pytest.fixture(scope="session")
def contract() -> Any:  # noqa: ANN401  any JSON value
    """The OpenAPI document as it is committed."""
    return json.loads(CONTRACT.read_text(encoding="utf-8"))
