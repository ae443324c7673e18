"""Asking an application in the same process, without a socket."""

from typing import Any

from app.web.edge import Application, Message


async def ask(app: Application, target: str) -> tuple[int, dict[str, str], bytes]:
    """GET a target from an application; return its status, headers and body."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
        "client": ("localhost", 0),
        "state": {"request_id": "00000000-0000-4000-8000-000000000000", "accept": b""},
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    headers = {name.decode(): value.decode("latin-1") for name, value in said[0]["headers"]}
    return said[0]["status"], headers, b"".join(m.get("body", b"") for m in said[1:])
