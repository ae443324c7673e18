"""Asking an application in the same process, without a socket."""

from typing import Any

from app.web.edge import Application, Message


async def ask(
    app: Application, target: str, body: bytes | None = None
) -> tuple[int, dict[str, str], bytes]:
    """GET a target from an application, or POST JSON to it; return status, headers and body."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET" if body is None else "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "server": ("localhost", 80),
        "client": ("localhost", 0),
        "state": {"request_id": "00000000-0000-4000-8000-000000000000", "accept": b""},
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    headers = {name.decode(): value.decode("latin-1") for name, value in said[0]["headers"]}
    return said[0]["status"], headers, b"".join(m.get("body", b"") for m in said[1:])
