"""Requests as data, asked of an application in this process, byte for byte."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from app.web.edge import Application
from tests.conftest import HOST, Answer

Header = tuple[bytes, bytes]

JSON: Header = (b"content-type", b"application/json")


@dataclass(frozen=True)
class Request:
    """One request; with a body it is a POST."""

    target: str
    body: bytes | Mapping[str, Any] | None = None
    headers: tuple[Header, ...] = ()
    method: str | None = None
    host: tuple[Header, ...] = (HOST,)

    @property
    def verb(self) -> str:
        return self.method or ("GET" if self.body is None else "POST")

    @property
    def content(self) -> bytes:
        if self.body is None or isinstance(self.body, bytes):
            return self.body or b""
        return json.dumps(self.body).encode()


def ask(app: Application, request: Request, runner: asyncio.Runner) -> Answer:
    """Ask an application and collect what it answers."""
    path, _, query = request.target.partition("?")
    json_sent = (JSON,) if isinstance(request.body, Mapping) else ()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
        "method": request.verb, "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(), "headers": [*request.host, *json_sent, *request.headers],
        "server": ("localhost", 80), "client": ("localhost", 1),
    }  # fmt: skip
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": request.content, "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401  a message of ASGI
        said.append(message)

    async def answer() -> None:
        await app(scope, receive, send)

    runner.run(answer())
    start, *bodies = said
    content = b"".join(message["body"] for message in bodies)
    return Answer(start["status"], httpx.Headers(start["headers"]), content)
